"""In her last nights her house is judged by her stay, and the next bed by her plan (11.2, 0276)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.moves_asked import look_at_residents
from app.store.nights import tonight
from tests.app.http.test_custody import held_until, in_days, lives_in_tromso, put
from tests.app.http.test_moves_needed import gaps
from tests.app.http.test_plan_runs import lines, run
from tests.app.http.test_transfers import keep, moves
from tests.support.houses import call, house
from tests.support.served import Caller, Served

NIGHTS, HORIZON = 6, 180


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """In his town one for six nights and one without a limit, and one far from it."""
    made = [
        house(served, coordinator, name, town, units=20)
        for name, town in (("HERS", "Tromsø"), ("HIS-TOWN", "Tromsø"), ("FAR", "Bodø"))
    ]
    path = f"/shelters/{made[0]['id']}"
    policy = {"limit_known": True, "max_nights": NIGHTS}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/stay-policy", policy, version=version)
    return {one["id"]: one for one in made}


def takes(served: Served, coordinator: Caller, on_call: Caller, houses: Any, held: int) -> Any:
    """She has no plan of her own, and takes the house of six nights in the town of a man in custody."""
    case = str(call(served, on_call)["id"])
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    lives_in_tromso(served, coordinator, case)
    held_until(coordinator, case, in_days(served, held))
    others = [one["id"] for one in houses.values() if one["name"] != "HERS"]
    found = on_call.ok("POST", f"/referrals/{case}/options", key=None)
    assert {one["shelter"] for one in found["options"]} >= set(others)
    (hers,) = set(houses) - set(others)
    option = next(one for one in found["options"] if one["shelter"] == hers)
    got = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    yes = houses[hers]["staff"].ok(
        "POST", f"/offers/{got['id']}/answer", {"yes": True}, version=got["version"]
    )
    took = on_call.ok("POST", f"/offers/{got['id']}/accept", version=yes["version"])
    end = tonight(served.clock()) + timedelta(days=NIGHTS)
    assert date.fromisoformat(got["nights"]["to"]) == end
    return {"case": case, "house": hers, "end": end, "at": f"/placements/{took['placement']}"}


def arrives(on_call: Caller, her: dict[str, Any]) -> None:
    on_call.ok("POST", f"{her['at']}/arrive", version=on_call.ok("GET", her["at"])["version"])


@pytest.fixture
def lives(served: Served, coordinator: Caller, on_call: Caller, houses: Any) -> dict[str, Any]:
    """She lives there, six nights before her stay ends; he is held for half a year and five days."""
    her: dict[str, Any] = takes(served, coordinator, on_call, houses, HORIZON + 5)
    arrives(on_call, her)
    return her


def test_a_release_half_a_year_away_asks_nobody_to_leave_tonight(
    served, coordinator, on_call, houses, lives
):
    look_at_residents(served.service, served.clock())
    assert moves(on_call, lives) == []
    assert gaps(coordinator, lives["case"]) == []
    first = {
        line["referral"]: line["nights"] and line["nights"]["first"]
        for line in lines(coordinator, run(coordinator))
    }
    assert first[lives["case"]] == lives["end"].isoformat()


def test_the_next_bed_is_for_the_nights_of_her_plan(served, coordinator, on_call, houses, lives):
    found = on_call.ok("POST", f"/referrals/{lives['case']}/options", key=None)["options"]
    assert {(one["code_name"], one["nights"]["first"]) for one in found} == {
        ("FAR", lives["end"].isoformat())
    }
    held = keep(on_call, lives["case"], houses)
    assert held["nights"]["first"] == lives["end"].isoformat()
    look_at_residents(served.service, served.clock())
    assert moves(on_call, lives) == []


def test_a_plan_that_she_has_outlived_makes_his_town_no_safer(
    served, coordinator, on_call, houses, lives
):
    put(coordinator, lives["case"], "PATCH", "", {"planned_until": in_days(served, 3)})
    found = on_call.ok("POST", f"/referrals/{lives['case']}/options", key=None)["options"]
    assert {one["code_name"] for one in found} == {"FAR"}


def test_who_is_on_her_way_there_is_not_stopped(served, coordinator, on_call, houses):
    her = takes(served, coordinator, on_call, houses, HORIZON + 5)
    look_at_residents(served.service, served.clock())
    assert gaps(coordinator, her["case"]) == []


@pytest.mark.parametrize("until", [None, NIGHTS, 30])
def test_a_near_release_or_one_that_nobody_knows_asks_her_in_her_last_nights_too(
    served, coordinator, on_call, houses, lives, until
):
    held_until(coordinator, lives["case"], None if until is None else in_days(served, until))
    (move,) = moves(on_call, lives)
    assert (move["state"], move["reason"]) == ("PROPOSED", "COMPROMISE")
    assert len(gaps(coordinator, lives["case"])) == 1


def test_who_asks_to_move_is_judged_by_her_plan(served, coordinator, on_call, houses, lives):
    put(coordinator, lives["case"], "PATCH", "", {"wants_move": "YES"})
    found = on_call.ok("POST", f"/referrals/{lives['case']}/options", key=None)["options"]
    assert {one["code_name"] for one in found} == {"FAR"}
