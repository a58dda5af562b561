"""A resident whose stay is about to end is planned from its end on, unless she may have to go (10.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.store.nights import tonight
from tests.app.http.test_moves_needed import known_to
from tests.app.http.test_plan_runs import lines, run
from tests.app.http.test_transfers import keep
from tests.support.houses import call, house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """One house, in which nobody stays for more than six nights."""
    short = house(served, coordinator, "SHORT", "Tromsø", units=9)
    path = f"/shelters/{short['id']}"
    policy = {"limit_known": True, "max_nights": 6}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/stay-policy", policy, version=version)
    return {short["id"]: short}


def lives_there(
    served: Served, coordinator: Caller, on_call: Caller, houses: Any, plan: int | None
) -> dict[str, Any]:
    """She lives in the house of six nights, with a plan of her own of so many or none."""
    case = call(served, on_call)["id"]
    path = f"/referrals/{case}"
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    if plan is not None:
        until = {"planned_until": (tonight(served.clock()) + timedelta(days=plan)).isoformat()}
        coordinator.ok("PATCH", path, until, version=coordinator.ok("GET", path)["version"])
    held = keep(on_call, case, houses)
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    at = f"/placements/{took['placement']}"
    on_call.ok("POST", f"{at}/arrive", version=on_call.ok("GET", at)["version"])
    return {"case": case, "house": held["shelter"], "end": date.fromisoformat(held["nights"]["to"])}


def offered_from(on_call: Caller, her: dict[str, Any]) -> set[str]:
    found = on_call.ok("POST", f"/referrals/{her['case']}/options", key=None)
    return {one["nights"]["first"] for one in found["options"]}


def test_the_plan_begins_when_her_stay_ends_and_tonight_when_her_house_is_known(
    served, coordinator, on_call, houses
):
    stays = lives_there(served, coordinator, on_call, houses, plan=None)
    leaves = lives_there(served, coordinator, on_call, houses, plan=6)
    outlived = lives_there(served, coordinator, on_call, houses, plan=6)
    known = lives_there(served, coordinator, on_call, houses, plan=None)
    night = tonight(served.clock())
    path = f"/referrals/{outlived['case']}"
    until = {"planned_until": (night + timedelta(days=4)).isoformat()}
    coordinator.ok("PATCH", path, until, version=coordinator.ok("GET", path)["version"])
    assert {one["end"] for one in (stays, leaves, outlived, known)} == {night + timedelta(days=6)}
    long = house(served, coordinator, "LONG", "Bodø", units=9)
    known_to(coordinator, known)
    first = {
        line["referral"]: line["nights"] and line["nights"]["first"]
        for line in lines(coordinator, run(coordinator))
    }
    assert first == {
        stays["case"]: stays["end"].isoformat(),
        outlived["case"]: stays["end"].isoformat(),
        known["case"]: night.isoformat(),
    }
    assert offered_from(on_call, stays) == {stays["end"].isoformat()}
    assert offered_from(on_call, outlived) == {stays["end"].isoformat()}
    assert offered_from(on_call, known) == {night.isoformat()}
    held = keep(on_call, stays["case"], {long["id"]: long}, but=stays["house"])
    assert held["nights"]["first"] == stays["end"].isoformat()
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    next_one = on_call.ok("GET", f"/placements/{took['placement']}")
    assert (next_one["state"], next_one["nights"]["first"]) == (
        "ACCEPTED",
        stays["end"].isoformat(),
    )
