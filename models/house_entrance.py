"""The shared device of a house, and the personal PINs that open a session on it alone.

Neither opens anything by itself: a device without a PIN is nobody's, a PIN is good on no other device.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import PasswordKind


class HouseDeviceRecord(Base):
    """A browser of a house on which its people sign in by PIN; only the SHA-256 of its secret is kept."""

    __tablename__ = "house_devices"
    __table_args__ = (
        CheckConstraint("octet_length(token_sha256) = 32", "hash_of_32_bytes"),
        CheckConstraint("expires_at > enrolled_at", "expires_after_it_was_enrolled"),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), index=True)
    device: Mapped[str] = field("I")
    """A code name."""
    token_sha256: Mapped[bytes] = field("C", unique=True)
    enrolled_at: Mapped[datetime] = field("I")
    enrolled_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    expires_at: Mapped[datetime] = field("I")
    last_used_at: Mapped[datetime | None] = field("I")
    ended_at: Mapped[datetime | None] = field("I")


class HousePinRecord(Base):
    """Somebody's PIN on the devices of one house, as a slow, salted hash under a key of her account."""

    __tablename__ = "house_pins"
    kept = Kept.ACCOUNT
    writes = Writes.REPLACE

    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), primary_key=True)
    kind: Mapped[PasswordKind] = field("C", primary_key=True)
    """Her work, or an empty one under duress."""
    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"))
    """Of what house: whoever works for another one has no PIN there by it."""
    phc: Mapped[str] = field("C")
    set_at: Mapped[datetime] = field("I")
    set_by: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
