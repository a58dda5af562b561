"""The same service in Belgium: its towns and zones, 45 days, its kinds, its money, its radii."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.countries.profile import SETTING, profile
from models.words import Role
from tests.support.database import Database
from tests.support.houses import house, load_all_zones, place
from tests.support.replays import replayed
from tests.support.served import Caller, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """The service in Belgium."""
    with pytest.MonkeyPatch.context() as here:
        here.setenv(SETTING, "BE")
        with serving(module_database) as running:
            load_all_zones(running.service)
            yield running


@pytest.fixture(scope="module")
def eupen(served: Served, coordinator: Caller) -> dict[str, Any]:
    """A house of the highest level far from Brussels."""
    return house(served, coordinator, "LOIN-01", "Eupen", region="SOUTH")


@pytest.fixture(scope="module")
def gent(served: Served, coordinator: Caller) -> dict[str, Any]:
    """And one that is too near for T4."""
    return house(served, coordinator, "PRES-01", "Gent", region="NORTH")


def called(served: Served, who: Caller) -> str:
    """A woman from Brussels, whom an organised group there would kill."""
    brussels = place(served, "Brussels")
    sent = {
        "people": {"adults": 1, "gender": "WOMAN", "women_only": "YES"},
        "where_now": brussels,
        "places_to_avoid": {"known": "YES", "his": [brussels]},
        "fear": {"self_fear": "FOR_MY_LIFE", "knows_location": "NO", "organised": "YES"},
        "must_have": {"known": "YES"},
        "language": {"languages": ["fra"]},
        "consent": {"search": "GIVEN", "tell_shelter": "GIVEN"},
    }
    case = str(who.ok("POST", "/referrals/phone", sent)["id"])
    version = who.ok("GET", f"/referrals/{case}")["version"]
    judged = {"level": "T4", "answers": []}
    who.ok("POST", f"/referrals/{case}/threat", judged, version=version)
    return case


def options(who: Caller, case: str) -> set[str]:
    found = who.ok("POST", f"/referrals/{case}/options", key=None)
    return {o["code_name"] for o in found["options"]}


def test_at_t4_norways_radii_leave_no_place_and_the_profiles_do_once_two_have_agreed(
    served: Served,
    coordinator: Caller,
    eupen: dict[str, Any],
    gent: dict[str, Any],
) -> None:
    case = called(served, coordinator)
    assert options(coordinator, case) == set()
    changes, second = profile("BE").rule_set, served.caller(Role.COORDINATOR)
    sent = {"name": changes.name, "numbers": dict(changes.numbers)}
    version = coordinator.ok("POST", "/rule-sets", sent)["id"]
    why = {"purpose": "POLICY", "reason": "the map of the country"}
    replayed(coordinator, version)
    asked = coordinator.ok("POST", f"/rule-sets/{version}/activate", why)["approval"]
    assert options(coordinator, case) == set(), "one person alone changes no radius"
    second.ok("POST", f"/approvals/{asked}/agree")
    assert options(coordinator, case) == {"LOIN-01"}


def test_she_has_45_days(served: Served, coordinator: Caller) -> None:
    case = called(served, coordinator)
    path = f"/referrals/{case}"
    first = served.today()
    periods = {"periods": [{"track": "REFLECTION", "first": first.isoformat()}]}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/legal", periods, version=version)
    told = coordinator.ok("GET", f"{path}/legal")
    (clock,) = told["clocks"]
    assert (clock["months"], clock["days"]) == (None, 45)
    assert date.fromisoformat(clock["due"]) == first + timedelta(days=45)
    assert "45 days" in told["next_step"]["en"]


def test_a_kind_that_the_country_does_not_have_is_none_here(
    served: Served, coordinator: Caller, eupen: dict[str, Any]
) -> None:
    zone = coordinator.ok("GET", "/zones")["zones"][0]["id"]
    sent = {
        "code_name": "KOMMUNE-1",
        "kind": "MUNICIPAL_FLAT",
        "phases": ["ACUTE"],
        "zone": zone,
        "region": "SOUTH",
        "residents_gender": "WOMEN",
    }
    assert coordinator("POST", "/shelters", sent).status_code == 422
    sent["kind"] = "SAFE_HOUSE"
    made = coordinator.ok("POST", "/shelters", sent)
    path = f"/shelters/{made['id']}"
    changed = {"kind": "PRIVATE_WITH_SUPPORT"}
    assert coordinator("PATCH", path, changed, version=1).status_code == 422


def test_what_it_is_called_and_counted_in(served: Served, coordinator: Caller) -> None:
    told = coordinator.ok("GET", "/country")
    assert (told["code"], told["currency"], told["languages"]) == ("BE", "EUR", ["fra", "nld"])
    assert "MUNICIPAL_FLAT" not in told["kinds"]
    labels = {
        (one["language"], one["listing"], one["word"]): one["label"] for one in told["labels"]
    }
    assert labels["fra", "legal_track", "REFLECTION"] == "période de réflexion"
    assert coordinator.ok("GET", "/refunds")["currency"] == "EUR"
    case = called(served, coordinator)
    sent = {"kind": "DOCTOR", "amount_ore": profile("BE").dual_control_ore + 1, "payer": "ROSA"}
    assert coordinator.ok("POST", f"/referrals/{case}/expenses", sent)["expenses"][0]["dual"]
