"""A decision on a child has an end, which is warned of in time and opens nothing by itself (5.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.store.nights import local_date
from app.telling import warn_of_child_decisions
from app.use_cases.child_decisions import a_year_after
from models.words import Role
from tests.support.houses import call
from tests.support.served import Caller, Served


@pytest.fixture
def boss(served: Served) -> Caller:
    """A coordinator who has just stepped up."""
    return served.signed_in(Role.COORDINATOR)


@pytest.fixture
def case(served: Served, boss: Caller) -> str:
    """Her case with a child of four, on which this coordinator stands; her address is not blocked."""
    people = {"adults": 1, "children": ["3-6"], "gender": "WOMAN"}
    made = call(served, boss, people=people)
    with served.service.store.transaction() as tx:
        tx.execute(
            text(
                "UPDATE persons SET address_block = 'NONE' WHERE household_id IN"
                " (SELECT id FROM households WHERE referral_id = :r)"
            ),
            {"r": made["id"]},
        )
    return str(made["id"])


def rows(served: Served, query: str, **values: Any) -> list[Any]:
    with served.service.store.transaction() as tx:
        return list(tx.execute(text(query), values))


def person(served: Served, case: str, role: str) -> str:
    query = (
        "SELECT p.id FROM persons p JOIN households h ON h.id = p.household_id"
        " WHERE h.referral_id = :r AND p.role = :role"
    )
    return str(rows(served, query, r=case, role=role)[0].id)


def version(boss: Caller, case: str) -> int:
    return int(boss.ok("GET", f"/referrals/{case}")["version"])


def record(served: Served, boss: Caller, case: str, **more: Any) -> Any:
    child = person(served, case, "CHILD")
    sent = {"child": child, "decided_on": local_date(served.clock()).isoformat(), **more}
    path = f"/referrals/{case}/child-decisions"
    return boss("POST", path, sent, version=version(boss, case))


def decisions(boss: Caller, case: str) -> list[dict[str, Any]]:
    return list(boss.ok("GET", f"/referrals/{case}/child-decisions")["decisions"])


def test_it_ends_after_a_year_and_the_other_parent_is_not_let_in(
    served: Served, boss: Caller, case: str
) -> None:
    assert record(served, boss, case).status_code == 201
    (one,) = decisions(boss, case)
    today = local_date(served.clock())
    assert date.fromisoformat(one["ends_on"]) == a_year_after(today)
    assert (one["other_parent"], one["other_parent_reaches"], one["over"]) == (
        "UNKNOWN",
        False,
        False,
    )
    acts = rows(
        served,
        "SELECT detail FROM audit_events WHERE subject_id = :r AND act = 'REFERRAL_CHANGED'",
        r=case,
    )
    assert [row.detail for row in acts if row.detail.get("part") == "child_decision"] == [
        {"part": "child_decision", "id": one["id"]}
    ]


def test_a_year_after_a_leap_day_is_the_first_of_march() -> None:
    assert a_year_after(date(2028, 2, 29)) == date(2029, 3, 1)
    assert a_year_after(date(2027, 2, 28)) == date(2028, 2, 28)


@pytest.mark.parametrize("said", ["NO", "UNKNOWN"])
def test_no_and_unknown_let_nobody_in(served: Served, boss: Caller, case: str, said: str) -> None:
    record(served, boss, case, other_parent=said)
    assert decisions(boss, case)[0]["other_parent_reaches"] is False


def test_a_yes_needs_a_step_up_ends_with_its_day_and_counts_under_no_secret_address(
    served: Served, boss: Caller, case: str
) -> None:
    asleep = served.signed_in(Role.COORDINATOR, stepped_up=False)
    assert record(served, asleep, case, other_parent="YES").status_code == 403
    assert record(served, boss, case, other_parent="YES").status_code == 201
    assert decisions(boss, case)[0]["other_parent_reaches"] is True
    written = "UPDATE households SET version = version + 1 RETURNING id"  # as every write on a case
    for block in ("KODE6", None):
        query = "UPDATE persons SET address_block = :b WHERE role = 'CHILD' RETURNING id"
        rows(served, query, b=block)
        rows(served, written)
        assert decisions(boss, case)[0]["other_parent_reaches"] is False
        assert record(served, boss, case, other_parent="YES").status_code == 409
    rows(served, "UPDATE persons SET address_block = 'NONE' RETURNING id")
    rows(served, written)
    assert decisions(boss, case)[0]["other_parent_reaches"] is True
    rows(
        served,
        "UPDATE child_decisions SET decided_on = :d, ends_on = :e RETURNING id",
        d=local_date(served.clock()) - timedelta(days=365),
        e=local_date(served.clock()),
    )
    (one,) = decisions(boss, case)
    assert (one["over"], one["other_parent_reaches"]) == (True, False)


def test_the_next_one_takes_its_place_and_an_ended_one_is_not_told(
    served: Served, boss: Caller, case: str
) -> None:
    record(served, boss, case)
    record(served, boss, case, ends_on="2090-01-01")
    (one,) = decisions(boss, case)
    assert one["ends_on"] == "2090-01-01"
    path = f"/referrals/{case}/child-decisions/{one['id']}/end"
    boss.ok("POST", path, version=version(boss, case))
    assert decisions(boss, case) == []
    assert boss("POST", path, version=version(boss, case)).status_code == 404


def test_only_a_child_of_this_case_has_one_and_no_day_lies_ahead(
    served: Served, boss: Caller, case: str
) -> None:
    adult = person(served, case, "ADULT")
    assert record(served, boss, case, child=adult).status_code == 422
    assert record(served, boss, case, child=str(uuid4())).status_code == 404
    assert record(served, boss, case, decided_on="2090-01-01").status_code == 422
    wrong = {"decided_on": "2026-01-02", "ends_on": "2026-01-02"}
    assert record(served, boss, case, **wrong).status_code == 422
    assert decisions(boss, case) == []


def test_whoever_may_not_know_of_the_case_finds_nothing(
    served: Served, boss: Caller, case: str
) -> None:
    record(served, boss, case)
    for role in (Role.COORDINATOR, Role.ON_CALL, Role.POLICE, Role.AUDITOR, Role.ADMIN):
        who = served.caller(role)
        got = who("GET", f"/referrals/{case}/child-decisions")
        random = who("GET", f"/referrals/{uuid4()}/child-decisions")
        assert (got.status_code, got.content) == (404, random.content)


def test_it_is_warned_of_at_60_30_and_7_days_and_at_its_end_once_each(
    served: Served, boss: Caller, case: str
) -> None:
    today = local_date(served.clock())
    record(served, boss, case, ends_on=(today + timedelta(days=61)).isoformat())
    told, alarms = [], []
    for day in range(63):
        for _ in range(2):  # two rounds a day
            warn_of_child_decisions(served.service, served.clock() + timedelta(days=day))
        heard = rows(
            served,
            "SELECT account_id FROM notices WHERE subject_kind = 'child_decision' AND subject_id ="
            " (SELECT id FROM child_decisions WHERE referral_id = :r)",
            r=case,
        )
        assert {row.account_id for row in heard} <= {boss.account}
        told.append(len(heard))
        raised = "SELECT 1 FROM alarms WHERE kind = 'CHILD_DECISION_ENDS' AND subject_id = :r"
        alarms.append(len(rows(served, raised, r=case)))
    assert [day for day in range(63) if told[day] > (told[day - 1] if day else 0)] == [
        1,
        31,
        54,
        61,
    ]
    assert told[-1] == 4
    assert (alarms[53], alarms[54], alarms[62]) == (0, 1, 1), "an open one is not raised twice"


def test_its_end_changes_nothing_of_her_case(served: Served, boss: Caller, case: str) -> None:
    record(served, boss, case, ends_on=(local_date(served.clock()) + timedelta(days=1)).isoformat())
    people = "SELECT p.* FROM persons p JOIN households h ON h.id = p.household_id WHERE h.referral_id = :r"
    before, seen = rows(served, people, r=case), version(boss, case)
    warn_of_child_decisions(served.service, served.clock() + timedelta(days=3))
    assert rows(served, people, r=case) == before
    assert version(boss, case) == seen
