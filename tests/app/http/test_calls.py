"""A call in one request over HTTP: options back, gone on with, and a shelter's yes by telephone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.use_cases import calls
from tests.support.houses import house, place
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> list[dict[str, Any]]:
    """Two far houses, one of them without a fresh vacancy."""
    return [
        house(served, coordinator, "FJORD-01", "Tromsø"),
        house(served, coordinator, "FJORD-02", "Bodø", confirmed=False),
    ]


def sent(served: Served, **more: Any) -> dict[str, Any]:
    oslo = place(served, "Oslo")
    return {
        "call": str(uuid4()),
        "revision": 1,
        "answers": {
            "people": {"adults": 1, "gender": "WOMAN"},
            "places_to_avoid": {"known": "YES", "his": [oslo]},
            "fear": {"self_fear": "VERY"},
        },
        **more,
    }


def test_a_call_gets_its_options_in_the_same_answer(served, on_call, houses):
    told = on_call.ok("POST", "/calls", sent(served))
    assert told["result"] == "OPTIONS"
    assert [one["code_name"] for one in told["options"]] == ["FJORD-01"]
    assert [one["code_name"] for one in told["call_first"]] == ["FJORD-02"]
    assert told["level"] in ("T3", "T4")
    assert set(told["options"][0]) == {
        "offer", "version", "code_name", "kind", "region", "nights", "there", "why",
    }  # fmt: skip


def test_the_same_call_is_one_case_and_an_older_word_changes_nothing(served, on_call, houses):
    call = sent(served)
    first = on_call.ok("POST", "/calls", call)
    newer = {**call, "revision": 3, "answers": {**call["answers"], "danger_now": "NO"}}
    later = on_call.ok("POST", "/calls", newer)
    older = {**call, "revision": 2, "answers": {**call["answers"], "danger_now": "YES"}}
    latest = on_call.ok("POST", "/calls", older)
    assert first["referral"] == later["referral"] == latest["referral"]
    assert on_call.ok("GET", f"/referrals/{first['referral']}")["danger_now"] == "NO"


def test_a_place_once_feared_stays(served, on_call, houses):
    call = sent(served)
    told = on_call.ok("POST", "/calls", call)
    bergen = place(served, "Bergen")
    answers = {**call["answers"], "places_to_avoid": {"known": "YES", "his": [bergen]}}
    on_call.ok("POST", "/calls", {**call, "revision": 2, "answers": answers})
    areas = on_call.ok("GET", f"/referrals/{told['referral']}/areas")["areas"]
    assert {a["place"] for a in areas} == {bergen, place(served, "Oslo")}


def test_a_call_that_was_broken_off_leaves_nothing_behind_in_memory(
    served, on_call, houses, monkeypatch
):
    """Its version was never anybody's; the next writing gets the same one, and is another word."""
    call = sent(served)
    on_call.ok("POST", "/calls", call)

    def breaks(*_: Any) -> None:
        raise RuntimeError("after she was read, before the end")

    with monkeypatch.context() as broken:
        broken.setattr(calls, "_compact", breaks)
        answers = {**call["answers"], "danger_now": "NO"}
        got = on_call("POST", "/calls", {**call, "revision": 2, "answers": answers})
        assert got.status_code == 500
    avoid = {"known": "YES", "his": [place(served, "Oslo"), place(served, "Tromsø")]}
    answers = {**call["answers"], "places_to_avoid": avoid}
    told = on_call.ok("POST", "/calls", {**call, "revision": 3, "answers": answers})
    assert told["options"] == []


def test_the_call_of_somebody_else_is_not_there(served, on_call, houses):
    from models.words import Role

    call = sent(served)
    on_call.ok("POST", "/calls", call)
    other = served.caller(Role.ON_CALL)
    assert other("POST", "/calls", {**call, "revision": 2}).status_code == 404


def test_a_yes_by_telephone_is_one_act_when_every_vacancy_is_stale(served, on_call, houses):
    told = on_call.ok("POST", "/calls", sent(served))
    option = told["call_first"][0]
    refused = on_call("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    assert refused.status_code == 409 and refused.json()["type"].endswith("call-first")
    held = on_call.ok("POST", f"/offers/{option['offer']}/telephone-yes", version=option["version"])
    assert held["state"] == "SHELTER_YES"
    shown = on_call.ok("POST", f"/offers/{option['offer']}/show", version=held["version"])
    took = on_call.ok("POST", f"/offers/{option['offer']}/accept", version=shown["version"])
    travel = {"pick_up": "YES", "phone_left": "YES", "meeting_point": "the station, north door"}
    on_call.ok("POST", f"/placements/{took['placement']}/travel", travel)


def test_its_yes_waits_for_a_second_look_on_the_next_day(served, on_call, coordinator, houses):
    waiting = coordinator.ok("GET", "/vacancy-reviews")["confirmations"]
    assert houses[1]["id"] in {one["shelter"] for one in waiting}


@pytest.mark.parametrize(
    "note", ["call Kari Nordmann", "her number is 97 12 34 56", "01019012345", "x" * 141]
)
def test_a_line_that_may_name_somebody_is_refused_and_not_repeated(served, on_call, note):
    got = on_call("POST", "/calls", sent(served, note=note))
    assert got.status_code == 422
    assert note not in got.text


def test_open_calls_have_promised_call_backs_first(served, on_call, houses):
    soon = "2031-01-01T03:30:00+01:00"
    plain = on_call.ok("POST", "/calls", sent(served))
    promised = on_call.ok("POST", "/calls", sent(served, call_back_at=soon))
    calls = on_call.ok("GET", "/calls")["calls"]
    assert calls[0]["code_name"] == promised["code_name"]
    assert calls[0]["call_back_at"] == "2031-01-01T02:30:00Z"
    assert plain["code_name"] in {one["code_name"] for one in calls}
    tasks = on_call.ok("GET", "/tasks")["tasks"]
    assert ("CALL_BACK", promised["code_name"]) in {(t["kind"], t["code_name"]) for t in tasks}


def test_a_word_that_was_agreed_is_known_again(served, on_call, houses):
    told = on_call.ok("POST", "/calls", sent(served, code_word="heather"))
    path = f"/referrals/{told['referral']}/code-word"
    assert on_call.ok("POST", path, {"word": "Heather"})["same"] is True
    assert on_call.ok("POST", path, {"word": "juniper"})["same"] is False


def test_a_program_that_is_too_old_is_told_so(served, on_call, houses):
    got = on_call("POST", "/calls", sent(served), headers={"Havn-Intake": "0"})
    assert got.status_code == 409 and got.json()["type"].endswith("client-too-old")


def test_a_newer_word_writes_what_it_changed_and_leaves_what_a_coordinator_put_right(
    served, on_call, coordinator, houses
):
    call = sent(served)
    told = on_call.ok("POST", "/calls", call)
    path = f"/referrals/{told['referral']}"
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "ACUTE"})
    version = coordinator.ok("GET", path)["version"]
    children = {"members": [{"role": "ADULT"}, {"role": "CHILD", "age_band": "3-6"}]}
    coordinator.ok("PUT", f"{path}/people", children, version=version)
    newer = {**call, "revision": 2, "answers": {**call["answers"], "danger_now": "YES"}}
    on_call.ok("POST", "/calls", newer)
    case = coordinator.ok("GET", path)
    assert case["danger_now"] == "YES"
    assert [member["age_band"] for member in case["members"]].count("3-6") == 1


def test_the_answer_is_short_for_who_can_read_it_packed(served, on_call, houses):
    packed = on_call("POST", "/calls", sent(served), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["result"] == "OPTIONS"
    assert int(packed.headers["content-length"]) < 800


@pytest.mark.parametrize("prefix", ["R", "H"])
def test_a_call_is_not_refused_for_a_name_that_nobody_chose(
    served: Served, on_call: Caller, monkeypatch: pytest.MonkeyPatch, prefix: str
):
    from app.store import referrals

    drawn, free = [f"{prefix}-AAAAAA"] * 2, referrals.code_name

    def draws(asked: str) -> str:
        return drawn.pop() if asked == prefix and drawn else free(asked)

    monkeypatch.setattr(referrals, "code_name", draws)
    body = {"call": str(uuid4()), "revision": 1, "answers": {"people": {"adults": 1}}}
    on_call.ok("POST", "/calls", body)
    assert len(drawn) == 1
    on_call.ok("POST", "/calls", {**body, "call": str(uuid4())})
    assert not drawn
