"""The last nights again under another rule set: what was taken and would be barred, who would wait."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.store.nights import tonight
from app.store.walls import PLANNER
from matching.replay import situations
from matching.situation import Situation
from matching.standing import Standing
from matching.vocabulary import HouseholdId, Priority
from models.words import Role
from tests.app.http.test_transfers import houses, lives
from tests.support.houses import call
from tests.support.replays import replayed
from tests.support.served import Caller, Served

__all__ = ["houses"]


def test_a_stricter_version_says_whom_it_would_have_barred_and_its_replay_grows_old(
    served: Served, coordinator: Caller, houses: dict[str, Any]
) -> None:
    lives(served, coordinator, houses)
    left = lives(served, coordinator, houses)["placement"]
    waits = call(served, coordinator)
    served.clock.forward(days=1)
    path = f"/placements/{left['id']}"
    away = tonight(served.clock()).isoformat()
    gone = {"departure": "OWN_HOME", "first_night_away": away}
    coordinator.ok("POST", f"{path}/end", gone, version=coordinator.ok("GET", path)["version"])
    served.clock.forward(days=2)
    made = coordinator.ok(
        "POST", "/rule-sets", {"name": "NO-FAR", "numbers": {"base_km": [3000] * 4}}
    )["id"]
    told = replayed(coordinator, made)
    assert (told["applicable"], told["moved"]) == (False, [])
    again = told["replay"]
    assert (again["nights"], again["took"], again["barred"]) == (30, 2, {"H03": 2})
    # Two waited on the night on which they came, the other on each of the nights since.
    before, after = sum(told["unplaced_before"]), sum(told["unplaced_after"])
    assert after - before == 2 + 3 == again["worse_nights"] + 2
    assert coordinator.ok("GET", f"/referrals/{waits['id']}")["state"] != "ACCEPTED"
    why = {"purpose": "POLICY", "reason": "a wider ring"}
    asked = coordinator.ok("POST", f"/rule-sets/{made}/activate", why)["approval"]
    second = served.caller(Role.COORDINATOR)
    differs = second.ok("GET", f"/approvals/{asked}")["words"]["differs"]
    assert any("of 2 beds taken barred: H03 2" in line for line in differs)
    second.ok("POST", f"/approvals/{asked}/refuse")
    served.clock.forward(days=1, minutes=1)
    old = coordinator("POST", f"/rule-sets/{made}/activate", why)
    assert (old.status_code, old.json()["type"]) == (409, "urn:havn:problem:replay-needed")


def past(served: Served) -> dict[date, Situation]:
    """The last nights as they are replayed."""
    with served.service.store.transaction(PLANNER) as tx:
        found = situations(served.service.pictures.past(tx, served.clock()))
        return {night.tonight: there for night, there in found}


def test_a_past_night_knows_from_when_she_needed_a_bed_and_not_what_came_later(
    served: Served, coordinator: Caller, houses: dict[str, Any]
) -> None:
    for one in houses.values():
        one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})
    came = tonight(served.clock())
    lived = lives(served, coordinator, houses)["case"]
    waits = call(served, coordinator)["id"]
    path = f"/referrals/{waits}"
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    later = {"tonight_need": "NO", "needed_from": (came + timedelta(days=2)).isoformat()}
    coordinator.ok("PATCH", path, later, version=coordinator.ok("GET", path)["version"])
    hers, other = (_household(served, one) for one in (lived, waits))
    served.clock.forward(days=12)
    there = past(served)
    then = Standing(there[came])
    assert then.households[hers].nights_used == ()
    assert then.plan_span(then.households[other]).start == came + timedelta(days=2)
    for days in range(12):
        night = Standing(there[came + timedelta(days=days)])
        assert night.priority(night.households[other]) is Priority.P3


def _household(served: Served, referral: str) -> HouseholdId:
    with served.service.store.transaction() as tx:
        query = text("SELECT id FROM households WHERE referral_id = :id")
        return HouseholdId(str(tx.execute(query, {"id": referral}).scalar_one()))


@pytest.mark.parametrize("why", ["OWN_WISH", "HOSPITAL_FIRST"])
@pytest.mark.parametrize(
    ("at", "before", "since"),
    [
        (time(22, tzinfo=UTC), [0, 1, 2], [6, 7, 8]),
        (time(2, tzinfo=UTC), [0, 1, 2, 3], [7, 8]),
    ],
    ids=["before the plan of the night", "after it"],
)
def test_who_wants_no_bed_or_is_in_a_hospital_first_waits_on_none_of_those_nights(
    served: Served, coordinator: Caller, why: str, at: time, before: list[int], since: list[int]
) -> None:
    now = served.clock()
    ahead = datetime.combine(now.date() + timedelta(days=1), at) - now
    served.clock.forward(seconds=ahead.total_seconds())
    came = tonight(served.clock())
    path = f"/referrals/{call(served, coordinator)['id']}"

    def version() -> Any:
        return coordinator.ok("GET", path)["version"]

    coordinator.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    hers = _household(served, path.rpartition("/")[2])
    served.clock.forward(days=3)
    said = coordinator.ok("POST", f"{path}/not-matched", {"why": why}, version=version())["id"]

    def waited() -> list[int]:
        with served.service.store.transaction(PLANNER) as tx:
            nights = served.service.pictures.past(tx, served.clock()).nights
        return [(night.tonight - came).days for night in nights if hers in night.waiting]

    served.clock.forward(days=3)
    assert waited() == before
    coordinator.ok("POST", f"{path}/not-matched/{said}/end", version=version())
    served.clock.forward(days=3)
    assert waited() == before + since


@pytest.mark.parametrize("role", [Role.ON_CALL, Role.AUDITOR, Role.STATISTICS])
def test_nobody_but_a_coordinator_asks_it(served: Served, coordinator: Caller, role: Role) -> None:
    made = coordinator.ok(
        "POST", "/rule-sets", {"name": f"NO-{role.name[:2]}", "numbers": {"options": 1}}
    )["id"]
    assert served.caller(role)("POST", "/what-ifs", {"replay": made}).status_code == 404
