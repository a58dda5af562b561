"""How two households stand to each other (PersonLink, domain 8.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from matching.vocabulary import LinkKind
from models.base import Base, Kept, Writes
from models.types import field
from models.words import LinkBasis, Role


class PersonLinkRecord(Base):
    """A pair and what one role says is between them; readable by that role and the matching alone."""

    __tablename__ = "person_links"
    __table_args__ = (
        CheckConstraint("household_a < household_b", "a_pair_once"),
        UniqueConstraint("household_a", "household_b", "set_by_role"),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    household_a: Mapped[UUID] = field("C", ForeignKey("households.id"))
    """The smaller of the two ids, so that a pair stands once for each role that spoke."""
    household_b: Mapped[UUID] = field("C", ForeignKey("households.id"), index=True)
    kind: Mapped[LinkKind] = field("C")
    basis: Mapped[LinkBasis | None] = field("C")
    set_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    set_by_role: Mapped[Role] = field("C")
    set_at: Mapped[datetime] = field("C")
