"""Arrival over HTTP: a way with a public meeting place, a deadline that is heard, why she did not come,
and what is done when she has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.moves_over import end_moves
from app.telling import look_for_the_missing, warn_of_stay_limits
from models.words import NonArrival
from tests.app.http.test_transfers import agreed, by, keep, lives, proposed, state
from tests.support.houses import call, house, place
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    return {
        one["id"]: one
        for one in (
            house(served, coordinator, "ALFA-2", "Tromsø", units=40),
            house(served, coordinator, "BETA-2", "Bodø", units=40),
        )
    }


def expected(served: Served, worker: Caller, houses: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Somebody who said yes and is not there yet."""
    case = call(served, worker, **more)
    held = keep(worker, case["id"], houses)
    took = worker.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    return {"case": case["id"], "offer": held["id"], "placement": took["placement"], **held}


def way(served: Served, **more: Any) -> dict[str, Any]:
    return {
        "met_at": "STATION",
        "met_in": place(served, "Trondheim"),
        "means": "TRAIN",
        "escort": "STAFF",
        "handset": "LEFT_BEHIND",
        "arrive_by": (served.clock() + timedelta(hours=3)).isoformat(),
        **more,
    }


def tasks_of(worker: Caller, case: str) -> list[str]:
    found = worker.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    return sorted(one["kind"] for one in found)


def test_she_travels_to_a_public_place_and_the_house_knows_when_and_no_address_is_told(
    served, coordinator, on_call, houses
):
    her = expected(served, on_call, houses)
    path = f"/offers/{her['offer']}"
    staff = houses[her["shelter"]]["staff"]
    planned = on_call.ok("PUT", f"{path}/way", way(served))
    assert planned["met_at"] == "STATION" and planned["set_out_at"] is None
    assert not {"street", "address", "shelter"} & planned.keys()
    assert staff.ok("GET", f"{path}/way")["arrive_by"] == planned["arrive_by"]
    other = next(h["staff"] for one, h in houses.items() if one != her["shelter"])
    assert other("GET", f"{path}/way").status_code == 404
    assert "ESCORT" in tasks_of(on_call, her["case"])
    assert on_call.ok("POST", f"{path}/set-out")["set_out_at"] is not None
    assert state(on_call, her) == "TRAVEL"
    assert "ESCORT" not in tasks_of(on_call, her["case"])


@pytest.mark.parametrize(
    ("handset", "tracked", "danger"),
    [
        ("LEFT_BEHIND", "YES", False),
        ("ANOTHER_ONE", "YES", False),
        ("WITH_HER", "YES", True),
        ("WITH_HER", "UNKNOWN", True),
        ("SWITCHED_OFF", "UNKNOWN", True),
        ("UNKNOWN", "UNKNOWN", True),
        ("WITH_HER", "NO", False),
    ],
)
def test_a_telephone_that_may_be_followed_is_said(
    served, on_call, houses, handset, tracked, danger
):
    fear = {"self_fear": "VERY", "knows_location": "NO", "organised": "NO"}
    her = expected(served, on_call, houses, fear={**fear, "phone_tracked": tracked})
    planned = on_call.ok("PUT", f"/offers/{her['offer']}/way", way(served, handset=handset))
    assert planned["may_be_followed"] is danger


def test_the_police_are_named_only_when_she_agreed_to_that_beforehand(served, on_call, houses):
    her = expected(served, on_call, houses)
    path = f"/referrals/{her['case']}"
    body = way(served, if_missing="POLICE")
    got = on_call("PUT", f"/offers/{her['offer']}/way", body)
    assert (got.status_code, got.json()["wrong"][0]["at"]) == (422, "/if_missing")
    consent = {"purpose": "POLICE_CONTACT", "answer": "GIVEN", "form": "VERBAL"}
    version = on_call.ok("GET", path)["version"]
    on_call.ok("POST", f"{path}/consents", consent, version=version)
    assert on_call.ok("PUT", f"/offers/{her['offer']}/way", body)["if_missing"] == "POLICE"


@pytest.mark.parametrize("why", [one.value for one in NonArrival])
def test_why_she_did_not_come_is_a_word_of_hers_and_she_is_looked_for_again(
    served, on_call, houses, why
):
    her = expected(served, on_call, houses)
    path = f"/placements/{her['placement']}"
    body = {"why": "NOT_ARRIVED", "reason": why}
    on_call.ok("POST", f"{path}/call-off", body, version=on_call.ok("GET", path)["version"])
    assert state(on_call, her) == "SEARCHING"
    steps = on_call.ok("GET", f"/referrals/{her['case']}/steps")["steps"]
    (step,) = [s for s in steps if s["after"] == "NOT_ARRIVED"]
    assert (step["reason"], step["party"], step["consequence"]) == (why, "PERSON", "NO_EFFECT")
    missing = why in ("UNKNOWN", "FOUND_BY_HIM", "STOPPED_ON_THE_WAY")
    assert ("MISSED_ARRIVAL" in tasks_of(on_call, her["case"])) is missing


def test_a_place_that_is_called_off_has_no_reason_why_she_did_not_come(served, on_call, houses):
    her = expected(served, on_call, houses)
    path = f"/placements/{her['placement']}"
    body = {"why": "CANCELLED", "reason": "ILL"}
    got = on_call("POST", f"{path}/call-off", body, version=on_call.ok("GET", path)["version"])
    assert got.status_code == 422


def test_the_house_has_a_kit_and_first_days_and_the_last_thing_ends_the_task(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    staff = houses[her["house"]]["staff"]
    path = f"/placements/{her['placement']['id']}/checklists"
    items = staff.ok("GET", path)["items"]
    assert {one["listing"] for one in items} == {"ARRIVAL_KIT", "FIRST_DAYS"}
    kinds = [one["kind"] for one in staff.ok("GET", "/tasks?limit=50")["tasks"]]
    assert {"ARRIVAL_KIT", "FIRST_DAYS"} <= set(kinds)
    kit = [one["item"] for one in items if one["listing"] == "ARRIVAL_KIT"]
    before = kinds.count("ARRIVAL_KIT")
    for number, item in enumerate(kit, 1):
        staff.ok("POST", f"{path}/done", {"listing": "ARRIVAL_KIT", "item": item})
        left = [one["kind"] for one in staff.ok("GET", "/tasks?limit=50")["tasks"]]
        assert left.count("ARRIVAL_KIT") == before - (number == len(kit))
    got = staff("POST", f"{path}/done", {"listing": "RETURN_TRACK", "item": "TRAVEL_PAPERS"})
    assert got.status_code == 404
    other = next(h["staff"] for one, h in houses.items() if one != her["house"])
    assert other("GET", path).status_code == 404


def test_her_way_is_a_task_from_her_yes_until_she_has_set_out(served, on_call, houses):
    her = expected(served, on_call, houses)
    assert "TRAVEL" in tasks_of(on_call, her["case"])
    on_call.ok("PUT", f"/offers/{her['offer']}/way", way(served))
    on_call.ok("POST", f"/offers/{her['offer']}/set-out")
    assert "TRAVEL" not in tasks_of(on_call, her["case"])


def test_who_has_come_lives_there_when_her_first_days_are_over(
    served, coordinator, on_call, houses
):
    fresh(houses)
    done, later = (lives(served, on_call, houses) for _ in range(2))
    staff = houses[done["house"]]["staff"]
    path = f"/placements/{done['placement']['id']}/checklists"
    for one in staff.ok("GET", path)["items"]:
        if one["listing"] == "FIRST_DAYS":
            assert state(on_call, done) == "ARRIVED"
            staff.ok("POST", f"{path}/done", {"listing": "FIRST_DAYS", "item": one["item"]})
    assert (state(on_call, done), state(on_call, later)) == ("IN_STAY", "ARRIVED")
    served.clock.forward(days=2.9)
    warn_of_stay_limits(served.service, served.clock())
    assert state(on_call, later) == "ARRIVED"
    served.clock.forward(days=0.2)
    warn_of_stay_limits(served.service, served.clock())
    assert state(on_call, later) == "IN_STAY"
    steps = on_call.ok("GET", f"/referrals/{later['case']}/steps")["steps"]
    assert (steps[-1]["reason"], steps[-1]["party"]) == ("SETTLED", "SYSTEM")


def test_needs_are_reviewed_on_day_7_30_and_90_and_a_late_one_is_on_the_list(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her = lives(served, on_call, houses)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    path = f"/placements/{her['placement']['id']}/reviews"
    due = {one["day"]: one for one in coordinator.ok("GET", path)["reviews"]}
    assert sorted(due) == [7, 30, 90] and not any(one["overdue"] for one in due.values())
    served.clock.forward(days=7.1)
    late = coordinator.ok("GET", "/tasks?overdue=true&limit=50")["tasks"]
    assert due[7]["id"] in [one["subject"] for one in late]
    assert due[30]["id"] not in [one["subject"] for one in late]
    reviews = coordinator.ok("POST", path, {"day": 7, "found": "CHANGED"})["reviews"]
    assert [one["found"] for one in reviews] == ["CHANGED", None, None]
    late = coordinator.ok("GET", "/tasks?overdue=true&limit=50")["tasks"]
    assert due[7]["id"] not in [one["subject"] for one in late]
    assert coordinator("POST", path, {"day": 7, "found": "AS_BEFORE"}).status_code == 409
    assert coordinator("POST", path, {"day": 8, "found": "AS_BEFORE"}).status_code == 404


def alarms(coordinator: Caller, case: str) -> list[dict[str, Any]]:
    found = coordinator.ok("GET", "/alarms?limit=50")["alarms"]
    return [one for one in found if one["kind"] == "MISSED_ARRIVAL" and one["subject"] == case]


def fresh(houses: dict[str, Any]) -> None:
    for one in houses.values():
        one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})


def test_who_does_not_come_by_the_deadline_is_heard_of_once_and_who_came_is_not(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her, came, untold = (expected(served, on_call, houses) for _ in range(3))
    for one in (her, came):
        on_call.ok("PUT", f"/offers/{one['offer']}/way", way(served))
    path = f"/placements/{came['placement']}"
    on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    served.clock.forward(hours=2.9)
    look_for_the_missing(served.service, served.clock())
    assert alarms(coordinator, her["case"]) == []
    served.clock.forward(hours=0.2)
    for _ in range(2):
        look_for_the_missing(served.service, served.clock())
    assert len(alarms(coordinator, her["case"])) == 1
    assert alarms(coordinator, came["case"]) == alarms(coordinator, untold["case"]) == []
    assert "MISSED_ARRIVAL" in tasks_of(on_call, her["case"])
    served.clock.forward(hours=22)
    look_for_the_missing(served.service, served.clock())
    assert len(alarms(coordinator, untold["case"])) == 1  # without a plan she is looked for as well
    path = f"/placements/{her['placement']}"
    on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    assert "MISSED_ARRIVAL" not in tasks_of(on_call, her["case"])


def looked_for(worker: Caller, case: str) -> list[dict[str, Any]]:
    found = worker.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    return [one for one in found if one["kind"] == "MISSED_ARRIVAL"]


def test_who_misses_a_second_time_too_is_heard_of_again(served, coordinator, on_call, houses):
    """Whoever reached her and planned anew has ended the first search with that."""
    fresh(houses)
    her = expected(served, on_call, houses)
    path = f"/offers/{her['offer']}/way"
    on_call.ok("PUT", path, way(served))
    served.clock.forward(hours=3.1)
    look_for_the_missing(served.service, served.clock())
    (first,) = looked_for(on_call, her["case"])
    on_call.ok("PUT", path, way(served))
    look_for_the_missing(served.service, served.clock())
    assert looked_for(on_call, her["case"]) == alarms(coordinator, her["case"]) == []
    served.clock.forward(hours=3.1)
    for _ in range(2):
        look_for_the_missing(served.service, served.clock())
    (second,) = looked_for(on_call, her["case"])
    assert second["id"] != first["id"] and second["escalations"] == 0
    assert len(alarms(coordinator, her["case"])) == 1


def test_a_search_that_was_done_ends_with_its_time_and_not_for_ever(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her = expected(served, on_call, houses)
    path = f"/offers/{her['offer']}/way"
    on_call.ok("PUT", path, way(served))
    served.clock.forward(hours=3.1)
    look_for_the_missing(served.service, served.clock())
    (first,) = looked_for(on_call, her["case"])
    on_call.ok("POST", f"/tasks/{first['id']}/done", {"outcome": "YES"})
    look_for_the_missing(served.service, served.clock())
    assert looked_for(on_call, her["case"]) == []
    on_call.ok("PUT", path, way(served))
    served.clock.forward(hours=3.1)
    look_for_the_missing(served.service, served.clock())
    assert len(looked_for(on_call, her["case"])) == 1
    assert len(alarms(coordinator, her["case"])) == 1


def test_who_was_not_reached_is_looked_for_on(served, coordinator, on_call, houses):
    fresh(houses)
    her = expected(served, on_call, houses)
    on_call.ok("PUT", f"/offers/{her['offer']}/way", way(served))
    served.clock.forward(hours=3.1)
    look_for_the_missing(served.service, served.clock())
    (first,) = looked_for(on_call, her["case"])
    on_call.ok("POST", f"/tasks/{first['id']}/done", {"outcome": "NOT_REACHED"})
    look_for_the_missing(served.service, served.clock())
    (again,) = looked_for(on_call, her["case"])
    assert again["id"] != first["id"]


def test_who_was_said_to_have_come_and_has_not_is_looked_for_at_once(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her = expected(served, on_call, houses)
    on_call.ok("PUT", f"/offers/{her['offer']}/way", way(served))
    served.clock.forward(hours=3.1)
    look_for_the_missing(served.service, served.clock())
    (task,) = looked_for(on_call, her["case"])
    on_call.ok("POST", f"/tasks/{task['id']}/done", {"outcome": "YES"})
    path = f"/placements/{her['placement']}"
    on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    assert alarms(coordinator, her["case"]) == []
    body = {"arrived": False, "why": "another woman at the door"}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/right-arrival", body, version=version)
    assert len(looked_for(on_call, her["case"])) == 1
    assert len(alarms(coordinator, her["case"])) == 1


def test_who_came_after_all_and_then_has_not_is_looked_for_again(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her = expected(served, on_call, houses)
    path = f"/placements/{her['placement']}"
    body = {"why": "NOT_ARRIVED", "reason": "ILL"}
    on_call.ok("POST", f"{path}/call-off", body, version=on_call.ok("GET", path)["version"])

    def rights(arrived: bool) -> None:
        sent = {"arrived": arrived, "why": "another woman at the door"}
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("POST", f"{path}/right-arrival", sent, version=version)

    rights(True)
    (there,) = (
        one
        for one in coordinator.every("/placements", "placements")
        if one["referral"] == her["case"] and one["state"] == "ARRIVED"
    )
    taken = coordinator.ok("GET", f"/offers/{her['offer']}")
    assert taken["placement"] == there["id"]
    path = f"/placements/{there['id']}"
    rights(False)
    assert state(on_call, her) == "ACCEPTED"
    on_call.ok("PUT", f"/offers/{her['offer']}/way", way(served))
    served.clock.forward(hours=3.1)
    look_for_the_missing(served.service, served.clock())
    assert len(looked_for(on_call, her["case"])) == 1
    assert len(alarms(coordinator, her["case"])) == 1


def test_a_way_ends_within_three_days_so_that_who_is_missing_is_missed(served, on_call, houses):
    fresh(houses)
    her = expected(served, on_call, houses)
    path = f"/offers/{her['offer']}/way"
    late = (served.clock() + timedelta(days=30)).isoformat()
    got = on_call("PUT", path, way(served, arrive_by=late))
    (wrong,) = got.json()["wrong"]
    assert (got.status_code, wrong["at"]) == (422, "/arrive_by")
    assert wrong["rule"] == "within_3_days_of_her_first_night"
    soon = (served.clock() + timedelta(days=2)).isoformat()
    assert on_call.ok("PUT", path, way(served, arrive_by=soon))["arrive_by"] is not None


def test_the_police_are_named_no_more_when_she_takes_that_back(served, on_call, houses):
    fresh(houses)
    her = expected(served, on_call, houses)
    path = f"/referrals/{her['case']}"
    consent = {"purpose": "POLICE_CONTACT", "answer": "GIVEN", "form": "VERBAL"}
    made = on_call.ok(
        "POST", f"{path}/consents", consent, version=on_call.ok("GET", path)["version"]
    )
    there = f"/offers/{her['offer']}/way"
    on_call.ok("PUT", there, way(served, if_missing="POLICE"))
    staff = houses[her["shelter"]]["staff"]
    assert staff.ok("GET", there)["if_missing"] == "POLICE"
    version = on_call.ok("GET", path)["version"]
    on_call.ok("POST", f"{path}/consents/{made['id']}/withdraw", version=version)
    assert on_call.ok("GET", there)["if_missing"] == "WAIT"
    assert staff.ok("GET", there)["if_missing"] == "WAIT"


def test_nobody_has_come_to_a_place_that_begins_on_a_later_day(served, on_call, houses):
    fresh(houses)
    made = call(served, on_call)
    first = (served.clock() + timedelta(days=3)).date().isoformat()
    later_on = {"tonight_need": "NO", "needed_from": first}
    on_call.ok("PATCH", f"/referrals/{made['id']}", later_on, version=made["version"])
    held = keep(on_call, made["id"], houses)
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    path = f"/placements/{took['placement']}"
    staff = houses[held["shelter"]]["staff"]
    got = staff("POST", f"{path}/arrive", version=staff.ok("GET", path)["version"])
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:wrong-state")
    assert staff.ok("GET", path)["state"] == "ACCEPTED"


def test_nobody_goes_on_looking_for_who_has_come_elsewhere(served, coordinator, on_call, houses):
    """Her first place was given up while nobody knew where she was; the second is where she comes."""
    fresh(houses)
    her = expected(served, on_call, houses)
    path = f"/placements/{her['placement']}"
    body = {"why": "NOT_ARRIVED", "reason": "UNKNOWN"}
    on_call.ok("POST", f"{path}/call-off", body, version=on_call.ok("GET", path)["version"])
    assert "MISSED_ARRIVAL" in tasks_of(on_call, her["case"])
    held = keep(on_call, her["case"], houses)
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    assert "MISSED_ARRIVAL" in tasks_of(on_call, her["case"])
    path = f"/placements/{took['placement']}"
    on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    assert "MISSED_ARRIVAL" not in tasks_of(on_call, her["case"])


def test_who_moves_travels_too_and_is_looked_for_when_she_does_not_come(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her = lives(served, on_call, houses)
    agreed(on_call, proposed(on_call, her, "CONFLICT"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, hours=5), version=offer["version"]
    )
    on_call.ok("PUT", f"/offers/{offer['id']}/way", way(served))
    on_call.ok("POST", f"/offers/{offer['id']}/set-out")
    assert state(on_call, her) == "TRANSFER"
    served.clock.forward(hours=3.1)
    look_for_the_missing(served.service, served.clock())
    assert len(alarms(coordinator, her["case"])) == 1
    staff = houses[offer["shelter"]]["staff"]
    staff.ok("POST", f"/transfers/{firm['id']}/arrive", version=firm["version"])
    items = staff.ok("GET", "/tasks?limit=50")["tasks"]
    assert "ARRIVAL_KIT" in [one["kind"] for one in items]


def on_her_move(served: Served, worker: Caller, houses: dict[str, Any]) -> dict[str, Any]:
    """A resident whose place in another house is kept until an hour from now and 12 more."""
    fresh(houses)
    her = lives(served, worker, houses)
    agreed(worker, proposed(worker, her, "CONFLICT"))
    offer = keep(worker, her["case"], houses, but=her["house"])
    path = f"/offers/{offer['id']}/move"
    firm = worker.ok("POST", path, by(served, hours=1), version=offer["version"])
    return {**her, "move": firm, "offer": offer["id"]}


def test_who_was_said_to_have_come_late_by_her_move_and_has_not_is_looked_for_at_once(
    served, coordinator, on_call, houses
):
    her = on_her_move(served, on_call, houses)
    served.clock.forward(hours=1.1)
    there = f"/transfers/{her['move']['id']}"
    on_call.ok("POST", f"{there}/arrive", version=her["move"]["version"])
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    path = f"/placements/{coordinator.ok('GET', there)['to_placement']}"
    body = {"arrived": False, "why": "another woman at the door"}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/right-arrival", body, version=version)
    assert len(looked_for(on_call, her["case"])) == 1


def test_the_way_of_a_move_is_planned_for_any_time_at_which_her_place_is_kept(
    served, on_call, houses
):
    fresh(houses)
    her = lives(served, on_call, houses)
    agreed(on_call, proposed(on_call, her, "CONFLICT"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    path = f"/offers/{offer['id']}"
    on_call.ok("POST", f"{path}/move", by(served, days=7), version=offer["version"])
    soon = (served.clock() + timedelta(days=6.9)).isoformat()
    assert on_call.ok("PUT", f"{path}/way", way(served, arrive_by=soon))["arrive_by"] is not None


@pytest.mark.parametrize("why", [one.value for one in NonArrival])
def test_who_did_not_come_by_her_move_is_looked_for_unless_it_is_known_that_she_is_safe(
    served, on_call, houses, why
):
    her = on_her_move(served, on_call, houses)
    served.clock.forward(hours=1.1)
    look_for_the_missing(served.service, served.clock())
    assert "MISSED_ARRIVAL" in tasks_of(on_call, her["case"])
    path, body = f"/transfers/{her['move']['id']}/cancel", {"not_arrived": why}
    on_call.ok("POST", path, body, version=her["move"]["version"])
    missing = why in ("UNKNOWN", "FOUND_BY_HIM", "STOPPED_ON_THE_WAY")
    assert ("MISSED_ARRIVAL" in tasks_of(on_call, her["case"])) is missing


def test_her_way_ends_while_her_place_is_kept_and_nobody_travels_to_a_place_that_is_gone(
    served, coordinator, on_call, houses
):
    her = on_her_move(served, on_call, houses)
    path = f"/offers/{her['offer']}/way"

    def planned(hours: float) -> Any:
        due = (served.clock() + timedelta(hours=hours)).isoformat()
        return on_call("PUT", path, way(served, arrive_by=due))

    late = planned(13.1)
    assert (late.status_code, late.json()["wrong"]) == (
        422,
        [{"at": "/arrive_by", "rule": "while_her_place_is_kept"}],
    )
    assert planned(12.9).is_success
    on_call.ok("POST", f"/offers/{her['offer']}/set-out")
    with served.service.store.transaction() as tx:  # as one could be planned before
        tx.execute(
            text("UPDATE journeys SET arrive_by = arrive_by + interval '8 h' WHERE offer_id = :id"),
            {"id": her["offer"]},
        )
    served.clock.forward(hours=13.2)
    look_for_the_missing(served.service, served.clock())
    assert alarms(coordinator, her["case"]) == []
    end_moves(served.service, served.clock())
    assert state(on_call, her) == "IN_STAY"
    assert "MISSED_ARRIVAL" in tasks_of(on_call, her["case"])
    assert len(alarms(coordinator, her["case"])) == 1


def test_who_was_found_before_her_place_was_gone_is_not_looked_for_again(
    served, coordinator, on_call, houses
):
    her = on_her_move(served, on_call, houses)
    served.clock.forward(hours=1.1)
    look_for_the_missing(served.service, served.clock())
    (task,) = [
        one
        for one in on_call.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
        if one["kind"] == "MISSED_ARRIVAL"
    ]
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    coordinator.ok("POST", f"/tasks/{task['id']}/done", {"outcome": "DONE"})
    served.clock.forward(hours=12.1)
    end_moves(served.service, served.clock())
    assert state(on_call, her) == "IN_STAY"
    assert "MISSED_ARRIVAL" not in tasks_of(on_call, her["case"])
