"""How long she may stay over HTTP: within the limit, by an exemption, and the way on in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from app.telling import warn_of_stay_limits
from matching.vocabulary import NightSpan, PlanMode
from models.placement import PlacementRecord
from models.words import PlacementState
from tests.app.http.test_transfers import keep, lives, moves
from tests.support.houses import call, house
from tests.support.served import Caller, Served

TASKS = "/tasks?limit=50"


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """One house with a limit of 90 nights and exemptions of up to 80 more."""
    one = house(served, coordinator, "LIMIT-1", "Tromsø", units=20)
    path = f"/shelters/{one['id']}"
    body = {
        "limit_known": True,
        "max_nights": 90,
        "exemption": "POSSIBLE",
        "exempt_max_nights": 80,
    }
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/stay-policy", body, version=version)
    return {one["id"]: one}


def there(served: Served, coordinator: Caller, on_call: Caller, houses: dict[str, Any]) -> Any:
    her = lives(served, on_call, houses)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    path = f"/placements/{her['placement']['id']}"
    return her, path, coordinator.ok("GET", path)["version"]


def test_an_exemption_has_its_decider_its_months_and_the_words_she_chose(
    served, coordinator, on_call, houses
):
    her, path, version = there(served, coordinator, on_call, houses)
    before = coordinator.ok("GET", f"{path}/limit")
    first = date.fromisoformat(before["first"])
    assert before["ends"] == (first + timedelta(days=90)).isoformat()
    body = {"months": 1, "decider": "MUNICIPALITY", "reason": "CHILDREN"}
    said = {**body, "cover_note": "the flat is being painted"}
    named = {**said, "cover_note": "she waits for Kari Nordmann"}
    assert coordinator("POST", f"{path}/exemptions", named, version=version).status_code == 422
    after = coordinator.ok("POST", f"{path}/exemptions", said, version=version)
    (one,) = after["exemptions"]
    assert (one["decider"], one["months"], one["cover_note"]) == (
        "MUNICIPALITY",
        1,
        "the flat is being painted",
    )
    longer = (date.fromisoformat(after["ends"]) - date.fromisoformat(before["ends"])).days
    assert one["nights"] == longer and 28 <= longer <= 31
    placement = coordinator.ok("GET", path)
    assert (placement["nights"]["to"], placement["mode"]) == (after["ends"], "EXEMPTED")
    staff = houses[her["house"]]["staff"]
    told = staff.ok("GET", f"{path}/limit")["exemptions"][0]["cover_note"]
    assert told == "the flat is being painted"  # the house must know what to say
    more = {**body, "months": 2}
    got = coordinator("POST", f"{path}/exemptions", more, version=placement["version"])
    assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, "more_than_the_house_grants")
    usual = coordinator.ok("POST", f"{path}/exemptions", body, version=placement["version"])
    assert usual["exemptions"][1]["cover_note"] == "practical matters take time"


def test_nobody_stays_beyond_the_limit_without_an_exemption(served, coordinator, on_call, houses):
    her, path, version = there(served, coordinator, on_call, houses)
    first = date.fromisoformat(coordinator.ok("GET", f"{path}/limit")["first"])
    body = {"to": (first + timedelta(days=91)).isoformat()}
    got = coordinator("POST", f"{path}/extend", body, version=version)
    assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, "within_the_limit")
    shelter = f"/shelters/{her['house']}"
    policy = {"limit_known": True, "max_nights": 120, "exemption": "NONE"}
    old = {"limit_known": True, "max_nights": 90, "exemption": "POSSIBLE"}
    coordinator.ok(
        "PUT",
        f"{shelter}/stay-policy",
        policy,
        version=coordinator.ok("GET", shelter)["version"],
    )
    after = coordinator.ok("POST", f"{path}/extend", body, version=version)
    assert after["ends"] == body["to"]
    grant = {"months": 1, "decider": "HOUSE", "reason": "THREAT"}
    version = coordinator.ok("GET", path)["version"]
    assert coordinator("POST", f"{path}/exemptions", grant, version=version).status_code == 409
    coordinator.ok(
        "PUT",
        f"{shelter}/stay-policy",
        {**old, "exempt_max_nights": 80},
        version=coordinator.ok("GET", shelter)["version"],
    )


@pytest.mark.parametrize(
    ("months_ago", "may"), [(0, False), (11, False), (13, True)], ids=["just", "within", "before"]
)
def test_nights_that_she_had_there_in_the_last_year_count(
    served, coordinator, on_call, houses, months_ago, may
):
    """As they do for whoever plans: 60 of 120 nights are gone, so 91 are too many."""
    her, path, version = there(served, coordinator, on_call, houses)
    first = date.fromisoformat(coordinator.ok("GET", f"{path}/limit")["first"])
    shelter = f"/shelters/{her['house']}"
    last = first - timedelta(days=30 * months_ago)
    with served.service.store.transaction() as tx:
        now = tx.execute(
            select(PlacementRecord.household_id, PlacementRecord.rule_set).where(
                PlacementRecord.id == UUID(her["placement"]["id"])
            )
        ).one()
        tx.execute(
            insert(PlacementRecord).values(
                household_id=now.household_id,
                shelter_id=UUID(her["house"]),
                nights=NightSpan(last - timedelta(days=60), last),
                actual_to=last,
                mode=PlanMode.WITHIN_LIMIT,
                state=PlacementState.ENDED,
                rule_set=now.rule_set,
                created_at=served.clock(),
                version=1,
            )
        )
    policy = {"limit_known": True, "max_nights": 120, "exemption": "NONE"}
    at = coordinator.ok("GET", shelter)["version"]
    coordinator.ok("PUT", f"{shelter}/stay-policy", policy, version=at)
    body = {"to": (first + timedelta(days=91)).isoformat()}
    got = coordinator("POST", f"{path}/extend", body, version=version)
    assert (got.status_code == 200) is may, got.text
    if not may:
        assert got.json()["wrong"][0]["rule"] == "within_the_limit"
    old = {"limit_known": True, "max_nights": 90, "exemption": "POSSIBLE", "exempt_max_nights": 80}
    at = coordinator.ok("GET", shelter)["version"]
    coordinator.ok("PUT", f"{shelter}/stay-policy", old, version=at)


def test_her_unit_is_not_taken_from_whoever_has_it_after_her(served, coordinator, on_call, houses):
    her, path, version = there(served, coordinator, on_call, houses)
    (room,) = houses[her["house"]]["staff"].ok("GET", path)["units"]
    end = date.fromisoformat(coordinator.ok("GET", f"{path}/limit")["ends"])
    staff = houses[her["house"]]["staff"]
    nights = {
        "first": (end + timedelta(days=5)).isoformat(),
        "to": (end + timedelta(days=6)).isoformat(),
        "reason": "REPAIR",
    }
    shelter = f"/shelters/{her['house']}"
    at = staff.ok("GET", shelter)["version"]
    staff.ok("POST", f"{shelter}/units/{room}/out-of-service", nights, version=at)
    body = {"months": 1, "decider": "HOUSE", "reason": "THREAT"}
    got = coordinator("POST", f"{path}/exemptions", body, version=version)
    assert got.json()["type"] == "urn:havn:problem:unit-out-of-service"
    limit = coordinator.ok("GET", f"{path}/limit")
    assert limit["ends"] == end.isoformat() and limit["exemptions"] == []


def test_a_plan_that_counts_on_an_exemption_has_somebody_ask_for_it_in_time(
    served, coordinator, on_call, houses
):
    (one,) = houses.values()
    path = f"/shelters/{one['id']}"

    def policy(nights: int) -> None:
        body = {"limit_known": True, "max_nights": 90, "exemption": "POSSIBLE"}
        version = coordinator.ok("GET", path)["version"]
        granted = {**body, "exempt_max_nights": nights}
        coordinator.ok("PUT", f"{path}/stay-policy", granted, version=version)

    policy(100)
    her, placement, version = there(served, coordinator, on_call, houses)
    policy(80)
    assert coordinator.ok("GET", placement)["mode"] == "EXEMPTED"
    assert subjects(coordinator, her["case"], "EXEMPTION") == [her["placement"]["id"]]
    body = {"months": 2, "decider": "HOUSE", "reason": "HEALTH"}
    coordinator.ok("POST", f"{placement}/exemptions", body, version=version)
    assert subjects(coordinator, her["case"], "EXEMPTION") == []


def subjects(coordinator: Caller, case: str, kind: str) -> list[str]:
    found = coordinator.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    return [one["subject"] for one in found if one["kind"] == kind]


def test_a_short_stay_has_a_way_on_too_from_her_arrival_on(served, coordinator, on_call, houses):
    (one,) = houses.values()
    shelter = f"/shelters/{one['id']}"

    def policy(**said: Any) -> None:
        body = {"limit_known": True, **said}
        version = coordinator.ok("GET", shelter)["version"]
        coordinator.ok("PUT", f"{shelter}/stay-policy", body, version=version)

    policy(max_nights=28, exemption="NONE")
    case = call(served, on_call)["id"]
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    held = keep(on_call, case, houses)
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    policy(max_nights=90, exemption="POSSIBLE", exempt_max_nights=80)
    warn_of_stay_limits(served.service, served.clock())
    assert moves(on_call, {"case": case}) == []
    path = f"/placements/{took['placement']}"
    on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    assert coordinator.ok("GET", f"{path}/limit")["warned"] is True
    for _ in range(2):
        warn_of_stay_limits(served.service, served.clock())
    (move,) = moves(on_call, {"case": case})
    assert move["state"] == "PROPOSED"
    assert subjects(coordinator, case, "MOVE_ON") == [move["id"]]
    assert len(subjects(coordinator, case, "STAY_LIMIT")) == 1


def test_a_way_on_is_proposed_30_days_ahead_and_nobody_is_moved_by_it(
    served, coordinator, on_call, houses
):
    her, path, _ = there(served, coordinator, on_call, houses)
    ends = date.fromisoformat(coordinator.ok("GET", f"{path}/limit")["ends"])
    while served.today() < ends - timedelta(days=31):
        ahead = (ends - timedelta(days=31) - served.today()).days
        served.clock.forward(days=min(28, ahead))  # an account that rests for 30 days is locked
        for who in (on_call, coordinator):
            who.ok("GET", "/tasks")
    warn_of_stay_limits(served.service, served.clock())
    assert moves(on_call, her) == [] and subjects(coordinator, her["case"], "STAY_LIMIT") == []
    assert coordinator.ok("GET", f"{path}/limit")["warned"] is False
    served.clock.forward(days=1.2)
    for _ in range(2):
        warn_of_stay_limits(served.service, served.clock())
    (move,) = moves(on_call, her)
    assert (move["state"], move["reason"]) == ("PROPOSED", "STAY_LIMIT")
    assert coordinator.ok("GET", f"{path}/limit")["warned"] is True
    assert len(subjects(coordinator, her["case"], "STAY_LIMIT")) == 1
    assert subjects(coordinator, her["case"], "MOVE_ON") == [move["id"]]
    assert coordinator.ok("GET", path)["state"] == "ARRIVED"
    body = {"months": 2, "decider": "OWNER", "reason": "NO_HOME"}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/exemptions", body, version=version)
    warn_of_stay_limits(served.service, served.clock())
    assert subjects(coordinator, her["case"], "STAY_LIMIT") == []
    for _ in range(2):
        served.clock.forward(days=28)
        for who in (on_call, coordinator):
            who.ok("GET", "/tasks")
    served.clock.forward(days=5)
    warn_of_stay_limits(served.service, served.clock())
    assert (
        len(subjects(coordinator, her["case"], "STAY_LIMIT")) == 1
    )  # and again before the new end
