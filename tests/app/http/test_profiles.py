"""A profile as the house reads it back: each part is what was entered, in an order of its own."""

from __future__ import annotations

from typing import Any

from models.words import Role
from tests.support.houses import house
from tests.support.served import Caller, Served

WINDOWS = [
    {"weekday": day, "from_minute": start, "to_minute": start + 60}
    for day, start in ((5, 60), (0, 900), (5, 0), (0, 480))
]
PARTS: dict[str, dict[str, Any]] = {
    "acceptance": {"boys_max_age": 11, "girls_max_age": 13, "pets": "NO"},
    "stay_policy": {"limit_known": True, "max_nights": 42, "exemption": "POSSIBLE"},
    "staffing": {"volunteers": 7, "languages": ["nob", "som"], "fixed_followup_team": "YES"},
    "municipality_support": {"decision_days_median": 9, "health_without_id": "YES"},
}


def test_each_part_of_a_profile_is_what_was_entered(served: Served, coordinator: Caller) -> None:
    made = house(served, coordinator, "SUND-01", "Hamar", units=1)
    shelter = made["id"]

    def put(part: str, body: dict[str, Any]) -> None:
        version = coordinator.ok("GET", f"/shelters/{shelter}")["version"]
        coordinator.ok("PUT", f"/shelters/{shelter}/{part}", body, version=version)

    for part, body in PARTS.items():
        put(part.replace("_", "-"), body)
    put("intake-hours", {"known": True, "after_hours": "NO", "windows": WINDOWS})
    services = [{"type": kind, "minutes": 5} for kind in ("SCHOOL", "GP", "LAWYER")]
    put("services", {"services": services})
    told = served.caller(Role.SHELTER, shelter).ok("GET", f"/shelters/{shelter}")
    for part, body in PARTS.items():
        for name, value in body.items():
            got = told[part][name]
            assert (sorted(got) if isinstance(got, list) else got) == value, (part, name)
    assert told["intake_hours"]["windows"] == sorted(
        WINDOWS, key=lambda one: (one["weekday"], one["from_minute"])
    )
    assert told["intake_hours"]["known"] is True
    assert told["intake_hours"]["after_hours"] == "NO"
    assert [one["type"] for one in told["services"]] == ["GP", "LAWYER", "SCHOOL"]
    codes = [one["code"] for one in told["features"]]
    assert codes == sorted(codes)
    assert "MAIL_PROXY" in codes


def test_a_part_that_nobody_entered_is_none(served: Served, coordinator: Caller) -> None:
    made = house(served, coordinator, "SUND-02", "Hamar", units=1)
    told = coordinator.ok("GET", f"/shelters/{made['id']}")
    assert told["staffing"] is None
    assert told["municipality_support"] is None
    assert told["services"] == []
