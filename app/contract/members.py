"""Who stands on a case and as what, who is kept away from it, and the hand-over of a shift."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from app.contract.base import Handle, Of, Page, Sent, Told
from models.words import MemberScope, ReaderListing, Role


class TakeOver(Sent):
    """Why a coordinator opens a case on which she does not stand."""

    purpose: Literal["SHIFT", "ABSENCE", "ACUTE", "SECOND_PERSON", "REVIEW"]


class NewMember(Sent):
    """Somebody shall stand on the case; whoever is not of ROSA's own staff needs her consent."""

    handle: Handle
    consent: UUID | None = None


class ShiftTo(Sent):
    """Who takes over all cases of a shift."""

    handle: Handle


class NewDenial(Sent):
    """Somebody who knows a person of her network; the case is not there for that account any more."""

    handle: Handle


class MemberTold(Told):
    """Somebody who stands on a case."""

    id: Annotated[UUID, Of("members")]
    handle: Annotated[str, Of("staff")]
    role: Annotated[Role, Of("members")]
    scope: Annotated[MemberScope, Of("members")]
    added_at: Annotated[datetime, Of("members")]
    until: Annotated[datetime | None, Of("members")]
    consent: Annotated[UUID | None, Of("members")]


class MemberPage(Page):
    """A page of those who stand on a case."""

    members: Annotated[list[MemberTold], Of("members")]


class ReaderTold(Told):
    """An account that may not open a case, or one of those who alone may."""

    id: Annotated[UUID, Of("readers")]
    handle: Annotated[str, Of("staff")]
    listing: Annotated[ReaderListing, Of("readers")]
    listed_at: Annotated[datetime, Of("readers")]


class ReaderPage(Page):
    """A page of them."""

    readers: Annotated[list[ReaderTold], Of("readers")]


class OnCase(Told):
    """The entry that was made or ended; null when it stood like that already."""

    id: Annotated[UUID | None, Of("own_acts")]


class HandedOver(Told):
    """How many cases have another person now."""

    cases: Annotated[int, Of("own_acts")]
