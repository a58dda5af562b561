"""Each figure is the one that a clerk counts by hand over the same rows; what was told does not change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, true, update

from app.errors import Malformed
from app.reports import outside, words
from app.reports.counting import Count
from app.reports.meanings import PARTS
from app.reports.periods import Quarter, quarters
from app.reports.suppression import LEAST, rounded
from app.reports.tables import Report
from app.service import chain_key, store_of_owner
from app.store import case_counts, count_facts, statistics
from app.store.engine import make_engine
from app.store.nights import local_date
from app.store.transactions import Store, Tx
from app.store.walls import StepOut
from app.use_cases import reports
from app.vault.keys import FileMasterKey
from models.referral import ReferralRecord
from models.words import CountOf, ReferrerKind
from tests.support import counted_cases, records
from tests.support.database import Database
from tests.support.hand_count import Ledger

YEAR = 2025
LATER = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = LATER.date()


@pytest.fixture
def rows(database: Database) -> records.Rows:
    engine = create_engine(database.owner_url)
    loaded = records.load(engine, shelters=2, households=0)
    counted_cases.fill(engine, loaded, counted_cases.Year(YEAR))
    engine.dispose()
    return loaded


@pytest.fixture
def ledger(database: Database, rows: records.Rows) -> Ledger:
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        found = Ledger(connection)
    engine.dispose()
    return found


@pytest.fixture
def store(database: Database, tmp_path) -> Iterator[Store]:
    engine = make_engine(database.service_url, pool_size=2)
    yield Store(engine, chain_key(FileMasterKey.make(tmp_path / "master.key")))
    engine.dispose()


def by_hand(ledger: Ledger, first: date, to: date) -> dict[CountOf, Counter[str]]:
    return {
        CountOf.REFERRER: ledger.referrers(first, to),
        CountOf.STEP: ledger.steps(first, to),
        CountOf.FIRST_OPTION: ledger.waits(first, to, "offers"),
        CountOf.FIRST_BED: ledger.waits(first, to, "placements"),
        CountOf.DECLINE: ledger.noes(first, to, "DECLINED", "decline_reason", "NOT_SAID"),
        CountOf.REFUSAL: ledger.noes(first, to, "SHELTER_NO", "refusal_reason", "OTHER"),
        CountOf.NIGHTS: ledger.nights(first, to),
        CountOf.MOVES: ledger.moves(first, to),
        CountOf.LEFT: ledger.departures(first, to),
    }


def test_every_figure_of_every_quarter_is_that_of_the_clerk(store: Store, ledger: Ledger) -> None:
    assert 20 <= len(ledger.out) <= 50, "some are in no count"
    for one in quarters(YEAR):
        with store.transaction() as tx:
            found = statistics.of_quarter(tx, one.first, one.after)
        for subject, counts in by_hand(ledger, one.first, one.after).items():
            assert numbers(found[subject]) == counts, (one, subject)
            assert set(counts) <= set(words.WORDS[subject])
        assert found[CountOf.CASES]["ALL"].number == len(ledger.received(one.first, one.after))


def numbers(found: Mapping[str, Count]) -> Counter[str]:
    """Of each word that somebody had."""
    return +Counter({word: count.number for word, count in found.items()})


def told(report: Report) -> dict[tuple[str, str, str], int | None]:
    return {
        (table.name, row.word, column): cell.number
        for table in report.tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def test_what_the_year_tells_is_the_clerks_number_to_the_nearest_five_or_hidden(
    store: Store, ledger: Ledger
) -> None:
    with store.transaction() as tx:
        known = reports.tell_year(tx, YEAR, today=TODAY, now=LATER)
    first, to = date(YEAR, 1, 1), date(YEAR + 1, 1, 1)
    hand = by_hand(ledger, first, to)
    number = 0
    for report in (outside.equity(YEAR, known), outside.stays(YEAR, known)):
        for (table, word, column), cell in told(report).items():
            subject = CountOf(table.upper())
            band = {b.replace("_", " ").capitalize(): b for b in words.BANDS}.get(column)
            counted = hand[subject][word if band is None else f"{word} {band}"]
            assert cell is None or (counted >= LEAST and cell == rounded(counted))
            number += cell is not None
    annual = told(outside.annual(YEAR, {YEAR: known}))
    steps = hand[CountOf.STEP]
    whole = {
        "CONTACTS": steps.total(),
        "OFFERED": steps["OFFERED"] + steps["ACCEPTED"],
        "ACCEPTED": steps["ACCEPTED"],
    }
    for word, counted in whole.items():
        assert annual["steps", word, str(YEAR)] == rounded(counted), "large enough to be told"
    share = 100 * whole["ACCEPTED"] / whole["CONTACTS"]
    assert abs((annual["steps", "ACCEPTED_SHARE", str(YEAR)] or 0) - share) <= 3
    for kind in ReferrerKind:
        cell = annual["referrer", kind.value, str(YEAR)]
        assert cell is None or cell == rounded(hand[CountOf.REFERRER][kind.value])
        number += cell is not None
    assert number >= 15, "not everything is hidden"
    assert "NOT_NAMED MUNICIPALITY" in ledger.paid(YEAR), "no municipality is named for some"
    found = told(outside.expenses(YEAR, known))
    paid_by = {name for _, name, _ in found} - {words.ALL}
    assert paid_by, "one organisation is named"
    for name in paid_by:
        cases, paid = ledger.paid(YEAR)[name]
        assert found["expenses", name, "Cases"] == rounded(cases)
        assert found["expenses", name, "Paid"] == rounded(paid)


def test_what_was_told_of_a_quarter_stays_when_a_case_of_it_changes(
    store: Store, database: Database, rows: records.Rows
) -> None:
    one = Quarter(YEAR, 2)
    with store.transaction() as tx:
        before = reports.of_quarter(tx, one, today=TODAY, now=LATER)
        exact = statistics.of_quarter(tx, one.first, one.after)
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        connection.execute(update(ReferralRecord).values(referrer_kind=ReferrerKind.UDI))
    engine.dispose()
    with store.transaction() as tx:
        assert statistics.of_quarter(tx, one.first, one.after) != exact
        assert reports.of_quarter(tx, one, today=TODAY, now=LATER) == before
        year = reports.tell_year(tx, YEAR, today=TODAY, now=LATER)
        again = reports.tell_year(tx, YEAR, today=TODAY, now=LATER)
    assert year == again


def test_no_expense_is_dropped_where_no_organisation_is_named_also_when_its_case_is_erased(
    store: Store, ledger: Ledger, database: Database, tmp_path: Path
) -> None:
    hand = ledger.paid(YEAR)

    def counted(tx: Tx) -> tuple[dict[str, int], dict[str, int]]:
        found = statistics.expenses_of_year(tx, YEAR)
        return numbers(found[CountOf.EXPENSE_CASES]), numbers(found[CountOf.EXPENSE_PAID])

    with store.transaction() as tx:
        cases, paid = counted(tx)
        assert cases == {name: number for name, (number, _) in hand.items()}
        assert paid == {name: money for name, (_, money) in hand.items()}
    (case, *_) = (
        row["referral_id"]
        for row in ledger.expenses
        if row["organisation_id"] is None and row["referral_id"] not in ledger.out
    )
    master = FileMasterKey.read(tmp_path / "master.key")
    with store_of_owner(database.owner_url, master) as owner, owner.transaction() as tx:
        case_counts.add(tx, case, (), today=TODAY)
        aside = case_counts.put_aside(tx, date(YEAR, 1, 1), CountOf.EXPENSE_CASES)
    assert aside["NOT_NAMED MUNICIPALITY"].number == 1


def test_whoever_is_counted_in_the_part_of_a_meaning_is_counted_in_its_whole(
    store: Store, rows: records.Rows
) -> None:
    with store.transaction() as tx, tx.as_service(StepOut.COUNTS):
        cases = count_facts.of(tx, true())
    met = 0
    for part in PARTS:
        for one in cases:
            hers = {(subject.value, word) for subject, word in one.of_case.items()}
            met += bool(hers & part.less)
            assert hers & part.more or not hers & part.less, (part, one.referral)
    assert met > len(cases)


@pytest.mark.parametrize("today", [date(2025, 4, 1), date(2025, 12, 31), date(2026, 1, 14)])
def test_a_time_that_is_not_over_since_two_weeks_is_not_told(store: Store, today: date) -> None:
    with store.transaction() as tx, pytest.raises(Malformed):
        reports.tell_year(tx, YEAR, today=today, now=LATER)
    with store.transaction() as tx, pytest.raises(Malformed):
        reports.of_quarter(tx, Quarter(YEAR, 4), today=today, now=LATER)


def test_what_is_written_down_late_is_in_the_time_in_which_it_was_and_in_no_other(
    store: Store, ledger: Ledger
) -> None:
    late = [
        (local_date(row["closed_at"]), places[-1]["last"])
        for case, row in ledger.referrals.items()
        if case not in ledger.out and (places := lived_in(ledger, case)) and row["closed_at"]
    ]
    spans = [(q.first, q.after) for year in (YEAR, YEAR + 1) for q in quarters(year)]
    over = [sum(first <= typed < to for typed, _ in late) for first, to in spans]
    gone = [sum(first <= last < to for _, last in late) for first, to in spans]
    assert over != gone, "some were written down in another quarter"
    with store.transaction() as tx:
        found = [
            numbers(statistics.of_quarter(tx, first, to)[CountOf.LEFT]).total()
            for first, to in spans
        ]
    assert found == over and sum(found) == len(late)


def lived_in(ledger: Ledger, case: object) -> list[dict[str, Any]]:
    """Where somebody of the case lived, the last place last."""
    hers = [p for p in ledger.placements if ledger.case_of[p["household_id"]] == case]
    lived = [p for p in hers if p["state"] in ("ARRIVED", "ENDED")]
    return sorted(lived, key=lambda place: place["first"])


def test_no_difference_of_two_told_numbers_of_all_reports_is_of_fewer_than_eleven_persons(
    store: Store, ledger: Ledger
) -> None:
    with store.transaction() as tx:
        year = reports.tell_year(tx, YEAR, today=TODAY, now=LATER)
        of = {one: reports.of_quarter(tx, one, today=TODAY, now=LATER) for one in quarters(YEAR)}
    first, to = date(YEAR, 1, 1), date(YEAR + 1, 1, 1)
    told: list[frozenset[object]] = []
    kinds: set[CountOf] = set()
    everybody = ledger.referrals
    for known, since, until in (
        (year, first, to),
        *((known, one.first, one.after) for one, known in of.items()),
    ):
        sets: dict[tuple[CountOf, str], set[object]] = {}
        for case, row in everybody.items():
            ledger.only, ledger.referrals = case, {case: row}
            if ledger.received(since, until):
                sets.setdefault((CountOf.CASES, "ALL"), set()).add(case)
            if ledger.left(since, until):
                sets.setdefault((CountOf.LEFT, "ALL"), set()).add(case)
            for subject, counts in by_hand(ledger, since, until).items():
                for word in counts:
                    sets.setdefault((subject, word), set()).add(case)
            if known is year:
                for name in ledger.paid(YEAR):
                    sets.setdefault((CountOf.EXPENSE_CASES, name), set()).add(case)
            ledger.only = None
        for key, cases in sets.items():
            number = known.exactly(*key)
            assert number in (None, len(cases))
            if number is not None:
                kinds.add(key[0])
                told.append(frozenset(cases))
    assert len(told) >= 25
    assert kinds & set(words.OF_STAYS) and CountOf.EXPENSE_CASES in kinds, "each kind is told"
    small = [
        (len(one), len(other))
        for one in told
        for other in told
        if other < one and ledger.persons(one - other) < LEAST
    ]
    assert not small
    assert all(ledger.persons(one) >= LEAST for one in told)
