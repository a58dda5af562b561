"""An on-call worker reports what her own cases know, and learns nothing of anybody else's."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from models.words import Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served


def feared(worker: Caller, case: dict[str, Any], **more: Any) -> str:
    """Somebody this case fears."""
    path = f"/referrals/{case['id']}"
    version = worker.ok("GET", path)["version"]
    made = worker.ok("POST", f"{path}/actors", {"label": "B", **more}, version=version)
    return str(made["id"])


@pytest.fixture(scope="module")
def world(served: Served, coordinator: Caller, on_call: Caller) -> dict[str, Any]:
    """A house that was offered to her case, one that was not, and a case of somebody else."""
    offered = house(served, coordinator, "REP-AAA", "Tromsø")
    mine, theirs = call(served, on_call), call(served, served.caller(Role.ON_CALL))
    found = on_call.ok("POST", f"/referrals/{mine['id']}/options", key=None)
    assert [o["shelter"] for o in found["options"]] == [offered["id"]]
    other = house(served, coordinator, "REP-BBB", "Bodø")
    networks = [coordinator.ok("POST", "/networks", {"label": f"NET-{n}"})["id"] for n in (1, 2)]
    hers = feared(coordinator, mine, network=networks[0])
    foreign = feared(coordinator, theirs, network=networks[1])
    return {
        "offered": offered["id"],
        "other": other["id"],
        "mine": hers,
        "theirs": foreign,
        "networks": networks,
    }


def report(worker: Caller, shelter: str, **more: Any) -> tuple[int, bytes]:
    scope = {"actor": "ACTOR", "network": "NETWORK"}[next(iter(more))] if more else "GENERAL"
    sent = {"shelter": shelter, "scope": scope, "level": "SUSPECTED", **more}
    got = worker("POST", "/compromises", sent)
    return got.status_code, got.content


def test_what_is_not_hers_reads_as_nothing(world: dict[str, Any], on_call: Caller) -> None:
    nothing = on_call("GET", f"/referrals/{uuid4()}")
    assert nothing.status_code == 404
    for shelter, more in (
        (world["other"], {}),
        (str(uuid4()), {}),
        (world["other"], {"actor": world["mine"]}),
        (world["offered"], {"actor": world["theirs"]}),
        (world["offered"], {"actor": str(uuid4())}),
        (world["offered"], {"network": world["networks"][1]}),
        (world["offered"], {"network": str(uuid4())}),
    ):
        assert report(on_call, shelter, **more) == (404, nothing.content)


def test_what_is_hers_is_reported(
    world: dict[str, Any], on_call: Caller, coordinator: Caller
) -> None:
    before = len(coordinator.ok("GET", "/compromises?limit=50")["compromises"])
    assert report(on_call, world["offered"])[0] == 201
    assert report(on_call, world["offered"], actor=world["mine"])[0] == 201
    assert report(on_call, world["offered"], network=world["networks"][0])[0] == 201
    after = coordinator.ok("GET", "/compromises?limit=50")["compromises"]
    assert len(after) == before + 3


def test_a_coordinator_reports_any(world: dict[str, Any], coordinator: Caller) -> None:
    assert report(coordinator, world["other"], actor=world["theirs"])[0] == 201
    assert report(coordinator, world["other"], actor=str(uuid4()))[0] == 422
