"""What somebody has to do until when: one owner each, heard of, and escalated when it is late."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import DutyPost, TaskOutcome, TaskState


class TaskRecord(Base):
    """One task; of each kind one is open about a subject."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("kind ~ '^[A-Z_]{2,40}$'", "kind_is_a_word"),
        CheckConstraint(
            "owner_id IS NOT NULL OR post IS NOT NULL OR shelter_id IS NOT NULL", "for_somebody"
        ),
        CheckConstraint("(state = 'OPEN') = (done_at IS NULL)", "over_at_some_time"),
        CheckConstraint("(state = 'DONE') = (outcome IS NOT NULL)", "done_with_an_outcome"),
        CheckConstraint("escalations BETWEEN 0 AND 3", "escalations_counted"),
        CheckConstraint("(escalations = 0) = (escalated_at IS NULL)", "escalated_at_some_time"),
        Index(
            "uq_tasks_open",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("state = 'OPEN'"),
        ),
        Index("ix_tasks_due", "due_at", postgresql_where=text("state = 'OPEN'")),
        Index(None, "referral_id"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    kind: Mapped[str] = field("I")
    """A word of ``TaskKind`` at that time; a list that grows weekly is no CHECK."""
    referral_id: Mapped[UUID | None] = field("C", ForeignKey("referrals.id"))
    shelter_id: Mapped[UUID | None] = field("C", ForeignKey("shelters.id"))
    """Which house it is about; without a post it is for the people of that house."""
    subject_kind: Mapped[str] = field("I")
    subject_id: Mapped[UUID] = field("C")
    """No foreign key: any record may be what it is about."""
    owner_id: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    """Null: whoever is in the post, or of the house, may take it."""
    post: Mapped[DutyPost | None] = field("I")
    set_at: Mapped[datetime] = field("I")
    due_at: Mapped[datetime] = field("I")
    told_at: Mapped[datetime | None] = field("I")
    """When somebody was told that there is a new task."""
    escalations: Mapped[int] = field("I", Integer)
    """How far it went up, being late: 1 those on duty, 2 the duty manager, 3 the contact (O14)."""
    escalated_at: Mapped[datetime | None] = field("I")
    escalated_to: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    """The escalation contact, once it went so far."""
    state: Mapped[TaskState] = field("I")
    done_at: Mapped[datetime | None] = field("I")
    """When it was done, or fell away."""
    done_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    """Null is havn itself."""
    outcome: Mapped[TaskOutcome | None] = field("I")
