"""Faults that other systems have had between houses and between offers, tried on this one over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.access import ROLES
from models.words import Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served

INSIDE = {Role.COORDINATOR, Role.ON_CALL, Role.SHELTER}


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> list[dict[str, Any]]:
    """Three houses of one unit."""
    towns = ("Tromsø", "Bodø", "Alta")
    return [house(served, coordinator, f"FAR-{n}", town, units=1) for n, town in enumerate(towns)]


def options(worker: Caller, case: dict[str, Any]) -> list[dict[str, Any]]:
    found = worker.ok("POST", f"/referrals/{case['id']}/options", key=None)
    return list(found["options"])


def hold(worker: Caller, option: dict[str, Any]) -> dict[str, Any]:
    path = f"/offers/{option['offer']}/hold"
    return dict(worker.ok("POST", path, version=option["version"]))


def let_go(worker: Caller, *held: dict[str, Any]) -> None:
    for one in held:
        now = worker.ok("GET", f"/offers/{one['id']}")
        worker.ok("POST", f"/offers/{one['id']}/release", version=now["version"])


def lives(worker: Caller, option: dict[str, Any]) -> dict[str, Any]:
    """She is held, taken in by a word on the telephone, and there."""
    held = hold(worker, option)
    path = f"/offers/{option['offer']}"
    yes = worker.ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
    took = worker.ok("POST", f"{path}/accept", version=yes["version"])
    place = worker.ok("GET", f"/placements/{took['placement']}")
    there = worker.ok("POST", f"/placements/{place['id']}/arrive", version=place["version"])
    return {**there, "shelter": option["shelter"]}


def test_giving_one_hold_up_ends_no_other(served, on_call, houses):
    hers, another = call(served, on_call), call(served, on_call)
    first, second, third = options(on_call, hers)
    one, two = hold(on_call, first), hold(on_call, second)
    beside = next(o for o in options(on_call, another) if o["shelter"] == third["shelter"])
    other = hold(on_call, beside)
    let_go(on_call, one)
    assert on_call.ok("GET", f"/offers/{one['id']}")["state"] == "RELEASED"
    assert on_call.ok("GET", f"/offers/{two['id']}")["state"] == "SHELTER_ASKED"
    assert on_call.ok("GET", f"/offers/{other['id']}")["state"] == "SHELTER_ASKED"
    let_go(on_call, two, other)


def test_a_unit_that_is_taken_tells_no_night_and_nobody(served, on_call, houses):
    hers, another = call(served, on_call), call(served, on_call)
    mine, theirs = options(on_call, hers)[0], options(on_call, another)
    same = next(o for o in theirs if o["shelter"] == mine["shelter"])
    held = hold(on_call, mine)
    no = on_call("POST", f"/offers/{same['offer']}/hold", version=same["version"])
    assert no.status_code == 409
    assert no.json() == {
        "type": "urn:havn:problem:unit-taken",
        "title": no.json()["title"],
        "status": 409,
    }
    for known in (held["nights"]["first"], held["nights"]["to"], hers["code_name"], hers["id"]):
        assert known not in no.text
    let_go(on_call, held)


def test_the_next_house_cannot_end_the_stay_before_it(served, on_call, houses):
    place = lives(on_call, options(on_call, call(served, on_call))[0])
    left, goes_to = place["shelter"], [h for h in houses if h["id"] != place["shelter"]]
    own = next(h for h in houses if h["id"] == left)["staff"]
    away = {"first_night_away": served.today().isoformat(), "departure": "OWN_HOME"}
    nothing = goes_to[0]["staff"]("POST", f"/placements/{uuid4()}/end", away, version=1)
    for other in goes_to:
        for act, body in (("end", away), ("arrive", None), ("call-off", {"why": "CANCELLED"})):
            path = f"/placements/{place['id']}/{act}"
            got = other["staff"]("POST", path, body, version=place["version"])
            assert (got.status_code, got.content) == (404, nothing.content)
    ended = own.ok("POST", f"/placements/{place['id']}/end", away, version=place["version"])
    assert ended["state"] == "ENDED"


def test_what_is_free_is_told_to_nobody_outside():
    told = {
        route: roles - INSIDE
        for route, roles in ROLES.items()
        if route[1].startswith(("/shelters", "/offers", "/placements", "/vacancy-reviews"))
    }
    assert told
    assert not any(told.values()), "what is free in a house is for ROSA and that house alone"


def test_no_other_house_is_asked_while_a_place_waits_for_her_and_it_can_be_called_off(
    served, on_call, houses
):
    hers = call(served, on_call)
    first, second = options(on_call, hers)[:2]
    held = hold(on_call, first)
    path = f"/offers/{first['offer']}"
    said = on_call.ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
    took = on_call.ok("POST", f"{path}/accept", version=said["version"])
    beside = on_call("POST", f"/offers/{second['offer']}/hold", version=second["version"])
    assert beside.status_code == 409
    place = f"/placements/{took['placement']}"
    version = on_call.ok("GET", place)["version"]
    on_call.ok("POST", f"{place}/call-off", {"why": "CANCELLED"}, version=version)
    assert on_call.ok("GET", f"/referrals/{hers['id']}")["state"] == "OPTIONS_READY"


def test_who_left_is_placed_again_three_years_later(served, on_call, houses):
    first = lives(on_call, options(on_call, call(served, on_call))[0])
    away = {"first_night_away": served.today().isoformat(), "departure": "OWN_HOME"}
    own = next(h for h in houses if h["id"] == first["shelter"])["staff"]
    own.ok("POST", f"/placements/{first['id']}/end", away, version=first["version"])
    served.clock.forward(days=3 * 365)
    me = served.caller(Role.COORDINATOR)
    house(served, me, "NEW-1", "Hammerfest")
    second = lives(me, options(me, call(served, me))[0])
    assert second["state"] == "ARRIVED"
