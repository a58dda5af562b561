"""A case that is closed stays closed: nobody searches, holds or accepts for it any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from app.holds_over import end_holds, end_offers
from app.store.nights import tonight
from app.store.refusals import WrongState
from app.telling import remind_of_clocks
from tests.support.database import Database
from tests.support.houses import call, house
from tests.support.served import Caller, Served

WRONG_STATE = "urn:havn:problem:wrong-state"


@pytest.fixture(scope="module")
def far(served: Served, coordinator: Caller) -> dict[str, Any]:
    """One house with two units, far away."""
    return house(served, coordinator, "SHUT-01", "Tromsø", units=2)


def do(served: Served, statement: str, **values: Any) -> None:
    """A change of the records behind the service, to make what a race would leave."""
    with served.service.store.transaction() as tx:
        tx.execute(text(statement), values)


@pytest.fixture
def force(module_database: Database) -> Iterator[Callable[..., None]]:
    """A change of the records that the database itself refuses to everybody but its owner."""
    engine = create_engine(module_database.owner_url)

    def act(table: str, state: str, row: str) -> None:
        with engine.begin() as owned:
            owned.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER state_may_follow"))
            change = text(f"UPDATE {table} SET state = :state WHERE id = :id")
            owned.execute(change, {"state": state, "id": row})
            owned.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER state_may_follow"))

    yield act
    engine.dispose()


def state(coordinator: Caller, case: dict[str, Any]) -> str:
    """Where the case stands."""
    return str(coordinator.ok("GET", f"/referrals/{case['id']}")["state"])


def closed(served: Served, coordinator: Caller, on_call: Caller, how: str) -> dict[str, Any]:
    """A case with an option that was proposed, and was closed then."""
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    version = coordinator.ok("GET", f"/referrals/{case['id']}")["version"]
    on_call.ok("POST", f"/referrals/{case['id']}/{how}", version=version)
    return {**case, "offer": found["options"][0]["offer"]}


@pytest.mark.parametrize(
    ("how", "ended"), [("withdraw", "WITHDRAWN"), ("hand-over", "HANDED_OVER")]
)
def test_a_closed_case_is_not_searched_for(served, coordinator, on_call, far, how, ended):
    case = closed(served, coordinator, on_call, how)
    for caller in (coordinator, on_call):
        got = caller("POST", f"/referrals/{case['id']}/options", key=None)
        assert (got.status_code, got.json()["type"]) == (409, WRONG_STATE)
    offer = coordinator.ok("GET", f"/offers/{case['offer']}")
    assert offer["state"] == "EXPIRED"
    assert state(coordinator, case) == ended


@pytest.mark.parametrize("how", ["withdraw", "hand-over"])
def test_the_database_itself_takes_no_step_back(served, coordinator, on_call, far, how):
    case = closed(served, coordinator, on_call, how)
    for table, row, before in (
        ("offers", case["offer"], "PROPOSED"),
        ("referrals", case["id"], "RECEIVED"),
    ):
        with pytest.raises(WrongState):
            do(served, f"UPDATE {table} SET state = :state WHERE id = :id", state=before, id=row)


@pytest.mark.parametrize("how", ["withdraw", "hand-over"])
def test_a_proposal_left_over_of_a_closed_case_is_not_held(
    served, coordinator, on_call, far, force, how
):
    case = closed(served, coordinator, on_call, how)
    before = state(coordinator, case)
    force("offers", "PROPOSED", case["offer"])
    version = coordinator.ok("GET", f"/offers/{case['offer']}")["version"]
    got = coordinator("POST", f"/offers/{case['offer']}/hold", version=version)
    assert (got.status_code, got.json()["type"]) == (409, WRONG_STATE)
    assert state(coordinator, case) == before
    units = coordinator.ok("GET", f"/shelters/{far['id']}/units")["units"]
    assert {unit["tonight"] for unit in units} == {"FREE"}


def test_a_hold_of_a_case_that_was_closed_meanwhile_is_not_taken(
    served, coordinator, on_call, far, force
):
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    offer = found["options"][0]["offer"]
    held = on_call.ok("POST", f"/offers/{offer}/hold", version=1)
    yes = far["staff"].ok("POST", f"/offers/{offer}/answer", {"yes": True}, version=held["version"])
    force("referrals", "WITHDRAWN", case["id"])
    got = coordinator("POST", f"/offers/{offer}/accept", version=yes["version"])
    assert (got.status_code, got.json()["type"]) == (409, WRONG_STATE)
    # Nor does giving the hold up bring the case back.
    got = coordinator("POST", f"/offers/{offer}/release", version=yes["version"])
    assert (got.status_code, got.json()["type"]) == (409, WRONG_STATE)
    assert state(coordinator, case) == "WITHDRAWN"
    force("referrals", "OFFERED", case["id"])
    coordinator.ok("POST", f"/offers/{offer}/release", version=yes["version"])


def test_a_closed_household_is_closed_in_the_records_and_can_be_read(
    served, coordinator, on_call, far
):
    case = closed(served, coordinator, on_call, "withdraw")
    with served.service.store.transaction() as tx:
        query = text("SELECT closed_at FROM households WHERE referral_id = :id")
        assert tx.execute(query, {"id": case["id"]}).scalar_one() is not None
    assert on_call.ok("GET", f"/referrals/{case['id']}")["state"] == "WITHDRAWN"


def test_who_leaves_one_bed_for_another_is_not_closed(served, coordinator, on_call, far):
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    offer = found["options"][0]["offer"]
    held = on_call.ok("POST", f"/offers/{offer}/hold", version=1)
    yes = far["staff"].ok("POST", f"/offers/{offer}/answer", {"yes": True}, version=held["version"])
    took = on_call.ok("POST", f"/offers/{offer}/accept", version=yes["version"])
    place = f"/placements/{took['placement']}"
    there = far["staff"].ok("POST", f"{place}/arrive", version=1)
    night = tonight(served.clock())
    other = uuid4()
    do(
        served,
        "INSERT INTO stays (id, unit_id, household_id, nights, state, hold_until, created_at)"
        " SELECT :id, u.id, h.id, daterange(:first, :first + 1), 'HELD', :until, :now"
        " FROM units u, households h WHERE h.referral_id = :case AND u.shelter_id = :house LIMIT 1",
        id=other,
        first=night + timedelta(days=200),
        until=served.clock() + timedelta(hours=1),
        now=served.clock(),
        case=case["id"],
        house=far["id"],
    )
    left = {"first_night_away": night.isoformat(), "departure": "OWN_HOME"}
    far["staff"].ok("POST", f"{place}/end", left, version=there["version"])
    assert state(coordinator, case) == "OFFERED"


@pytest.mark.parametrize("how", ["withdraw", "hand-over"])
def test_with_the_case_all_that_was_to_do_of_it_is_over(served, coordinator, on_call, far, how):
    case = call(served, on_call)
    path = f"/referrals/{case['id']}"
    on_call.ok("POST", f"{path}/options", key=None)
    tomorrow = (served.today() + timedelta(days=5)).isoformat()
    sent = {"periods": [{"track": "LIMITED_PERMIT", "to": tomorrow}]}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/legal", sent, version=version)
    remind_of_clocks(served.service, served.clock())
    due = (served.clock() + timedelta(days=2)).isoformat()
    action = {"kind": "HEALTH_APPOINTMENT", "owner": served.handle(on_call)}
    action["due_at"] = due
    coordinator.ok("POST", f"{path}/follow-up-actions", action)

    def to_do() -> set[str]:
        found = coordinator.ok("GET", f"/tasks?referral={case['id']}&limit=50")["tasks"]
        return {one["kind"] for one in found}

    assert {"THREAT_REVIEW", "LEGAL_CLOCK", "FOLLOW_UP_ACTION"} <= to_do()
    version = coordinator.ok("GET", path)["version"]
    on_call.ok("POST", f"{path}/{how}", version=version)
    assert to_do() == set()
    remind_of_clocks(served.service, served.clock())
    assert to_do() == set()


@pytest.mark.parametrize("how", ["withdraw", "not-matched"])
def test_a_hold_whose_time_is_over_keeps_no_case_open_before_the_next_round(
    served, coordinator, on_call, far, how
):
    case = call(served, on_call)
    path = f"/referrals/{case['id']}"
    found = on_call.ok("POST", f"{path}/options", key=None)
    offer = found["options"][0]["offer"]
    held = on_call.ok("POST", f"/offers/{offer}/hold", version=1)
    body = {"why": "OWN_WISH"} if how == "not-matched" else None

    def end() -> Any:
        version = coordinator.ok("GET", path)["version"]
        return on_call("POST", f"{path}/{how}", body, version=version)

    assert end().status_code == 409
    until = datetime.fromisoformat(held["hold_until"])
    served.clock.forward(seconds=(until - served.clock()).total_seconds() + 1)
    got = end()
    assert got.is_success, got.text
    end_holds(served.service.store, served.clock())
    end_offers(served.service.store, served.clock())
    assert state(coordinator, case) in ("WITHDRAWN", "SUPPORT_WITHOUT_BED")
