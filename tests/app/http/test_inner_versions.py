"""What is recorded about a house and hidden from it does not show in the version of its profile."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from tests.support.houses import house
from tests.support.served import Caller, Served

_numbers = count(1)


@pytest.fixture
def one(served: Served, coordinator: Caller) -> dict[str, Any]:
    """A house of its own for each test."""
    return house(served, coordinator, f"INNER-{next(_numbers)}", "Tromsø", units=1)


def seen_by(caller: Caller, one: dict[str, Any]) -> tuple[bytes, str]:
    """What this reader gets of the profile, with its version."""
    got = caller("GET", f"/shelters/{one['id']}")
    return got.content, got.headers["etag"]


def network(coordinator: Caller) -> str:
    made = coordinator.ok("POST", "/networks", {"label": f"INNER-{next(_numbers)}"})
    return made["id"]  # type: ignore[no-any-return]


def test_neither_a_suspicion_nor_its_end_shows_in_what_the_house_reads(
    served: Served, coordinator: Caller, one: dict[str, Any]
) -> None:
    before = seen_by(one["staff"], one)
    made = coordinator.ok(
        "POST",
        "/compromises",
        {"shelter": one["id"], "scope": "GENERAL", "level": "SUSPECTED"},
    )
    assert seen_by(one["staff"], one) == before
    assert seen_by(coordinator, one)[1] == before[1]
    assert made["version"] == 1


def test_a_tie_that_is_declared_shows_to_coordinators_alone(
    coordinator: Caller, one: dict[str, Any]
) -> None:
    before, tie = seen_by(one["staff"], one), network(coordinator)
    path = f"/shelters/{one['id']}/staff-ties"
    ties = coordinator.ok("GET", path)
    assert (ties["asked"], ties["networks"]) == ("YES", [])
    sent = {"asked": "YES", "networks": [tie]}
    changed = coordinator.ok("PUT", path, sent, version=ties["version"])
    assert coordinator.ok("GET", path)["networks"] == [tie]
    assert changed["version"] == ties["version"] + 1
    assert seen_by(one["staff"], one) == before
    assert one["staff"]("GET", path).status_code == 404


def test_two_who_declare_ties_at_once_do_not_overwrite_each_other(
    coordinator: Caller, one: dict[str, Any]
) -> None:
    path, tie = f"/shelters/{one['id']}/staff-ties", network(coordinator)
    seen = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", path, {"asked": "YES", "networks": [tie]}, version=seen)
    late = coordinator("PUT", path, {"asked": "NO", "networks": []}, version=seen)
    assert (late.status_code, late.json()["type"]) == (412, "urn:havn:problem:stale")
    assert coordinator.ok("GET", path)["networks"] == [tie]


def test_a_report_that_closes_the_house_is_seen_by_it(
    coordinator: Caller, one: dict[str, Any]
) -> None:
    before = seen_by(one["staff"], one)
    coordinator.ok(
        "POST", "/compromises", {"shelter": one["id"], "scope": "GENERAL", "level": "CONFIRMED"}
    )
    assert seen_by(one["staff"], one)[1] != before[1]
