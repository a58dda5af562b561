"""Complaints and exclusions as they are sent and told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import model_validator

from app.contract.base import Nameless, Of, Page, Sent, Told, Value
from models.words import ComplaintAbout, ComplaintFrom, ComplaintKind, ComplaintVerdict

EXCLUSIONS = frozenset(
    {
        ComplaintAbout.NOT_THE_TARGET_GROUP,
        ComplaintAbout.SAFE_ELSEWHERE,
        ComplaintAbout.OTHER_SERVICE,
        ComplaintAbout.DANGER_TO_OTHERS,
    }
)
"""The reasons for which somebody may be left out."""


class NewComplaint(Sent):
    """What somebody objects to, or why she would be left out; the reason is short and names nobody."""

    kind: ComplaintKind = ComplaintKind.COMPLAINT
    about: ComplaintAbout
    said_by: ComplaintFrom = ComplaintFrom.HERSELF
    reason: Nameless

    @model_validator(mode="after")
    def _is_about_what_it_may_be(self) -> Self:
        if (self.kind is ComplaintKind.EXCLUSION) != (self.about in EXCLUSIONS):
            raise ValueError("about_what_it_may_be")
        if self.kind is ComplaintKind.EXCLUSION and self.said_by is not ComplaintFrom.STAFF:
            raise ValueError("staff_excludes")
        return self


class ComplaintReview(Sent):
    """What somebody independent finds, and why."""

    verdict: ComplaintVerdict
    finding: Nameless


class ComplaintMade(Told):
    """It waits for somebody; the answer is kept for retries, so that no reason stands in it."""

    id: Annotated[UUID, Of("own_acts")]


class ComplaintTold(Told):
    """One of them as it stands."""

    id: Annotated[UUID, Of("complaints")]
    case: Annotated[str, Of("complaints")]
    kind: Annotated[ComplaintKind, Of("complaints")]
    about: Annotated[ComplaintAbout, Of("complaints")]
    said_by: Annotated[ComplaintFrom, Of("complaints")]
    reason: Annotated[str, Of("complaints")]
    made_at: Annotated[datetime, Of("complaints")]
    due_at: Annotated[datetime, Of("complaints")]
    reviewed_at: Annotated[datetime | None, Of("complaints")]
    verdict: Annotated[ComplaintVerdict | None, Of("complaints")]
    finding: Annotated[str | None, Of("complaints")]


class Complaints(Told):
    """All of one case."""

    complaints: Annotated[list[ComplaintTold], Of("complaints")]


class ComplaintPage(Page):
    """A page of those that wait for a review."""

    complaints: Annotated[list[ComplaintTold], Of("complaints")]


class ComplaintCount(Value):
    """How many there are of one sort; without a verdict they wait. Of erased cases what they were
    about is not known any more."""

    kind: ComplaintKind
    about: ComplaintAbout | None
    verdict: ComplaintVerdict | None
    number: int
    late: int


class ComplaintCounts(Told):
    """All sorts of which there are any."""

    counts: Annotated[list[ComplaintCount], Of("complaints")]
