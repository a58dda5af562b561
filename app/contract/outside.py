"""What those beside ROSA see of the cases on which they stand, and an agency of its referrals.

A case is named by the id of the entry by which somebody stands on it, so that two of them cannot
tell by an id that they speak of one case. Which fields who gets, the matrix says.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from app.contract.base import LevelWord, Of, Page, Sent, Told, Value
from app.contract.offers import Routine
from app.contract.readers import Band
from matching.vocabulary import Answer, CompromiseLevel, Criticality, LinkKind, ServiceType
from models.rights import Code
from models.words import (
    ContactChannel,
    InterpreterGender,
    LinkBasis,
    MemberScope,
    Purpose,
    ReferralState,
)


class Progress(StrEnum):
    """All that an agency and most others learn of where a case stands (domain O07)."""

    RECEIVED = "RECEIVED"
    IN_PROGRESS = "IN_PROGRESS"
    CLOSED = "CLOSED"


_OVER = frozenset(
    {
        ReferralState.LEFT,
        ReferralState.CLOSED,
        ReferralState.WITHDRAWN,
        ReferralState.HANDED_OVER,
    }
)


def progress(state: ReferralState) -> Progress:
    """The word for a state: whether she has a place, or is looked for, reads alike."""
    if state is ReferralState.RECEIVED:
        return Progress.RECEIVED
    return Progress.CLOSED if state in _OVER else Progress.IN_PROGRESS


class OwnReferral(Told):
    """A referral as the agency that made it may know it, under an id of its own."""

    id: Annotated[UUID, Of("referrer_reference")]
    status: Annotated[ReferralState, Of("case_state", band=Band(Progress, progress))]


class OwnReferralPage(Page):
    """A page of them."""

    referrals: Annotated[list[OwnReferral], Of("referrer_reference")]


class ConsentHeld(Value):
    """The consent by which somebody stands on a case."""

    purpose: Purpose
    scope: str | None
    given_at: datetime
    expires_at: datetime | None


class NeedTold(Value):
    """A service that she must be able to reach."""

    service: ServiceType
    criticality: Criticality
    until: date | None


class ContactTold(Value):
    """How and when she may be reached; the number is not here."""

    channel: ContactChannel
    safe_from: datetime | None
    safe_until: datetime | None
    message_ok: Answer | None


def _routine(level: str) -> int:
    return int(level[1:])


class OutsideCase(Told):
    """A case on which somebody beside ROSA stands by a consent that holds."""

    id: Annotated[UUID, Of("members")]
    code_name: Annotated[str, Of("case_pseudonym")]
    scope: Annotated[MemberScope, Of("members")]
    until: Annotated[datetime | None, Of("members")]
    state: Annotated[ReferralState, Of("case_state", band=Band(Progress, progress))]
    consent: Annotated[ConsentHeld, Of("consents")]
    received_at: Annotated[datetime, Of("call_tonight")]
    danger_now: Annotated[Answer | None, Of("call_tonight")]
    languages: Annotated[list[str] | None, Of("languages")]
    interpreter_gender: Annotated[InterpreterGender | None, Of("languages")]
    police_involved: Annotated[Answer | None, Of("protection")]
    level: Annotated[LevelWord | None, Of("threat_level", band=Band(Routine, _routine))]
    """To a follow-up member the security routine 1-4; to the police null until the police judged."""
    floor: Annotated[LevelWord | None, Of("threat_level")]
    review_due: Annotated[date | None, Of("threat_level")]
    needs: Annotated[list[NeedTold], Of("needs")]
    contact: Annotated[list[ContactTold], Of("safe_contact")]


class OutsideLine(Told):
    """Such a case in a list."""

    id: Annotated[UUID, Of("members")]
    code_name: Annotated[str, Of("case_pseudonym")]
    scope: Annotated[MemberScope, Of("members")]
    until: Annotated[datetime | None, Of("members")]
    state: Annotated[ReferralState, Of("case_state", band=Band(Progress, progress))]


class OutsidePage(Page):
    """A page of them."""

    cases: Annotated[list[OutsideLine], Of("case_pseudonym")]


class OutsideCompromise(Told):
    """A report on a house that somebody whom this case fears may know."""

    id: Annotated[UUID, Of("compromises")]
    code_name: Annotated[str | None, Of("shelter_name")]
    """Null: who reported it named no house, and is told of none."""
    level: Annotated[CompromiseLevel, Of("compromises")]
    since: Annotated[datetime, Of("compromises")]


class OutsideCompromises(Page):
    """A page of them."""

    compromises: Annotated[list[OutsideCompromise], Of("compromises")]


class NewOutsideLink(Sent):
    """How another own case stands to this one; only the setter's role ever reads it."""

    other: UUID
    kind: LinkKind
    basis: LinkBasis | None = None


class OutsideLink(Told):
    """A link that this role has set, to another own case or to one that is not own any more."""

    id: Annotated[UUID, Of("links")]
    other: Annotated[UUID | None, Of("links", by=(Code.OWN,))]
    kind: Annotated[LinkKind, Of("links")]
    basis: Annotated[LinkBasis | None, Of("links")]


class OutsideLinks(Page):
    """A page of them."""

    links: Annotated[list[OutsideLink], Of("links")]
