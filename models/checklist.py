"""What is to be done for her at certain times of a stay: one row per thing (domain 13)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import Checklist, ChecklistItem


class ChecklistItemRecord(Base):
    """One thing of one list for one placement."""

    __tablename__ = "checklist_items"
    __table_args__ = (
        UniqueConstraint("placement_id", "listing", "item"),
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", "done_by_somebody"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    placement_id: Mapped[UUID] = field("C", ForeignKey("placements.id"))
    listing: Mapped[Checklist] = field("C")
    item: Mapped[ChecklistItem] = field("C")
    due_at: Mapped[datetime] = field("C")
    done_at: Mapped[datetime | None] = field("C")
    done_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
