"""A call as the device that took it knows it, and how somebody travels to the place she took."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from matching.vocabulary import Answer
from models.base import Base, Kept, Writes
from models.types import field


class PhoneCallRecord(Base):
    """The case that one call became, however often and in whatever order it was sent."""

    __tablename__ = "phone_calls"
    __table_args__ = (
        CheckConstraint("revision >= 1", "revision_counted"),
        CheckConstraint("length(one_line) BETWEEN 1 AND 140", "one_line_short"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True)
    """Made on the device, so that the same call never becomes two cases."""
    referral_id: Mapped[UUID] = field("I", ForeignKey("referrals.id"), unique=True)
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"), index=True)
    """Whose device took it."""
    revision: Mapped[int] = field("I")
    """Of the newest answers that count: an older word that comes later changes nothing."""
    call_back_at: Mapped[datetime | None] = field("C")
    """When somebody promised to call her."""
    parts: Mapped[dict[str, Any]] = field("C", JSONB, server_default=text("'{}'"), sort_order=1)
    """Of each answer and part a hash: a newer word writes alone what it changed."""
    one_line: Mapped[str | None] = field("C")
    """One line without a name or number, as far as a rule can tell."""


class TravelPlanRecord(Base):
    """How she gets there; asked when she has taken the place, and not before."""

    __tablename__ = "travel_plans"
    __table_args__ = (CheckConstraint("length(meeting_point) BETWEEN 1 AND 140", "meeting_short"),)
    kept = Kept.CASE
    writes = Writes.CHANGE

    placement_id: Mapped[UUID] = field("I", ForeignKey("placements.id"), primary_key=True)
    pick_up: Mapped[Answer | None] = field("C")
    alone: Mapped[Answer | None] = field("C")
    """Whether she can travel alone."""
    phone_left: Mapped[Answer | None] = field("C")
    """Whether her own phone stays behind, switched off."""
    meeting_point: Mapped[str | None] = field("C")
    """A few words, no address of a house."""
    noted_at: Mapped[datetime] = field("C")
    noted_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
