"""What somebody proves with that it is she: passkeys, passwords, codes; and links to enrol them.

Nothing in here opens anything to whoever reads it: public keys, slow hashes and hashes of links. The
secret of a code is derived from the account's data key and stands nowhere (decision 0080).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import PasswordKind


class PasskeyRecord(Base):
    """A passkey: the public half of a key that never leaves its authenticator."""

    __tablename__ = "passkeys"
    __table_args__ = (
        CheckConstraint("sign_count >= 0", "sign_count_counts"),
        CheckConstraint("octet_length(credential_id) BETWEEN 1 AND 1023", "id_as_webauthn_has_it"),
        Index(
            "uq_passkeys_duress_live",
            "account_id",
            unique=True,
            postgresql_where=text("opens = 'DURESS' AND removed_at IS NULL"),
        ),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    credential_id: Mapped[bytes] = field("C", unique=True)
    public_key: Mapped[bytes] = field("C")
    sign_count: Mapped[int] = field("I", BigInteger)
    """0 for authenticators that do not count; else it must rise with each use."""
    created_at: Mapped[datetime] = field("I")
    last_used_at: Mapped[datetime | None] = field("I")
    removed_at: Mapped[datetime | None] = field("I")
    opens: Mapped[PasswordKind] = field("C", server_default=text("'OWN'"), sort_order=1)
    """Her work, or an empty one: then she has another way in that opens her work."""


class PasswordRecord(Base):
    """A password as a slow, salted hash under a key of the account; or her word under duress."""

    __tablename__ = "passwords"
    __table_args__ = (
        Index(
            "uq_passwords_live",
            "account_id",
            "kind",
            unique=True,
            postgresql_where=text("confirmed_at IS NOT NULL AND removed_at IS NULL"),
        ),
        CheckConstraint("removed_at >= created_at", "removed_after_made"),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    kind: Mapped[PasswordKind] = field("C")
    phc: Mapped[str] = field("C")
    created_at: Mapped[datetime] = field("I")
    confirmed_at: Mapped[datetime | None] = field("I")
    """Null until a code was shown with it: no password opens anything alone."""
    removed_at: Mapped[datetime | None] = field("I")


class CodeFactorRecord(Base):
    """A generator of one-time codes; which step was used last, so that no code works twice."""

    __tablename__ = "code_factors"
    __table_args__ = (
        Index(
            "uq_code_factors_live",
            "account_id",
            unique=True,
            postgresql_where=text("confirmed_at IS NOT NULL AND removed_at IS NULL"),
        ),
        CheckConstraint("last_step >= 0", "steps_count"),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    """The secret is derived for this id, so a new row is a new secret."""
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    last_step: Mapped[int | None] = field("I", BigInteger)
    created_at: Mapped[datetime] = field("I")
    confirmed_at: Mapped[datetime | None] = field("I")
    removed_at: Mapped[datetime | None] = field("I")


class EnrolmentLinkRecord(Base):
    """A link with which one person enrols once; only its SHA-256 is kept."""

    __tablename__ = "enrolment_links"
    __table_args__ = (
        CheckConstraint("octet_length(link_sha256) = 32", "hash_of_32_bytes"),
        CheckConstraint("expires_at > made_at", "expires_after_it_was_made"),
    )
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), index=True)
    link_sha256: Mapped[bytes] = field("C", unique=True)
    made_at: Mapped[datetime] = field("I")
    made_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    """Null is havn itself, at the first start."""
    expires_at: Mapped[datetime] = field("I")
    used_at: Mapped[datetime | None] = field("I")
    """When it was used, or became void because a newer one was made."""
