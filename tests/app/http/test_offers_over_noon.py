"""A night ends at noon, and what was offered for it is still what it was (domain 8, 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from app.holds_over import end_holds, end_offers
from app.houses_asked import ask_next_houses
from app.store.nights import OSLO
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
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
    made = [house(served, boss, f"FJORD-{n}", town) for n, town in enumerate(("Tromsø", "Alta"))]
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
