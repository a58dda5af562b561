"""What was promised and agreed in a call stays when its case is merged into another one."""

from __future__ import annotations

from typing import Any

import pytest

from models.words import Role
from tests.app.http.test_a_late_word_of_a_call import newer
from tests.app.http.test_calls import sent
from tests.app.http.test_told_of_a_new_case import seal
from tests.support.served import Caller, Served

TWO, FOUR = "2031-03-01T14:00:00Z", "2031-03-01T16:00:00Z"


@pytest.fixture
def worker(served: Served) -> Caller:
    return served.caller(Role.ON_CALL)


def merged(coordinator: Caller, referral: str, into: str) -> None:
    seen = coordinator.ok("GET", f"/referrals/{referral}")["version"]
    coordinator.ok("POST", f"/referrals/{referral}/merge", {"into": into}, version=seen)


def promises(who: Caller) -> list[tuple[str, str]]:
    """In which case somebody is to be called back, and when, by the open tasks."""
    return sorted(
        (one["referral"], one["due_at"])
        for one in who.every("/tasks", "tasks")
        if one["kind"] == "CALL_BACK"
    )


def listed(who: Caller) -> list[tuple[str, str]]:
    """The same, by the open calls."""
    calls = who.ok("GET", "/calls")["calls"]
    return [(one["referral"], one["call_back_at"]) for one in calls if one["call_back_at"]]


def test_who_was_promised_a_call_is_called_back_by_the_case_that_goes_on(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served, call_back_at=TWO)
    first = worker.ok("POST", "/calls", call)["referral"]
    cases = [coordinator.ok("POST", "/referrals/phone", {})["id"] for _ in range(2)]
    merged(coordinator, first, cases[0])
    merged(coordinator, cases[0], cases[1])
    assert promises(worker) == listed(worker) == [(cases[1], TWO)]
    noted = newer(call)
    worker.ok("POST", "/calls", {**noted, "note": "quiet"})
    assert promises(worker) == [(cases[1], TWO)]
    moved = newer(noted)
    worker.ok("POST", "/calls", {**moved, "call_back_at": FOUR})
    assert promises(worker) == listed(worker) == [(cases[1], FOUR)]


@pytest.mark.parametrize("sealed", [True, False])
def test_what_one_call_takes_back_another_one_has_promised_still(
    served: Served, coordinator: Caller, worker: Caller, sealed: bool
) -> None:
    one, other = sent(served, call_back_at=TWO), sent(served, call_back_at=FOUR)
    first, into = (worker.ok("POST", "/calls", call)["referral"] for call in (one, other))
    merged(coordinator, first, into)
    assert promises(worker) == listed(worker) == [(into, TWO), (into, FOUR)]
    late = {**newer(one), "call_back_at": None}
    path, body = ("/calls/sealed", seal(served, late)) if sealed else ("/calls", late)
    worker.ok("POST", path, body)
    assert promises(worker) == listed(worker) == [(into, FOUR)]


def test_whom_the_other_case_keeps_away_does_not_keep_the_promise_to_call(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    first = worker.ok("POST", "/calls", sent(served, call_back_at=TWO))["referral"]
    into = coordinator.ok("POST", "/referrals/phone", {})["id"]
    handle = {"handle": served.handle(worker)}
    coordinator.ok("POST", f"/referrals/{into}/readers", handle)
    merged(coordinator, first, into)
    assert promises(worker) == []
    (task,) = (
        one
        for one in coordinator.every("/tasks", "tasks")
        if (one["kind"], one["referral"]) == ("CALL_BACK", into)
    )
    assert task["owner"] != served.handle(worker)


def test_a_word_that_was_agreed_in_a_merged_call_is_known_in_the_case_that_goes_on(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    first = worker.ok("POST", "/calls", sent(served, code_word="heather"))["referral"]
    other = worker.ok("POST", "/calls", sent(served, code_word="juniper"))["referral"]
    into = coordinator.ok("POST", "/referrals/phone", {})["id"]
    merged(coordinator, first, other)
    merged(coordinator, other, into)
    same = {word: said(worker, into, word) for word in ("heather", "juniper", "birch")}
    assert same == {"heather": True, "juniper": True, "birch": False}


def test_a_word_is_agreed_also_where_nobody_had_asked_how_she_may_be_reached(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)["referral"]
    form = {"referrer_kind": "NAV", "members": [{"role": "ADULT"}]}
    into = coordinator.ok("POST", "/referrals", form)["id"]
    merged(coordinator, first, into)
    worker.ok("POST", "/calls", {**newer(call), "code_word": "heather"})
    assert said(worker, into, "heather")


def said(who: Caller, referral: str, word: str) -> Any:
    return who.ok("POST", f"/referrals/{referral}/code-word", {"word": word})["same"]


def test_a_promise_goes_with_its_call_where_others_keep_the_worker_from_the_first_case(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served, call_back_at=TWO)
    first = worker.ok("POST", "/calls", call)["referral"]
    coordinator.ok("POST", f"/referrals/{first}/take-over", {"purpose": "SHIFT"})
    handle = {"handle": served.handle(worker)}
    coordinator.ok("POST", f"/referrals/{first}/readers", handle)
    before = promises(coordinator)
    moved = {**newer(call), "call_back_at": FOUR}
    worker.ok("POST", "/calls/sealed", seal(served, moved))
    (case,) = {one["referral"] for one in worker.ok("GET", "/calls")["calls"]}
    assert set(promises(coordinator)) ^ set(before) == {(first, TWO), (case, FOUR)}
