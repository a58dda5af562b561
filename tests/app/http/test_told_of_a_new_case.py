"""A case that nobody has in front of them is told of: an agency's, and one out of a sealed queue."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from app.intake_keys import IntakeKeys
from app.phone import vault
from models.words import ReferrerKind, Role
from tests.app.http.test_calls import sent
from tests.support.served import Caller, Served


def tasks(who: Caller) -> list[dict[str, Any]]:
    return [one for one in who.every("/tasks", "tasks") if one["kind"] == "LOOK_FOR_HER"]


def seal(served: Served, call: dict[str, Any]) -> dict[str, Any]:
    """A call as a device of this service seals it."""
    keys = IntakeKeys(served.service.master)
    plain = json.dumps({**call, "taken_at": served.clock().isoformat()}).encode()
    sealed = vault.to_service(keys.public(), plain, call["call"])
    return {"call": call["call"], "key_id": keys.id, "sealed": sealed}


def test_what_an_agency_refers_is_somebodys_task_within_fifteen_minutes(
    served: Served, coordinator: Caller
) -> None:
    organisation = served.organisation("LEGEVAKT-1", ReferrerKind.NOAS)
    agency = served.caller(Role.REFERRER, organisation=organisation)
    before = {one["id"] for one in tasks(coordinator)}
    agency.ok("POST", "/own-referrals", {"danger_now": "YES"})
    (task,) = (one for one in tasks(coordinator) if one["id"] not in before)
    left = datetime.fromisoformat(task["due_at"]) - served.clock()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)


def test_what_waited_sealed_is_a_task_until_somebody_looks_for_her(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    call = sent(served)
    name = on_call.ok("POST", "/calls/sealed", seal(served, call))["code_name"]
    assert name in {one["code_name"] for one in tasks(coordinator)}
    on_call.ok("POST", "/calls", {**call, "revision": 2})
    assert name not in {one["code_name"] for one in tasks(coordinator)}
