"""Who is kept away from a case hears nothing of it through an approval or a broken glass either."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.store import members
from models.words import Role
from tests.support.houses import call
from tests.support.served import Caller, Served

WHY = {"purpose": "NEW_FACTS", "reason": "the police say so"}
VERDICT = {"verdict": "JUSTIFIED", "finding": "she was found alive"}


def denied(served: Served, case: dict[str, Any], who: Caller) -> None:
    with served.service.store.transaction() as tx:
        assert members.deny(tx, UUID(case["id"]), who.account, by=who.account, now=served.clock())


def on_duty(served: Served, who: Caller, post: str) -> str:
    now = served.clock()
    sent = {
        "account": str(who.account),
        "post": post,
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=8)).isoformat(),
    }
    return str(served.signed_in(Role.ADMIN).ok("POST", "/duty-spans", sent)["id"])


def off_duty(served: Served, span: str) -> None:
    served.signed_in(Role.ADMIN).ok("DELETE", f"/duty-spans/{span}")


def area_cleared(asker: Caller, case: dict[str, Any]) -> str:
    """An approval that the police may be asked for."""
    path = f"/referrals/{case['id']}"
    asker.ok("POST", f"{path}/take-over", {"purpose": "ABSENCE"})
    area = asker.ok("GET", f"{path}/areas")["areas"][0]["id"]
    version = asker.ok("GET", path)["version"]
    return str(asker.ok("POST", f"{path}/areas/{area}/clear", WHY, version=version)["approval"])


def listed(who: Caller, path: str, name: str) -> set[str]:
    return {one["id"] for one in who.every(path, name)}


def assert_nothing_there(who: Caller, approval: str) -> None:
    """Neither read nor decided nor listed: the bytes of a random id."""
    random = who("GET", f"/approvals/{uuid4()}")
    for method, verb in (
        ("GET", ""),
        ("POST", "/agree"),
        ("POST", "/refuse"),
        ("POST", "/withdraw"),
    ):
        got = who(method, f"/approvals/{approval}{verb}")
        assert (got.status_code, got.content) == (404, random.content), verb
    assert approval not in listed(who, "/approvals", "approvals")


@pytest.mark.parametrize(
    ("post", "role"), [("COORDINATOR", Role.COORDINATOR), ("POLICE", Role.POLICE)]
)
def test_at01_who_was_asked_and_is_denied_since_finds_nothing(
    served: Served, on_call: Caller, post: str, role: Role
) -> None:
    case, second = call(served, on_call), served.caller(role)
    span = on_duty(served, second, post)
    approval = area_cleared(served.caller(Role.COORDINATOR), case)
    assert approval in listed(second, "/approvals", "approvals")
    denied(served, case, second)
    assert_nothing_there(second, approval)
    off_duty(served, span)


@pytest.mark.parametrize(
    ("post", "role"), [("COORDINATOR", Role.COORDINATOR), ("POLICE", Role.POLICE)]
)
def test_at01_who_is_denied_is_passed_over_when_somebody_is_asked(
    served: Served, on_call: Caller, post: str, role: Role
) -> None:
    case, relative, next_one = call(served, on_call), served.caller(role), served.caller(role)
    denied(served, case, relative)
    spans = [on_duty(served, relative, post), on_duty(served, next_one, post)]
    approval = area_cleared(served.caller(Role.COORDINATOR), case)
    assert_nothing_there(relative, approval)
    assert approval in listed(next_one, "/approvals", "approvals")
    for span in spans:
        off_duty(served, span)


def test_at01_who_asked_and_is_denied_since_finds_nothing(served: Served, on_call: Caller) -> None:
    case, asker = call(served, on_call), served.caller(Role.COORDINATOR)
    approval = area_cleared(asker, case)
    assert approval in listed(asker, "/approvals", "approvals")
    denied(served, case, asker)
    assert_nothing_there(asker, approval)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_at01_who_is_denied_neither_finds_nor_reviews_a_broken_glass(
    served: Served, on_call: Caller, role: Role
) -> None:
    case, breaker = call(served, on_call), served.signed_in(Role.COORDINATOR)
    sent = {"group": "ADDRESS", "reason_code": "LIFE_IN_DANGER", "reason": "no answer"}
    glass = breaker.ok("POST", f"/referrals/{case['id']}/glass-breaks", sent)["id"]
    relative = served.caller(role)
    denied(served, case, relative)
    assert glass not in listed(relative, "/glass-breaks", "breaks")
    got, random = (
        relative("POST", f"/glass-breaks/{one}/review", VERDICT) for one in (glass, uuid4())
    )
    assert (got.status_code, got.content) == (404, random.content)
    other = served.caller(role)
    assert glass in listed(other, "/glass-breaks", "breaks")
    other.ok("POST", f"/glass-breaks/{glass}/review", VERDICT)


def test_at01_who_is_denied_hears_no_alarm_of_a_broken_glass(
    served: Served, on_call: Caller
) -> None:
    case, breaker = call(served, on_call), served.signed_in(Role.COORDINATOR)
    relative, other = (served.caller(Role.COORDINATOR) for _ in range(2))
    denied(served, case, relative)
    before = listed(other, "/alarms", "alarms")
    sent = {"group": "ADDRESS", "reason_code": "LIFE_IN_DANGER", "reason": "no answer"}
    breaker.ok("POST", f"/referrals/{case['id']}/glass-breaks", sent)
    (alarm,) = listed(other, "/alarms", "alarms") - before
    assert alarm not in listed(relative, "/alarms", "alarms")
    got, random = (relative("POST", f"/alarms/{one}/answer") for one in (alarm, uuid4()))
    assert (got.status_code, got.content) == (404, random.content)
