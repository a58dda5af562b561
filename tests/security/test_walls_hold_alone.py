"""AT02, ASVS 8.4.1: with the wall in the code taken away, the one in the database still stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from app.store import offers, placements, referrals
from app.use_cases.acting import Acting
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.served import Caller, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="module")
def world(served: Served) -> dict[str, Any]:
    """Two houses, two workers; one of them has a call with a unit held in the first house."""
    coordinator = served.caller(Role.COORDINATOR)
    one = house(served, coordinator, "WALL-01", "Tromsø", units=2)
    other = house(served, coordinator, "WALL-02", "Bodø", units=2)
    hers, stranger = served.caller(Role.ON_CALL), served.caller(Role.ON_CALL)
    case = call(served, hers)
    found = hers.ok("POST", f"/referrals/{case['id']}/options", key=None)
    held = hers.ok("POST", f"/offers/{found['options'][0]['offer']}/hold", version=1)
    asked, silent = (one, other) if held["code_name"] == "WALL-01" else (other, one)
    return {"case": case, "offer": held, "asked": asked, "silent": silent, "stranger": stranger}


def without_walls_in_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check of whose a thing is lets everybody pass, as after a slip."""

    def anybody(query: Any, *_: Any) -> Any:
        return query

    monkeypatch.setattr(Acting, "own_shelter", lambda *_: None)
    monkeypatch.setattr(offers, "_seen_by", anybody)
    monkeypatch.setattr(placements, "_seen_by", anybody)
    find = referrals.find
    monkeypatch.setattr(
        referrals, "find", lambda tx, r, **told: find(tx, r, **{**told, "role": Role.COORDINATOR})
    )


def same_as_random(caller: Caller, path: str, known: Any) -> None:
    got, random = caller("GET", path.format(known)), caller("GET", path.format(uuid4()))
    assert (
        (got.status_code, got.content) == (random.status_code, random.content) == (404, got.content)
    )


def test_a_house_reads_no_other_house_and_no_offer_to_it(
    served: Served, world: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_walls_in_code(monkeypatch)
    staff, asked = world["silent"]["staff"], world["asked"]
    same_as_random(staff, "/shelters/{}", asked["id"])
    same_as_random(staff, "/offers/{}", world["offer"]["id"])
    assert staff.ok("GET", "/offers")["offers"] == []
    assert staff.ok("GET", "/placements")["placements"] == []
    units = staff("GET", f"/shelters/{asked['id']}/units")
    assert units.status_code == 404 or units.json()["units"] == []


def test_a_worker_reads_no_call_of_another_worker(
    served: Served, world: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_walls_in_code(monkeypatch)
    same_as_random(world["stranger"], "/referrals/{}", world["case"]["id"])
    same_as_random(world["stranger"], "/offers/{}", world["offer"]["id"])
    assert world["stranger"].ok("GET", "/offers")["offers"] == []


def test_the_slip_would_show_without_the_wall_in_the_database(
    served: Served, world: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both walls down, and the same question is answered."""
    without_walls_in_code(monkeypatch)
    transaction = served.service.store.transaction
    monkeypatch.setattr(type(served.service.store), "transaction", lambda *_: transaction())
    assert world["stranger"]("GET", f"/offers/{world['offer']['id']}").status_code == 200
