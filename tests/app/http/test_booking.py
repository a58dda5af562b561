"""Holding over HTTP: one winner, rules of this minute, nothing changes when it is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.words import Role
from tests.support.houses import call, house, place
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def far(served: Served, coordinator: Caller) -> dict[str, Any]:
    """One house with one unit, far away."""
    return house(served, coordinator, "FAR-01", "Tromsø", units=1)


def options(worker: Caller, case: dict[str, Any]) -> dict[str, Any]:
    """The options of a case now."""
    return worker.ok("POST", f"/referrals/{case['id']}/options", key=None)  # type: ignore[no-any-return]


def offer_at(found: dict[str, Any], shelter: str) -> dict[str, Any]:
    """The option in that house."""
    return next(o for o in found["options"] if o["shelter"] == shelter)


def stays(served: Served) -> list[tuple[Any, ...]]:
    """Every stay, to see that nothing changed."""
    with served.service.store.transaction() as tx:
        rows = tx.execute(text("SELECT id, unit_id, state, nights::text FROM stays ORDER BY id"))
        return [tuple(row) for row in rows]


def test_of_two_who_hold_one_unit_one_wins(served, on_call, far):
    cases = [call(served, on_call) for _ in range(4)]
    offers = [offer_at(options(on_call, case), far["id"]) for case in cases]

    def hold(offer):
        return on_call("POST", f"/offers/{offer['offer']}/hold", version=1)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(hold, offers))
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    refused = {a.json()["type"] for a in answers if a.status_code == 409}
    assert refused == {"urn:havn:problem:unit-taken"}
    winner = next(a.json() for a in answers if a.status_code == 201)
    assert (
        options(on_call, cases[0] if winner["referral"] != cases[0]["id"] else cases[1])["result"]
        == "NO_SAFE_BED"
    )
    free = on_call.ok("POST", f"/offers/{winner['id']}/release", version=winner["version"])
    assert free["state"] == "RELEASED"
    assert options(on_call, cases[0])["result"] == "OPTIONS"


def test_one_key_from_many_threads_is_one_hold(served, on_call, far):
    offer = offer_at(options(on_call, call(served, on_call)), far["id"])
    key = uuid4().hex
    before = len(stays(served))

    def hold(_):
        return on_call("POST", f"/offers/{offer['offer']}/hold", version=1, key=key)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(hold, range(6)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.content for a in answers}) == 1
    assert len(stays(served)) == before + 1
    held = answers[0].json()
    on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])


def test_409_with_the_rule_when_the_house_became_known_meanwhile(served, coordinator, on_call, far):
    case = call(served, on_call)
    offer = offer_at(options(on_call, case), far["id"])
    report = coordinator.ok(
        "POST",
        "/compromises",
        {"shelter": far["id"], "scope": "GENERAL", "level": "SUSPECTED"},
    )
    before = stays(served)
    got = on_call("POST", f"/offers/{offer['offer']}/hold", version=1)
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:blocked")
    assert got.json()["rules"] == ["NOT_SAFE_FOR_YOU"]
    assert stays(served) == before
    assert on_call.ok("GET", f"/offers/{offer['offer']}")["state"] == "PROPOSED"
    why = {"purpose": "MISTAKE", "reason": "another house was meant"}
    asked = coordinator.ok("POST", f"/compromises/{report['id']}/clear", why, version=1)
    assert coordinator.ok("GET", f"/compromises/{report['id']}")["cleared"] is False
    same = coordinator("POST", f"/approvals/{asked['approval']}/agree")
    assert same.json()["type"] == "urn:havn:problem:second-person"
    second = served.caller(Role.COORDINATOR)
    second.ok("POST", f"/approvals/{asked['approval']}/agree")
    assert second.ok("GET", f"/compromises/{report['id']}")["cleared"] is True
    held = on_call.ok("POST", f"/offers/{offer['offer']}/hold", version=1)
    on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])


def test_a_new_danger_between_yes_and_yes_refuses_her_placement(served, coordinator, on_call, far):
    case = call(served, on_call)
    offer = offer_at(options(on_call, case), far["id"])
    held = on_call.ok("POST", f"/offers/{offer['offer']}/hold", version=1)
    yes = far["staff"].ok(
        "POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"]
    )
    version = on_call.ok("GET", f"/referrals/{case['id']}")["version"]
    on_call.ok(
        "POST",
        f"/referrals/{case['id']}/areas",
        {"place": place(served, "Tromsø"), "kind": "FAMILY", "precision": "LOCALITY"},
        version=version,
    )
    before = stays(served)
    got = on_call("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:blocked")
    assert stays(served) == before
    on_call.ok("POST", f"/offers/{held['id']}/release", version=yes["version"])


def test_an_option_of_an_older_answer_is_over(served, coordinator, on_call, far):
    case = call(served, on_call)
    old = offer_at(options(on_call, case), far["id"])
    new = offer_at(options(on_call, case), far["id"])
    assert on_call("POST", f"/offers/{old['offer']}/hold", version=1).status_code == 404
    assert coordinator("POST", f"/offers/{old['offer']}/hold", version=1).status_code == 412
    assert coordinator("POST", f"/offers/{old['offer']}/hold", version=2).json()["type"] == (
        "urn:havn:problem:wrong-state"
    )
    held = on_call.ok("POST", f"/offers/{new['offer']}/hold", version=1)
    on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])


def test_a_hold_runs_out_and_the_unit_is_free_again(served, on_call, far):
    first, second = call(served, on_call), call(served, on_call)
    offer = offer_at(options(on_call, first), far["id"])
    held = on_call.ok("POST", f"/offers/{offer['offer']}/hold", version=1)
    assert options(on_call, second)["result"] == "NO_SAFE_BED"
    served.clock.forward(hours=2, minutes=1)
    try:
        late = far["staff"](
            "POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"]
        )
        assert late.json()["type"] == "urn:havn:problem:hold-over"
        assert options(on_call, second)["result"] == "OPTIONS"
    finally:
        served.clock.forward(hours=-2, minutes=-1)
        served.service.pictures._last = None
        case = on_call.ok("GET", f"/offers/{held['id']}")
        on_call.ok("POST", f"/offers/{held['id']}/release", version=case["version"])


def test_her_no_changes_nothing_but_that_house(served, coordinator, on_call, far):
    case = call(served, on_call)
    before = coordinator.ok("GET", f"/referrals/{case['id']}")
    for _ in range(2):
        found = options(on_call, case)
        if not found["options"]:
            break
        offer = found["options"][0]
        on_call.ok("POST", f"/offers/{offer['offer']}/decline", {"reason": "TOO_FAR"}, version=1)
    after = coordinator.ok("GET", f"/referrals/{case['id']}")
    same = ("priority", "level", "floor", "received_at", "tonight_need")
    assert {n: before[n] for n in same} == {n: after[n] for n in same}
    said = coordinator.ok("POST", f"/referrals/{case['id']}/options", key=None)
    barred = next(b for b in said["barred"] if far["id"] in b["shelters"])
    assert barred["reasons"] == ["HER_NO"]


def test_a_vacancy_nobody_confirmed_is_called_first(served, coordinator, on_call):
    quiet = house(served, coordinator, "QUIET-01", "Bodø", confirmed=False)
    case = call(served, on_call)
    found = options(on_call, case)
    first = next(o for o in found["call_first"] if o["shelter"] == quiet["id"])
    assert first["call_first"] is True
    got = on_call("POST", f"/offers/{first['offer']}/hold", version=1)
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:call-first")
    stranger = served.caller(Role.ON_CALL)
    told = stranger("POST", f"/shelters/{quiet['id']}/vacancy", {"how": "TELEPHONE"})
    assert told.status_code == 404
    said = on_call.ok("POST", f"/shelters/{quiet['id']}/vacancy", {"how": "TELEPHONE"})
    held = on_call.ok("POST", f"/offers/{first['offer']}/hold", version=1)
    on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])
    waiting = coordinator.ok("GET", "/vacancy-reviews")["confirmations"]
    assert said["id"] in {w["id"] for w in waiting}
    coordinator.ok("POST", f"/vacancy-reviews/{said['id']}", {"agreed": "NO"})
    assert quiet["id"] in {o["shelter"] for o in options(on_call, case)["call_first"]}


def test_an_unaccompanied_minor_is_handed_over(served, on_call):
    case = call(served, on_call, people={"adults": 0, "children": ["13-17"], "women_only": "YES"})
    found = options(on_call, case)
    assert found["result"] == "HAND_OVER"
    assert found["options"] == []
    assert "CHILD_WELFARE_TONIGHT" in found["next_steps"]
    version = on_call.ok("GET", f"/referrals/{case['id']}")["version"]
    on_call.ok("POST", f"/referrals/{case['id']}/hand-over", version=version)


def test_the_same_search_leaves_an_audit_row_each_time(served, on_call, far):
    case = call(served, on_call)
    rows = text(
        "SELECT count(*) FROM audit_events WHERE act = 'OPTIONS_SHOWN' AND subject_id = :case"
    )
    for times in (1, 2, 3):
        options(on_call, case)
        with served.service.store.transaction() as tx:
            assert tx.execute(rows, {"case": case["id"]}).scalar_one() == times


def test_two_who_must_be_apart_never_get_one_house_however_fast(served, coordinator, on_call):
    wide = house(served, coordinator, "WIDE-01", "Alta", units=1, beds=1)
    coordinator.ok(
        "POST",
        f"/shelters/{wide['id']}/units",
        {"code": "LARGE", "kind": "FAMILY", "beds": 4},
        version=wide["version"],
    )
    family = {"adults": 1, "children": ["7-12", "7-12"], "gender": "WOMAN", "women_only": "YES"}
    for _ in range(3):
        one, two = call(served, on_call), call(served, on_call, people=family)
        coordinator.ok(
            "POST",
            "/links",
            {"a": one["id"], "b": two["id"], "kind": "MUST_SEPARATE", "basis": "CONFLICT"},
        )
        offers = [offer_at(options(on_call, case), wide["id"]) for case in (one, two)]
        with ThreadPoolExecutor(2) as pool:
            answers = list(
                pool.map(lambda o: on_call("POST", f"/offers/{o['offer']}/hold", version=1), offers)
            )
        assert sorted(a.status_code for a in answers) == [201, 409]
        no = next(a for a in answers if a.status_code == 409)
        assert no.json()["rules"] == ["NOT_FOR_YOU"]
        held = next(a.json() for a in answers if a.status_code == 201)
        on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])
