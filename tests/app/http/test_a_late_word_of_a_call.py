"""A sealed word of a call reaches her case wherever it stands by then, and tells whoever sent it nothing."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from models.words import AlarmKind, Role
from tests.app.http.test_calls import sent
from tests.app.http.test_place_quotas import alarms
from tests.app.http.test_told_of_a_new_case import seal, tasks
from tests.support.houses import place
from tests.support.served import Caller, Served

QUOTA = 30
"""Different places per account and day, as tests serve."""


@pytest.fixture
def worker(served: Served) -> Caller:
    return served.caller(Role.ON_CALL)


def newer(call: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """The next word of the same call."""
    return {
        **call,
        "revision": call["revision"] + 1,
        "answers": {**call["answers"], **answers},
    }


def case_of(coordinator: Caller, code_name: str) -> dict[str, Any]:
    (found,) = [
        one for one in coordinator.every("/referrals", "referrals") if one["code_name"] == code_name
    ]
    case: dict[str, Any] = coordinator.ok("GET", f"/referrals/{found['id']}")
    return case


def areas_of(coordinator: Caller, referral: str) -> set[str]:
    """The places of danger in this case, once the coordinator stands on it."""
    coordinator.ok("POST", f"/referrals/{referral}/take-over", {"purpose": "SHIFT"})
    return {one["place"] for one in coordinator.every(f"/referrals/{referral}/areas", "areas")}


def danger_of(coordinator: Caller, referral: str) -> str:
    said: str = coordinator.ok("GET", f"/referrals/{referral}")["danger_now"]
    return said


def test_after_a_hand_over_it_is_written_and_whoever_has_the_case_is_told(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    other, call = served.caller(Role.ON_CALL), sent(served)
    told = worker.ok("POST", "/calls", call)
    handle = served.handle(other)
    worker.ok("POST", "/shift/hand-over", {"handle": handle})
    late = newer(call, danger_now="YES")
    assert worker("POST", "/calls", late).status_code == 404
    taken = worker.ok("POST", "/calls/sealed", seal(served, late))
    assert taken == {"code_name": told["code_name"]}
    assert danger_of(coordinator, told["referral"]) == "YES"
    assert told["code_name"] in {one["code_name"] for one in tasks(coordinator)}
    assert worker("GET", f"/referrals/{told['referral']}").status_code == 404


def test_after_a_merge_it_is_written_in_the_case_that_goes_on(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)
    target = coordinator.ok("POST", "/referrals/phone", {})
    seen = coordinator.ok("GET", f"/referrals/{first['referral']}")["version"]
    coordinator.ok(
        "POST", f"/referrals/{first['referral']}/merge", {"into": target["id"]}, version=seen
    )
    late = newer(call, danger_now="YES")
    taken = worker.ok("POST", "/calls/sealed", seal(served, late))
    assert taken == {"code_name": first["code_name"]}
    assert danger_of(coordinator, target["id"]) == "YES"
    later = worker.ok("POST", "/calls", newer(late, danger_now="NO"))
    assert later["referral"] == target["id"], "who stood on the one stands on the other"


def test_however_many_cases_it_was_merged_into_it_is_written_in_the_last(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    cases = [worker.ok("POST", "/calls", call)["referral"]]
    cases += [coordinator.ok("POST", "/referrals/phone", {})["id"] for _ in range(2)]
    for one, other in pairwise(cases):
        seen = coordinator.ok("GET", f"/referrals/{one}")["version"]
        coordinator.ok("POST", f"/referrals/{one}/merge", {"into": other}, version=seen)
    worker.ok("POST", "/calls/sealed", seal(served, newer(call, danger_now="YES")))
    assert [danger_of(coordinator, one) for one in cases] == ["UNKNOWN", "UNKNOWN", "YES"]


def test_too_many_places_in_one_sealed_call_are_heard_of_at_once(
    served: Served, worker: Caller
) -> None:
    call = sent(served)
    towns = [e.code for e in served.service.places.entries if e.kind == "TOWN"]
    avoid = {"known": "YES", "his": towns[:20], "where_i_am_known": towns[20 : QUOTA + 1]}
    many = {**call, "answers": {**call["answers"], "places_to_avoid": avoid}}
    worker.ok("POST", "/calls/sealed", seal(served, many))
    assert alarms(served, worker.account) == [AlarmKind.PLACES_NEAR_QUOTA]


def test_after_she_withdrew_it_is_a_case_that_knows_the_closed_one(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)
    tromso = place(served, "Tromsø")
    seen = coordinator.ok("GET", f"/referrals/{first['referral']}")["version"]
    area = {"place": tromso, "kind": "WORK"}
    coordinator.ok("POST", f"/referrals/{first['referral']}/areas", area, version=seen)
    seen = coordinator.ok("GET", f"/referrals/{first['referral']}")["version"]
    coordinator.ok("POST", f"/referrals/{first['referral']}/withdraw", version=seen)
    taken = worker.ok("POST", "/calls/sealed", seal(served, newer(call, danger_now="YES")))
    assert taken["code_name"] != first["code_name"]
    assert taken["code_name"] in {one["code_name"] for one in tasks(coordinator)}
    case = case_of(coordinator, taken["code_name"])
    assert case["danger_now"] == "YES"
    assert tromso in areas_of(coordinator, case["id"]), "what is dangerous to her goes on with her"
    again = newer(newer(call, danger_now="YES"), danger_now="NO")
    assert worker.ok("POST", "/calls", again)["referral"] == case["id"]


def test_from_a_case_that_a_list_keeps_her_from_it_is_another_one(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok(
        "POST", "/calls", {**call, "answers": {**call["answers"], "danger_now": "NO"}}
    )
    areas_of(coordinator, first["referral"])
    coordinator.ok(
        "POST", f"/referrals/{first['referral']}/readers", {"handle": served.handle(worker)}
    )
    taken = worker.ok("POST", "/calls/sealed", seal(served, newer(call, danger_now="YES")))
    assert danger_of(coordinator, first["referral"]) == "NO"
    assert taken["code_name"] in {one["code_name"] for one in tasks(coordinator)}


def test_the_call_of_another_device_is_not_there(served: Served, worker: Caller) -> None:
    call, other = sent(served), served.caller(Role.ON_CALL)
    worker.ok("POST", "/calls", call)
    got = other("POST", "/calls/sealed", seal(served, newer(call, danger_now="YES")))
    assert got.status_code == 404


@pytest.mark.parametrize("role", [Role.ON_CALL, Role.COORDINATOR])
def test_v2_4_1_beyond_the_quota_of_places_nobody_is_turned_away_and_nothing_is_heard(
    served: Served, coordinator: Caller, role: Role
) -> None:
    caller, call = served.caller(role), sent(served)
    towns = [e.code for e in served.service.places.entries if e.kind == "TOWN"][: QUOTA + 1]
    for some in (towns[:20], towns[20:QUOTA]):
        caller.ok("POST", "/referrals/phone", {"places_to_avoid": {"his": some}})
    avoid = {"known": "YES", "his": towns[QUOTA:]}
    many = {**call, "answers": {**call["answers"], "places_to_avoid": avoid}}
    assert caller("POST", "/calls", many).status_code == 429
    name = caller.ok("POST", "/calls/sealed", seal(served, many))["code_name"]
    assert name in {one["code_name"] for one in tasks(coordinator)}
    case = case_of(coordinator, name)
    assert areas_of(coordinator, case["id"]) == {*towns[QUOTA:]}
    for route in ("", "/areas"):
        assert caller("GET", f"/referrals/{case['id']}{route}").status_code == 404
    assert caller("POST", f"/referrals/{case['id']}/options").status_code == 404
    found = coordinator.ok("POST", f"/referrals/{case['id']}/options")
    assert found["result"] in ("OPTIONS", "NO_SAFE_BED")
    due = [one for one in tasks(coordinator) if one["code_name"] == name]
    assert due == [], "a colleague has looked for her"


def test_beyond_the_quota_a_case_that_she_had_goes_to_others(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)
    towns = [e.code for e in served.service.places.entries if e.kind == "TOWN"]
    others = [code for code in towns if code != place(served, "Oslo")]
    for some in (others[:15], others[15 : QUOTA - 1]):
        worker.ok("POST", "/referrals/phone", {"places_to_avoid": {"his": some}})
    avoid = {"known": "YES", "his": [place(served, "Oslo"), others[QUOTA - 1]]}
    late = newer(call, places_to_avoid=avoid)
    assert worker("POST", "/calls", late).status_code == 429
    assert worker.ok("GET", f"/referrals/{first['referral']}")["id"] == first["referral"]
    worker.ok("POST", "/calls/sealed", seal(served, late))
    assert worker("GET", f"/referrals/{first['referral']}").status_code == 404
    assert areas_of(coordinator, first["referral"]) == {*avoid["his"]}
    (task,) = [one for one in tasks(coordinator) if one["code_name"] == first["code_name"]]
    assert datetime.fromisoformat(task["due_at"]) > served.clock()
    worker.ok("POST", "/calls/sealed", seal(served, newer(late, danger_now="YES")))
    assert danger_of(coordinator, first["referral"]) == "YES"


def beyond(served: Served, call: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """The same word with more places than an account may name."""
    towns = [e.code for e in served.service.places.entries if e.kind == "TOWN"]
    avoid = {"known": "YES", "his": towns[:20], "where_i_am_known": towns[20 : QUOTA + 1]}
    return {**call, "answers": {**call["answers"], "places_to_avoid": avoid, **answers}}


def names(coordinator: Caller) -> set[str]:
    """Every case that this coordinator may know of."""
    return {one["code_name"] for one in coordinator.every("/referrals", "referrals")}


@pytest.mark.parametrize("role", [Role.ON_CALL, Role.COORDINATOR])
def test_beyond_the_quota_the_further_words_of_a_call_are_of_one_case(
    served: Served, coordinator: Caller, role: Role
) -> None:
    caller, call, before = served.caller(role), beyond(served, sent(served)), names(coordinator)
    name = caller.ok("POST", "/calls/sealed", seal(served, call))["code_name"]
    for said in ("NO", "UNKNOWN", "YES"):
        call = newer(call, danger_now=said)
        assert caller("POST", "/calls", call).status_code == 404
        taken = caller.ok("POST", "/calls/sealed", seal(served, call))
        assert taken == {"code_name": name}
    assert names(coordinator) - before == {name}
    case = case_of(coordinator, name)
    assert case["danger_now"] == "YES"
    for route in ("", "/areas"):
        assert caller("GET", f"/referrals/{case['id']}{route}").status_code == 404


def test_whom_a_colleague_keeps_away_after_she_left_by_the_quota_writes_there_no_more(
    served: Served, coordinator: Caller
) -> None:
    caller, call = served.caller(Role.COORDINATOR), beyond(served, sent(served), danger_now="NO")
    name = caller.ok("POST", "/calls/sealed", seal(served, call))["code_name"]
    case = case_of(coordinator, name)
    areas_of(coordinator, case["id"])
    handle = {"handle": served.handle(caller)}
    assert coordinator.ok("POST", f"/referrals/{case['id']}/readers", handle)["id"] is not None
    late = newer(call, danger_now="YES")
    taken = caller.ok("POST", "/calls/sealed", seal(served, late))
    assert taken["code_name"] != name
    assert danger_of(coordinator, case["id"]) == "NO"
    again = caller.ok("POST", "/calls/sealed", seal(served, newer(late, danger_now="UNKNOWN")))
    assert again == taken


def test_who_left_by_the_quota_writes_in_the_case_into_which_a_colleague_merged_it(
    served: Served, coordinator: Caller
) -> None:
    caller, call = served.caller(Role.COORDINATOR), beyond(served, sent(served), danger_now="NO")
    name = caller.ok("POST", "/calls/sealed", seal(served, call))["code_name"]
    case, into = case_of(coordinator, name), coordinator.ok("POST", "/referrals/phone", {})["id"]
    path = f"/referrals/{case['id']}"
    areas_of(coordinator, case["id"])
    seen = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/merge", {"into": into}, version=seen)
    taken = caller.ok("POST", "/calls/sealed", seal(served, newer(call, danger_now="YES")))
    assert taken == {"code_name": name}
    assert danger_of(coordinator, into) == "YES"
    assert caller("GET", f"/referrals/{into}").status_code == 404


@pytest.mark.parametrize("role", [Role.ON_CALL, Role.COORDINATOR])
def test_who_left_the_closed_case_by_the_quota_does_not_hear_its_places_by_the_next(
    served: Served, coordinator: Caller, role: Role
) -> None:
    caller, call = served.caller(role), beyond(served, sent(served))
    name = caller.ok("POST", "/calls/sealed", seal(served, call))["code_name"]
    closed = withdrawn(coordinator, case_of(coordinator, name)["id"])
    late = newer(call, places_to_avoid={"known": "YES"})
    after = case_of(
        coordinator, caller.ok("POST", "/calls/sealed", seal(served, late))["code_name"]
    )
    assert after["id"] != closed
    assert len(areas_of(coordinator, after["id"])) == QUOTA + 1
    assert caller("GET", f"/referrals/{after['id']}").status_code == 404
    assert caller("POST", f"/referrals/{after['id']}/options").status_code == 404
    assert caller("POST", "/calls", newer(late, danger_now="YES")).status_code == 404


def test_who_was_taken_off_a_case_that_closed_hears_nothing_by_the_next(
    served: Served, coordinator: Caller, worker: Caller
) -> None:
    call = sent(served)
    first = worker.ok("POST", "/calls", call)["referral"]
    other = served.caller(Role.ON_CALL)
    worker.ok("POST", "/shift/hand-over", {"handle": served.handle(other)})
    withdrawn(coordinator, first)
    name = worker.ok("POST", "/calls/sealed", seal(served, newer(call)))["code_name"]
    case = case_of(coordinator, name)
    assert worker("GET", f"/referrals/{case['id']}").status_code == 404
    assert name in {one["code_name"] for one in tasks(coordinator)}


def withdrawn(coordinator: Caller, referral: str) -> str:
    """The same case, which she ended."""
    coordinator.ok("POST", f"/referrals/{referral}/take-over", {"purpose": "SHIFT"})
    seen = coordinator.ok("GET", f"/referrals/{referral}")["version"]
    coordinator.ok("POST", f"/referrals/{referral}/withdraw", version=seen)
    return referral
