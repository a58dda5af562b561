"""Why somebody is not matched, as it is sent and told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from app.contract.base import Of, Sent, Told
from models.words import NotMatchedWhy


class NewNotMatched(Sent):
    """A hospital first, or support without a bed since that is what she wants; that she is a child
    without a grown-up follows from who is among her people."""

    why: Literal["HOSPITAL_FIRST", "OWN_WISH"]


class NotMatchedTold(Told):
    """One reason, and whether it still stands."""

    id: Annotated[UUID, Of("not_matched")]
    why: Annotated[NotMatchedWhy, Of("not_matched")]
    made_at: Annotated[datetime, Of("not_matched")]
    ended_at: Annotated[datetime | None, Of("not_matched")]


class NotMatchedAll(Told):
    """All that ever stood for a case."""

    not_matched: Annotated[list[NotMatchedTold], Of("not_matched")]
