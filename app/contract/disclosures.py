"""Disclosures: what is asked, what is told of one, and what is shown once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.contract.base import BirthDate, Of, Page, Sent, Told, Value
from matching.vocabulary import AgeBand, Gender, MemberRole
from models.rights import Code
from models.words import ContactChannel, DisclosurePurpose, SealedGroup

_READ = (Code.ACCEPTED, Code.STEP_UP)
"""What an act of disclosure has asked for before anything is shown."""

FullName = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[str, Field(min_length=3, max_length=120)]


class NewDisclosure(Sent):
    """One sealed group for one named person: by the offer she took, or of a case one stands on."""

    group: SealedGroup
    purpose: DisclosurePurpose
    offer: UUID | None = None
    referral: UUID | None = None
    row: UUID | None = None
    """The person or the contact; an address is that of the offer's house."""
    recipient: UUID | None = None
    """Whoever asks, unless said."""


class OwnLook(Sent):
    """Why somebody who works in a house looks at its address."""

    purpose: DisclosurePurpose


class Identity(Sent):
    """Who somebody is; written only when a placement needs it."""

    name: FullName
    birth_date: BirthDate | None = None


class ContactNumber(Sent):
    """Under what she is reached."""

    number: Number


class DisclosureTold(Told):
    """A disclosure as it stands; nothing sealed is in it."""

    id: Annotated[UUID, Of("disclosures")]
    group: Annotated[SealedGroup, Of("disclosures")]
    purpose: Annotated[DisclosurePurpose, Of("disclosures")]
    recipient: Annotated[UUID, Of("disclosures")]
    asked_at: Annotated[datetime, Of("disclosures")]
    needs_second: Annotated[bool, Of("disclosures")]
    agreed: Annotated[bool, Of("disclosures")]
    opened_at: Annotated[datetime | None, Of("disclosures")]
    open_until: Annotated[datetime, Of("disclosures")]
    closed: Annotated[bool, Of("disclosures")]


class DisclosurePage(Page):
    """A page of what this person asked for or is to be told."""

    disclosures: Annotated[list[DisclosureTold], Of("disclosures")]


class Shown(Told):
    """What was sealed, this once; the page takes it away after ten minutes."""

    group: Annotated[SealedGroup, Of("disclosures")]
    shown_until: Annotated[datetime, Of("disclosures")]
    street_address: Annotated[str | None, Of("address", by=_READ)] = None
    name: Annotated[str | None, Of("identity", by=_READ)] = None
    birth_date: Annotated[str | None, Of("identity", by=_READ)] = None
    value: Annotated[str | None, Of("contact_number", by=_READ)] = None


class SealedPerson(Told):
    """A member of the household, by band; whether her name was ever written down."""

    row: Annotated[UUID, Of("people")]
    role: Annotated[MemberRole, Of("people")]
    age_band: Annotated[AgeBand, Of("people")]
    gender: Annotated[Gender, Of("people")]
    written: Annotated[bool, Of("people")]


class SealedContact(Told):
    """A way to reach her; whether a number was ever written down."""

    row: Annotated[UUID, Of("safe_contact", by=_READ)]
    channel: Annotated[ContactChannel, Of("safe_contact", by=_READ)]
    written: Annotated[bool, Of("safe_contact", by=_READ)]


class SealedRows(Told):
    """Of what a disclosure may be asked in this case."""

    people: Annotated[list[SealedPerson], Of("people")]
    contacts: Annotated[list[SealedContact], Of("safe_contact", by=_READ)]


class ReportPart(Value):
    """One kind of thing that is kept of her."""

    what: str
    rows: list[dict[str, Any]]


class SubjectReport(Told):
    """All that is kept of one case: for a machine, and as a text to be read to her."""

    made_at: Annotated[datetime, Of("subject_report", by=_READ)]
    parts: Annotated[list[ReportPart], Of("subject_report", by=_READ)]
    text: Annotated[str, Of("subject_report", by=_READ)]
