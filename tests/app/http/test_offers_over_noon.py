"""A night ends at noon, and what was offered for it is still what it was (domain 8, 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from app.holds_over import end_holds, end_offers
from app.houses_asked import ask_next_houses
from app.nightly.night import Outcome
from app.store.nights import OSLO
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.night_world import start
from tests.support.served import Caller, Clock, Served, serving


@pytest.fixture
def served(database: Database) -> Iterator[Served]:
    """It is five minutes to noon in Oslo."""
    clock = Clock(stopped=True)
    today = clock().astimezone(OSLO)
    clock.forward(
        seconds=(
            datetime.combine(today.date() + timedelta(days=1), time(11, 55), OSLO) - clock()
        ).total_seconds()
    )
    with serving(database, clock) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture
def on_call(served: Served) -> Caller:
    return served.caller(Role.ON_CALL)


@pytest.fixture
def homes(served: Served) -> dict[str, dict[str, Any]]:
    boss = served.caller(Role.COORDINATOR)
    made = [
        house(served, boss, f"FJORD-{n}", town, units=1)
        for n, town in enumerate(("Tromsø", "Alta"))
    ]
    # With it the region has more than it keeps tonight (H15), and nobody of these tests goes there.
    house(served, boss, "FOR-MEN", "Narvik", units=2, residents_gender="MEN")
    return {one["id"]: one for one in made}


def options(who: Caller, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.ok("POST", f"/referrals/{case}/options", key=None)["options"]
    return found


def asked(who: Caller, option: dict[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = who.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    return held


def yes(homes: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = homes[held["shelter"]]["staff"].ok(
        "POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"]
    )
    return said


def test_who_was_asked_before_noon_may_say_yes_after_it(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    held = asked(on_call, options(on_call, case)[0])
    served.clock.forward(minutes=10)
    said = yes(homes, held)
    on_call.ok("POST", f"/offers/{held['id']}/accept", version=said["version"])
    assert on_call.ok("GET", f"/referrals/{case}")["state"] == "ACCEPTED"
    place = on_call.ok("GET", f"/offers/{held['id']}")["placement"]
    first = on_call.ok("GET", f"/placements/{place}")["nights"]["first"]
    assert first == served.clock().astimezone(OSLO).date().isoformat()


def test_a_plan_that_was_changed_meanwhile_is_asked_for_anew(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    path, today = f"/referrals/{case}", served.clock().astimezone(OSLO).date()
    days = [(today + timedelta(days=n)).isoformat() for n in (40, 200)]
    version = on_call.ok("GET", path)["version"]
    on_call.ok("PATCH", path, {"planned_until": days[0]}, version=version)
    held = asked(on_call, options(on_call, case)[0])
    said = yes(homes, held)
    version = on_call.ok("GET", path)["version"]
    on_call.ok("PATCH", path, {"planned_until": days[1]}, version=version)
    served.clock.forward(minutes=10)
    late = on_call("POST", f"/offers/{held['id']}/accept", version=said["version"])
    assert (late.status_code, late.json()["type"]) == (409, "urn:havn:problem:offer-stale")


def test_whoever_was_asked_late_and_says_nothing_is_a_matter_for_a_person(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    old = options(on_call, call(served, on_call)["id"])[0]
    served.clock.forward(hours=3, minutes=55)
    asked(on_call, old)
    served.clock.forward(minutes=16)
    ask_next_houses(served.service, served.clock())
    kinds = [task["kind"] for task in on_call.ok("GET", "/tasks")["tasks"]]
    assert "ASK_NEXT_HOUSE" in kinds


def test_an_option_found_before_noon_is_held_for_her_after_it_as_one_of_tonight(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    first, second = options(on_call, call(served, on_call)["id"])
    served.clock.forward(minutes=10)
    held = [asked(on_call, one) for one in (first, second)]
    until = [datetime.fromisoformat(one["hold_until"]) - served.clock() for one in held]
    assert until == [timedelta(minutes=120), timedelta(minutes=30)]


def test_the_next_house_is_asked_when_the_first_says_nothing_over_noon(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    first, second = options(on_call, call(served, on_call)["id"])
    asked(on_call, first)
    served.clock.forward(minutes=121)
    now = served.clock()
    end_holds(served.service.store, now)
    end_offers(served.service.store, now)
    ask_next_houses(served.service, now)
    assert on_call.ok("GET", f"/offers/{second['offer']}")["state"] == "SHELTER_ASKED"


def test_by_the_afternoon_an_option_of_the_morning_must_be_looked_for_anew(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    old = options(on_call, case)[0]
    served.clock.forward(hours=4, minutes=6)
    late = on_call("POST", f"/offers/{old['offer']}/hold", version=1)
    assert (late.status_code, late.json()["type"]) == (409, "urn:havn:problem:offer-stale")
    asked(on_call, options(on_call, case)[0])


def test_an_option_of_one_night_is_none_when_that_night_is_over(
    served: Served, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    today = served.clock().astimezone(OSLO).date()
    for one in homes.values():
        span = {"first": today.isoformat(), "to": (today + timedelta(days=30)).isoformat()}
        path = f"/shelters/{one['id']}/units/{one['units'][0]}/out-of-service"
        one["staff"].ok("POST", path, span | {"reason": "REPAIR"}, version=one["version"])
    first, second = options(on_call, call(served, on_call)["id"])
    held = asked(on_call, first)
    served.clock.forward(minutes=10)
    said = yes(homes, held)
    for path, version in (
        (f"/offers/{held['id']}/accept", said["version"]),
        (f"/offers/{second['offer']}/hold", 1),
    ):
        late = on_call("POST", path, version=version)
        assert (late.status_code, late.json()["type"]) == (409, "urn:havn:problem:offer-stale")


def test_what_is_held_in_the_afternoon_is_hers_until_its_time_is_over(
    served: Served, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    case = call(served, on_call)["id"]
    old = options(on_call, case)[0]
    served.clock.forward(hours=3, minutes=55)
    held = asked(on_call, old)
    said = yes(homes, held)
    served.clock.forward(minutes=115)
    on_call.ok("POST", f"/offers/{held['id']}/accept", version=said["version"])
    assert on_call.ok("GET", f"/referrals/{case}")["state"] == "ACCEPTED"


def test_what_is_decided_after_noon_counts_for_an_option_of_before(
    served: Served, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    boss = served.caller(Role.COORDINATOR)
    for one in homes.values():
        unknown = {"known": False, "after_hours": "UNKNOWN", "windows": []}
        boss.ok("PUT", f"/shelters/{one['id']}/intake-hours", unknown, version=one["version"])
    case = call(served, on_call)["id"]
    found = on_call.ok("POST", f"/referrals/{case}/options", key=None)["call_first"][0]
    served.clock.forward(minutes=10)
    waiver = {"purpose": "NEW_FACTS", "reason": "the house was called", "rule": "H13"}
    waiver |= {"referral": case, "shelter": found["shelter"]}
    waiver["expires_on"] = (served.clock() + timedelta(days=7)).date().isoformat()
    refused = on_call("POST", f"/offers/{found['offer']}/hold", version=1)
    assert refused.json()["type"] == "urn:havn:problem:call-first"
    boss.ok("POST", "/waivers", waiver)
    asked(on_call, found)


def test_a_house_asked_in_the_morning_for_the_coming_night_has_until_four_to_answer(
    served: Served, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    tonight = served.clock().astimezone(OSLO).date()
    case = call(served, on_call)["id"]
    planned = {"tonight_need": "NO", "needed_from": tonight.isoformat()}
    path = f"/referrals/{case}"
    on_call.ok("PATCH", path, planned, version=on_call.ok("GET", path)["version"])
    first, second = options(on_call, case)
    asked(on_call, first)
    served.clock.forward(minutes=20)
    ask_next_houses(served.service, served.clock())
    assert on_call.ok("GET", f"/offers/{second['offer']}")["state"] == "PROPOSED"
    served.clock.forward(hours=4)
    ask_next_houses(served.service, served.clock())
    assert on_call.ok("GET", f"/offers/{second['offer']}")["state"] == "SHELTER_ASKED"


def test_a_line_of_the_night_that_is_held_stays_an_arrival_by_plan(
    served: Served, on_call: Caller, database: Database
) -> None:
    """By the evening's call her vacancy would have to be confirmed anew (H14), by plan it is not."""
    boss = served.caller(Role.COORDINATOR)
    served.clock.forward(hours=-7)
    homes = {one["id"]: one for one in [house(served, boss, "FJORD-9", "Tromsø", units=1)]}
    case = call(served, on_call)["id"]
    served.clock.forward(hours=7)
    assert start(database, served.clock()) is Outcome.PLANNED
    run = boss.ok("GET", "/plan-runs/last")
    (line,) = boss.ok("GET", f"/plan-runs/{run['id']}/proposals?limit=50")["proposals"]
    said = {"reason": "AS_PROPOSED"}
    took = boss.ok("POST", f"/proposals/{line['id']}/accept", said, version=line["version"])
    held = boss.ok("GET", f"/offers/{took['offer']}")
    served.clock.forward(minutes=10)
    agreed = yes(homes, held)
    on_call.ok("POST", f"/offers/{held['id']}/accept", version=agreed["version"])
    assert on_call.ok("GET", f"/referrals/{case}")["state"] == "ACCEPTED"


def test_a_first_part_that_was_long_enough_for_a_move_still_is_after_noon(
    served: Served, on_call: Caller, homes: dict[str, dict[str, Any]]
) -> None:
    night = served.clock().astimezone(OSLO).date() - timedelta(days=1)
    first, to = ((night + timedelta(days=n)).isoformat() for n in (14, 90))
    span = {"first": first, "to": to, "reason": "REPAIR"}
    for one in homes.values():
        path = f"/shelters/{one['id']}/units/{one['units'][0]}/out-of-service"
        one["staff"].ok("POST", path, span, version=one["version"])
    case = call(served, on_call)["id"]
    path = f"/referrals/{case}"
    planned = {"tonight_need": "NO", "needed_from": night.isoformat()}
    on_call.ok("PATCH", path, planned, version=on_call.ok("GET", path)["version"])
    option = options(on_call, case)[0]
    assert option["nights"]["to"] == first
    held = asked(on_call, option)
    served.clock.forward(minutes=10)
    said = yes(homes, held)
    on_call.ok("POST", f"/offers/{held['id']}/accept", version=said["version"])
    assert on_call.ok("GET", path)["state"] == "ACCEPTED"
