"""A decoy among the cases: it looks like any other, is never planned, and whoever opens it is heard."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, select, text

from app.asking import tell_of_unheard_alarms
from app.honey import NoSuchAccount, plant
from app.reports.counting import Count
from app.reports.periods import Quarter
from app.store import statistics
from models.alarm import AlarmRecord
from models.words import AlarmKind, CountOf, Role
from tests.support.database import Database
from tests.support.houses import call, load_all_zones
from tests.support.served import Caller, Served, serving


@pytest.fixture
def served(database: Database) -> Iterator[Served]:
    with serving(database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture
def desk(served: Served) -> Caller:
    """The account in whose name decoys stand."""
    return served.caller(Role.ON_CALL)


def planted(served: Served, desk: Caller) -> UUID:
    """The id of a decoy, which only a test looks up."""
    made = plant(
        served.service.store,
        served.service.places,
        served.handle(desk),
        now=served.clock(),
    )
    with served.service.store.transaction() as tx:
        query = text("SELECT id FROM referrals WHERE code_name = :name")
        found: UUID = tx.execute(query, {"name": made.code_name}).scalar_one()
    return found


def alarms(served: Served) -> list[tuple[AlarmKind, UUID | None, UUID | None]]:
    with served.service.store.transaction() as tx:
        query = select(AlarmRecord.kind, AlarmRecord.about_account_id, AlarmRecord.subject_id)
        return [tuple(row) for row in tx.execute(query)]


def test_whoever_opens_a_decoy_is_heard_once_and_planting_it_is_silent(
    served: Served, desk: Caller
) -> None:
    decoy = planted(served, desk)
    assert alarms(served) == []
    desk.ok("GET", f"/referrals/{decoy}")
    desk.ok("GET", f"/referrals/{decoy}")
    assert alarms(served) == [(AlarmKind.HONEY_TOUCHED, desk.account, decoy)]


@pytest.mark.parametrize("part", ["legal", "consents", "offers"])
def test_whoever_opens_a_part_of_a_decoy_is_heard_and_no_list_touches_it(
    served: Served, desk: Caller, part: str
) -> None:
    decoy, curious = planted(served, desk), served.caller(Role.COORDINATOR)
    for path in ("/referrals", "/waiting", "/offers", "/placements", "/transfers"):
        curious.ok("GET", path)
    assert alarms(served) == []
    curious.ok("GET", f"/referrals/{decoy}/{part}")
    assert alarms(served) == [(AlarmKind.HONEY_TOUCHED, curious.account, decoy)]


def test_a_touched_decoy_is_told_to_the_others_once_and_never_to_whom_it_is_about(
    served: Served, desk: Caller
) -> None:
    decoy = planted(served, desk)
    curious, other = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    curious.ok("GET", f"/referrals/{decoy}")
    for _ in range(2):
        tell_of_unheard_alarms(served.service, served.clock())
    with served.service.store.transaction() as tx:
        told = tx.execute(
            text(
                "SELECT n.account_id FROM notices n JOIN alarms a ON a.id = n.subject_id"
                " WHERE a.kind = 'HONEY_TOUCHED'"
            )
        ).scalars()
        assert list(told) == [other.account]


def test_an_ordinary_case_raises_none(served: Served, desk: Caller) -> None:
    planted(served, desk)
    case = call(served, desk)
    desk.ok("GET", f"/referrals/{case['id']}")
    assert alarms(served) == []


def test_a_decoy_answers_like_any_other_withdrawn_case(served: Served, desk: Caller) -> None:
    decoy, case = planted(served, desk), call(served, desk)
    desk.ok("POST", f"/referrals/{case['id']}/withdraw", version=case["version"])
    one = desk.ok("GET", f"/referrals/{decoy}")
    other = desk.ok("GET", f"/referrals/{case['id']}")
    assert (set(one), one["state"], one["version"]) == (set(other), "WITHDRAWN", other["version"])


def test_the_service_itself_cannot_tell_which_cases_are_decoys(
    served: Served, desk: Caller, database: Database
) -> None:
    planted(served, desk)
    engine = create_engine(database.service_url)
    with engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute(text("SELECT * FROM honey_records"))
    engine.dispose()


def test_a_decoy_is_in_no_number_that_leaves_and_among_the_cases_inside(
    served: Served, desk: Caller
) -> None:
    quarter = Quarter.of(served.today())

    def counted() -> statistics.Counts:
        with served.service.store.transaction() as tx:
            return statistics.of_quarter(tx, quarter.first, quarter.after)

    call(served, desk)
    before = counted()
    assert before[CountOf.CASES] == {"ALL": Count.of_each(1)}
    for _ in range(3):
        planted(served, desk)
    assert counted() == before
    lines = served.caller(Role.COORDINATOR).every("/inside-report/cases", "cases")
    assert len(lines) == 4, "a case that is missing there would be known for what it is"


def test_no_account_no_decoy(served: Served) -> None:
    with pytest.raises(NoSuchAccount):
        plant(served.service.store, served.service.places, uuid4().hex, now=served.clock())
