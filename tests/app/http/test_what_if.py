"""What if, over HTTP: answered as a difference, refused to all others, and never to be carried out."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select

from models.plan_run import PlanProposalRecord
from models.words import Role
from tests.app.http.test_plan_runs import lines, run, world
from tests.support.houses import call
from tests.support.served import Caller

assert world


def followed(coordinator: Caller, change: dict[str, Any]) -> dict[str, Any]:
    """The run of one question, at its end."""
    started = coordinator("POST", "/what-ifs", change)
    assert started.status_code == 202, started.text
    made: dict[str, Any] = started.json()
    for _ in range(600):
        if made["state"] != "RUNNING":
            break
        time.sleep(0.1)
        made = coordinator.ok("GET", f"/plan-runs/{made['id']}")
    return made


def ask(coordinator: Caller, change: dict[str, Any]) -> dict[str, Any]:
    """The answer to one question."""
    made = followed(coordinator, change)
    assert (made["trigger"], made["failure"]) == ("WHAT_IF", None)
    return coordinator.ok("GET", f"/plan-runs/{made['id']}/what-if")  # type: ignore[no-any-return]


def test_a_closed_house_and_a_new_one_are_told_by_class_and_case(served, coordinator, world):
    one, _ = world["houses"]
    told = ask(coordinator, {"close": one["id"]})
    assert told["applicable"] is False
    assert (told["unplaced_before"], told["unplaced_after"]) == ([1, 0, 0], [2, 0, 0])
    (moved,) = [each for each in told["moved"] if each["after"] is None]
    assert moved["before"] is not None
    more = ask(coordinator, {"add": {"like": one["id"], "units": 2}})
    assert more["unplaced_after"] == [0, 0, 0]
    assert any(each["in_new_house"] for each in more["moved"])


def test_the_single_change_that_would_place_most_is_solved_and_told(served, coordinator, world):
    told = ask(coordinator, {"best": True})
    assert (told["applicable"], told["unplaced_before"], told["moved"]) == (False, [1, 0, 0], [])
    first = told["best"][0]
    assert (first["gained"], told["unplaced_after"]) == ([1, 0, 0], [0, 0, 0])
    # It is true: with that one unit more, as asked for itself, she has a bed.
    more = next(one for one in told["best"] if one["kind"] == "ONE_MORE_UNIT")
    there = {one["id"]: one for one in world["houses"]}[more["shelter"]]
    units = coordinator.ok("GET", f"/shelters/{there['id']}/units")["units"]
    added = {"like": more["shelter"], "zone": more["zone"], "units": 1}
    assert any(unit["kind"] == more["unit"] for unit in units)
    assert ask(coordinator, {"add": added})["unplaced_after"] == [0, 0, 0]
    both = {"best": True, "close": there["id"]}
    assert coordinator("POST", "/what-ifs", both).status_code == 422


def test_another_level_and_another_rule_set_are_judged_anew(served, coordinator, world):
    case = world["cases"][0]["id"]
    assert ask(coordinator, {"level": {"referral": case, "level": "T4"}})["applicable"] is False
    made = coordinator.ok(
        "POST", "/rule-sets", {"name": "NO-WIDE", "numbers": {"base_km": [3000] * 4}}
    )
    told = ask(coordinator, {"rule_set": made["id"]})
    assert told["unplaced_after"] == [3, 0, 0]


def test_it_writes_no_line_and_changes_no_plan(served, coordinator, world, module_database):
    made = run(coordinator)
    before = lines(coordinator, made)
    owner = create_engine(module_database.owner_url)
    count = select(func.count()).select_from(PlanProposalRecord)
    with owner.connect() as connection:
        rows = connection.execute(count).scalar_one()
        ask(coordinator, {"close": world["houses"][0]["id"]})
        connection.rollback()
        assert connection.execute(count).scalar_one() == rows
    owner.dispose()
    # Every line is still to be approved, and of the what if there is none.
    assert lines(coordinator, made) == before
    runs = coordinator.ok("GET", "/plan-runs?limit=50")["runs"]
    for other in (one for one in runs if one["trigger"] == "WHAT_IF"):
        assert lines(coordinator, other) == []
        path = f"/plan-runs/{other['id']}/difference"
        assert coordinator.ok("GET", path)["differences"] == []
        assert coordinator("POST", f"/proposals/{other['id']}/accept", version=1).status_code == 404
    kept = coordinator.ok("GET", f"/plan-runs/{run(coordinator)['id']}/difference?limit=50")
    assert {one["what"] for one in kept["differences"]} == {"KEPT", "NONE"}


@pytest.mark.parametrize("role", [Role.REFERRER, Role.ON_CALL, Role.POLICE, Role.BATCH])
def test_nobody_but_a_coordinator_asks_what_if(served, world, role):
    somebody = served.caller(role)
    body = {"close": world["houses"][0]["id"]}
    assert somebody("POST", "/what-ifs", body).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {
            "close": "7d7e3750-9822-4fd5-9c7f-14340cf8629a",
            "level": {"referral": "7d7e3750-9822-4fd5-9c7f-14340cf8629a", "level": "T1"},
        },
    ],
)
def test_422_unless_it_is_exactly_one_change(served, coordinator, body):
    assert coordinator("POST", "/what-ifs", body).status_code == 422


def test_404_for_a_house_that_is_not_there_and_for_a_run_that_asked_nothing(
    served, coordinator, world
):
    body = {"close": "7d7e3750-9822-4fd5-9c7f-14340cf8629a"}
    assert coordinator("POST", "/what-ifs", body).status_code == 404
    made = run(coordinator)
    assert coordinator("GET", f"/plan-runs/{made['id']}/what-if").status_code == 404


def test_a_level_that_cannot_be_hers_is_refused_and_is_no_fault(served, coordinator, world):
    unknown = {"places_to_avoid": {"known": "UNKNOWN"}}
    case = call(served, served.caller(Role.ON_CALL), where_now=None, **unknown)
    coordinator.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "ACUTE"})
    asked = {"level": {"referral": case["id"], "level": "T1"}}
    made = followed(coordinator, asked)
    assert (made["state"], made["failure"]) == ("REFUSED", "CANNOT_BE")
