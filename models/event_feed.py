"""What happened, told to one service account: kinds and ids, in the order in which it was committed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import EventKind


class EventFeedRecord(Base):
    """How far the chain was read for this account, how much it was told, and where it is sent."""

    __tablename__ = "event_feeds"
    __table_args__ = (
        CheckConstraint("read_to >= 0 AND told >= 0", "counted"),
        CheckConstraint("delivered BETWEEN 0 AND told", "delivered_of_what_was_told"),
        CheckConstraint("tries >= 0", "tries_counted"),
        CheckConstraint("hook ~ '^[a-z0-9][a-z0-9-]{0,39}$'", "hook_short"),
        CheckConstraint("hook IS NOT NULL OR stopped_at IS NULL", "only_a_hook_stops"),
        Index(
            "ix_event_feeds_sending",
            "next_at",
            postgresql_where=text("hook IS NOT NULL AND stopped_at IS NULL"),
        ),
    )
    kept = Kept.ACCOUNT
    writes = Writes.REPLACE

    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), primary_key=True)
    read_to: Mapped[int] = field("I", BigInteger)
    """The last act of the chain that was looked at for this account."""
    told: Mapped[int] = field("I", BigInteger)
    """The number of its last event: its own count, which says nothing of what others did."""
    hook: Mapped[str | None] = field("I")
    """Where events are sent; where that leads stands outside the database. Null: it comes and asks."""
    delivered: Mapped[int] = field("I", BigInteger)
    """The last number that the hook has taken."""
    tries: Mapped[int] = field("I")
    next_at: Mapped[datetime] = field("I")
    stopped_at: Mapped[datetime | None] = field("I")
    """When the hook had said no too often; somebody sets it going again, from wherever she says."""


class FeedEventRecord(Base):
    """One event as one account is told it."""

    __tablename__ = "feed_events"
    __table_args__ = (
        CheckConstraint("number >= 1", "number_from_one"),
        Index(None, "gathered_at"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"), primary_key=True)
    number: Mapped[int] = field("I", BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[EventKind] = field("I")
    subject_id: Mapped[UUID] = field("C")
    """Under the id by which this account knows it."""
    gathered_at: Mapped[datetime] = field("I")
