"""Versions of the rule set: proposed with their difference, activated by two (SG13)."""

from __future__ import annotations

import pytest

from models.words import Role
from tests.support.houses import call
from tests.support.replays import replayed
from tests.support.served import Caller, Served

WHY = {"purpose": "POLICY", "reason": "the secretariat decided so"}


def proposed(who: Caller, name: str, **numbers: object) -> str:
    return str(who.ok("POST", "/rule-sets", {"name": name, "numbers": numbers})["id"])


def test_sg13_a_version_is_activated_by_two_and_every_later_decision_cites_it(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    second = served.caller(Role.COORDINATOR)
    version = proposed(coordinator, "NO-2", base_km=[20, 40, 80, 160])
    listed = {one["id"]: one for one in coordinator.ok("GET", "/rule-sets")["rule_sets"]}
    assert listed[version]["differs"] == [
        {"number": "base_km", "now": [10.0, 30.0, 60.0, 120.0], "then": [20.0, 40.0, 80.0, 160.0]}
    ]
    untried = coordinator("POST", f"/rule-sets/{version}/activate", WHY)
    assert (untried.status_code, untried.json()["type"]) == (409, "urn:havn:problem:replay-needed")
    replayed(coordinator, version)
    asked = coordinator.ok("POST", f"/rule-sets/{version}/activate", WHY)
    assert coordinator("POST", f"/approvals/{asked['approval']}/agree").status_code == 409
    told = second.ok("GET", f"/approvals/{asked['approval']}")["words"]
    assert told["name"] == "NO-2"
    assert told["differs"] == [
        "base_km: [10.0, 30.0, 60.0, 120.0] -> [20.0, 40.0, 80.0, 160.0]",
        "replay of 30 nights, without a bed: P1 0 -> 0, P2 0 -> 0, P3 0 -> 0",
        "worse nights: 0; of another class: 0; of 0 beds taken barred: none",
    ]
    second.ok("POST", f"/approvals/{asked['approval']}/agree")
    case = call(served, on_call)
    on_call.ok("POST", f"/referrals/{case['id']}/options")
    from sqlalchemy import text

    with served.service.store.transaction() as tx:
        cited = tx.execute(
            text("SELECT rule_set FROM referrals WHERE id = :id"), {"id": case["id"]}
        ).scalar_one()
    assert cited == "NO-2"
    again = coordinator("POST", f"/rule-sets/{version}/activate", WHY)
    assert (again.status_code, again.json()["type"]) == (409, "urn:havn:problem:wrong-state")


def test_a_difference_from_an_older_version_is_stale(served: Served, coordinator: Caller) -> None:
    second = served.caller(Role.COORDINATOR)
    one, other = (proposed(coordinator, f"NO-S{n}", options=n) for n in (1, 2))
    for version in (one, other):
        replayed(coordinator, version)
    first = coordinator.ok("POST", f"/rule-sets/{one}/activate", WHY)["approval"]
    later = coordinator.ok("POST", f"/rule-sets/{other}/activate", WHY)["approval"]
    second.ok("POST", f"/approvals/{later}/agree")
    got = second("POST", f"/approvals/{first}/agree")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:approval-stale")


@pytest.mark.parametrize(
    "numbers",
    [
        {"weather": 1},
        {"version": 1},
        {"distance_factor": 1.5},
        {"base_km": [120, 60, 30, 10]},
        {"base_km": [10, 30]},
        {"options": 0},
    ],
)
def test_numbers_that_are_none_are_malformed(
    coordinator: Caller, numbers: dict[str, object]
) -> None:
    got = coordinator("POST", "/rule-sets", {"name": "NO-X", "numbers": numbers})
    assert (got.status_code, got.json()["wrong"][0]["at"]) == (422, "/numbers")


def test_the_numbers_in_force_are_read_by_those_who_may_read_versions(served: Served) -> None:
    boss, auditor = served.caller(Role.COORDINATOR), served.caller(Role.AUDITOR)
    told = boss.ok("GET", "/rule-sets/in-force")
    numbers = {one["number"]: one["now"] for one in told["numbers"]}
    assert numbers["options"] > 0 and len(numbers["base_km"]) == 4 and "version" not in numbers
    assert auditor.ok("GET", "/rule-sets/in-force") == told
    assert served.caller(Role.ON_CALL)("GET", "/rule-sets/in-force").status_code == 404
