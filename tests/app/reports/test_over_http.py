"""Reports over HTTP: who reads which, when there is nothing, and that the inside one stays inside."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.reports.inside import since
from app.reports.suppression import LEAST_INSIDE
from app.store import inside_counts, members
from models.words import CountOf, MemberScope, Role
from tests.support.counted_year import YEAR, by_hand, serving_a_year
from tests.support.database import Database
from tests.support.hand_count import OSLO
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def a_year(module_database: Database) -> Iterator[Served]:
    with serving_a_year(module_database) as running:
        yield running


@pytest.mark.parametrize("report", ["annual", "equity", "stays", "expenses"])
@pytest.mark.parametrize(
    ("form", "begins"), [("csv", b'"report"'), ("xlsx", b"PK"), ("page", b"<!")]
)
def test_each_report_of_a_year_is_told_as_each_file(a_year, report, form, begins) -> None:
    reader = a_year.caller(Role.STATISTICS)
    told = reader.ok("GET", f"/reports/{report}/files/{form}?year={YEAR}")
    assert b64decode(told["content"]).startswith(begins)
    figures = reader.ok("GET", f"/reports/{report}/figures?year={YEAR}")
    assert figures["time"] == str(YEAR) and figures["tables"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports/annual/figures?year=2019", 404),
        ("/reports/gap/figures?year=2025&quarter=1", 404),
        ("/reports/quarterly/figures?year=2025", 422),
        ("/reports/quarterly/figures?year=2098&quarter=1", 422),
        ("/reports/other/figures?year=2025", 404),
        ("/reports/annual/files/docx?year=2025", 404),
    ],
)
def test_what_was_not_told_is_not_there(a_year, path, status) -> None:
    assert a_year.caller(Role.STATISTICS)("GET", path).status_code == status


def test_the_inside_report_is_of_five_and_more_and_of_nobody_who_is_in_no_count(a_year) -> None:
    coordinator = a_year.caller(Role.COORDINATOR)
    told = coordinator.ok("GET", "/inside-report")
    numbers = [n for table in told["tables"] for row in table["rows"] for n in row["numbers"]]
    assert all(n is None or n >= LEAST_INSIDE for n in numbers) and any(numbers)
    ledger = by_hand(a_year)
    (referrers,) = (t for t in told["tables"] if t["name"] == "referrer")
    first = told["time"].split(" to ")[0]
    since, to = date.fromisoformat(first), a_year.clock().date()
    hand = ledger.referrers(since, to)
    for row in referrers["rows"]:
        assert row["numbers"][0] in (None, hand[row["word"]])
    cases = coordinator.every("/inside-report/cases", "cases")
    names = {one["code_name"] for one in cases}
    assert len(names) == len(cases) == hand.total()
    out = {ledger.referrals[case]["code_name"] for case in ledger.out}
    assert not names & out
    assert Counter(one["step"] for one in cases) == ledger.steps(since, to)


def test_the_tables_of_stays_are_of_whoever_left_in_the_time_whenever_she_called(a_year) -> None:
    class Undone(Exception):
        """Nothing of this is kept."""

    coordinator, ledger = a_year.caller(Role.COORDINATOR), by_hand(a_year)
    first, today = since(a_year.clock().date()), a_year.clock().date()
    told = coordinator.ok("GET", "/inside-report")["tables"]
    hands = {"nights": ledger.nights, "moves": ledger.moves, "left": ledger.departures}
    for name, hand in hands.items():
        (table,) = (t for t in told if t["name"] == name)
        stays = name in ("nights", "moves", "left")
        by_word = hand(*whole_quarters(today)) if stays else hand(first, today + timedelta(days=1))
        assert by_word.total() > 10
        for row in table["rows"]:
            assert row["numbers"][0] in (None, by_word[row["word"]])
    with pytest.raises(Undone), a_year.service.store.transaction() as tx:
        tx.execute(text("UPDATE referrals SET received_at = received_at - interval '3 years'"))
        counts = inside_counts.counted(
            tx,
            first,
            today + timedelta(days=1),
            whole_quarters(today),
            account=coordinator.account,
            role=Role.COORDINATOR,
        )
        assert not counts[CountOf.REFERRER]
        left = {word: count.number for word, count in counts[CountOf.LEFT].items()}
        assert left == ledger.departures(*whole_quarters(today))
        raise Undone


def whole_quarters(today: date) -> tuple[date, date]:
    """From the first day of the eighth quarter before this one to that of this one, counted by hand."""
    begins = max(month for month in (1, 4, 7, 10) if month <= today.month)
    this = date(today.year, begins, 1)
    return this.replace(year=this.year - 2), this


def test_who_left_in_this_quarter_changes_no_number_and_no_line_of_others(a_year) -> None:
    reader, own = (a_year.caller(Role.COORDINATOR) for _ in range(2))

    def told(who: Caller) -> tuple[list[Any], dict[str, Any]]:
        tables = [
            table["rows"]
            for table in who.ok("GET", "/inside-report")["tables"]
            if table["name"] in ("nights", "moves", "left")
        ]
        lines = {line["code_name"]: line for line in who.every("/inside-report/cases", "cases")}
        return tables, lines

    before = told(reader)
    name = next(
        row["code_name"]
        for case, row in by_hand(a_year).referrals.items()
        if row["state"] == "IN_STAY" and row["code_name"] in before[1]
    )
    with a_year.service.store.transaction() as tx:
        query = text("SELECT id FROM referrals WHERE code_name = :name")
        case = tx.execute(query, {"name": name}).scalar_one()
        now = a_year.clock()
        left = "UPDATE referrals SET state = 'LEFT', closed_at = :now WHERE id = :case"
        tx.execute(text(left), {"now": now, "case": case})
        members.put_on(tx, case, own.account, MemberScope.ASSIGNED, by=own.account, now=now)
    assert told(reader) == before
    assert told(own)[1][name]["nights"]


def test_a_line_bears_the_day_by_the_clock_in_oslo_as_the_quarters_do(a_year) -> None:
    came = {row["code_name"]: row["received_at"] for row in by_hand(a_year).referrals.values()}
    lines = a_year.caller(Role.COORDINATOR).every("/inside-report/cases", "cases")
    days = {line["code_name"]: line["received_on"] for line in lines}
    assert days == {name: str(came[name].astimezone(OSLO).date()) for name in days}
    assert any(came[name].date() != came[name].astimezone(OSLO).date() for name in days)


def test_where_somebody_went_is_told_of_own_cases_alone(a_year) -> None:
    coordinator = a_year.caller(Role.COORDINATOR)
    lines = coordinator.every("/inside-report/cases", "cases")
    assert not [line for line in lines if line["left"]]
    gone = next(line["code_name"] for line in lines if line["moves"])
    case = next(i for i, row in by_hand(a_year).referrals.items() if row["code_name"] == gone)
    with a_year.service.store.transaction() as tx:
        members.put_on(
            tx,
            case,
            coordinator.account,
            MemberScope.ASSIGNED,
            by=coordinator.account,
            now=a_year.clock(),
        )
    told = coordinator.every("/inside-report/cases", "cases")
    assert [line["code_name"] for line in told if line["left"]] == [gone]


def test_a_case_that_is_hidden_from_a_coordinator_is_not_in_her_lines(a_year) -> None:
    author, kept_away = (a_year.caller(Role.COORDINATOR) for _ in range(2))
    one = author.every("/inside-report/cases", "cases")[0]["code_name"]
    ledger = by_hand(a_year)
    (case,) = (i for i, row in ledger.referrals.items() if row["code_name"] == one)
    with a_year.service.store.transaction() as tx:
        tx.execute(
            text(
                "INSERT INTO case_readers (id, referral_id, account_id, listing, listed_at, listed_by)"
                " VALUES (gen_random_uuid(), :case, :who, 'DENIED', now(), :who)"
            ),
            {"case": case, "who": kept_away.account},
        )
    seen = {line["code_name"] for line in kept_away.every("/inside-report/cases", "cases")}
    assert one not in seen and len(seen) > 100


@pytest.mark.parametrize(
    "role", [Role.STATISTICS, Role.ON_CALL, Role.ADMIN, Role.AUDITOR, Role.POLICE]
)
@pytest.mark.parametrize("path", ["/inside-report", "/inside-report/cases"])
def test_nobody_else_finds_what_stays_inside(a_year, role, path) -> None:
    assert a_year.caller(role)("GET", path).status_code == 404
