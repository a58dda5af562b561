"""Codes with which a device becomes one of the service's, once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field


class DeviceCodeRecord(Base):
    """A one-time code; only its SHA-256 is kept."""

    __tablename__ = "device_codes"
    __table_args__ = (
        CheckConstraint("octet_length(code_sha256) = 32", "hash_of_32_bytes"),
        CheckConstraint("expires_at > made_at", "expires_after_it_was_made"),
        CheckConstraint("days BETWEEN 1 AND 365", "days_of_a_year"),
        CheckConstraint("audience IN ('intake', 'agency')", "audience_words"),
        Index(None, "expires_at"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    code_sha256: Mapped[bytes] = field("C", unique=True)
    device: Mapped[str] = field("I")
    """A code name."""
    audience: Mapped[str] = field("I")
    """What alone the token will be for."""
    days: Mapped[int] = field("I")
    made_at: Mapped[datetime] = field("I")
    made_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    expires_at: Mapped[datetime] = field("I")
    used_at: Mapped[datetime | None] = field("I")
