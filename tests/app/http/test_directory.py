"""The directory tells what several houses of a large region share, and never a house."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy import text

from models.words import Role
from tests.support.database import Database
from tests.support.houses import house, load_all_zones
from tests.support.served import Served, serving

SPOKEN = (
    ("Tromsø", ["nob", "eng", "tir"]),
    ("Bodø", ["nob", "eng", "tir"]),
    ("Narvik", ["nob", "tir", "ara"]),
)
SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "integrate" / "hsds.schema.json"


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database) as running:
        load_all_zones(running.service)
        coordinator = running.caller(Role.COORDINATOR)
        for number, (town, languages) in enumerate(SPOKEN, start=1):
            made = house(running, coordinator, f"DIR-{number}", town)
            path = f"/shelters/{made['id']}"
            version = int(coordinator("GET", path).headers["etag"].strip('"'))
            said = {"languages": languages}
            coordinator.ok("PUT", f"{path}/staffing", said, version=version)
        house(running, coordinator, "DIR-9", "Bergen", region="WEST")
        yield running


def told(served: Served) -> dict[str, Any]:
    got = served.caller(Role.STATISTICS).ok("GET", "/statistics/directory")
    by_region = {one["service_areas"][0]["name"]: one for one in got["services"]}
    assert sorted(by_region) == ["EAST", "MID", "NORTH", "SOUTH", "WEST"]
    return by_region


def next_evening(served: Served) -> None:
    """What is told from now on is of a new list."""
    served.clock.forward(days=1)


def without_the_day(by_region: dict[str, Any]) -> dict[str, Any]:
    """All but the evening of the list."""
    return {
        name: {key: word for key, word in one.items() if key != "assured_date"}
        for name, one in by_region.items()
    }


def words(service: dict[str, Any], of: str) -> list[str]:
    terms = [one["taxonomy_term"] for one in service["attributes"]]
    return [term["name"] for term in terms if term["code"].startswith(f"{of}/")]


def test_a_kind_and_a_language_are_told_when_three_houses_share_them(served: Served) -> None:
    by_region = told(served)
    assert words(by_region["NORTH"], "kind") == ["CRISIS_CENTRE"]
    assert [one["code"] for one in by_region["NORTH"]["languages"]] == ["nob", "tir"]
    assert (words(by_region["WEST"], "kind"), by_region["WEST"]["languages"]) == ([], [])


def test_what_seemed_free_is_a_step_where_three_houses_stand_and_else_unknown(
    served: Served,
) -> None:
    next_evening(served)
    levels = {name: words(one, "availability") for name, one in told(served).items()}
    assert levels.pop("NORTH") == ["SEVERAL"]
    assert set(map(tuple, levels.values())) == {("UNKNOWN",)}, (
        "one house in the west, none elsewhere"
    )
    list_ = served.caller(Role.COORDINATOR).ok("GET", "/fallback-list")
    assert {"region": "WEST", "level": "FEW"} in list_["levels"]


def test_the_third_house_and_a_full_region_show_on_the_next_evening_at_the_earliest(
    served: Served,
) -> None:
    def of_north() -> list[str]:
        return words(told(served)["NORTH"], "availability")

    next_evening(served)
    assert of_north() == ["SEVERAL"]
    for change, at_first, then in (
        ("status = 'CLOSED' WHERE code_name = 'DIR-1'", "SEVERAL", "UNKNOWN"),
        ("status = 'OPEN' WHERE code_name = 'DIR-1'", "UNKNOWN", "SEVERAL"),
    ):
        with served.service.store.transaction() as tx:
            tx.execute(text(f"UPDATE shelters SET {change}"))
        assert of_north() == [at_first]
        next_evening(served)
        assert of_north() == [then]


def test_nothing_of_a_house_is_in_it_and_no_moment_finer_than_a_day(served: Served) -> None:
    whole = served.caller(Role.STATISTICS)("GET", "/statistics/directory").text
    with served.service.store.transaction() as tx:
        rows = tx.execute(text("SELECT id::text, code_name, zone_id FROM shelters")).all()
        zones = tx.execute(text("SELECT lat::text, lon::text FROM zones")).all()
    for secret in {word for row in (*rows, *zones) for word in row}:
        assert secret not in whole
    for key in ("location", "address", "latitude", "phone", "schedule", "email", "capacity"):
        assert f'"{key}' not in whole
    assert len(json.loads(whole)["services"][0]["assured_date"]) == len("2026-11-26")


def test_that_a_house_pauses_or_was_found_by_somebody_changes_nothing(served: Served) -> None:
    before = without_the_day(told(served))
    for status in ("PAUSED", "COMPROMISED", "OPEN"):
        with served.service.store.transaction() as tx:
            tx.execute(text("UPDATE shelters SET status = :s"), {"s": status})
        assert without_the_day(told(served)) == before
        next_evening(served)
        assert without_the_day(told(served)) == before


def test_each_service_is_one_of_hsds_3(served: Served) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for service in told(served).values():
        jsonschema.validate(
            service, schema, cls=jsonschema.Draft202012Validator,
            format_checker=jsonschema.FormatChecker(),
        )  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STATISTICS])
def test_nobody_else_finds_it(served: Served, role: Role) -> None:
    shelter = None
    if role is Role.SHELTER:
        shelter = house(served, served.caller(Role.COORDINATOR), "DIR-8", "Oslo", region="EAST")[
            "id"
        ]
    assert served.caller(role, shelter)("GET", "/statistics/directory").status_code == 404
