"""Two cases of one person, and arrivals that were recorded wrongly, as they are sent and told."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from app.contract.base import Instant, Nameless, Of, Sent, StrictBool, Told


class Into(Sent):
    """The case of the same person that goes on."""

    into: UUID


class Follows(Sent):
    """The case of the same person that was closed before."""

    earlier: UUID


class RelatedTold(Told):
    """Cases of the same person beside this one."""

    follows: Annotated[UUID | None, Of("case_links")]
    merged_into: Annotated[UUID | None, Of("case_links")]
    merged_from: Annotated[list[UUID], Of("case_links")]
    followed_by: Annotated[list[UUID], Of("case_links")]


class RightArrival(Sent):
    """Whether she is there, and since when; why it was recorded otherwise."""

    arrived: StrictBool
    at: Instant | None = None
    why: Nameless
