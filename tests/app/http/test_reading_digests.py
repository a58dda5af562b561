"""Who read what of which case goes daily to somebody else: once, over every clock, and is looked at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.store.nights import OSLO
from app.telling import digest_readings
from app.use_cases.reading_digests import LOOKED_AT_IN
from models.words import Role
from tests.support.houses import call, load_all_zones
from tests.support.served import Caller, Served, serving


@pytest.fixture
def served(database):
    """A service of its own for each test: digests look at the whole chain."""
    with serving(database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture
def holder(served: Served) -> Caller:
    return served.caller(Role.COORDINATOR)


@pytest.fixture
def case(served: Served, holder: Caller) -> dict[str, Any]:
    """A case on which the first coordinator stands."""
    return call(served, holder)


def rows(served: Served, query: str, **values: Any) -> list[Any]:
    with served.service.store.transaction() as tx:
        return list(tx.execute(text(query), values))


def next_day(served: Served) -> datetime:
    """An hour after the next midnight in Oslo."""
    tomorrow = served.clock().astimezone(OSLO).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(1), OSLO)


def made(served: Served, now: datetime | None = None) -> None:
    digest_readings(served.service, now or next_day(served))


def waiting(caller: Caller) -> list[dict[str, Any]]:
    return list(caller.ok("GET", "/reading-digests")["digests"])


def said(caller: Caller) -> list[tuple[str, str, int]]:
    found = []
    for digest in waiting(caller):
        lines = caller.ok("GET", f"/reading-digests/{digest['id']}")["readings"]
        found += [(one["reader"], one["act"], one["times"]) for one in lines]
    return sorted(found)


def test_what_another_read_goes_to_whoever_stands_on_the_case(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    curious = served.caller(Role.COORDINATOR)
    for _ in range(3):
        curious.ok("GET", f"/referrals/{case['id']}")
    made(served)
    (digest,) = waiting(holder)
    (line,) = holder.ok("GET", f"/reading-digests/{digest['id']}")["readings"]
    assert line["case"] == case["code_name"]
    assert (line["reader"], line["act"], line["times"]) == (served.handle(curious), "CASE_READ", 3)
    assert waiting(curious) == []
    notices = rows(
        served,
        "SELECT account_id FROM notices WHERE subject_kind = 'digest' AND subject_id = :d",
        d=digest["id"],
    )
    assert [row.account_id for row in notices] == [holder.account]


def test_own_readings_go_to_an_auditor_and_else_to_another_coordinator(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    other = served.caller(Role.COORDINATOR)
    holder.ok("GET", f"/referrals/{case['id']}")
    made(served)
    assert said(other) == [(served.handle(holder), "CASE_READ", 1)]
    assert said(holder) == []
    auditor = served.caller(Role.AUDITOR)
    holder.ok("GET", f"/referrals/{case['id']}")
    served.clock.forward(hours=24)
    made(served)
    assert (served.handle(holder), "CASE_READ", 1) in said(auditor)


def test_nobody_but_the_reader_is_an_alarm_about_her(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    holder.ok("GET", f"/referrals/{case['id']}")
    made(served)
    made(served)
    found = rows(
        served,
        "SELECT about_account_id, subject_kind FROM alarms WHERE kind = 'SECOND_PERSON_NEEDED'",
    )
    assert [(row.about_account_id, row.subject_kind) for row in found] == [
        (holder.account, "account")
    ]
    assert rows(served, "SELECT 1 FROM reading_digests") == []
    late = served.caller(Role.AUDITOR)
    made(served)
    assert said(late) == [(served.handle(holder), "CASE_READ", 1)]


def test_a_list_keeps_its_people_from_the_digest_too(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    denied, other = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    holder.ok("POST", f"/referrals/{case['id']}/readers", {"handle": served.handle(denied)})
    holder.ok("GET", f"/referrals/{case['id']}")
    made(served)
    assert said(denied) == []
    assert said(other) == [(served.handle(holder), "CASE_READ", 1)]
    holder.ok("POST", f"/referrals/{case['id']}/readers", {"handle": served.handle(other)})
    assert said(other) == [], "who is denied since then does not read of it any more"


def test_today_is_told_tomorrow_and_each_reading_once(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    other = served.caller(Role.COORDINATOR)
    other.ok("GET", f"/referrals/{case['id']}")
    made(served, served.clock())
    assert waiting(holder) == [], "the day is not over"
    for _ in range(3):
        made(served)
    assert len(waiting(holder)) == 1


def test_the_first_digest_after_a_standstill_has_what_was_read_before_it(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    other = served.caller(Role.COORDINATOR)
    other.ok("GET", f"/referrals/{case['id']}")
    made(served, next_day(served) + timedelta(days=3))
    assert len(waiting(holder)) == 1


def test_two_processes_at_once_make_it_once(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    other = served.caller(Role.COORDINATOR)
    other.ok("GET", f"/referrals/{case['id']}")
    later = next_day(served)
    with ThreadPoolExecutor(4) as several:
        for done in [several.submit(made, served, later) for _ in range(8)]:
            done.result()
    assert len(waiting(holder)) == 1
    assert len(rows(served, "SELECT 1 FROM audit_events WHERE act = 'DIGEST_MADE'")) == 1


@pytest.mark.parametrize(
    "first",
    [
        datetime(2026, 3, 28, 12, tzinfo=UTC),
        datetime(2026, 10, 24, 12, tzinfo=UTC),
    ],
    ids=["a day of 23 hours", "a day of 25 hours"],
)
def test_every_reading_is_told_once_over_the_changes_of_the_clock(
    served: Served, holder: Caller, case: dict[str, Any], first: datetime
) -> None:
    other = served.caller(Role.COORDINATOR)
    with served.clock.standing():
        served.clock.forward(seconds=(first - served.clock()).total_seconds())
        for hour in range(60):
            other.ok("GET", f"/referrals/{case['id']}")
            served.clock.forward(hours=1)
            made(served, served.clock())
            if hour == 30:  # somebody puts the clock back by two days, and right again
                made(served, served.clock() - timedelta(days=2))
                made(served, served.clock() + timedelta(days=2))
        made(served, served.clock() + timedelta(days=1))
    counted = rows(served, "SELECT sum(times) FROM reading_digest_lines WHERE act = 'CASE_READ'")
    assert counted[0][0] == 60
    days = rows(served, "SELECT DISTINCT read_on FROM reading_digest_lines")
    assert len(days) in (3, 4)


def test_it_is_acknowledged_by_its_second_person_alone_and_once(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    other = served.caller(Role.COORDINATOR)
    other.ok("GET", f"/referrals/{case['id']}")
    made(served)
    (digest,) = waiting(holder)
    path = f"/reading-digests/{digest['id']}"
    random = f"/reading-digests/{uuid4()}"
    for who in (other, served.caller(Role.AUDITOR), served.caller(Role.ON_CALL)):
        for method, end in (("GET", ""), ("POST", "/acknowledge")):
            got, none = who(method, path + end), who(method, random + end)
            assert (got.status_code, got.content) == (404, none.content)
    holder.ok("POST", f"{path}/acknowledge")
    assert holder("POST", f"{path}/acknowledge").status_code == 409
    assert waiting(holder) == []
    assert holder.ok("GET", path)["acknowledged_at"] is not None
    acts = rows(
        served, "SELECT act FROM audit_events WHERE subject_id = :d ORDER BY seq", d=digest["id"]
    )
    assert [row.act for row in acts] == ["DIGEST_MADE", "DIGEST_ACKNOWLEDGED", "DIGEST_READ"]


def test_one_that_nobody_looked_at_raises_an_alarm_for_others(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    other = served.caller(Role.COORDINATOR)
    other.ok("GET", f"/referrals/{case['id']}")
    start = next_day(served)
    made(served, start)
    (digest,) = waiting(holder)
    made(served, start + LOOKED_AT_IN - timedelta(seconds=1))
    late = "SELECT about_account_id, subject_id FROM alarms WHERE kind = 'DIGEST_OVERDUE'"
    assert rows(served, late) == []
    made(served, start + LOOKED_AT_IN)
    made(served, start + LOOKED_AT_IN)
    (alarm,) = rows(served, late)
    assert (alarm.about_account_id, alarm.subject_id) == (holder.account, UUID(digest["id"]))
    kinds = [one["kind"] for one in other.ok("GET", "/alarms")["alarms"]]
    assert "DIGEST_OVERDUE" in kinds
    assert "DIGEST_OVERDUE" not in [one["kind"] for one in holder.ok("GET", "/alarms")["alarms"]]


def test_the_database_refuses_a_digest_of_own_readings(
    served: Served, holder: Caller, case: dict[str, Any]
) -> None:
    other = served.caller(Role.COORDINATOR)
    other.ok("GET", f"/referrals/{case['id']}")
    made(served)
    with pytest.raises(Exception, match="never_told_to_whom_it_is_about"):
        rows(
            served,
            "INSERT INTO reading_digest_lines SELECT gen_random_uuid(), digest_id, second_id,"
            " referral_id, second_id, role, read_on, act, purpose, times"
            " FROM reading_digest_lines RETURNING id",
        )
