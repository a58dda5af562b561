"""What is paid for her: how much, who pays, where the claim stands, and who said yes (K01-K06)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import ExpenseKind, ExpenseState, Payer


class ExpenseRecord(Base):
    """One expense; its kind is all that is said of what it is for, and no merchant and no town."""

    __tablename__ = "expenses"
    __table_args__ = (
        CheckConstraint("amount_ore BETWEEN 1 AND 100000000", "some_money"),
        CheckConstraint(
            "(state = 'REQUESTED') = (decided_at IS NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)",
            "decided_by_somebody",
        ),
        CheckConstraint("NOT dual OR decided_by <> requested_by", "dual_control"),
        CheckConstraint("state <> 'REFUNDED' OR organisation_id IS NOT NULL", "refunded_by_one"),
        CheckConstraint("paid_at IS NULL OR state IN ('PAID', 'REFUNDED')", "paid_when_paid"),
        Index(None, "referral_id"),
        Index(None, "organisation_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    kind: Mapped[ExpenseKind] = field("C")
    amount_ore: Mapped[int] = field("C")
    """Hundredths of the country's money."""
    payer: Mapped[Payer] = field("C")
    organisation_id: Mapped[UUID | None] = field("C", ForeignKey("organisations.id"))
    """Whoever it is claimed from, under a code name: the row names no town."""
    dual: Mapped[bool] = field("C")
    """Above the limit: whoever asked for it cannot say yes to it."""
    state: Mapped[ExpenseState] = field("C")
    requested_at: Mapped[datetime] = field("C")
    requested_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = field("C")
    decided_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    changed_at: Mapped[datetime] = field("C")
    paid_at: Mapped[datetime | None] = field("C", sort_order=1)
    """Null: not yet, or paid before this was written down."""
