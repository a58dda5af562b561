"""What each lock keeps others from, and what it does not."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.store import locks
from app.store.refusals import Busy, NotFound
from matching.vocabulary import AgeBand, Gender, MemberRole, Region
from models.account import AccountRecord
from models.household import PersonRecord
from models.shelter import ShelterRecord
from models.words import AccountStatus, Role
from tests.app.store.conftest import World
from tests.support import records


def test_an_account_is_one_persons_until_the_end_and_the_others_are_free(world: World) -> None:
    other_account = uuid4()
    with world.store.transaction() as tx:
        tx.add(
            AccountRecord(
                id=other_account,
                handle="another-one",
                role=Role.COORDINATOR,
                status=AccountStatus.ACTIVE,
                created_at=records.NOON,
            )
        )
    with world.store.transaction() as tx:
        locks.account(tx, world.rows.account)
        with world.store.transaction() as other:
            locks.account(other, other_account)
        with pytest.raises(Busy), world.store.transaction() as other:
            locks.account(other, world.rows.account)
    with world.store.transaction() as tx:
        locks.account(tx, world.rows.account)
        with pytest.raises(NotFound):
            locks.account(tx, uuid4())


def test_whoever_counts_places_or_what_is_kept_waits_for_who_counts_the_same(
    world: World,
) -> None:
    agency, east, west = uuid4(), Region.EAST, Region.WEST
    with world.store.transaction() as tx:
        locks.places(tx, agency)
        locks.reserve(tx, east)
        with world.store.transaction() as other:
            locks.places(other, uuid4())
            locks.reserve(other, west)
        for same in (
            lambda there: locks.places(there, agency),
            lambda there: locks.reserve(there, east),
        ):
            with pytest.raises(Busy), world.store.transaction() as other:
                same(other)


def test_households_say_whether_they_were_free_and_a_row_that_is_not_there_is_refused(
    world: World,
) -> None:
    hers = world.rows.households[0]
    with world.store.transaction() as tx:
        assert locks.households(tx, [hers]) is True
        assert locks.households(tx, [hers]) is False
        with pytest.raises(Busy), world.store.transaction() as other:
            locks.households(other, [hers])
        with world.store.transaction() as other:
            assert locks.households(other, [world.rows.households[1]]) is True
    for lock in (locks.households, locks.shelters, locks.units):
        with pytest.raises(NotFound), world.store.transaction() as tx:
            lock(tx, [uuid4()])


def test_two_book_in_one_house_and_nobody_changes_it_meanwhile(world: World) -> None:
    house = world.rows.shelters[0]
    with world.store.transaction() as tx:
        locks.shelters(tx, [house])
        with world.store.transaction() as other:
            locks.shelters(other, [house])
        with pytest.raises(Busy), world.store.transaction() as other:
            s = ShelterRecord
            other.execute(update(s).where(s.id == house).values(turnover_per_year=50))


def test_who_refers_to_a_locked_row_waits_for_nobody(world: World) -> None:
    hers: UUID = world.rows.households[0]
    with world.store.transaction() as tx:
        locks.households(tx, [hers])
        with world.store.transaction() as other:
            other.add(
                PersonRecord(
                    household_id=hers,
                    role=MemberRole.ADULT,
                    age_band=AgeBand.UNKNOWN,
                    gender=Gender.WOMAN,
                )
            )
