"""Who comes is told while it concerns the house: not after the offer, and in no kept answer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.houses import call, house
from tests.support.served import Caller, Served

AHEAD = "not_in_the_future"


@pytest.fixture(scope="module")
def far(served: Served, coordinator: Caller) -> dict[str, Any]:
    """One house, far away."""
    return house(served, coordinator, "BRIEF-01", "Tromsø", units=2)


def held(served: Served, on_call: Caller) -> dict[str, Any]:
    """A call for which a unit is held."""
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    offer = found["options"][0]["offer"]
    return on_call.ok("POST", f"/offers/{offer}/hold", version=1)  # type: ignore[no-any-return]


@pytest.mark.parametrize("how", ["release", "decline", "no", "time"])
def test_an_offer_that_is_over_has_no_brief(served, on_call, far, how):
    offer, staff = held(served, on_call), far["staff"]
    path, version = f"/offers/{offer['id']}", offer["version"]
    assert staff.ok("GET", path)["brief"]["adults"] == 1
    if how == "no":
        staff.ok("POST", f"{path}/answer", {"yes": False, "reason": "FULL"}, version=version)
    elif how == "time":
        served.clock.forward(minutes=121)
    else:
        on_call.ok("POST", f"{path}/{how}", {} if how == "decline" else None, version=version)
    try:
        assert staff.ok("GET", path)["brief"] is None
    finally:
        if how == "time":
            served.clock.forward(minutes=-121)
            on_call.ok("POST", f"{path}/release", version=version)


def test_a_brief_lasts_as_long_as_her_stay_and_stands_in_no_kept_answer(served, on_call, far):
    offer, staff = held(served, on_call), far["staff"]
    path, sent = f"/offers/{offer['id']}", {"version": offer["version"], "key": "brief-answer-1"}
    yes = staff.ok("POST", f"{path}/answer", {"yes": True}, **sent)
    assert "brief" not in yes
    assert staff.ok("POST", f"{path}/answer", {"yes": True}, **sent) == yes
    took = on_call.ok("POST", f"{path}/accept", version=yes["version"])
    place = f"/placements/{took['placement']}"
    there = staff.ok("POST", f"{place}/arrive", version=1)
    assert "brief" not in there
    assert staff.ok("GET", place)["brief"]["languages"] == ["nob"]
    assert staff.ok("GET", path)["brief"]["languages"] == ["nob"]
    today = served.today()
    left = {"first_night_away": (today + timedelta(days=3)).isoformat(), "departure": "OWN_HOME"}
    early = staff("POST", f"{place}/end", left, version=there["version"])
    assert (early.status_code, early.json()["wrong"][0]["rule"]) == (422, AHEAD)
    left["first_night_away"] = staff.ok("GET", place)["nights"]["first"]
    staff.ok("POST", f"{place}/end", left, version=there["version"])
    assert staff.ok("GET", place)["brief"] is None
    assert staff.ok("GET", path)["brief"] is None
    with served.service.store.transaction() as tx:
        kept = tx.execute(text("SELECT response FROM idempotency_keys")).scalars().all()
    assert not [one for one in kept if one is not None and b"security_routine" in bytes(one)]


def test_on_call_reads_no_old_search_and_no_offer_of_a_closed_case(
    served, coordinator, on_call, far
):
    case = call(served, on_call)
    old, new = (
        on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"][0]["offer"]
        for _ in range(2)
    )
    listed = {o["id"] for o in on_call.ok("GET", "/offers?limit=50")["offers"]}
    assert new in listed
    assert old not in listed
    assert on_call("GET", f"/offers/{old}").status_code == 404
    assert coordinator.ok("GET", f"/offers/{old}")["state"] == "EXPIRED"
    offer = on_call.ok("POST", f"/offers/{new}/hold", version=1)
    on_call.ok("POST", f"/offers/{new}/release", version=offer["version"])
    assert on_call.ok("GET", f"/offers/{new}")["state"] == "RELEASED"
    version = on_call.ok("GET", f"/referrals/{case['id']}")["version"]
    on_call.ok("POST", f"/referrals/{case['id']}/withdraw", version=version)
    assert on_call("GET", f"/offers/{new}").status_code == 404


@pytest.mark.parametrize(
    ("method", "part", "body"),
    [
        ("PATCH", "", {"last_profile_check": "DAY"}),
        ("PUT", "/services", {"services": [{"type": "GP", "verified_on": "DAY"}]}),
        ("PUT", "/staffing", {"trafficking_trained_on": "DAY"}),
    ],
)
def test_nothing_was_looked_at_on_a_day_to_come(served, coordinator, far, method, part, body):
    def on(day: str) -> Any:
        version = coordinator.ok("GET", f"/shelters/{far['id']}")["version"]
        dated = json.loads(json.dumps(body).replace("DAY", day))
        return coordinator(method, f"/shelters/{far['id']}{part}", dated, version=version)

    today = served.today()
    assert on((today - timedelta(days=1)).isoformat()).status_code == 200
    got = on((today + timedelta(days=2)).isoformat())
    assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, AHEAD)
