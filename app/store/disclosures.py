"""Disclosures in the records, what must hold for one, and the sealed rows they name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, func, or_, select, update

from app.store import forms, members
from app.store.nights import starts_at
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.sealed import SealedField
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import NightSpan
from models.audit import AuditEventRecord
from models.base import Base, table_of
from models.disclosure import DisclosureRecord as Record
from models.household import ContactSafetyRecord, HouseholdRecord, PersonRecord
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.sealed import ContactSealedRecord, PersonSealedRecord
from models.transfer import TransferRecord
from models.types import SealedValue
from models.words import (
    AuditAct,
    DisclosurePurpose,
    KeySubject,
    OfferState,
    PlacementState,
    ReferralState,
    SealedGroup,
    TransferState,
)

ACCEPTED = frozenset(
    {
        ReferralState.ACCEPTED,
        ReferralState.TRAVEL,
        ReferralState.ARRIVED,
        ReferralState.IN_STAY,
        ReferralState.TRANSFER,
    }
)
"""The shelter has said yes and she has said yes; she has not left or taken it back."""
LATE = timedelta(hours=24)
"""So long after her first night began, or after her yes if that was later, she must have arrived."""
READS = frozenset({AuditAct.SEALED_OPENED, AuditAct.ADDRESS_DISCLOSED, AuditAct.IDENTITY_DISCLOSED})
"""Acts each of which is one sealed read."""
TABLES: dict[SealedGroup, tuple[str, tuple[str, ...]]] = {
    SealedGroup.ADDRESS: ("shelters_sealed", ("street_address",)),
    SealedGroup.IDENTITY: ("persons_sealed", ("name", "birth_date")),
    SealedGroup.CONTACT: ("contacts_sealed", ("value",)),
}
"""Where each group is sealed; the point of a house is disclosed to nobody."""


@dataclass(frozen=True, slots=True, repr=False)
class Disclosure:
    """One disclosure as it stands."""

    id: UUID
    group: SealedGroup
    referral: UUID
    offer: UUID | None
    row: UUID
    recipient: UUID
    purpose: DisclosurePurpose
    asked_by: UUID
    asked_at: datetime
    needs_second: bool
    agreed_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """The offer that she took, and what became of it."""

    referral: UUID
    household: UUID
    shelter: UUID
    state: OfferState
    referral_state: ReferralState
    placement_state: PlacementState | None
    accepted_at: datetime | None
    nights: NightSpan
    move_by: datetime | None = None
    """When she is to be there by a move that is firm."""

    def stands(self, now: datetime) -> bool:
        """Whether she is expected there, or is there: no other state opens anything."""
        if self.state is not OfferState.TAKEN or self.referral_state not in ACCEPTED:
            return False
        if self.placement_state is PlacementState.ARRIVED:
            return True
        if self.placement_state is None and self.move_by is not None:
            return now < self.move_by + LATE
        if self.placement_state is not PlacementState.ACCEPTED or self.accepted_at is None:
            return False
        return now < max(self.accepted_at, starts_at(self.nights.start)) + LATE


@beyond(StepOut.DISCLOSING)
def taken(tx: Tx, offer: UUID) -> Taken:
    """The offer and its placement.

    Raises
    ------
    NotFound
        When there is no such offer.
    """
    o, h, r, p = OfferRecord, HouseholdRecord, ReferralRecord, PlacementRecord
    t = TransferRecord
    row = tx.execute(
        select(
            r.id,
            h.id.label("household"),
            o.shelter_id,
            o.state,
            r.state.label("referral_state"),
            p.state.label("placement_state"),
            p.created_at,
            o.nights,
            t.move_by,
        )
        .join(h, h.id == o.household_id)
        .join(r, r.id == h.referral_id)
        .outerjoin(p, p.offer_id == o.id)
        .outerjoin(t, and_(t.offer_id == o.id, t.state == TransferState.FIRM))
        .where(o.id == offer)
        .order_by(p.created_at.desc().nulls_last(), p.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Taken(
        referral=row.id,
        household=row.household,
        shelter=row.shelter_id,
        state=row.state,
        referral_state=row.referral_state,
        placement_state=row.placement_state,
        accepted_at=row.created_at,
        nights=row.nights,
        move_by=row.move_by,
    )


@beyond(StepOut.DISCLOSING)
def stands_on(tx: Tx, account: UUID, referral: UUID) -> bool:
    """Whether the account is assigned to the case, and no list keeps it away."""
    assigned = and_(members.stands_on(referral, account), members.may_open(referral, account))
    return bool(tx.execute(select(assigned)).scalar())


@beyond(StepOut.DISCLOSING)
def of_case(tx: Tx, group: SealedGroup, row: UUID) -> tuple[UUID, UUID] | None:
    """The referral and household of a person or a contact; None when there is no such one."""
    p, c, h = PersonRecord, ContactSafetyRecord, HouseholdRecord
    whose = p if group is SealedGroup.IDENTITY else c
    found = tx.execute(
        select(h.referral_id, h.id.label("household"))
        .join(whose, whose.household_id == h.id)
        .where(whose.id == row)
    ).one_or_none()
    return None if found is None else (found.referral_id, found.household)


@beyond(StepOut.DISCLOSING)
def add(tx: Tx, /, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new disclosure, asked for."""
    made = uuid4()
    forms.add(tx, Record, id=made, **values)
    return made


@beyond(StepOut.DISCLOSING)
def find(tx: Tx, disclosure: UUID, *, lock: bool = False) -> Disclosure:
    """One disclosure; locked, so that nobody else opens it meanwhile.

    Raises
    ------
    NotFound
        When there is none.
    """
    query = _all().where(Record.id == disclosure)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound
    return _disclosure(row)


@beyond(StepOut.DISCLOSING)
def lines(tx: Tx, wanted: Page, account: UUID) -> tuple[list[Disclosure], UUID | None]:
    """A page of what this account asked for or is to be told."""
    query = _all().where(or_(Record.asked_by == account, Record.recipient_id == account))
    rows, last = page(tx, query, Record.id, wanted)
    return [_disclosure(row) for row in rows], last


@beyond(StepOut.DISCLOSING)
def change(tx: Tx, /, disclosure: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """It has these values now."""
    tx.execute(
        update(Record)
        .where(Record.id == disclosure)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.DISCLOSING)
def close_of(tx: Tx, referral: UUID, now: datetime) -> int:
    """Whatever was not opened yet of this case never is; how many those were."""
    closed = tx.execute(
        update(Record)
        .where(
            Record.referral_id == referral, Record.opened_at.is_(None), Record.closed_at.is_(None)
        )
        .values(closed_at=now)
        .returning(Record.id)
        .execution_options(synchronize_session=False)
    )
    return len(closed.scalars().all())


@beyond(StepOut.DISCLOSING)
def fields(tx: Tx, group: SealedGroup, row: UUID, subject: UUID) -> list[SealedField]:
    """What is sealed of that group in that row; nothing that was never written."""
    name, columns = TABLES[group]
    table = Base.metadata.tables[name]
    (key,) = table.primary_key.columns
    kind = KeySubject.SHELTER if group is SealedGroup.ADDRESS else KeySubject.CASE
    found = tx.execute(select(*(table.c[c] for c in columns)).where(key == row)).one_or_none()
    if found is None:
        return []
    return [
        SealedField(name, column, row, kind, subject, value)
        for column, value in zip(columns, found, strict=True)
        if value is not None
    ]


@beyond(StepOut.DISCLOSING)
def put(tx: Tx, group: SealedGroup, row: UUID, values: dict[str, SealedValue]) -> None:
    """These are sealed in that row."""
    name, _ = TABLES[group]
    table = Base.metadata.tables[name]
    (key,) = table.primary_key.columns
    forms.put(tx, _record(name), {key.name: row}, values)


@beyond(StepOut.DISCLOSING)
def read_by(tx: Tx, account: UUID, since: datetime) -> int:
    """How many sealed reads this account has made since then."""
    e = AuditEventRecord
    count: int = tx.execute(
        select(func.count()).where(and_(e.actor_id == account, e.at > since, e.act.in_(READS)))
    ).scalar_one()
    return count


def _record(name: str) -> Any:  # noqa: ANN401 - a class of records
    return next(m.class_ for m in Base.registry.mappers if table_of(m.class_).name == name)


def _disclosure(row: Any) -> Disclosure:  # noqa: ANN401 - a row of _all
    return Disclosure(**row._mapping)


def _all() -> Any:  # noqa: ANN401 - a query
    r = Record
    return select(
        r.id,
        r.sealed_group.label("group"),
        r.referral_id.label("referral"),
        r.offer_id.label("offer"),
        r.row_id.label("row"),
        r.recipient_id.label("recipient"),
        r.purpose,
        r.asked_by,
        r.asked_at,
        r.needs_second,
        r.agreed_at,
        r.opened_at,
        r.closed_at,
    )


@beyond(StepOut.DISCLOSING)
def has_accepted(tx: Tx, household: UUID) -> bool:
    """Whether a placement needs a name: she has said yes to one, or lives there."""
    p = PlacementRecord
    lived = p.state.in_((PlacementState.ACCEPTED, PlacementState.ARRIVED))
    return bool(tx.execute(select(exists().where(p.household_id == household, lived))).scalar())


@beyond(StepOut.DISCLOSING)
def rows_of(tx: Tx, household: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The people and the contacts of a household, and of which something is sealed."""
    p, c = PersonRecord, ContactSafetyRecord
    people = tx.execute(
        select(
            p.id.label("row"),
            p.role,
            p.age_band,
            p.gender,
            exists().where(PersonSealedRecord.person_id == p.id).label("written"),
        )
        .where(p.household_id == household, p.left_at.is_(None))
        .order_by(p.role, p.age_band, p.id)
    )
    contacts = tx.execute(
        select(
            c.id.label("row"),
            c.channel,
            exists().where(ContactSealedRecord.contact_id == c.id).label("written"),
        )
        .where(c.household_id == household)
        .order_by(c.id)
    )
    return [dict(row._mapping) for row in people], [dict(row._mapping) for row in contacts]
