"""Offers: an option on its way from proposed to taken (domain 8.3, 13)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Text

from matching.vocabulary import NightSpan, PlanMode
from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import ChoiceReason, DeclineReason, OfferState, RefusalReason, ToldWay


class OfferRecord(Versioned, Base):
    """One shelter offered to one household; its units are in offer_units."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("option_rank BETWEEN 1 AND 10", "rank_possible"),
        CheckConstraint(
            "refusal_reason IS NULL OR state = 'SHELTER_NO'", "refusal_reason_when_refused"
        ),
        CheckConstraint(
            "decline_reason IS NULL OR state = 'DECLINED'", "decline_reason_when_declined"
        ),
        CheckConstraint("octet_length(snapshot_hash) = 32", "hash_of_32_bytes"),
        CheckConstraint("shown_language ~ '^[a-z]{3}$'", "shown_language_iso"),
        CheckConstraint("(shown_language IS NULL) = (shown_way IS NULL)", "shown_somehow"),
        CheckConstraint("shown_beside BETWEEN 1 AND 10", "shown_beside_possible"),
        CheckConstraint("choice_reason IS NULL OR asked_at IS NOT NULL", "chosen_when_asked"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_id: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"), index=True)
    proposal_id: Mapped[UUID | None] = field("I", ForeignKey("plan_proposals.id"))
    """The line of a plan that it came from; null for a caller's option."""
    option_rank: Mapped[int | None] = field("I")
    nights: Mapped[NightSpan] = field("C")
    mode: Mapped[PlanMode] = field("I")
    state: Mapped[OfferState] = field("I")
    hold_until: Mapped[datetime | None] = field("I")
    explanation: Mapped[list[str]] = field("C", ARRAY(Text))
    """Ids of closed words."""
    rule_set: Mapped[str] = field("I")
    snapshot_hash: Mapped[bytes | None] = field("I")
    """SHA-256 of the picture on which it was judged."""
    created_at: Mapped[datetime] = field("I")
    asked_at: Mapped[datetime | None] = field("I")
    answered_at: Mapped[datetime | None] = field("I")
    shown_at: Mapped[datetime | None] = field("C")
    closed_at: Mapped[datetime | None] = field("C")
    refusal_reason: Mapped[RefusalReason | None] = field("C")
    decline_reason: Mapped[DeclineReason | None] = field("C")
    said: Mapped[list[str] | None] = field("C", ARRAY(Text), sort_order=1)
    """Codes of the closed words in which it is told to her; null where none were made."""
    shown_language: Mapped[str | None] = field("C", sort_order=2)
    """ISO 639-3; in which she was told."""
    shown_way: Mapped[ToldWay | None] = field("C", sort_order=3)
    passed_on_at: Mapped[datetime | None] = field("I", sort_order=4)
    """When, for want of a yes, the next house was looked for."""
    shown_beside: Mapped[int | None] = field("I", sort_order=5)
    """How many options that could be held were shown, this one among them; null for other offers."""
    choice_reason: Mapped[ChoiceReason | None] = field("I", sort_order=6)
    """The one word of whoever chose it; null where nobody was asked."""


class OfferUnitRecord(Base):
    """A unit of an offer; more than one adjoin."""

    __tablename__ = "offer_units"
    kept = Kept.CASE
    writes = Writes.REPLACE

    offer_id: Mapped[UUID] = field("I", ForeignKey("offers.id"), primary_key=True)
    unit_id: Mapped[UUID] = field("I", ForeignKey("units.id"), primary_key=True)
