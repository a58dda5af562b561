"""Referrals: who asks, since when, and where it stands (domain 8.2, 13)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from matching.vocabulary import Answer, Priority
from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import Channel, CountedAs, ReferralState, ReferrerKind


class ReferralRecord(Versioned, Base):
    """One call for a safe place; null is not asked, UNKNOWN was asked and not known."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("length(code_name) BETWEEN 1 AND 24", "code_name_short"),
        CheckConstraint("length(referrer_org) <= 120", "referrer_org_short"),
        CheckConstraint("(state = 'CLOSED') <= (closed_at IS NOT NULL)", "closed_has_its_time"),
        Index(None, "state", "received_at"),
        Index(None, "referrer_account_id"),
        Index(None, "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        Index(None, "follows_id", postgresql_where=text("follows_id IS NOT NULL")),
        CheckConstraint("follows_id <> id", "follows_another"),
        CheckConstraint(
            "merged_into_id <> id AND (merged_into_id IS NULL OR state = 'CLOSED')",
            "merged_is_closed",
        ),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    code_name: Mapped[str] = field("I", unique=True)
    referrer_reference: Mapped[UUID] = field("I", unique=True, default=uuid4)
    """The referrer's own id of it; tells nothing about the other one."""
    received_at: Mapped[datetime] = field("C")
    channel: Mapped[Channel] = field("I")
    referrer_kind: Mapped[ReferrerKind | None] = field("C")
    referrer_org: Mapped[str | None] = field("C")
    referrer_account_id: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    she_knows: Mapped[Answer | None] = field("C")
    danger_now: Mapped[Answer | None] = field("C")
    tonight_need: Mapped[Answer | None] = field("C")
    safe_until: Mapped[datetime | None] = field("C")
    state: Mapped[ReferralState] = field("I")
    priority: Mapped[Priority | None] = field("I")
    """As last computed (10.1); every run computes it again."""
    rule_set: Mapped[str | None] = field("I")
    """Version of the rule set that it was last judged by."""
    closed_at: Mapped[datetime | None] = field("I")
    erase_decided_at: Mapped[datetime | None] = field("I", sort_order=1)
    """Two people decided that nothing of her is kept any longer."""
    erased_at: Mapped[datetime | None] = field("I", sort_order=2)
    """Since then this row is bare: no word of her is in it."""
    follows_id: Mapped[UUID | None] = field("C", ForeignKey("referrals.id"), sort_order=3)
    """The case of the same person that was closed before; a closed case is never opened again."""
    merged_into_id: Mapped[UUID | None] = field("C", ForeignKey("referrals.id"), sort_order=4)
    """The case of the same person that goes on."""
    counted_as: Mapped[CountedAs | None] = field("C", sort_order=5)
    """What an erased case of the same person says of this one, since it can be asked no more."""
