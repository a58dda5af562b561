"""Whom a task reaches that is late for days: a chief executive, say (domain 2, O14)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field


class EscalationContactRecord(Base):
    """For tasks of the people of one organisation, and where it is null of everybody else."""

    __tablename__ = "escalation_contacts"
    __table_args__ = (
        CheckConstraint("after_days BETWEEN 1 AND 365", "after_some_days"),
        Index(
            "uq_escalation_contacts_organisation_id",
            "organisation_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )
    kept = Kept.ACCOUNT
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID | None] = field("I", ForeignKey("organisations.id"))
    account_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    after_days: Mapped[int] = field("I")
    """So many days over its time; the N of domain O14."""
    set_at: Mapped[datetime] = field("I")
    set_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
