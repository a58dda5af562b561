"""No safe bed at 02:00: steps in order, one named owner each, within 15 minutes, and words to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.tasks_due import climb_ladders, tell_and_escalate
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.served import Caller, Clock, Served, serving

ORDER = [
    "LADDER_WAIVERS",
    "LADDER_POLICE",
    "LADDER_PARTNER_REGION",
    "LADDER_DUTY_MANAGER",
]


@pytest.fixture
def served(database: Database) -> Iterator[Served]:
    clock = Clock(stopped=True)
    two = clock().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock.forward(seconds=(two - clock()).total_seconds())
    with serving(database, clock) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture
def on_call(served: Served) -> Caller:
    return served.caller(Role.ON_CALL)


def later(served: Served, minutes: float) -> None:
    for _ in range(int(minutes)):
        served.clock.forward(minutes=1)
        climb_ladders(served.service, served.clock())
        tell_and_escalate(served.service, served.clock())


def search(who: Caller, case: str) -> dict[str, Any]:
    found: dict[str, Any] = who.ok("POST", f"/referrals/{case}/options", key=None)
    return found


def ladder(who: Caller, case: str) -> dict[str, Any]:
    found: dict[str, Any] = who.ok("GET", f"/referrals/{case}/ladder")
    return found


def on_duty(served: Served, who: Caller, post: str, by: Caller) -> None:
    now = served.clock()
    span = {"starts_at": (now - timedelta(hours=1)).isoformat()}
    span |= {"ends_at": (now + timedelta(hours=8)).isoformat()}
    by.ok("POST", "/duty-spans", {"account": str(who.account), "post": post, **span})


def test_the_page_is_never_empty_and_the_first_step_has_an_owner(
    served: Served, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    found = search(on_call, case)
    assert found["result"] == "NO_SAFE_BED"
    (first,) = found["ladder"]
    assert first["kind"] == ORDER[0]
    assert first["owner"].startswith("on-call-")
    assert datetime.fromisoformat(first["due_at"]) == served.clock() + timedelta(minutes=3)
    words = [one["en"] for one in found["say"]]
    assert len(words) == 3
    assert not [w for w in words if "police" in w.lower() or "trafficking" in w.lower()]
    assert ladder(on_call, case)["say"] == found["say"]


def test_with_nobody_doing_anything_the_duty_manager_has_it_within_15_minutes(
    served: Served, on_call: Caller
) -> None:
    boss, manager = served.caller(Role.COORDINATOR), served.caller(Role.ADMIN)
    on_duty(served, manager, "DUTY_MANAGER", boss)
    case, start = call(served, on_call)["id"], served.clock()
    search(on_call, case)
    later(served, 15)
    rungs = ladder(on_call, case)["rungs"]
    assert [one["kind"] for one in rungs] == ORDER
    assert all(one["owner"] for one in rungs)
    last = rungs[-1]
    assert last["owner"].startswith("admin-")
    assert datetime.fromisoformat(last["due_at"]) <= start + timedelta(minutes=15)
    (task,) = (t for t in manager.ok("GET", "/tasks")["tasks"] if t["mine"])
    assert task["kind"] == "LADDER_DUTY_MANAGER"
    later(served, 10)
    assert [one["kind"] for one in ladder(on_call, case)["rungs"]] == ORDER


def test_a_step_that_was_of_no_use_is_followed_at_once_and_one_with_a_yes_when_no_bed_comes_of_it(
    served: Served, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    (first,) = search(on_call, case)["ladder"]
    on_call.ok("POST", f"/tasks/{first['task']}/done", {"outcome": "NO"})
    second = ladder(on_call, case)["rungs"][-1]
    assert (second["kind"], second["state"]) == (ORDER[1], "OPEN")
    on_call.ok("POST", f"/tasks/{second['task']}/done", {"outcome": "YES"})
    later(served, 2)
    assert search(on_call, case)["ladder"][-1]["kind"] == ORDER[1]
    later(served, 1)
    third = ladder(on_call, case)["rungs"][-1]
    assert (third["kind"], third["state"]) == (ORDER[2], "OPEN")


def test_who_asks_again_after_a_yes_that_fell_through_has_the_next_step_without_a_round(
    served: Served, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    (first,) = search(on_call, case)["ladder"]
    on_call.ok("POST", f"/tasks/{first['task']}/done", {"outcome": "YES"})
    served.clock.forward(minutes=4)
    last = search(on_call, case)["ladder"][-1]
    assert (last["kind"], last["state"]) == (ORDER[1], "OPEN")


@pytest.mark.parametrize("outcome", ["NO", "YES"])
def test_without_a_bed_the_duty_manager_has_it_again_when_she_is_done(
    served: Served, on_call: Caller, outcome: str
) -> None:
    boss, manager = served.caller(Role.COORDINATOR), served.caller(Role.ADMIN)
    on_duty(served, manager, "DUTY_MANAGER", boss)
    case = call(served, on_call)["id"]
    search(on_call, case)
    later(served, 15)
    (task,) = (t for t in manager.ok("GET", "/tasks")["tasks"] if t["mine"])
    manager.ok("POST", f"/tasks/{task['id']}/done", {"outcome": outcome})
    later(served, 3)
    rungs = ladder(on_call, case)["rungs"]
    assert [one["kind"] for one in rungs] == ORDER
    last = rungs[-1]
    assert (last["state"], last["owner"][:6]) == ("OPEN", "admin-")
    assert last["task"] != task["id"]
    assert datetime.fromisoformat(last["due_at"]) > served.clock() + timedelta(minutes=10)


def test_a_house_that_must_be_called_first_is_the_first_step_and_a_bed_ends_the_ladder(
    served: Served, on_call: Caller
) -> None:
    boss = served.caller(Role.COORDINATOR)
    home = house(served, boss, "FJORD-1", "Tromsø", confirmed=False)
    case = call(served, on_call)["id"]
    found = search(on_call, case)
    assert (found["result"], len(found["call_first"])) == ("NO_SAFE_BED", 1)
    assert [one["kind"] for one in found["ladder"]] == ["LADDER_CALL_FIRST"]
    boss.ok("POST", f"/shelters/{home['id']}/vacancy", {"how": "TELEPHONE"})
    assert search(on_call, case)["result"] == "OPTIONS"
    later(served, 15)
    assert on_call.ok("GET", "/tasks")["tasks"] == []
    assert ladder(on_call, case) == {"rungs": [], "say": []}


def test_an_alarm_says_that_a_household_has_no_safe_bed_and_asking_again_raises_no_second(
    served: Served, on_call: Caller
) -> None:
    boss = served.caller(Role.COORDINATOR)
    case = call(served, on_call)["id"]
    search(on_call, case)
    search(on_call, case)
    (alarm,) = boss.ok("GET", "/alarms")["alarms"]
    assert (alarm["kind"], alarm["subject"]) == ("NO_SAFE_BED", case)
    assert len(ladder(on_call, case)["rungs"]) == 1


def test_who_does_not_need_a_bed_tonight_wakes_nobody(served: Served, on_call: Caller) -> None:
    boss = served.caller(Role.COORDINATOR)
    made = call(served, on_call)
    path = f"/referrals/{made['id']}"
    on_call.ok("PATCH", path, {"tonight_need": "NO"}, version=made["version"])
    assert search(on_call, made["id"])["ladder"] == []
    assert boss.ok("GET", "/alarms")["alarms"] == []
