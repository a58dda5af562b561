"""Every sealed column filled, for each shelter and each household that was loaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store.sealed import COLUMNS
from app.store.transactions import Store, Tx
from app.use_cases.data_key import key_for
from app.use_cases.disclosure.drill import Drill, drill
from app.vault.keys import DataKey, MasterKey
from app.vault.seal import Where, seal
from matching.vocabulary import AgeBand, Gender, MemberRole
from models.base import Base
from models.household import ContactSafetyRecord, HouseholdRecord, PersonRecord
from models.words import ContactChannel, KeySubject
from tests.support.records import NOON


def data_key(
    tx: Tx, master: MasterKey, kind: KeySubject, subject: UUID, now: datetime = NOON
) -> DataKey:
    """The newest data key of that case or shelter; its first one when it had none."""
    return key_for(tx, master, kind, subject, now=now)


def text_of(table: str, column: str, row: UUID) -> str:
    """What the loader seals there."""
    return f"canary {table} {column} {row}"


def fill(
    tx: Tx, key: DataKey, table: str, row: UUID, *, also: dict[str, UUID] | None = None
) -> int:
    """A row with every sealed column of that table; how many those are."""
    target = Base.metadata.tables[table]
    names = [column for found, column in COLUMNS if found is target]
    values = {n: seal(text_of(table, n, row), key, Where(table, n, row)) for n in names}
    (first,) = target.primary_key.columns
    tx.execute(target.insert().values({first.name: row, **values, **(also or {})}))
    return len(names)


def seal_everything(
    store: Store, master: MasterKey, shelters: tuple[UUID, ...], households: tuple[UUID, ...]
) -> int:
    """One row of each sealed table for each of them; how many sealed fields there are."""
    count = 0
    with store.transaction() as tx:
        for shelter in shelters:
            key = data_key(tx, master, KeySubject.SHELTER, shelter)
            count += fill(tx, key, "shelters_sealed", shelter)
        for household, case in cases(tx, households):
            person = PersonRecord(
                household_id=household,
                role=MemberRole.ADULT,
                age_band=AgeBand.UNKNOWN,
                gender=Gender.WOMAN,
            )
            contact = ContactSafetyRecord(
                household_id=household, channel=ContactChannel.SHE_CALLS_BACK
            )
            tx.add(person, contact)
            tx.flush()
            key = data_key(tx, master, KeySubject.CASE, case)
            count += fill(tx, key, "contacts_sealed", contact.id)
            count += fill(tx, key, "persons_sealed", person.id)
    return count


def cases(tx: Tx, households: tuple[UUID, ...]) -> Iterator[tuple[UUID, UUID]]:
    """Each household with its referral."""
    h = HouseholdRecord
    for row in tx.execute(select(h.id, h.referral_id).where(h.id.in_(households)).order_by(h.id)):
        yield row.id, row.referral_id


def drilled(store: Store, master: MasterKey) -> Drill:
    """The drill on these records."""
    with store.transaction() as tx:
        return drill(tx, master)
