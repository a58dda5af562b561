"""A newer word of a call writes what it changed, and what others wrote since stays."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from models.words import Role
from tests.support.houses import place
from tests.support.served import Caller, Served

PUT_RIGHT = {
    "wheelchair": "YES",
    "women_only": "YES",
    "pets": "YES",
    "acute_psychosis": "YES",
    "must_have_known": "YES",
    "danger_now": "YES",
    "she_knows": "YES",
    "reads": "YES",
}


def sent(served: Served) -> dict[str, Any]:
    oslo = place(served, "Oslo")
    return {
        "call": str(uuid4()),
        "revision": 1,
        "answers": {
            "people": {"adults": 1, "gender": "WOMAN"},
            "places_to_avoid": {"known": "YES", "his": [oslo]},
            "fear": {"self_fear": "VERY"},
            "must_have": {"services": ["GP"]},
        },
    }


def newer(call: dict[str, Any], **answers: Any) -> dict[str, Any]:
    return {**call, "revision": call["revision"] + 1, "answers": {**call["answers"], **answers}}


def put(who: Caller, path: str, part: str, body: dict[str, Any], method: str = "PUT") -> None:
    version = who.ok("GET", path)["version"]
    who.ok(method, f"{path}{part}", body, version=version)


@pytest.fixture
def taken(served: Served, on_call: Caller, coordinator: Caller) -> tuple[dict[str, Any], str]:
    """A call that became a case, and the case's path, on which a coordinator stands too."""
    call = sent(served)
    path = f"/referrals/{on_call.ok('POST', '/calls', call)['referral']}"
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "ACUTE"})
    return call, path


def test_one_more_language_changes_no_answer_that_a_coordinator_put_right(
    served: Served, on_call: Caller, coordinator: Caller, taken: tuple[dict[str, Any], str]
) -> None:
    call, path = taken
    put_right = {**PUT_RIGHT, "where_now": place(served, "Bergen")}
    put(coordinator, path, "", put_right, "PATCH")
    on_call.ok("POST", "/calls", newer(call, language={"languages": ["nob", "eng"]}))
    case = coordinator.ok("GET", path)
    assert case["languages"] == ["nob", "eng"]
    assert {name: case[name] for name in PUT_RIGHT} == PUT_RIGHT
    assert coordinator.ok("GET", f"{path}/parts")["where_now"]["name"] == "Bergen"


def test_of_a_part_only_the_answer_that_changed_is_written(
    on_call: Caller, coordinator: Caller, taken: tuple[dict[str, Any], str]
) -> None:
    call, path = taken
    put(coordinator, path, "", {"wheelchair": "YES"}, "PATCH")
    on_call.ok("POST", "/calls", newer(call, must_have={"services": ["GP"], "pets": "YES"}))
    case = coordinator.ok("GET", path)
    assert (case["pets"], case["wheelchair"]) == ("YES", "YES")


def test_only_women_is_said_later_and_her_children_stay(
    on_call: Caller, coordinator: Caller, taken: tuple[dict[str, Any], str]
) -> None:
    call, path = taken
    members = [{"role": "ADULT"}, {"role": "CHILD", "age_band": "3-6"}]
    put(coordinator, path, "/people", {"members": members})
    people = {**call["answers"]["people"], "women_only": "YES"}
    on_call.ok("POST", "/calls", newer(call, people=people))
    case = coordinator.ok("GET", path)
    assert case["women_only"] == "YES" and case["members_known"] == "YES"
    assert [one["age_band"] for one in case["members"]].count("3-6") == 1


def test_where_she_will_not_go_and_what_she_needs_are_added_to_and_never_taken_out(
    served: Served, on_call: Caller, coordinator: Caller, taken: tuple[dict[str, Any], str]
) -> None:
    call, path = taken
    bergen, bodo = place(served, "Bergen"), place(served, "Bodø")
    put(coordinator, path, "/no-go", {"areas": [{"place": bergen, "radius_km": 100.0}]})
    needs = [
        {"service": "GP", "criticality": "SAFETY_CRITICAL"},
        {"service": "DIALYSIS", "criticality": "SAFETY_CRITICAL"},
    ]
    put(coordinator, path, "/needs", {"needs": needs})
    avoid = {**call["answers"]["places_to_avoid"], "not_there": [bodo, bergen]}
    must = {"services": ["MATERNITY"]}
    on_call.ok("POST", "/calls", newer(call, places_to_avoid=avoid, must_have=must))
    case = coordinator.ok("GET", f"{path}/parts")
    assert sorted(one["place"]["name"] for one in case["no_go"]) == ["Bergen", "Bodø"]
    assert max(one["radius_km"] for one in case["no_go"]) == 100
    assert sorted(one["service"] for one in case["needs"]) == ["DIALYSIS", "GP", "MATERNITY"]


def test_a_number_that_is_sealed_stays_when_it_is_said_anew_how_she_may_be_reached(
    served: Served, on_call: Caller
) -> None:
    call, boss = {**sent(served), "code_word": "heather"}, served.signed_in(Role.COORDINATOR)
    path = f"/referrals/{on_call.ok('POST', '/calls', call)['referral']}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    (contact,) = boss.ok("GET", f"{path}/sealed")["contacts"]
    put(boss, path, f"/contacts/{contact['row']}/number", {"number": "+4799999999"})
    on_call.ok("POST", "/calls", newer(call, safe_contact={"message_ok": "NO"}))
    assert [one["row"] for one in boss.ok("GET", f"{path}/sealed")["contacts"]] == [contact["row"]]
    assert on_call.ok("POST", f"{path}/code-word", {"word": "heather"})["same"] is True


def call_backs(on_call: Caller, code_name: str) -> list[str]:
    """When she is to be called back, by the open tasks."""
    tasks = on_call.every("/tasks", "tasks")
    mine = [one for one in tasks if one["code_name"] == code_name and one["kind"] == "CALL_BACK"]
    return [one["due_at"] for one in mine]


def test_a_call_back_that_is_moved_is_due_at_its_new_time_and_one_taken_back_is_none(
    served: Served, on_call: Caller
) -> None:
    call = {**sent(served), "call_back_at": "2031-01-01T03:30:00+01:00"}
    name = on_call.ok("POST", "/calls", call)["code_name"]
    assert call_backs(on_call, name) == ["2031-01-01T02:30:00Z"]
    moved = {**call, "revision": 2, "call_back_at": "2031-01-01T01:00:00+01:00"}
    on_call.ok("POST", "/calls", moved)
    assert call_backs(on_call, name) == ["2031-01-01T00:00:00Z"]
    on_call.ok("POST", "/calls", {**moved, "revision": 3, "call_back_at": None})
    assert call_backs(on_call, name) == []


def test_a_call_back_that_was_done_is_not_set_anew_by_a_part_of_a_second(
    served: Served, on_call: Caller
) -> None:
    call = {**sent(served), "call_back_at": "2031-01-02T03:30:00.4+01:00"}
    name = on_call.ok("POST", "/calls", call)["code_name"]
    (task,) = (
        one
        for one in on_call.every("/tasks", "tasks")
        if one["code_name"] == name and one["kind"] == "CALL_BACK"
    )
    on_call.ok("POST", f"/tasks/{task['id']}/done", {})
    noted = {**call, "revision": 2, "call_back_at": "2031-01-02T03:30:00+01:00", "note": "quiet"}
    on_call.ok("POST", "/calls", noted)
    assert call_backs(on_call, name) == []


def test_a_consent_that_was_taken_back_is_not_given_anew_by_another_one(
    served: Served, on_call: Caller
) -> None:
    consent = {"tell_shelter": "GIVEN", "search": "NOT_ANSWERED"}
    call = sent(served)
    call = {**call, "answers": {**call["answers"], "consent": consent}}
    path = f"/referrals/{on_call.ok('POST', '/calls', call)['referral']}"
    said = on_call.ok("GET", f"{path}/consents")["consents"]
    (given,) = [one for one in said if one["answer"] == "GIVEN"]
    put(on_call, path, f"/consents/{given['id']}/withdraw", {}, "POST")
    on_call.ok("POST", "/calls", newer(call, consent={**consent, "search": "GIVEN"}))
    said = on_call.ok("GET", f"{path}/consents")["consents"]
    standing = [one for one in said if one["answer"] == "GIVEN" and not one["withdrawn_at"]]
    assert [one["purpose"] for one in standing] == ["SEARCH"]
