"""Cards: which text she is to be told, when it is told again, in which way, and who read the text."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import CardTopic, CardWay


class CardRecord(Base):
    """One card of one case; the next one of its kind ends it."""

    __tablename__ = "cards"
    __table_args__ = (
        CheckConstraint("over_at >= made_at", "over_after_made"),
        Index(None, "referral_id", "made_at"),
        Index(
            "uq_cards_next_step",
            "referral_id",
            unique=True,
            postgresql_where=text("over_at IS NULL AND topic <> 'RIGHTS'"),
        ),
        Index(
            "uq_cards_rights",
            "referral_id",
            unique=True,
            postgresql_where=text("over_at IS NULL AND topic = 'RIGHTS'"),
        ),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    topic: Mapped[CardTopic] = field("C")
    made_at: Mapped[datetime] = field("C")
    over_at: Mapped[datetime | None] = field("C")
    """When another card took its place; what was not told of it by then is not told."""


class CardTellingRecord(Base):
    """One of the times at which a card is told: on the day itself, and 2, 7 and 30 days later."""

    __tablename__ = "card_tellings"
    __table_args__ = (
        UniqueConstraint("card_id", "day"),
        CheckConstraint("day IN (0, 2, 7, 30)", "days"),
        CheckConstraint(
            "(told_at IS NULL) = (told_by IS NULL) AND (told_at IS NULL) = (way IS NULL)"
            " AND (told_at IS NULL) = (language IS NULL)"
            " AND (told_at IS NULL) = (interpreter IS NULL)",
            "told_whole",
        ),
        CheckConstraint("way <> 'NONE'", "told_in_some_way"),
        Index("ix_card_tellings_due", "due_at", postgresql_where=text("told_at IS NULL")),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    card_id: Mapped[UUID] = field("C", ForeignKey("cards.id"))
    day: Mapped[int] = field("C")
    due_at: Mapped[datetime] = field("C")
    told_at: Mapped[datetime | None] = field("C")
    told_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    way: Mapped[CardWay | None] = field("C")
    language: Mapped[str | None] = field("C")
    """ISO 639-3; the language in which she heard it."""
    interpreter: Mapped[bool | None] = field("C")


class CardChoiceRecord(Base):
    """In which way she wants to be told; without a row it is read out and nothing is left with her."""

    __tablename__ = "card_choices"
    kept = Kept.CASE
    writes = Writes.CHANGE

    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"), primary_key=True)
    way: Mapped[CardWay] = field("C")
    chosen_at: Mapped[datetime] = field("C")
    chosen_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))


class CardReviewRecord(Base):
    """Somebody who speaks the language has read exactly this text and lets it be told."""

    __tablename__ = "card_reviews"
    __table_args__ = (
        UniqueConstraint("topic", "language", "digest"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", "digest_is_one"),
        CheckConstraint("language ~ '^[a-z]{3}$'", "language_is_one"),
    )
    kept = Kept.RULES
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    topic: Mapped[CardTopic] = field("I")
    language: Mapped[str] = field("I")
    digest: Mapped[str] = field("I")
    reviewed_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    reviewed_at: Mapped[datetime] = field("I")
