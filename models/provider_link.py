"""Whom an identity provider vouches for: its lasting id of somebody who has enrolled here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field


class ProviderLinkRecord(Base):
    """One person of a provider is one account here; neither a name nor an address of hers is kept."""

    __tablename__ = "provider_links"
    __table_args__ = (
        Index(
            "uq_provider_links_live",
            "issuer",
            "subject",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("removed_at >= created_at", "removed_after_made"),
        CheckConstraint("length(subject) BETWEEN 1 AND 255", "subject_as_providers_have_it"),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    issuer: Mapped[str] = field("C")
    subject: Mapped[str] = field("C")
    """The provider's own id, which it gives to nobody else ever."""
    created_at: Mapped[datetime] = field("I")
    last_used_at: Mapped[datetime | None] = field("I")
    removed_at: Mapped[datetime | None] = field("I")
