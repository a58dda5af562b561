"""Acts that need two distinct persons: what one asks for and another agrees to (security 5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import ApprovalKind, ApprovalPurpose, ApprovalState, DutyPost


class ApprovalRecord(Versioned, Base):
    """One person asks, a second one decides: never who asked, who made it or whom it is about."""

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint(
            "asked_by = ANY (apart) AND array_position(apart, NULL) IS NULL",
            "who_asks_stands_apart",
        ),
        CheckConstraint(
            "state NOT IN ('AGREED', 'REFUSED') OR"
            " (decided_by IS NOT NULL AND decided_by <> ALL (apart))",
            "decided_by_a_second",
        ),
        CheckConstraint("state <> 'WITHDRAWN' OR decided_by = asked_by", "withdrawn_by_who_asked"),
        CheckConstraint("(state = 'OPEN') = (decided_at IS NULL)", "decided_has_its_time"),
        CheckConstraint("state <> 'OPEN' OR decided_by IS NULL", "open_is_undecided"),
        CheckConstraint("state <> 'AGREED' OR decided_at < expires_at", "agreed_in_time"),
        CheckConstraint("expires_at > asked_at", "expires_after_it_was_asked"),
        CheckConstraint("decided_at >= asked_at", "decided_after_it_was_asked"),
        CheckConstraint("length(reason) BETWEEN 1 AND 280", "reason_short"),
        CheckConstraint("length(stamp) BETWEEN 1 AND 200", "stamp_short"),
        Index(
            "uq_approvals_open",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("state = 'OPEN'"),
        ),
        Index(None, "referral_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    kind: Mapped[ApprovalKind] = field("I")
    subject_kind: Mapped[str] = field("I")
    subject_id: Mapped[UUID] = field("C")
    """No foreign key: subjects are of several kinds."""
    referral_id: Mapped[UUID | None] = field("C", ForeignKey("referrals.id"))
    """The case it is about; null is none."""
    asked_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = field("I")
    expires_at: Mapped[datetime] = field("I")
    apart: Mapped[list[UUID]] = field("C", ARRAY(Uuid()))
    """Accounts that can never be the second: who asked, who made it, whom it is about."""
    purpose: Mapped[ApprovalPurpose] = field("C")
    reason: Mapped[str] = field("C")
    words: Mapped[dict[str, Any]] = field("C", JSONB)
    """What is asked for: closed words, days and ids."""
    stamp: Mapped[str] = field("C")
    """What the subject was when it was asked; another one by then is another question."""
    state: Mapped[ApprovalState] = field("I")
    decided_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = field("I")


class ApprovalAskRecord(Base):
    """Somebody on duty was asked to be the second, until when; then the next one is."""

    __tablename__ = "approval_asks"
    __table_args__ = (
        UniqueConstraint("approval_id", "account_id"),
        CheckConstraint("until > asked_at", "until_after_asked"),
        Index(None, "account_id"),
    )
    kept = Kept.CASE
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    approval_id: Mapped[UUID] = field("I", ForeignKey("approvals.id"))
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    post: Mapped[DutyPost] = field("I")
    asked_at: Mapped[datetime] = field("I")
    until: Mapped[datetime] = field("I")
