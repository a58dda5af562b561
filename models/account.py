"""Accounts and whom they work for, their tokens, kept answers, and the quota of danger places."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Text

from models.base import Base, Kept, Versioned, Writes
from models.types import field
from models.words import AccountStatus, ReferrerKind, Role

_ROLE_AND_SHELTER = "(role = 'SHELTER') = (shelter_id IS NOT NULL)"


class OrganisationRecord(Versioned, Base):
    """Who somebody works for, under a code name; a referrer's quota of places is counted for it."""

    __tablename__ = "organisations"
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    code_name: Mapped[str] = field("I", unique=True)
    kind: Mapped[ReferrerKind] = field("I")
    verified_at: Mapped[datetime | None] = field("I")
    """When somebody called back on its registered number; null is not verified."""
    closed_at: Mapped[datetime | None] = field("I")


class AccountRecord(Versioned, Base):
    """Somebody, or something, that acts; a shelter's account sees that shelter only."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(_ROLE_AND_SHELTER, "shelter_role_has_its_shelter"),
        CheckConstraint("erase_decided_at IS NULL OR status = 'CLOSED'", "decided_acts_no_more"),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    handle: Mapped[str] = field("C", unique=True)
    """A work name; staff are protected too."""
    role: Mapped[Role] = field("I")
    shelter_id: Mapped[UUID | None] = field("I", ForeignKey("shelters.id"), index=True)
    status: Mapped[AccountStatus] = field("I")
    created_at: Mapped[datetime] = field("I")
    last_used_at: Mapped[datetime | None] = field("I")
    organisation_id: Mapped[UUID | None] = field(
        "I", ForeignKey("organisations.id"), index=True, sort_order=1
    )
    woken_at: Mapped[datetime | None] = field("I", sort_order=2)
    """When a second person let it be used again after 30 unused days (security 5.5)."""
    sealed_paused_at: Mapped[datetime | None] = field("I", sort_order=3)
    """Since when it may open nothing sealed until a second person agrees: 14 unused days."""
    erase_decided_at: Mapped[datetime | None] = field("I", sort_order=4)
    """When two administrators said that its person has left."""
    erased_at: Mapped[datetime | None] = field("I", sort_order=5)
    """From then on the row is an id that leads to nobody."""


class ApiTokenRecord(Base):
    """A bearer token; only its SHA-256 is kept, and revoking works on the next request."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        CheckConstraint("octet_length(token_sha256) = 32", "hash_of_32_bytes"),
        CheckConstraint("expires_at > created_at", "expires_after_it_was_made"),
        CheckConstraint(_ROLE_AND_SHELTER, "shelter_role_has_its_shelter"),
        Index(
            "uq_api_tokens_device",
            "account_id",
            "device",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    token_sha256: Mapped[bytes] = field("C", unique=True)
    role: Mapped[Role] = field("I")
    scopes: Mapped[list[str]] = field("I", ARRAY(Text))
    shelter_id: Mapped[UUID | None] = field("I", ForeignKey("shelters.id"))
    created_at: Mapped[datetime] = field("I")
    expires_at: Mapped[datetime] = field("I")
    revoked_at: Mapped[datetime | None] = field("I")
    last_used_at: Mapped[datetime | None] = field("I")
    device: Mapped[str | None] = field("I", sort_order=1)
    """A code name; a device has one token, and the next one for it ends the last."""


class IdempotencyKeyRecord(Base):
    """One write of one account under one key, with the answer it got."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        CheckConstraint("length(key) BETWEEN 1 AND 200", "key_short"),
        CheckConstraint("octet_length(request_hash) = 32", "hash_of_32_bytes"),
        CheckConstraint("(status IS NULL) = (response IS NULL)", "answered_whole"),
        Index(None, "created_at"),
    )
    kept = Kept.RETRY
    writes = Writes.REPLACE

    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = field("I", primary_key=True)
    request_hash: Mapped[bytes] = field("C")
    status: Mapped[int | None] = field("I")
    response: Mapped[bytes | None] = field("C")
    """The bytes of the body; null inside the transaction that does the act, and once withheld."""
    etag: Mapped[str | None] = field("I")
    created_at: Mapped[datetime] = field("I")


class PlaceUseRecord(Base):
    """An account named a danger place; counted for the quota of different places (domain 14)."""

    __tablename__ = "place_uses"
    __table_args__ = (Index(None, "account_id", "used_at"),)
    kept = Kept.RETRY
    writes = Writes.REPLACE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"))
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    place_code: Mapped[str] = field("C")
    used_at: Mapped[datetime] = field("I")
