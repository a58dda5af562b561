"""X fields: ciphertext in tables of their own, so that no list query carries one along.

Bound by the vault to table, column and row; the keys that wrap the data keys stay outside the
database (security 7). The row's id is the id of what it belongs to.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import SealedValue, field
from models.words import KeySubject


class DataKeyRecord(Base):
    """A data key of one case or shelter, wrapped by a master key that is not in the database.

    The service adds keys and reads them; only the owner rewraps or erases one.
    """

    __tablename__ = "data_keys"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "generation"),
        CheckConstraint("generation >= 1", "generation_from_one"),
    )
    kept = Kept.KEY
    writes = Writes.APPEND

    id: Mapped[int] = field("I", Identity(always=True), primary_key=True)
    """Goes into the header of each sealed value."""
    subject_kind: Mapped[KeySubject] = field("I")
    subject_id: Mapped[UUID] = field("I")
    generation: Mapped[int] = field("I")
    wrapped: Mapped[bytes] = field("X")
    master_id: Mapped[str] = field("I")
    """Which master key wraps it."""
    created_at: Mapped[datetime] = field("I")


class ServiceKeyRecord(Base):
    """A secret of the service that hung on an earlier master key, wrapped by the present one.

    The audit chain needs it: its older links were made under it, and a chain is never made anew.
    """

    __tablename__ = "service_keys"
    kept = Kept.AUDIT
    writes = Writes.APPEND

    master_id: Mapped[str] = field("I", primary_key=True)
    """The master key that it hung on."""
    purpose: Mapped[str] = field("I", primary_key=True)
    wrapped: Mapped[bytes] = field("X")
    wrapped_by: Mapped[str] = field("I")
    """Which master key wraps it."""
    retired_at: Mapped[datetime] = field("I")


class ShelterSealedRecord(Base):
    """Where a shelter is."""

    __tablename__ = "shelters_sealed"
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    shelter_id: Mapped[UUID] = field("I", ForeignKey("shelters.id"), primary_key=True)
    street_address: Mapped[SealedValue | None] = field("X")
    point: Mapped[SealedValue | None] = field("X")
    municipality: Mapped[SealedValue | None] = field("X")
    police_district: Mapped[SealedValue | None] = field("X")
    police_response_min: Mapped[SealedValue | None] = field("X")


class ContactSealedRecord(Base):
    """How she is reached."""

    __tablename__ = "contacts_sealed"
    kept = Kept.CASE
    writes = Writes.REPLACE

    contact_id: Mapped[UUID] = field("C", ForeignKey("contact_safety.id"), primary_key=True)
    value: Mapped[SealedValue] = field("X")


class PersonSealedRecord(Base):
    """Who somebody is; made only when a placement needs it, never at intake."""

    __tablename__ = "persons_sealed"
    kept = Kept.CASE
    writes = Writes.REPLACE

    person_id: Mapped[UUID] = field("C", ForeignKey("persons.id"), primary_key=True)
    name: Mapped[SealedValue | None] = field("X")
    birth_date: Mapped[SealedValue | None] = field("X")
