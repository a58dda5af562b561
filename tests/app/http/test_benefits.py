"""Benefits have clocks: applied, decided, paid; each office's median days are told, to it its own (O12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.store.nights import local_date
from models.words import ReferrerKind, Role
from tests.support.houses import call
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def offices(served: Served) -> dict[str, Any]:
    """Two verified offices by their code names, beside one that nobody called back."""
    unverified = {"code_name": "NAV-3", "kind": "NAV"}
    served.caller(Role.ADMIN).ok("POST", "/organisations", unverified)
    return {name: served.organisation(name, ReferrerKind.NAV) for name in ("NAV-1", "NAV-2")}


def day(served: Served, ago: int) -> str:
    return (local_date(served.clock()) - timedelta(days=ago)).isoformat()


def applied(served: Served, who: Caller, office: str, ago: int) -> tuple[str, str]:
    """The path of her case, and of a new application in it."""
    case = f"/referrals/{call(served, who)['id']}/benefits"
    sent = {"kind": "SOCIAL_ASSISTANCE", "organisation": office, "applied_on": day(served, ago)}
    (one,) = who.ok("POST", case, sent)["benefits"]
    return case, f"{case}/{one['id']}/step"


def test_the_median_from_application_to_payment_is_told_by_office(
    served: Served, coordinator: Caller, offices: dict[str, Any]
) -> None:
    for office, ago, decided, paid in (
        ("NAV-1", 90, 80, 70),
        ("NAV-1", 60, 20, 10),
        ("NAV-1", 50, 30, None),
        ("NAV-2", 9, None, None),
    ):
        _, path = applied(served, coordinator, office, ago)
        if decided is not None:
            sent = {"decided_on": day(served, decided), "granted": True}
            coordinator.ok("POST", path, sent)
        if paid is not None:
            coordinator.ok("POST", path, {"paid_on": day(served, paid)})
    told = {
        one.pop("organisation"): one for one in coordinator.ok("GET", "/benefit-times")["offices"]
    }
    assert told["NAV-1"] == {
        "number": 3, "paid": 2, "days_to_decision": 20.0, "days_to_payment": 35.0,
    }  # fmt: skip
    assert told["NAV-2"] == {
        "number": 1, "paid": 0, "days_to_decision": None, "days_to_payment": None,
    }  # fmt: skip
    of_none = served.caller(Role.MUNICIPALITY)
    assert of_none("GET", "/own-benefit-times").status_code == 404
    clerk = served.caller(Role.MUNICIPALITY, organisation=offices["NAV-2"])
    (own,) = clerk.ok("GET", "/own-benefit-times")["offices"]
    assert own == {"organisation": "NAV-2", **told["NAV-2"]}


def test_a_case_that_is_kept_from_a_coordinator_is_in_none_of_her_times_and_in_those_of_the_office(
    served: Served, coordinator: Caller
) -> None:
    office = served.organisation("NAV-7", ReferrerKind.NAV)
    other = served.caller(Role.COORDINATOR)
    for ago in (90, 50):
        path, step = applied(served, coordinator, "NAV-7", ago)
        coordinator.ok("POST", step, {"decided_on": day(served, 40), "granted": True})

    def times(who: Caller, path: str) -> list[tuple[int, float]]:
        found = who.ok("GET", path)["offices"]
        return [(o["number"], o["days_to_decision"]) for o in found if o["organisation"] == "NAV-7"]

    assert times(other, "/benefit-times") == [(2, 30.0)]
    case = path.removesuffix("/benefits")
    coordinator.ok("POST", f"{case}/readers", {"handle": served.handle(other)})
    assert times(other, "/benefit-times") == [(1, 50.0)]
    assert times(coordinator, "/benefit-times") == [(2, 30.0)]
    clerk = served.caller(Role.MUNICIPALITY, organisation=office)
    assert times(clerk, "/own-benefit-times") == [(2, 30.0)]


def test_it_is_decided_once_then_paid_once_and_never_before(
    served: Served, coordinator: Caller, offices: dict[str, Any]
) -> None:
    _, path = applied(served, coordinator, "NAV-2", 30)
    assert coordinator("POST", path, {"paid_on": day(served, 5)}).status_code == 409
    for wrong in ({}, {"decided_on": day(served, 5)}, {"granted": True}):
        assert coordinator("POST", path, wrong).status_code == 422
    for ago in (31, -1):
        sent = {"decided_on": day(served, ago), "granted": True}
        assert coordinator("POST", path, sent).status_code == 422
    coordinator.ok("POST", path, {"decided_on": day(served, 10), "granted": False})
    again = {"decided_on": day(served, 9), "granted": True}
    assert coordinator("POST", path, again).status_code == 409
    assert coordinator("POST", path, {"paid_on": day(served, 5)}).status_code == 409


def test_an_office_that_nobody_has_called_back_is_none(
    served: Served, coordinator: Caller, on_call: Caller, offices: dict[str, Any]
) -> None:
    case, path = applied(served, on_call, "NAV-1", 3)
    for office in ("NAV-3", "NAV-9"):
        sent = {"kind": "OTHER", "organisation": office, "applied_on": day(served, 0)}
        assert on_call("POST", case, sent).status_code == 422
    ahead = {"kind": "OTHER", "organisation": "NAV-1", "applied_on": day(served, -1)}
    assert on_call("POST", case, ahead).status_code == 422
    other = served.caller(Role.ON_CALL)
    assert other("GET", case).status_code == 404
    assert other("POST", path, {"paid_on": day(served, 0)}).status_code == 404
