"""Who is signed in; challenges that wait for their answer; attempts that slow the next one down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import ChallengeFor, Role, SignedInBy


class SessionRecord(Base):
    """Somebody who is signed in; only the SHA-256 of what her browser holds is kept."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("octet_length(token_sha256) = 32", "hash_of_32_bytes"),
        CheckConstraint("ends_at > began_at", "ends_after_it_began"),
        CheckConstraint("last_used_at >= began_at", "used_after_it_began"),
        CheckConstraint(
            "(role = 'SHELTER') = (shelter_id IS NOT NULL)", "shelter_role_has_its_shelter"
        ),
        CheckConstraint(
            "(signed_in_by IN ('PIN', 'DURESS_PIN')) = (house_device_id IS NOT NULL)",
            "by_pin_on_a_device",
        ),
        Index(None, "ends_at"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    token_sha256: Mapped[bytes] = field("C", unique=True)
    role: Mapped[Role] = field("I")
    """As it was at sign-in: a session of another role or shelter than the account's is void."""
    shelter_id: Mapped[UUID | None] = field("I", ForeignKey("shelters.id"))
    signed_in_by: Mapped[SignedInBy] = field("C")
    began_at: Mapped[datetime] = field("I")
    last_used_at: Mapped[datetime] = field("I")
    ends_at: Mapped[datetime] = field("I")
    """The absolute end, however much it is used."""
    stepped_up_until: Mapped[datetime | None] = field("I")
    ended_at: Mapped[datetime | None] = field("I")
    house_device_id: Mapped[UUID | None] = field("I", ForeignKey("house_devices.id"), sort_order=1)
    """The shared device of a house on which she typed her PIN; ended, the session is."""


class ChallengeRecord(Base):
    """A challenge that a passkey is to sign: used once, for one purpose, within minutes."""

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint("octet_length(value) = 32", "value_of_32_bytes"),
        CheckConstraint("expires_at > made_at", "expires_after_it_was_made"),
        CheckConstraint(
            "(purpose IN ('SIGN_IN', 'PROVIDER_SIGN_IN')) = (account_id IS NULL)",
            "only_a_sign_in_is_of_nobody",
        ),
        Index(None, "expires_at"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    value: Mapped[bytes] = field("C")
    purpose: Mapped[ChallengeFor] = field("I")
    account_id: Mapped[UUID | None] = field("I", ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = field("I")
    expires_at: Mapped[datetime] = field("I")


class SignInAttemptRecord(Base):
    """Attempts on one name since its last success; the name stands here as a keyed hash alone."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        CheckConstraint("octet_length(name_hmac) = 32", "hash_of_32_bytes"),
        CheckConstraint("attempts >= 0", "attempts_counted"),
        Index(None, "last_at"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    name_hmac: Mapped[bytes] = field("C", primary_key=True)
    """Of a name that exists or of one that does not: both slow down alike."""
    attempts: Mapped[int] = field("I")
    last_at: Mapped[datetime] = field("I")
    not_before: Mapped[datetime] = field("I")
    """When the next attempt is looked at."""
