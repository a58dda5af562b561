"""What leaves is of eleven persons and not of eleven calls, counted by hand where some call again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.orm import Session

from app.reports import inside, words
from app.reports.periods import Quarter, quarters
from app.reports.tables import Known
from app.service import chain_key
from app.store import inside_counts
from app.store.engine import make_engine
from app.store.transactions import Store
from app.use_cases import reports
from app.vault.keys import FileMasterKey
from models.referral import ReferralRecord
from models.words import CountedAs, CountOf, Departure, ReferrerKind, Role
from tests.support import records
from tests.support.database import Database
from tests.support.women_who_call import Call, calls, record

YEAR = 2025
LATER = datetime(2026, 3, 1, 12, tzinfo=UTC)
SELF, HEALTH, NAV = ReferrerKind.SELF, ReferrerKind.HEALTH, ReferrerKind.NAV
REFERRER, LEFT, PAID = CountOf.REFERRER, CountOf.LEFT, CountOf.EXPENSE_CASES


@pytest.fixture
def rows(database: Database) -> records.Rows:
    engine = create_engine(database.owner_url)
    loaded = records.load(engine, shelters=1, households=0)
    engine.dispose()
    return loaded


@pytest.fixture
def store(database: Database, tmp_path) -> Iterator[Store]:
    engine = make_engine(database.service_url, pool_size=2)
    yield Store(engine, chain_key(FileMasterKey.make(tmp_path / "master.key")))
    engine.dispose()


def recorded(database: Database, rows: records.Rows, told: Iterable[Call]) -> dict[str, list[UUID]]:
    engine = create_engine(database.owner_url)
    with Session(engine) as session, session.begin():
        hers = record(session, rows, YEAR, told)
    engine.dispose()
    return hers


def of_quarter(store: Store, number: int) -> Known:
    with store.transaction() as tx:
        return reports.of_quarter(tx, Quarter(YEAR, number), today=LATER.date(), now=LATER)


def of_year(store: Store) -> Known:
    with store.transaction() as tx:
        return reports.tell_year(tx, YEAR, today=LATER.date(), now=LATER)


@pytest.mark.parametrize(("women", "each"), [(1, 11), (3, 4), (10, 2)])
def test_eleven_calls_of_fewer_women_are_told_nowhere(
    store: Store, database: Database, rows: records.Rows, women: int, each: int
) -> None:
    recorded(database, rows, calls("A", NAV, women, each=each))
    assert of_quarter(store, 1).told == of_year(store).told == frozenset()


def test_a_quarter_tells_calls_of_eleven_women_and_hides_as_many_calls_of_three(
    store: Store, database: Database, rows: records.Rows
) -> None:
    # SELF 40 calls of 40, HEALTH 22 of 11, NAV 12 of 3: with NAV goes HEALTH, for 3 are no company
    recorded(
        database,
        rows,
        [*calls("A", SELF, 40), *calls("B", HEALTH, 11, each=2), *calls("C", NAV, 3, each=4)],
    )
    known = of_quarter(store, 1)
    assert known.exactly(CountOf.CASES, words.ALL) == 74
    assert known.exactly(REFERRER, "SELF") == 40
    assert known.exactly(REFERRER, "HEALTH") is None
    assert known.exactly(REFERRER, "NAV") is None, "twelve calls, and three women"


def test_who_calls_again_in_the_next_quarter_is_no_other_person(
    store: Store, database: Database, rows: records.Rows
) -> None:
    first = [*calls("A", SELF, 40), *calls("C", NAV, 12), *calls("D", HEALTH, 12)]
    again = [
        *calls("A", SELF, 40, from_day=120),
        *calls("E", SELF, 30, from_day=120),
        *calls("C", NAV, 12, from_day=120),
        *calls("D", HEALTH, 2, from_day=120),
        *calls("F", HEALTH, 20, from_day=120),
    ]
    recorded(database, rows, [*first, *again])
    told = [of_quarter(store, number) for number in (1, 2)]
    assert [known.exactly(REFERRER, "NAV") for known in told] == [12, None]
    assert [known.exactly(REFERRER, "SELF") for known in told] == [40, 70]
    assert [known.exactly(CountOf.CASES, words.ALL) for known in told] == [64, 104]
    year = of_year(store).exactly(REFERRER, "NAV")
    assert year is None, "less the first quarter it is of nobody else"


def test_a_year_tells_no_stays_and_no_expenses_of_few_who_came_often(
    store: Store, database: Database, rows: records.Rows
) -> None:
    home, friends, away = Departure.OWN_HOME, Departure.UNKNOWN_LEFT, Departure.ASSISTED_RETURN
    recorded(
        database,
        rows,
        [
            *calls("A", SELF, 60, went=home, payer="PAYER-A"),
            *calls("B", SELF, 20, went=friends, payer="PAYER-B"),
            *calls("C", SELF, 4, each=3, went=away, payer="PAYER-C"),
        ],
    )
    known = of_year(store)
    assert known.exactly(LEFT, home.value) == 60
    assert known.exactly(LEFT, away.value) is None, "twelve stays, and four women"
    assert known.exactly(PAID, "PAYER-A") == 60
    assert known.exactly(PAID, "PAYER-C") is None, "twelve cases, and four women"
    assert known.exactly(CountOf.EXPENSE_PAID, "PAYER-C") is None
    assert known.exactly(PAID, words.ALL) == 92


def test_inside_five_calls_of_one_woman_are_no_five(
    store: Store, database: Database, rows: records.Rows
) -> None:
    home, away = Departure.OWN_HOME, Departure.ASSISTED_RETURN
    recorded(
        database,
        rows,
        [
            *calls("A", SELF, 9, went=home),
            *calls("B", NAV, 1, each=6, went=away),
            *calls("D", HEALTH, 5, each=2, went=home),
        ],
    )
    told = told_inside(store, rows)
    assert told["referrer", "SELF"] == 9
    assert told["referrer", "NAV"] is None, "six calls, and one woman"
    assert told["referrer", "HEALTH"] is None, "one is no company: nine and ten are five and nine"
    assert told["left", away.value] is None


def told_inside(
    store: Store, rows: records.Rows, since: date = date(YEAR, 1, 1)
) -> dict[tuple[str, str], int | str | None]:
    day = date(YEAR, 12, 31)
    with store.transaction() as tx:
        counts = inside_counts.counted(
            tx, since, day, (since, day), account=rows.account, role=Role.COORDINATOR
        )
    tables = inside.inside(since, day, counts).tables
    return {(t.name, row.word): row.cells[0].number for t in tables for row in t.rows}


HERS = {
    "earlier": [Call("HERS", SELF, 5), Call("HERS", NAV, 40)],
    "between": [Call("HERS", NAV, 40), Call("HERS", SELF, 45), Call("HERS", NAV, 50)],
}


@pytest.mark.parametrize(
    ("where", "how"),
    [(where, how) for where in HERS for how in ("listed", "erased")] + [("earlier", "older")],
)
def test_inside_no_number_tells_of_a_case_that_she_may_not_see(
    store: Store, database: Database, rows: records.Rows, where: str, how: str
) -> None:
    """Five lines with one word that are hidden would say that one of them has a case she does not know."""
    others = [
        *calls("A", NAV, 4 if where == "earlier" else 3, from_day=40),
        *calls("B", SELF, 9, from_day=40),
        *calls("C", HEALTH, 5, from_day=40),  # the company of words that nobody has
    ]
    hers = recorded(database, rows, [*others, *HERS[where]])
    unseen = hers["HERS"][0 if where == "earlier" else 1]
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        if how == "listed":
            listed = (
                "INSERT INTO case_readers (id, referral_id, account_id, listing, listed_at, listed_by)"
                " VALUES (gen_random_uuid(), :case, :who, 'DENIED', now(), :who)"
            )
            connection.execute(text(listed), {"case": unseen, "who": rows.account})
        elif how == "erased":
            r, last = ReferralRecord, hers["HERS"][-1]
            connection.execute(update(r).where(r.id == unseen).values(erased_at=LATER))
            connection.execute(update(r).where(r.id == last).values(counted_as=CountedAs.AGAIN))
    engine.dispose()
    since = date(YEAR, 2, 1) if how == "older" else date(YEAR, 1, 1)
    told = told_inside(store, rows, since)
    assert (told["referrer", "NAV"], told["referrer", "SELF"]) == (5, 9)


@pytest.mark.parametrize("merged_first", [True, False])
def test_two_calls_of_one_need_are_one_person_whichever_came_first(
    store: Store, database: Database, rows: records.Rows, merged_first: bool
) -> None:
    hers = recorded(database, rows, calls("A", SELF, 11, each=2))
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        for first, second in hers.values():
            merged, into = (first, second) if merged_first else (second, first)
            r = ReferralRecord
            connection.execute(update(r).where(r.id == second).values(follows_id=None))
            connection.execute(update(r).where(r.id == merged).values(merged_into_id=into))
    engine.dispose()
    assert of_quarter(store, 1).exactly(CountOf.CASES, words.ALL) == 11


def test_quarters_of_a_year_are_told_of_persons_as_the_year_is(
    store: Store, database: Database, rows: records.Rows
) -> None:
    """Ten of fifty came in each quarter, and ten others once: forty calls of ten are no forty."""
    told = [
        one for number in range(4) for one in calls("A", NAV, 10, from_day=10 + 91 * number)
    ] + calls("B", SELF, 50)
    recorded(database, rows, told)
    for one in quarters(YEAR):
        assert of_quarter(store, one.number).exactly(REFERRER, "NAV") is None
    known = of_year(store)
    assert known.exactly(REFERRER, "NAV") is None, "forty calls, and ten women"
