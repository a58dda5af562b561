"""Two cases of one person over HTTP: merged or linked, and no danger of hers is lost; arrivals put
right with what stood there before; what a bed is, which is stored nowhere."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text

from models.words import Role
from tests.app.http.test_kode6 import ask, closed
from tests.app.http.test_transfers import keep, lives, moves, state
from tests.support.houses import call, house, place
from tests.support.served import Caller, Served

TOWNS = {"MERGE-1": "Tromsø", "MERGE-2": "Bodø"}


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    made = [house(served, coordinator, name, town, units=16) for name, town in TOWNS.items()]
    return {one["id"]: one for one in made}


def act(who: Caller, case: str, part: str, body: Any) -> Any:
    path = f"/referrals/{case}"
    return who("POST", f"{path}/{part}", body, version=who.ok("GET", path)["version"])


def offered(worker: Caller, case: str) -> set[str]:
    found = worker.ok("POST", f"/referrals/{case}/options", key=None)
    return {one["shelter"] for one in found["options"]}


def fears(served: Served, case: str, town: str) -> dict[str, Any]:
    return {"place": place(served, town), "kind": "HOME", "precision": "LOCALITY"}


def test_what_is_dangerous_in_either_of_two_calls_counts_in_the_one_that_goes_on(
    served, coordinator, on_call, houses
):
    other = served.caller(Role.ON_CALL)
    one, two = call(served, on_call)["id"], call(served, other)["id"]
    tromso = next(i for i, h in houses.items() if TOWNS[h["name"]] == "Tromsø")
    assert tromso in offered(on_call, one)
    assert act(other, two, "areas", fears(served, two, "Tromsø")).is_success
    body = {"level": "T4", "answers": [{"question": "Q06", "reply": "YES"}]}
    assert act(other, two, "threat", body).is_success
    before = coordinator.ok("GET", f"/referrals/{two}")
    got = act(coordinator, two, "merge", {"into": one})
    assert got.status_code == 200, got.text
    assert tromso not in offered(on_call, one)
    found = on_call.ok("POST", f"/referrals/{one}/options", key=None)
    assert found["level"] == "T4"
    assert other.ok("GET", f"/referrals/{one}")["state"] != "CLOSED"  # who took it stands here too
    assert coordinator.ok("GET", f"/referrals/{two}/related")["merged_into"] == one
    assert coordinator.ok("GET", f"/referrals/{one}/related")["merged_from"] == [two]
    after = coordinator.ok("GET", f"/referrals/{two}")
    assert after["state"] == "CLOSED"
    kept = {name: after[name] for name in before if name not in ("state", "version")}
    assert kept == {name: before[name] for name in kept}
    areas = coordinator.ok("GET", f"/referrals/{two}/areas")["areas"]
    assert len(areas) == 2  # nothing was taken from it
    steps = coordinator.ok("GET", f"/referrals/{two}/steps")["steps"]
    assert (steps[-1]["after"], steps[-1]["reason"]) == ("CLOSED", "SAME_PERSON")
    kinds = [t["kind"] for t in on_call.ok("GET", f"/tasks?referral={one}&limit=50")["tasks"]]
    assert "THREAT_REVIEW" in kinds
    assert act(coordinator, two, "merge", {"into": one}).status_code == 409


def test_from_whom_the_other_call_must_be_kept_apart_so_must_she_at_once(
    served, coordinator, on_call, houses
):
    resident = lives(served, on_call, houses)
    one, two = (call(served, on_call)["id"] for _ in range(2))
    link = {"a": two, "b": resident["case"], "kind": "MUST_SEPARATE", "basis": "CONFLICT"}
    coordinator.ok("POST", "/links", link)
    assert resident["house"] in offered(on_call, one)
    assert act(coordinator, two, "merge", {"into": one}).is_success
    assert resident["house"] not in offered(on_call, one)


def test_who_lives_where_the_other_call_fears_is_asked_to_move_at_once(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    town = TOWNS[houses[her["house"]]["name"]]
    again = call(served, on_call)["id"]
    assert act(on_call, again, "areas", fears(served, again, town)).is_success
    assert act(coordinator, again, "merge", {"into": her["case"]}).is_success
    assert [m["reason"] for m in moves(on_call, her)] == ["COMPROMISE"]


def knows(coordinator: Caller, case: str, shelter: str, level: str) -> Any:
    """Whom this case fears may know that house."""
    (actor, *_) = coordinator.ok("GET", f"/referrals/{case}/actors")["actors"]
    sent = {"shelter": shelter, "scope": "ACTOR", "level": level, "actor": actor["id"]}
    return coordinator.ok("POST", "/compromises", sent)


@pytest.mark.parametrize("way", ["merge", "follows"])
def test_a_house_that_is_known_to_whom_she_fears_is_known_to_him_in_her_other_case_too(
    served, coordinator, on_call, houses, way
):
    boss = served.caller(Role.COORDINATOR)
    known, later = sorted(houses)
    one, two = (call(served, on_call)["id"] for _ in range(2))
    for case in (one, two):
        boss.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    assert {known, later} <= offered(boss, two)
    knows(boss, one, known, "CONFIRMED")
    assert {known, later} <= offered(boss, two), "nobody knows yet that they are one"
    if way == "merge":
        assert act(boss, one, "merge", {"into": two}).is_success
    else:
        assert act(boss, one, "withdraw", None).is_success
        assert act(boss, two, "follows", {"earlier": one}).is_success
    assert offered(boss, two) & {known, later} == {later}
    # What is said of him in the first case after that is said of the same man.
    knows(boss, one, later, "CONFIRMED")
    assert not offered(boss, two) & {known, later}


def test_who_lives_where_the_other_call_says_that_he_knows_is_asked_to_move_and_again_when_it_is_surer(
    served, coordinator, on_call, houses
):
    boss = served.caller(Role.COORDINATOR)
    her = lives(served, on_call, houses)
    again = call(served, on_call)["id"]
    for case in (again, her["case"]):
        boss.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    known, open_before = her["house"], levels(served, her["house"])
    said = knows(boss, again, known, "SUSPECTED")
    assert act(boss, again, "merge", {"into": her["case"]}).is_success
    assert levels(served, known) == open_before + Counter(SUSPECTED=2)
    boss.ok("PATCH", f"/compromises/{said['id']}", {"level": "CONFIRMED"}, version=said["version"])
    assert levels(served, known) == open_before + Counter(CONFIRMED=2)
    assert [m["reason"] for m in moves(on_call, her)] == ["COMPROMISE"]


def levels(served: Served, house: str) -> Counter[str]:
    """How sure the open reports are that somebody who is feared knows this house."""
    with served.service.store.transaction() as tx:
        query = text(
            "SELECT level FROM compromises WHERE shelter_id = :id AND scope = 'ACTOR'"
            " AND cleared_at IS NULL"
        )
        return Counter(tx.execute(query, {"id": house}).scalars())


def test_a_case_with_a_bed_is_not_merged_away_and_no_case_into_itself(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    again = call(served, on_call)["id"]
    assert act(coordinator, her["case"], "merge", {"into": again}).status_code == 409
    got = act(coordinator, again, "merge", {"into": again})
    assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, "two_cases")


def test_a_closed_case_is_not_opened_again_but_followed_with_its_dangers(
    served, coordinator, on_call, houses
):
    old = call(served, on_call)["id"]
    assert act(on_call, old, "areas", fears(served, old, "Bodø")).is_success
    new = call(served, on_call)["id"]
    bodo = next(i for i, h in houses.items() if TOWNS[h["name"]] == "Bodø")
    assert bodo in offered(on_call, new)
    assert act(coordinator, new, "follows", {"earlier": old}).status_code == 409  # still open
    assert act(on_call, old, "withdraw", None).is_success
    assert act(coordinator, new, "follows", {"earlier": old}).is_success
    assert bodo not in offered(on_call, new)
    assert coordinator.ok("GET", f"/referrals/{old}")["state"] == "WITHDRAWN"
    coordinator.ok("POST", f"/referrals/{old}/take-over", {"purpose": "SHIFT"})
    assert coordinator.ok("GET", f"/referrals/{old}/related")["followed_by"] == [new]
    assert coordinator.ok("GET", f"/referrals/{new}/related")["follows"] == old


@pytest.mark.parametrize("followed", [False, True])
def test_who_is_kept_from_one_case_of_a_person_is_kept_from_all_of_them(
    served, coordinator, on_call, followed
):
    insider = served.caller(Role.COORDINATOR)
    one, two = call(served, on_call)["id"], call(served, on_call)["id"]
    denied, other = (two, one) if followed else (one, two)
    insider.ok("GET", f"/referrals/{other}")
    coordinator.ok("POST", f"/referrals/{denied}/take-over", {"purpose": "SHIFT"})
    body = {"handle": served.handle(insider)}
    coordinator.ok("POST", f"/referrals/{denied}/readers", body)
    if followed:
        assert act(on_call, two, "withdraw", None).is_success
        assert act(coordinator, one, "follows", {"earlier": two}).is_success
    else:
        assert act(coordinator, one, "merge", {"into": two}).is_success
    for case in (one, two):
        assert insider("GET", f"/referrals/{case}").status_code == 404
        assert coordinator("GET", f"/referrals/{case}").status_code == 200


def test_who_is_denied_one_of_two_cases_later_is_denied_the_other_too(served, coordinator, on_call):
    insider = served.caller(Role.COORDINATOR)
    one, two = call(served, on_call)["id"], call(served, on_call)["id"]
    assert act(coordinator, one, "merge", {"into": two}).is_success
    insider.ok("GET", f"/referrals/{one}")
    coordinator.ok("POST", f"/referrals/{two}/readers", {"handle": served.handle(insider)})
    for case in (one, two):
        assert insider("GET", f"/referrals/{case}").status_code == 404


def chain(served: Served, coordinator: Caller, on_call: Caller) -> list[Any]:
    """Three cases of one person: the first ended in the second, and that in the third."""
    cases = [call(served, on_call) for _ in range(3)]
    for one, into in pairwise(cases):
        assert act(coordinator, one["id"], "merge", {"into": into["id"]}).is_success
    return cases


def test_who_is_denied_one_case_of_many_is_denied_all_until_it_is_taken_back_for_all(
    served, coordinator, on_call
):
    insider = served.caller(Role.COORDINATOR)
    cases = chain(served, coordinator, on_call)
    last = f"/referrals/{cases[-1]['id']}"
    coordinator.ok("POST", f"{last}/readers", {"handle": served.handle(insider)})
    for case in cases:
        assert insider("GET", f"/referrals/{case['id']}").status_code == 404
    (listed,) = coordinator.ok("GET", f"{last}/readers")["readers"]
    coordinator.ok("POST", f"{last}/readers/{listed['id']}/lift")
    for case in cases:
        insider.ok("GET", f"/referrals/{case['id']}")
    assert coordinator("POST", f"{last}/readers/{listed['id']}/lift").status_code == 404


def test_who_is_kept_from_the_last_is_kept_from_what_had_ended_in_the_one_that_ends_in_it(
    served, coordinator, on_call
):
    insider = served.caller(Role.COORDINATOR)
    one, two, last = (call(served, on_call)["id"] for _ in range(3))
    assert act(coordinator, one, "merge", {"into": two}).is_success
    coordinator.ok("POST", f"/referrals/{last}/take-over", {"purpose": "SHIFT"})
    coordinator.ok("POST", f"/referrals/{last}/readers", {"handle": served.handle(insider)})
    assert act(coordinator, two, "merge", {"into": last}).is_success
    for case in (one, two, last):
        assert insider("GET", f"/referrals/{case}").status_code == 404


def test_kode_6_of_who_has_several_cases_closes_and_opens_all_of_them(served, coordinator, on_call):
    cases = chain(served, coordinator, on_call)
    named, also = served.caller(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    closed(served, cases[-1], named, also)
    for case in cases:
        assert coordinator("GET", f"/referrals/{case['id']}").status_code == 404
        named.ok("GET", f"/referrals/{case['id']}")
    asked = ask(named, cases[-1], block="NONE").json()["approval"]
    also.ok("POST", f"/approvals/{asked}/agree")
    for case in cases:
        coordinator.ok("GET", f"/referrals/{case['id']}")


def test_kode_6_of_one_case_of_a_person_closes_the_one_that_goes_on(served, coordinator, on_call):
    one, two = call(served, on_call), call(served, on_call)
    named, stranger = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    closed(served, one, named)
    assert act(named, one["id"], "merge", {"into": two["id"]}).is_success
    for who in (stranger, on_call):
        assert who("GET", f"/referrals/{two['id']}").status_code == 404
    named.ok("GET", f"/referrals/{two['id']}")
    with served.service.store.transaction() as tx:
        found = tx.execute(
            text(
                "SELECT DISTINCT p.address_block FROM persons p JOIN households h"
                " ON h.id = p.household_id WHERE h.referral_id = :id AND p.left_at IS NULL"
            ),
            {"id": two["id"]},
        )
        assert list(found.scalars()) == ["KODE6"]


def right(coordinator: Caller, placement: str, **body: Any) -> Any:
    path = f"/placements/{placement}"
    version = coordinator.ok("GET", path)["version"]
    sent = {"why": "wrong woman at the door", **body}
    return coordinator("POST", f"{path}/right-arrival", sent, version=version)


def test_who_was_said_to_be_there_and_is_not_is_expected_again_and_the_history_stays(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    placement = her["placement"]["id"]
    named = right(coordinator, placement, arrived=False, why="it was Kari Nordmann")
    assert (named.status_code, named.json()["wrong"][0]["at"]) == (422, "/why")

    def reviews_to_do() -> int:
        found = on_call.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
        return [one["kind"] for one in found].count("NEEDS_REVIEW")

    assert reviews_to_do() == 3
    assert right(coordinator, placement, arrived=False).is_success
    assert reviews_to_do() == 0
    after = coordinator.ok("GET", f"/placements/{placement}")
    assert (after["state"], after["arrived_at"]) == ("ACCEPTED", None)
    assert state(on_call, her) == "ACCEPTED"
    steps = on_call.ok("GET", f"/referrals/{her['case']}/steps")["steps"]
    walked = [(s["after"], s["reason"]) for s in steps if s["subject"] == placement]
    assert walked == [("ARRIVED", "CAME"), ("ACCEPTED", "RECORDED_WRONGLY")]
    path = f"/referrals/{her['case']}/rectifications"
    (kept,) = coordinator.ok("GET", path)["rectifications"]
    assert kept["part"] == "STAY" and kept["before"].startswith("ARRIVED")
    path = f"/placements/{placement}"
    on_call.ok("POST", f"{path}/arrive", version=after["version"])  # and then she really comes
    assert state(on_call, her) == "ARRIVED"
    assert reviews_to_do() == 3


def test_since_when_she_is_there_is_put_right_but_not_before_the_place_was_hers(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    placement = her["placement"]["id"]
    hour = timedelta(hours=1)
    for at in (served.clock() - hour, served.clock() + hour):
        got = right(coordinator, placement, arrived=True, at=at.isoformat())
        assert (got.status_code, got.json()["wrong"][0]["at"]) == (422, "/at")
    at = served.clock()
    assert right(coordinator, placement, arrived=True, at=at.isoformat()).is_success
    told = coordinator.ok("GET", f"/placements/{placement}")["arrived_at"]
    assert told == at.isoformat().replace("+00:00", "Z")
    assert right(coordinator, placement, arrived=True).status_code == 409


def not_come(served: Served, worker: Caller, houses: dict[str, Any]) -> dict[str, Any]:
    case = call(served, worker)
    held = keep(worker, case["id"], houses)
    took = worker.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    path = f"/placements/{took['placement']}"
    body = {"why": "NOT_ARRIVED", "reason": "UNKNOWN"}
    worker.ok("POST", f"{path}/call-off", body, version=worker.ok("GET", path)["version"])
    return {"case": case["id"], "placement": took["placement"], "house": held["shelter"]}


def test_who_was_said_not_to_have_come_and_is_there_has_a_placement_of_its_own(
    served, coordinator, on_call, houses
):
    her = not_come(served, on_call, houses)
    assert state(on_call, her) == "SEARCHING"
    made = right(coordinator, her["placement"], arrived=True)
    assert made.is_success, made.text
    assert state(on_call, her) == "ARRIVED"
    old = coordinator.ok("GET", f"/placements/{her['placement']}")
    new = coordinator.ok("GET", f"/placements/{made.json()['id']}")
    assert (old["state"], new["state"]) == ("NOT_ARRIVED", "ARRIVED")
    assert new["units"] == old["units"] and new["id"] != old["id"]


@pytest.mark.parametrize("elsewhere", [True, False])
def test_who_is_there_after_all_has_no_other_offer_open_that_holds_nothing(
    served, coordinator, on_call, houses, elsewhere
):
    her = not_come(served, on_call, houses)
    beside = keep(on_call, her["case"], houses, but=her["house"] if elsewhere else "")
    if not elsewhere:
        with served.service.store.transaction() as tx:  # the very room is kept for her again
            tx.execute(
                text(
                    "UPDATE stays SET unit_id = (SELECT unit_id FROM stays"
                    " WHERE placement_id = :was) WHERE offer_id = :offer"
                ),
                {"was": her["placement"], "offer": beside["id"]},
            )
    assert right(coordinator, her["placement"], arrived=True).is_success
    assert coordinator.ok("GET", f"/offers/{beside['id']}")["state"] == "RELEASED"


def test_nobody_is_put_right_into_a_bed_that_is_somebody_elses_by_now(
    served, coordinator, on_call, houses
):
    her = not_come(served, on_call, houses)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    (room,) = coordinator.ok("GET", f"/placements/{her['placement']}")["units"]
    shelter = f"/shelters/{her['house']}"
    night = served.today()
    nights = {
        "first": (night - timedelta(days=1)).isoformat(),
        "to": (night + timedelta(days=2)).isoformat(),
        "reason": "REPAIR",
    }
    staff = houses[her["house"]]["staff"]
    version = staff.ok("GET", shelter)["version"]
    staff.ok("POST", f"{shelter}/units/{room}/out-of-service", nights, version=version)
    got = right(coordinator, her["placement"], arrived=True)
    assert got.json()["type"] == "urn:havn:problem:unit-out-of-service"
    assert state(on_call, her) == "SEARCHING"


def test_a_house_takes_its_yes_back_until_hers(served, coordinator, on_call, houses):
    case = call(served, on_call)
    held = keep(on_call, case["id"], houses)
    staff = houses[held["shelter"]]["staff"]
    path = f"/offers/{held['id']}"
    body = {"yes": False, "reason": "STAFFING"}
    no = staff.ok("POST", f"{path}/answer", body, version=held["version"])
    assert (no["state"], no["hold_until"]) == ("SHELTER_NO", None)
    steps = on_call.ok("GET", f"/referrals/{case['id']}/steps")["steps"]
    walked = [(s["after"], s["party"]) for s in steps if s["subject"] == held["id"]]
    assert walked[-2:] == [("SHELTER_YES", "HOUSE"), ("SHELTER_NO", "HOUSE")]
    got = staff("POST", f"{path}/answer", {"yes": True}, version=no["version"])
    assert got.status_code == 409


def test_what_a_bed_is_follows_from_what_stands_on_that_night(served, coordinator, on_call):
    one = house(served, coordinator, "BEDS-1", "Kristiansand", units=4)
    shelter, staff = f"/shelters/{one['id']}", one["staff"]
    night = served.today()

    def beds(**query: Any) -> dict[str, str]:
        asked = "".join(f"?{name}={value}" for name, value in query.items())
        found = staff.ok("GET", f"{shelter}/beds{asked}")["beds"]
        return {bed["unit"]: bed["state"] for bed in found}

    def close(unit: str, reason: str) -> None:
        version = staff.ok("GET", shelter)["version"]
        nights = {
            "first": (night - timedelta(days=1)).isoformat(),
            "to": (night + timedelta(days=2)).isoformat(),
            "reason": reason,
        }
        staff.ok("POST", f"{shelter}/units/{unit}/out-of-service", nights, version=version)

    assert set(beds().values()) == {"FREE"}
    close(one["units"][0], "REPAIR")
    close(one["units"][1], "CLEANING")
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == one["id"])
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    (unit,) = staff.ok("GET", f"/offers/{held['id']}")["units"]
    assert beds()[unit] == "HELD"
    yes = staff.ok("POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"])
    on_call.ok("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    told = beds()
    assert sorted(told.values()) == ["FREE", "OCCUPIED", "OUT_OF_SERVICE", "TURNAROUND"]
    assert told[one["units"][0]] == "OUT_OF_SERVICE" and told[one["units"][1]] == "TURNAROUND"
    later = beds(night=(night + timedelta(days=30)).isoformat())
    assert sorted(later.values()) == ["FREE", "FREE", "FREE", "OCCUPIED"]
    with served.service.store.transaction() as tx:
        columns = tx.execute(
            text(
                "SELECT count(*) FROM information_schema.columns"
                " WHERE table_name = 'units' AND column_name IN ('state', 'status')"
            )
        ).scalar_one()
    assert columns == 0
    other = house(served, coordinator, "BEDS-2", "Bodø", units=1)["staff"]
    assert other("GET", f"{shelter}/beds").status_code == 404
