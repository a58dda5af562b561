"""The main job over HTTP: a caller, options, a hold, the shelter's yes, her yes, arrival, leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.store.nights import tonight
from tests.support.houses import call, house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> list[dict[str, object]]:
    """Two far houses and one in the town she flees."""
    return [
        house(served, coordinator, "FJORD-01", "Tromsø"),
        house(served, coordinator, "FJORD-02", "Bodø"),
        house(served, coordinator, "NEAR-01", "Oslo", region="EAST"),
    ]


def test_a_caller_gets_a_bed(served, coordinator, on_call, houses):
    far = {houses[0]["id"], houses[1]["id"]}
    taken = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{taken['id']}/options", key=None)
    assert found["result"] == "OPTIONS", found
    assert {option["shelter"] for option in found["options"]} == far
    option = found["options"][0]
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    assert held["state"] == "SHELTER_ASKED"
    staff = next(h["staff"] for h in houses if h["id"] == option["shelter"])
    asked = staff.ok("GET", "/offers")["offers"]
    assert [o["id"] for o in asked] == [option["offer"]]
    assert asked[0]["brief"] == {
        "adults": 1,
        "children": [],
        "languages": ["nob"],
        "wheelchair": False,
        "security_routine": 3,
    }
    yes = staff.ok(
        "POST", f"/offers/{option['offer']}/answer", {"yes": True}, version=held["version"]
    )
    shown = on_call.ok("POST", f"/offers/{option['offer']}/show", version=yes["version"])
    took = on_call.ok("POST", f"/offers/{option['offer']}/accept", version=shown["version"])
    assert took["state"] == "TAKEN"
    place = staff.ok("GET", f"/placements/{took['placement']}")
    there = staff.ok("POST", f"/placements/{place['id']}/arrive", version=place["version"])
    assert there["state"] == "ARRIVED"
    away = (tonight(served.clock()) + timedelta(days=2)).isoformat()
    served.clock.forward(days=2)
    left = staff.ok(
        "POST",
        f"/placements/{place['id']}/end",
        {"first_night_away": away, "departure": "OWN_HOME"},
        version=there["version"],
    )
    assert left["state"] == "ENDED"
    steps = on_call.ok("GET", f"/referrals/{taken['id']}/steps")["steps"]
    walked = {
        machine: [s["after"] for s in steps if s["machine"] == machine and s["subject"] in ids]
        for machine, ids in (
            ("REFERRAL", {taken["id"]}),
            ("OFFER", {option["offer"]}),
            ("PLACEMENT", {place["id"]}),
        )
    }
    assert walked == {
        "REFERRAL": ["OPTIONS_READY", "OFFERED", "ACCEPTED", "ARRIVED", "LEFT"],
        "OFFER": ["APPROVED", "SHELTER_ASKED", "SHELTER_YES", "SHOWN", "TAKEN"],
        "PLACEMENT": ["ARRIVED", "ENDED"],
    }
    last = next(s for s in steps if s["after"] == "LEFT")
    assert (last["reason"], last["party"], last["consequence"]) == (
        "OWN_HOME",
        "PERSON",
        "NO_EFFECT",
    )
    assert left["nights"]["to"] == away
