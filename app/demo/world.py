"""The demonstration world in the records: brought in once, by the ways that real data come in."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.demo import accounts
from app.demo.calls import LINES, take_calls
from app.demo.country import SEED, DemoCountry, demo_country
from app.demo.ids import seeded
from app.demo.residents import demo_residents
from app.demo.tables import write_tables
from app.importing.columns import TEMPLATES
from app.importing.importing import Importer, bring_in
from app.importing.table_file import read_table
from app.service import Service
from app.store import imports, residents, rule_sets, tokens
from app.store.nights import tonight
from app.store.transactions import Store, Tx
from matching.vocabulary import ShelterStatus
from models.words import Role


class DemoRefused(Exception):
    """The demonstration world may not come into these records; the text says why."""


def bring_in_world(service: Service, *, seed: int = SEED) -> bool:
    """The world of this seed is there, whole; True when it came in now.

    A run that was killed half-way leaves tables without accounts; the next one goes on from there.

    Raises
    ------
    DemoRefused
        Outside of demo mode, and where the records hold shelters that are not of this world.
    """
    if not service.settings.demo:
        raise DemoRefused("the demonstration world is for demo mode alone (HAVN_DEMO=1)")
    if accounts.is_demo(service.store):
        return False
    now = service.now()
    country = demo_country(seed, tonight(now))
    new_id = seeded(seed)
    _only_ours(service, {new_id("shelter", house.shelter.id) for house in country.houses})
    importer = Importer(service.store, service.master, now, new_id)
    with tempfile.TemporaryDirectory() as folder:
        for kind, path in write_tables(country, Path(folder)).items():
            columns = TEMPLATES[kind]
            needed = [column.name for column in columns if column.needed]
            bring_in(importer, kind, read_table(path, [c.name for c in columns], needed))
    with service.store.transaction() as tx, imports.alone(tx):
        if tokens.find_account(tx, accounts.MARK) is None:
            _people(tx, service, country, seed, now)
    return True


def traces_of_demonstration(store: Store) -> bool:
    """Whether anything of the demonstration is in these records, also of one that was broken off.

    Its accounts hold tokens that stood in a file, and its houses are nowhere.
    """
    with store.transaction() as tx:
        if tokens.any_handle_from(tx, accounts.BEGINNING):
            return True
        there = imports.all_shelter_ids(tx)
    return bool(there) and not there.isdisjoint(demo_shelters())


def demo_shelters(seed: int = SEED) -> list[UUID]:
    """The houses of the world of this seed; others that somebody brought in are not among them."""
    night = tonight(datetime.fromisoformat("2026-01-01T20:00:00+00:00"))
    new_id = seeded(seed)
    return [new_id("shelter", house.shelter.id) for house in demo_country(seed, night).houses]


def _only_ours(service: Service, ours: set[UUID]) -> None:
    with service.store.transaction() as tx:
        if imports.all_shelter_ids(tx) - ours:
            raise DemoRefused("there are shelters in this database: it is not for a demonstration")


def _people(tx: Tx, service: Service, country: DemoCountry, seed: int, now: datetime) -> None:
    """Residents, waiting calls and accounts, all in one transaction with the mark."""
    new_id = seeded(seed)
    coordinator = accounts.add(tx, accounts.COORDINATOR, Role.COORDINATOR, None, now)
    accounts.add(tx, accounts.ON_CALL, Role.ON_CALL, None, now)
    lines = [accounts.add(tx, f"demo-line-{n}", Role.ON_CALL, None, now) for n in range(LINES)]
    opened = [h.shelter for h in country.houses if h.shelter.status is ShelterStatus.OPEN]
    accounts.add(tx, accounts.SHELTER, Role.SHELTER, new_id("shelter", opened[0].id), now)
    for house in country.houses:
        shelter = new_id("shelter", house.shelter.id)
        accounts.add(tx, accounts.staff_handle(shelter), Role.SHELTER, shelter, now)
    rules = rule_sets.in_force(tx)
    rule_sets.recorded(tx, rules, now=now)
    residents.add(
        tx,
        demo_residents(country, new_id),
        new_id=new_id,
        by=coordinator,
        rule_set=rules.version,
        now=now,
    )
    quota = service.settings.places_allowed
    take_calls(tx, lines, seed=seed, places=service.places, quota=quota, now=now)
    imports.record(tx, now=now, kind="demo", seed=seed)
