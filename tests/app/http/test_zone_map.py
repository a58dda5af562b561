"""The map by zone: coarse and the same for every house of a zone; for one case, what is out and why."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.places.zones import zone_of
from models.words import Role
from tests.app.http.test_occupancy import placed_in
from tests.support.acts import acts_on
from tests.support.houses import BERGEN, OSLO, TROMSO, call, house, place
from tests.support.served import Caller, Served


def zone(served: Served, town: str) -> str:
    """The zone of that town."""
    found = zone_of(place(served, town))
    assert found is not None
    return str(found.code)


@pytest.fixture(scope="module")
def homes(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """A house in each of three towns, of two units each."""
    return {
        town: house(served, coordinator, f"MAP-{number}", town)
        for number, town in enumerate((OSLO, TROMSO, BERGEN))
    }


def standing(served: Served, coordinator: Caller, on_call: Caller, **said: Any) -> str:
    """A case on which the coordinator stands; she fears somebody in Oslo."""
    case = call(served, on_call, **said)["id"]
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    return str(case)


def zones_of(who: Caller, case: str) -> dict[str, dict[str, Any]]:
    """What each zone is for her."""
    told = who.ok("GET", f"/referrals/{case}/zones")["zones"]
    return {one["zone"]: one for one in told}


def test_a_zone_is_told_coarse_with_what_is_free_in_it(
    served: Served, coordinator: Caller, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    def tromso() -> dict[str, Any]:
        told = coordinator.ok("GET", "/zone-map")["zones"]
        return next(one for one in told if one["zone"] == zone(served, TROMSO))

    before = tromso()
    assert (before["region"], before["houses"], before["units"], before["free"]) == (
        "NORTH",
        1,
        2,
        2,
    )
    assert all(round(before[name], 1) == before[name] for name in ("lat", "lon"))
    assert isinstance(before["radius_km"], int) and before["radius_km"] >= 13
    whole = str(coordinator.ok("GET", "/zone-map"))
    assert all(home["id"] not in whole and home["name"] not in whole for home in homes.values())
    placed_in(on_call, call(served, on_call)["id"], homes[TROMSO])
    assert tromso() == {**before, "free": 1}


def test_two_houses_of_one_zone_are_one_number(
    served: Served, coordinator: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    house(served, coordinator, "MAP-TWIN", BERGEN, units=3)
    told = coordinator.ok("GET", "/zone-map")["zones"]
    found = next(one for one in told if one["zone"] == zone(served, BERGEN))
    assert (found["houses"], found["units"], found["free"]) == (2, 5, 5)


def test_a_zone_is_out_for_her_by_the_words_that_her_options_tell(
    served: Served, coordinator: Caller, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    case = standing(served, coordinator, on_call)
    found = zones_of(coordinator, case)
    oslo, north = found[zone(served, OSLO)], found[zone(served, TROMSO)]
    assert (oslo["near_danger"], oslo["possible"]) == (True, 0)
    assert "TOO_NEAR_DANGER" in oslo["reasons"]
    assert (north["near_danger"], north["possible"], north["reasons"]) == (False, 1, [])
    barred = coordinator.ok("POST", f"/referrals/{case}/options", key=None)["barred"]
    there = next(one for one in barred if homes[OSLO]["id"] in one["shelters"])
    assert sorted(there["reasons"]) == oslo["reasons"]


def test_what_is_restricted_reads_alike_and_stands_last(
    served: Served, coordinator: Caller, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    one = standing(served, coordinator, on_call)
    # Of the two houses of Bergen she is offered none, so that Alta is among her three options.
    feared = [place(served, town) for town in (OSLO, BERGEN)]
    avoid = {"known": "YES", "his": feared}
    other = standing(served, coordinator, on_call, places_to_avoid=avoid)
    alta = house(served, coordinator, "MAP-APART", "Alta", units=2)
    placed_in(on_call, other, alta)
    coordinator.ok(
        "POST",
        "/links",
        {"a": one, "b": other, "kind": "MUST_SEPARATE", "basis": "CONFLICT"},
    )
    found = zones_of(coordinator, one)[zone(served, "Alta")]
    assert (found["possible"], found["reasons"]) == (0, ["BLOCKED_RESTRICTED"])
    assert other not in str(found)


@pytest.mark.parametrize("role", [Role.ON_CALL, Role.SHELTER, Role.POLICE])
def test_who_plans_nothing_finds_no_map(
    served: Served, homes: dict[str, dict[str, Any]], role: Role
) -> None:
    somebody = served.caller(role, homes[OSLO]["id"] if role is Role.SHELTER else None)
    random = somebody("GET", f"/referrals/{uuid4()}")
    got = somebody("GET", "/zone-map")
    assert (got.status_code, got.content) == (404, random.content)


def test_zones_of_a_case_are_for_who_stands_on_it_and_reading_is_recorded(
    served: Served, coordinator: Caller, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    case = standing(served, coordinator, on_call)
    stranger = served.caller(Role.COORDINATOR)
    for who in (stranger, on_call):
        random = who("GET", f"/referrals/{uuid4()}/zones")
        got = who("GET", f"/referrals/{case}/zones")
        assert (got.status_code, got.content) == (404, random.content)
    zones_of(coordinator, case)
    assert ("CASE_READ", {"part": "zones"}) in acts_on(served, case)
