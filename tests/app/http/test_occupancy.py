"""All units over many nights: who stands on a case reads whose they are, others that they are taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event

from app.store.nights import tonight
from models.words import Role
from tests.app.http.test_plan_runs import run
from tests.support.houses import call, house
from tests.support.served import Caller, Served

WHOSE = {"case"}


@pytest.fixture(scope="module")
def home(served: Served, coordinator: Caller) -> dict[str, Any]:
    """A house of two units, far away."""
    return house(served, coordinator, "OCC-1", "Tromsø", units=2)


def told(who: Caller, shelter: str, query: str = "") -> dict[str, Any]:
    """The house as this person reads it."""
    houses = who.ok("GET", f"/occupancy{query}")["houses"]
    return next(one for one in houses if one["shelter"] == shelter)


def taken(house_: dict[str, Any]) -> list[dict[str, Any]]:
    """What is taken in it."""
    return [one for unit in house_["units"] for one in unit["taken"]]


def held_in(on_call: Caller, case: str, shelter: str) -> dict[str, Any]:
    """A hold of the case there."""
    found = on_call.ok("POST", f"/referrals/{case}/options", key=None)
    offer = next(o for o in found["options"] if o["shelter"] == shelter)
    return on_call.ok("POST", f"/offers/{offer['offer']}/hold", version=1)  # type: ignore[no-any-return]


def placed_in(on_call: Caller, case: str, home: dict[str, Any]) -> str:
    """The placement of the case there."""
    held = held_in(on_call, case, home["id"])
    path = f"/offers/{held['id']}"
    yes = home["staff"].ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
    return str(on_call.ok("POST", f"{path}/accept", version=yes["version"])["placement"])


def test_others_see_that_a_unit_is_taken_and_not_by_whom(
    served: Served, coordinator: Caller, on_call: Caller, home: dict[str, Any]
) -> None:
    case = call(served, on_call)
    placement = placed_in(on_call, case["id"], home)
    stranger = served.caller(Role.COORDINATOR)
    (seen,) = taken(told(stranger, home["id"]))
    assert (seen["state"], seen["at"]) == ("OCCUPIED", 0)
    assert not WHOSE & seen.keys()
    assert {seen[name] for name in ("referral", "placement", "stands", "limit", "hold_until")} == {
        None
    }
    assert seen["clocks"] is None
    whole = str(stranger.ok("GET", "/occupancy"))
    assert case["id"] not in whole and case["code_name"] not in whole and placement not in whole
    stranger.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "REVIEW"})
    (mine,) = taken(told(stranger, home["id"]))
    assert (mine["case"], mine["referral"]) == (case["code_name"], case["id"])
    assert (mine["placement"], mine["stands"]) == (placement, "ACCEPTED")
    # Whoever is kept away finds a free unit, as in the beds of the house: the case is not there.
    coordinator.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "SHIFT"})
    barred = {"handle": served.handle(stranger)}
    coordinator.ok("POST", f"/referrals/{case['id']}/readers", barred)
    assert taken(told(stranger, home["id"])) == []
    beds = stranger.ok("GET", f"/shelters/{home['id']}/beds")["beds"]
    assert {bed["state"] for bed in beds} == {"FREE"}


def test_a_house_sees_itself_alone_and_who_comes_to_it(
    served: Served, coordinator: Caller, on_call: Caller, home: dict[str, Any]
) -> None:
    other = house(served, coordinator, "OCC-2", "Bodø", units=1)
    case = call(served, on_call)
    held_in(on_call, case["id"], other["id"])
    got = other["staff"].ok("GET", "/occupancy")
    assert [one["code_name"] for one in got["houses"]] == ["OCC-2"]
    (only,) = got["houses"]
    assert "intended" not in only
    (hers,) = taken(only)
    assert (hers["state"], hers["case"], hers["stands"]) == ("HELD", case["code_name"], "HELD")
    assert not {"referral", "clocks"} & hers.keys()
    assert other["id"] not in str(home["staff"].ok("GET", "/occupancy"))


def test_limit_clock_and_what_is_shut_stand_on_their_night(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    limited = house(served, coordinator, "OCC-3", "Alta", units=2)
    path = f"/shelters/{limited['id']}"
    version = coordinator.ok("GET", path)["version"]
    limit = {"limit_known": True, "max_nights": 30}
    version = coordinator.ok("PUT", f"{path}/stay-policy", limit, version=version)["version"]
    night = tonight(served.clock())
    case = call(served, on_call)
    placed_in(on_call, case["id"], limited)
    coordinator.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "SHIFT"})
    due = (night + timedelta(days=40)).isoformat()
    periods = {"periods": [{"track": "ASYLUM_PENDING", "first": None, "to": due}]}
    version_of_case = coordinator.ok("GET", f"/referrals/{case['id']}")["version"]
    coordinator.ok("PUT", f"/referrals/{case['id']}/legal", periods, version=version_of_case)
    used = {unit["unit"] for unit in told(coordinator, limited["id"])["units"] if unit["taken"]}
    (free,) = set(limited["units"]) - used
    closed = {
        "first": (night + timedelta(days=3)).isoformat(),
        "to": (night + timedelta(days=5)).isoformat(),
        "reason": "REPAIR",
    }
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/units/{free}/out-of-service", closed, version=version)
    whole = told(coordinator, limited["id"])
    assert (whole["limit_known"], whole["max_nights"]) == (True, 30)
    (hers,) = taken(whole)
    assert hers["limit"] == 30
    assert [(one["name"], one["due"]) for one in hers["clocks"]] == [("ASYLUM_PENDING", due)]
    (shut,) = [one for unit in whole["units"] for one in unit["shut"]]
    assert shut == {"at": 3, "nights": 2, "reason": "REPAIR"}
    later = (night + timedelta(days=4)).isoformat()
    cut = told(coordinator, limited["id"], f"?from={later}&nights=10")
    (hers,) = taken(cut)
    assert (hers["at"], hers["nights"], hers["limit"]) == (0, 10, 26)
    assert [one for unit in cut["units"] for one in unit["shut"]] == [
        {"at": 0, "nights": 1, "reason": "REPAIR"}
    ]


def test_what_the_last_plan_intends_stands_beside_it_until_it_is_rejected(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = call(served, on_call)
    made = run(coordinator)
    lines = coordinator.every(f"/plan-runs/{made['id']}/proposals", "proposals")
    hers = next(one for one in lines if one["referral"] == case["id"])
    assert hers["state"] == "PROPOSED"
    intended = told(coordinator, hers["shelter"])["intended"]
    found = next(one for one in intended if one["referral"] == case["id"])
    assert (found["case"], found["units"], found["at"]) == (case["code_name"], hers["units"], 0)
    coordinator.ok("POST", f"/proposals/{hers['id']}/reject", version=hers["version"])
    after = told(coordinator, hers["shelter"])["intended"]
    assert case["id"] not in {one["referral"] for one in after}


def test_forty_houses_cost_as_many_statements_as_one(
    served: Served, coordinator: Caller, home: dict[str, Any]
) -> None:
    def counted() -> int:
        seen: list[object] = []

        def heard(*said: object) -> None:
            seen.append(said)

        event.listen(Engine, "before_cursor_execute", heard)
        try:
            coordinator.ok("GET", "/occupancy")
        finally:
            event.remove(Engine, "before_cursor_execute", heard)
        return len(seen)

    before = counted()
    house(served, coordinator, f"OCC-{uuid4().hex[:4].upper()}", "Tromsø", units=3)
    assert 5 < counted() == before


@pytest.mark.parametrize("query", ["?nights=0", "?nights=201", "?from=1999-01-01", "?from=tonight"])
def test_422_for_nights_that_are_none(coordinator: Caller, query: str) -> None:
    assert coordinator("GET", f"/occupancy{query}").status_code == 422


def test_who_only_takes_calls_has_no_part_in_it(on_call: Caller) -> None:
    random = on_call("GET", f"/referrals/{uuid4()}")
    got = on_call("GET", "/occupancy")
    assert (got.status_code, got.content) == (404, random.content)
