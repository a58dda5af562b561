"""What a program, and nobody in person, may do with an account: closed scopes, granted by two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import Words, field
from models.words import ServiceScope


class ServiceGrantRecord(Base):
    """The scopes of a service account; an account without a row is a person's, or nobody's yet."""

    __tablename__ = "service_grants"
    __table_args__ = (
        CheckConstraint("cardinality(scopes) >= 1", "scopes_named"),
        CheckConstraint("granted_by <> agreed_by", "granted_by_two"),
        CheckConstraint(
            "account_id <> granted_by AND account_id <> agreed_by", "granted_by_others"
        ),
        CheckConstraint("ended_at IS NULL OR ended_at >= granted_at", "ends_after_it_began"),
    )
    kept = Kept.ACCOUNT
    writes = Writes.REPLACE

    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), primary_key=True)
    scopes: Mapped[frozenset[ServiceScope]] = field("I", Words(ServiceScope))
    granted_at: Mapped[datetime] = field("I")
    granted_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    agreed_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = field("I")
    """From then on none of its tokens is worth anything; it takes two to grant it anew."""
