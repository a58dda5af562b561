"""Questions between a house and the coordinators, as a thread by role (domain O03)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import Role


class QuestionRecord(Base):
    """One message of the thread of a house; it names no case, and who wrote it is a role."""

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("length(said) BETWEEN 1 AND 500", "said_short"),
        CheckConstraint("from_role IN ('SHELTER', 'COORDINATOR')", "from_one_of_the_two"),
        Index(None, "shelter_id", "said_at"),
    )
    kept = Kept.SHELTER
    writes = Writes.APPEND

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"))
    from_role: Mapped[Role] = field("I")
    said: Mapped[str] = field("C")
    said_at: Mapped[datetime] = field("I")
    said_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
