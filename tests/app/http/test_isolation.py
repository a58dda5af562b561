"""Roles apart: every path walked by a shelter and by on-call finds nothing of anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from app.access import BASE, ROLES
from models.words import Role
from tests.support.houses import call, house, place
from tests.support.served import Caller, Served

STREET = "Kanarifuglveien 7, 9999 Stillevik"


@pytest.fixture(scope="module")
def world(served: Served, coordinator: Caller, on_call: Caller) -> dict[str, Any]:
    """Two houses, two callers of two workers, one of them placed in house A."""
    a = house(served, coordinator, "ISO-AAA", "Tromsø", house_duties="quiet after ten")
    b = house(served, coordinator, "ISO-BBB", "Bodø")
    for one in (a, b):
        sealed = one["staff"].ok(
            "PUT",
            f"/shelters/{one['id']}/address",
            {"street_address": STREET},
            version=one["version"],
        )
        one["version"] = sealed["version"]
    other = served.caller(Role.ON_CALL)
    hers, theirs = call(served, on_call), call(served, other)
    found = other.ok("POST", f"/referrals/{theirs['id']}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == a["id"])
    held = other.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    yes = a["staff"].ok(
        "POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"]
    )
    took = other.ok("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    return {
        "a": a,
        "b": b,
        "other": other,
        "hers": hers,
        "theirs": theirs,
        "offer": held["id"],
        "placement": took["placement"],
    }


def walk(served: Served, caller: Caller, ids: dict[str, str]) -> dict[str, str]:
    """The body of every route this caller can call, reads and writes, with these ids."""
    met = {}
    for method, path in ROLES:
        filled = path
        for name, value in ids.items():
            filled = filled.replace("{" + name + "}", str(value))
        if "{" in filled:
            continue
        body: Any = None if method in ("GET", "DELETE") else {}
        if path == "/places/search":
            body = {"name": "Trom"}
        got = caller(method, filled, body, version=1_000_000)
        assert got.status_code < 500, (method, path, got.text)
        met[f"{method} {path}"] = got.text
    return met


def test_a_shelter_sees_nothing_of_another(served, world):
    a, b = world["a"], world["b"]
    ids = {
        "shelter": a["id"],
        "unit": a["units"][0],
        "offer": world["offer"],
        "placement": world["placement"],
        "referral": world["theirs"]["id"],
    }
    met = walk(served, b["staff"], ids)
    for secret in (a["id"], "ISO-AAA", *a["units"], world["offer"], world["placement"], STREET):
        assert not [where for where, text in met.items() if str(secret) in text]
    for where, text in met.items():
        method, path = where.split(" ")
        if "{shelter}" in path or "{offer}" in path or "{placement}" in path:
            version = {"version": 1_000_000} if method != "GET" else {}
            random = b["staff"](
                method,
                path.replace("{shelter}", "0" * 8 + "-0000-4000-8000-000000000000")
                .replace("{unit}", "0" * 8 + "-0000-4000-8000-000000000000")
                .replace("{offer}", "0" * 8 + "-0000-4000-8000-000000000000")
                .replace("{span}", "0" * 8 + "-0000-4000-8000-000000000000")
                .replace("{placement}", "0" * 8 + "-0000-4000-8000-000000000000"),
                None if method in ("GET", "DELETE") else {},
                **version,
            )
            assert random.text == text, where


def test_a_shelter_sees_itself_without_reason_threat_or_network(served, world):
    staff = world["a"]["staff"]
    offer = staff.ok("GET", f"/offers/{world['offer']}")
    assert set(offer) == {"id", "units", "nights", "state", "hold_until", "brief", "version"}
    place_ = staff.ok("GET", f"/placements/{world['placement']}")
    assert set(place_) == {"id", "units", "nights", "state", "brief", "version"}
    assert set(place_["brief"]) == {
        "adults",
        "children",
        "languages",
        "wheelchair",
        "security_routine",
    }
    assert [s["id"] for s in staff.ok("GET", "/shelters")["shelters"]] == [world["a"]["id"]]
    own = staff.ok("GET", f"/shelters/{world['a']['id']}")
    assert own["security"] == "S4"
    assert own["features"]


def test_without_her_consent_a_shelter_is_told_nothing_of_her(served, world, on_call):
    case = call(served, on_call, consent={"search": "GIVEN", "tell_shelter": "REFUSED"})
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == world["b"]["id"])
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    told = world["b"]["staff"].ok("GET", f"/offers/{held['id']}")
    assert told["brief"] is None
    on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])


def test_on_call_sees_no_zone_no_address_no_number_and_no_other_case(
    served, world, on_call, coordinator
):
    zone = coordinator.ok("GET", f"/shelters/{world['a']['id']}")["zone"]
    ids = {
        "shelter": world["a"]["id"],
        "unit": world["a"]["units"][0],
        "offer": world["offer"],
        "placement": world["placement"],
        "referral": world["theirs"]["id"],
    }
    met = walk(served, on_call, ids)
    met |= {k + "'": v for k, v in walk(served, on_call, {"referral": world["hers"]["id"]}).items()}
    met["options"] = on_call("POST", f"/referrals/{world['hers']['id']}/options", key=None).text
    assert "ISO-BBB" in met["options"]
    theirs = (world["theirs"]["id"], world["theirs"]["code_name"], world["placement"])
    for secret in (zone, STREET, "zone", "costs", "barred", "margin", '"lat', *theirs):
        leaks = [where for where, text in met.items() if secret in text]
        assert not leaks, (secret, leaks)


def test_a_coordinator_reads_closed_words_and_no_coordinate(served, world, coordinator):
    found = coordinator.ok("POST", f"/referrals/{world['hers']['id']}/options", key=None)
    option = found["options"][0]
    assert option["zone"]
    assert {w["code"] for w in option["why"]} >= {"SHIELDED"}
    text = str(found)
    for secret in ("lat", "lon", "km", STREET):
        assert f"'{secret}'" not in text
        assert secret == "lat" or secret == "lon" or f" {secret} " not in text


def test_the_street_address_stands_sealed_and_in_no_answer(served, world, coordinator):
    from sqlalchemy import text

    with served.service.store.transaction() as tx:
        rows = tx.execute(text("SELECT street_address FROM shelters_sealed")).scalars().all()
    assert len(rows) == 2
    assert rows[0] != rows[1]
    assert all(STREET.encode() not in bytes(row) for row in rows)
    profile = coordinator("GET", f"/shelters/{world['a']['id']}").text
    assert STREET not in profile
    assert "features" not in profile


def test_links_are_read_by_the_role_that_set_them(served, world, coordinator, on_call):
    made = coordinator.ok(
        "POST",
        "/links",
        {"a": world["hers"]["id"], "b": world["theirs"]["id"], "kind": "MUST_SEPARATE"},
    )
    assert made["id"] in {link["id"] for link in coordinator.ok("GET", "/links")["links"]}
    assert on_call("GET", "/links").status_code == 404
    found = coordinator.ok("POST", f"/referrals/{world['hers']['id']}/options", key=None)
    barred = next(b for b in found["barred"] if world["a"]["id"] in b["shelters"])
    assert barred["reasons"] == ["BLOCKED_RESTRICTED"]
    assert barred["call_may_help"] is False


def test_two_houses_of_one_zone_get_one_answer(served, coordinator, on_call):
    twins = [house(served, coordinator, f"TWIN-{n}", "Hammerfest", region="NORTH") for n in (1, 2)]
    case = call(served, on_call)
    version = on_call.ok("GET", f"/referrals/{case['id']}")["version"]
    for town in ("Alta", "Hammerfest"):
        on_call.ok(
            "POST",
            f"/referrals/{case['id']}/areas",
            {"place": place(served, town), "kind": "HOME", "precision": "LOCALITY"},
            version=version,
        )
        version += 1
        found = coordinator.ok("POST", f"/referrals/{case['id']}/options", key=None)
        said = []
        for twin in twins:
            options = [o for o in found["options"] if o["shelter"] == twin["id"]]
            barred = [b["reasons"] for b in found["barred"] if twin["id"] in b["shelters"]]
            said.append((bool(options), barred))
        assert said[0] == said[1]


def test_every_path_of_the_schema_has_its_role(served):
    schema = served.client.get(BASE + "/openapi.json").json()
    told = {
        (method.upper(), path.removeprefix(BASE))
        for path, operations in schema["paths"].items()
        for method in operations
    }
    assert set(ROLES) <= told
