"""She can be told who read her case: by role and day, without a name, and that it was asked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.words import Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served


@pytest.fixture
def case(served: Served, coordinator: Caller) -> dict[str, Any]:
    """A case that this coordinator took."""
    return call(served, coordinator)


def told(caller: Caller, case: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    found = caller.ok("GET", f"/referrals/{case['id']}/readings")["readings"]
    return [(line["act"], line["role"], line["people"], line["times"]) for line in found]


def test_v16_3_2_each_reading_is_told_and_so_is_the_question(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    assert told(coordinator, case) == []
    for _ in range(3):
        coordinator.ok("GET", f"/referrals/{case['id']}")
    assert told(coordinator, case) == [
        ("CASE_READ", "COORDINATOR", 1, 3),
        ("READERS_TOLD", "COORDINATOR", 1, 1),
    ]


def test_readings_of_other_cases_are_not_among_them(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    other = call(served, coordinator)
    coordinator.ok("GET", f"/referrals/{other['id']}")
    assert told(coordinator, case) == []


def test_the_day_is_one_in_oslo(served: Served, coordinator: Caller, case: dict[str, Any]) -> None:
    from app.store.nights import local_date

    coordinator.ok("GET", f"/referrals/{case['id']}")
    (line,) = coordinator.ok("GET", f"/referrals/{case['id']}/readings")["readings"]
    assert line["day"] == local_date(served.clock()).isoformat()
    assert line["organisation"] is None


def test_nobody_is_named(served: Served, coordinator: Caller, case: dict[str, Any]) -> None:
    coordinator.ok("GET", f"/referrals/{case['id']}")
    got = coordinator("GET", f"/referrals/{case['id']}/readings")
    assert str(coordinator.account) not in got.text


def test_who_has_no_part_in_the_case_learns_nothing(
    served: Served, on_call: Caller, case: dict[str, Any]
) -> None:
    random = on_call("GET", f"/referrals/{uuid4()}/readings")
    for role in (Role.ON_CALL, Role.ADMIN, Role.AUDITOR, Role.POLICE):
        got = served.caller(role)("GET", f"/referrals/{case['id']}/readings")
        assert (got.status_code, got.content) == (404, random.content)


def noted(served: Served, case: dict[str, Any], reader: Caller) -> list[str]:
    """The parts of the case that the chain says she has read, in order."""
    query = text(
        "SELECT detail ->> 'part' AS part FROM audit_events WHERE act = 'CASE_READ'"
        " AND subject_id = :case AND actor_id = :reader ORDER BY seq"
    )
    with served.service.store.transaction() as tx:
        found = tx.execute(query, {"case": case["id"], "reader": reader.account})
        return [row.part for row in found]


def test_at04_a_list_notes_whom_it_tells_of_once_an_hour_for_each_reader(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    there = house(served, coordinator, "READ-01", "Tromsø")
    staff, other = there["staff"], served.caller(Role.COORDINATOR)
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    held = on_call.ok("POST", f"/offers/{found['options'][0]['offer']}/hold", version=1)
    lists = ("/offers", "/placements")

    def looks(reader: Caller) -> None:
        for path in lists * 2:
            reader.every(path, path[1:])

    looks(staff)
    assert noted(served, case, staff) == ["offers"]
    said = staff.ok("POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"])
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=said["version"])
    served.clock.forward(minutes=61)
    looks(staff)
    looks(on_call)
    looks(other)
    assert noted(served, case, staff) == ["offers", "offers"]
    assert noted(served, case, on_call) == ["placements"]
    # She does not stand on the case: of where somebody lives, a list tells her nothing.
    assert noted(served, case, other) == []
    staff.ok("GET", f"/placements/{took['placement']}")
    assert noted(served, case, staff) == ["offers", "offers", "placement"]
