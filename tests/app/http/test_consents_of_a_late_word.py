"""A word that waited gives no consent that she took back meanwhile (domain 8.2, H12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.words import Role
from tests.app.http.test_a_late_word_of_a_call import case_of, newer, withdrawn
from tests.app.http.test_calls import sent
from tests.app.http.test_told_of_a_new_case import seal, tasks
from tests.support.served import Caller, Served

BOTH = {"search": "GIVEN", "tell_shelter": "GIVEN"}


@pytest.fixture
def worker(served: Served) -> Caller:
    return served.caller(Role.ON_CALL)


def given(coordinator: Caller, referral: str) -> set[str]:
    """For what she agrees by now."""
    coordinator.ok("POST", f"/referrals/{referral}/take-over", {"purpose": "SHIFT"})
    rows = coordinator.every(f"/referrals/{referral}/consents", "consents")
    return {one["purpose"] for one in rows if one["answer"] == "GIVEN" and not one["withdrawn_at"]}


def test_a_word_that_is_older_than_her_withdrawal_gives_no_consent(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)["referral"]
    late = newer(call, consent=BOTH)
    waits = seal(served, late)
    withdrawn(coordinator, first)
    case = case_of(coordinator, worker.ok("POST", "/calls/sealed", waits)["code_name"])
    assert given(coordinator, case["id"]) == set()
    assert case["code_name"] in {one["code_name"] for one in tasks(coordinator)}
    again = worker.ok("POST", "/calls", newer(late, danger_now="YES"))
    assert again["referral"] == case["id"]
    assert given(coordinator, case["id"]) == set(), "that it still says so says nothing new"


def test_who_calls_again_after_her_withdrawal_agrees(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    withdrawn(coordinator, worker.ok("POST", "/calls", call)["referral"])
    later = seal(served, newer(call, consent=BOTH))
    case = case_of(coordinator, worker.ok("POST", "/calls/sealed", later)["code_name"])
    assert given(coordinator, case["id"]) == {"SEARCH", "TELL_SHELTER"}


def test_when_it_was_said_is_put_right_by_the_clock_of_the_device(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)["referral"]
    day = timedelta(days=1)
    served.clock.forward(seconds=day.total_seconds())
    waits = seal(served, newer(call, consent=BOTH))
    served.clock.forward(seconds=-day.total_seconds())
    withdrawn(coordinator, first)
    ahead = {"Havn-Sent-At": (served.clock() + day).isoformat()}
    taken = worker.ok("POST", "/calls/sealed", waits, headers=ahead)
    assert given(coordinator, case_of(coordinator, taken["code_name"])["id"]) == set()


def test_of_an_open_case_what_she_took_back_since_is_not_given_and_what_she_did_not_is(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)["referral"]
    waits = seal(served, newer(call, consent=BOTH))
    coordinator.ok("POST", f"/referrals/{first}/take-over", {"purpose": "SHIFT"})
    agreed = changed(
        coordinator, first, "", {"purpose": "SEARCH", "answer": "GIVEN", "form": "VERBAL"}
    )
    changed(coordinator, first, f"/{agreed['id']}/withdraw", None)
    worker.ok("POST", "/calls/sealed", waits)
    assert given(coordinator, first) == {"TELL_SHELTER"}


def changed(who: Caller, referral: str, path: str, body: Any) -> Any:
    seen = who.ok("GET", f"/referrals/{referral}")["version"]
    return who.ok("POST", f"/referrals/{referral}/consents{path}", body, version=seen)


def test_where_others_keep_its_worker_away_the_word_tells_nothing_of_what_she_agreed_to(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)["referral"]
    coordinator.ok("POST", f"/referrals/{first}/take-over", {"purpose": "SHIFT"})
    coordinator.ok("POST", f"/referrals/{first}/readers", {"handle": served.handle(worker)})
    later = seal(served, newer(call, consent=BOTH))
    case = case_of(coordinator, worker.ok("POST", "/calls/sealed", later)["code_name"])
    assert given(coordinator, case["id"]) == set()
