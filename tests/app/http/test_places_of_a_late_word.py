"""A word that waited is taken without a place that nobody knows any more, and somebody asks her where."""

from __future__ import annotations

from typing import Any

import pytest

from models.words import Role
from tests.app.http.test_a_late_word_of_a_call import areas_of, case_of, newer
from tests.app.http.test_calls import sent
from tests.app.http.test_told_of_a_new_case import seal
from tests.support.houses import place
from tests.support.served import Caller, Served

GONE = "NO-T-9999999"
"""A place of an earlier gazetteer."""


@pytest.fixture
def worker(served: Served) -> Caller:
    return served.caller(Role.ON_CALL)


def read(coordinator: Caller, referral: str) -> dict[str, Any]:
    """The case as whoever stands on it reads it."""
    coordinator.ok("POST", f"/referrals/{referral}/take-over", {"purpose": "SHIFT"})
    case: dict[str, Any] = coordinator.ok("GET", f"/referrals/{referral}")
    return case


def asked_again(coordinator: Caller, referral: str) -> bool:
    """Whether somebody has to judge her danger anew."""
    tasks = coordinator.every("/tasks", "tasks")
    return ("THREAT_REVIEW", referral) in {(one["kind"], one["referral"]) for one in tasks}


@pytest.mark.parametrize("name", ["his", "where_i_am_known", "not_there"])
def test_a_call_with_a_place_that_is_no_more_is_a_case_with_the_others(
    served: Served, coordinator: Caller, worker: Caller, name: str
) -> None:
    oslo, call = place(served, "Oslo"), sent(served)
    avoid: dict[str, Any] = {"known": "YES", "his": [oslo]}
    avoid[name] = [*avoid.get(name, []), GONE]
    call["answers"] = {**call["answers"], "places_to_avoid": avoid}
    assert worker("POST", "/calls", call).status_code == 422
    name = worker.ok("POST", "/calls/sealed", seal(served, call))["code_name"]
    case = read(coordinator, case_of(coordinator, name)["id"])
    assert case["danger_places_known"] == "UNKNOWN"
    assert areas_of(coordinator, case["id"]) == {oslo}
    assert asked_again(coordinator, case["id"])


def test_a_place_where_she_is_that_is_no_more_loses_no_word(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)["referral"]
    late = seal(served, newer(call, where_now=GONE, danger_now="YES"))
    worker.ok("POST", "/calls/sealed", late)
    case = read(coordinator, first)
    assert (case["danger_now"], case["danger_places_known"]) == ("YES", "UNKNOWN")
    assert asked_again(coordinator, first)


def test_which_places_she_fears_is_known_again_once_they_are_named(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call, oslo, bergen = sent(served), place(served, "Oslo"), place(served, "Bergen")
    first = worker.ok("POST", "/calls", call)["referral"]

    def said(word: dict[str, Any]) -> Any:
        worker.ok("POST", "/calls/sealed", seal(served, word))
        return read(coordinator, first)["danger_places_known"]

    lost = newer(call, places_to_avoid={"known": "YES", "his": [oslo, GONE]})
    named = newer(lost, places_to_avoid={"known": "YES", "his": [oslo, bergen]})
    again = newer(named, places_to_avoid={"known": "YES", "his": [oslo, bergen, GONE]})
    assert [said(lost), said(named), said(again)] == ["UNKNOWN", "YES", "UNKNOWN"]
    assert areas_of(coordinator, first) == {oslo, bergen}


def test_what_a_colleague_put_right_is_not_known_either_when_a_place_is_lost(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    lost = newer(call, places_to_avoid={"known": "YES", "his": [GONE]})
    first = worker.ok("POST", "/calls", call)["referral"]
    worker.ok("POST", "/calls/sealed", seal(served, lost))
    seen = read(coordinator, first)["version"]
    coordinator.ok("PATCH", f"/referrals/{first}", {"danger_places_known": "YES"}, version=seen)
    worker.ok("POST", "/calls/sealed", seal(served, newer(lost, danger_now="YES")))
    assert read(coordinator, first)["danger_places_known"] == "UNKNOWN"
