"""Nobody sounds the map: every place counts, reaches are coarse, zones are for coordinators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.words import Role
from tests.support.served import Caller, Served

QUOTA = 30
Fill = Callable[[Caller, dict[str, Any], list[str]], Any]


@pytest.fixture(scope="module")
def towns(served: Served) -> list[str]:
    """One town more than an account may name in a day."""
    return [str(e.code) for e in served.service.places.entries if e.kind == "TOWN"][: QUOTA + 1]


def put(worker: Caller, case: dict[str, Any], part: str, body: dict[str, Any]) -> Any:
    path = f"/referrals/{case['id']}"
    version = worker.ok("GET", path)["version"]
    method = "PATCH" if not part else "PUT"
    return worker(method, f"{path}/{part}" if part else path, body, version=version)


def no_go(worker: Caller, case: dict[str, Any], codes: list[str]) -> Any:
    return put(worker, case, "no-go", {"areas": [{"place": code} for code in codes]})


def wish(worker: Caller, case: dict[str, Any], codes: list[str]) -> Any:
    wishes = [
        {"rank": n, "kind": "AWAY_FROM", "strength": "WANT", "place": code}
        for n, code in enumerate(codes, 1)
    ]
    return put(worker, case, "wishes", {"wishes": wishes})


def here(worker: Caller, case: dict[str, Any], codes: list[str]) -> Any:
    return put(worker, case, "", {"where_now": codes[0]})


def not_there(worker: Caller, _: dict[str, Any], codes: list[str]) -> Any:
    sent = {"places_to_avoid": {"not_there": codes}}
    return worker("POST", "/referrals/phone", sent)


def called_from(worker: Caller, _: dict[str, Any], codes: list[str]) -> Any:
    return worker("POST", "/referrals/phone", {"where_now": codes[0]})


def form_from(worker: Caller, _: dict[str, Any], codes: list[str]) -> Any:
    members = [{"role": "ADULT"}]
    sent = {"referrer_kind": "SELF", "members": members, "where_now": codes[0]}
    return worker("POST", "/referrals", sent)


@pytest.mark.parametrize("fill", [no_go, wish, here, not_there, called_from, form_from])
def test_every_place_that_bars_or_ranks_counts(
    served: Served, towns: list[str], fill: Fill
) -> None:
    worker = served.caller(Role.ON_CALL)
    case = worker.ok("POST", "/referrals/phone", {})
    for start in (0, 15):
        assert no_go(worker, case, towns[start : start + 15]).status_code == 200
    over = fill(worker, case, [towns[QUOTA]])
    assert over.status_code == 429, over.text
    again = fill(worker, case, [towns[0]])
    assert again.is_success, again.text


@pytest.mark.parametrize("fill", [wish, here, not_there, called_from, form_from])
def test_places_of_every_form_use_the_quota_up(
    served: Served, towns: list[str], fill: Fill
) -> None:
    worker = served.caller(Role.ON_CALL)
    case = worker.ok("POST", "/referrals/phone", {})
    assert fill(worker, case, [towns[QUOTA]]).is_success
    assert no_go(worker, case, towns[: QUOTA - 1]).status_code == 200
    assert no_go(worker, case, [towns[QUOTA - 1]]).status_code == 429


@pytest.mark.parametrize(
    ("km", "status"), [(0, 200), (25.0, 200), (50, 200), (100, 200), (31, 422)]
)
def test_a_reach_is_one_of_a_few_bands(
    on_call: Caller, towns: list[str], km: float, status: int
) -> None:
    case = on_call.ok("POST", "/referrals/phone", {})
    sent = {"areas": [{"place": towns[0], "radius_km": km}]}
    assert put(on_call, case, "no-go", sent).status_code == status


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("areas", {"place": "", "kind": "HOME", "reported_radius_km": 24.9}),
        ("routes", {"stops": [""], "width_km": 24.9}),
    ],
)
def test_a_danger_reaches_by_bands_too(
    on_call: Caller, towns: list[str], part: str, body: dict[str, Any]
) -> None:
    case = on_call.ok("POST", "/referrals/phone", {})
    where = {"place": towns[0]} if part == "areas" else {"stops": [towns[0]]}
    path = f"/referrals/{case['id']}/{part}"
    got = on_call("POST", path, {**body, **where}, version=case["version"])
    km = {name: 25.0 for name in body if name.endswith("_km")}
    assert got.status_code == 422
    assert [one["at"] for one in got.json()["wrong"]] == ["/" + name for name in km]
    assert on_call("POST", path, {**body, **where, **km}, version=case["version"]).is_success


def test_zones_are_named_by_coordinators_alone(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = on_call.ok("POST", "/referrals/phone", {})
    zone = coordinator.ok("GET", "/zones?limit=1")["zones"][0]["id"]
    path = f"/referrals/{case['id']}/continuity"
    sent = {"running": [{"kind": "COURT", "zones": [zone]}]}
    assert on_call("PUT", path, sent, version=case["version"]).status_code == 404
    coordinator.ok("PUT", path, sent, version=case["version"])
