"""A move of a resident over HTTP: asked for, firm, and done in one transaction; and each thing that
must keep it from being firm."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.moves_over import end_moves
from app.store.nights import starts_at, tonight
from app.store.refusals import ConstraintBroken
from app.telling import look_for_the_missing, warn_of_stay_limits
from models.words import Role, TransferReason
from tests.support.houses import call, house, place
from tests.support.served import Caller, Served

SAFETY = ("COMPROMISE", "THREAT_UP")


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """Two far houses with many rooms."""
    return {
        one["id"]: one
        for one in (
            house(served, coordinator, "ALFA-1", "Tromsø", units=40),
            house(served, coordinator, "BETA-1", "Bodø", units=40),
            house(served, coordinator, "GAMMA-1", "Kristiansand", units=40),
        )
    }


def lives(served: Served, worker: Caller, houses: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A woman who called and arrived; her case and her placement."""
    case = call(served, worker, **more)
    held = keep(worker, case["id"], houses)
    took = worker.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    path = f"/placements/{took['placement']}"
    there = worker.ok("POST", f"{path}/arrive", version=worker.ok("GET", path)["version"])
    return {"case": case["id"], "placement": there, "house": held["shelter"]}


def keep(worker: Caller, case: str, houses: dict[str, Any], but: str = "") -> dict[str, Any]:
    """A place that is held for her, of which the house has said yes."""
    found = worker.ok("POST", f"/referrals/{case}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] != but)
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    staff = houses[option["shelter"]]["staff"]
    yes = staff.ok("POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"])
    return {**yes, "shelter": option["shelter"]}


def moves(worker: Caller, her: dict[str, Any]) -> list[dict[str, Any]]:
    """Her moves as the worker is told them; on-call is not told where."""
    found = worker.every("/transfers", "transfers")
    return [one for one in found if one["referral"] == her["case"]]


def proposed(worker: Caller, her: dict[str, Any], reason: str) -> dict[str, Any]:
    path = f"/placements/{her['placement']['id']}"
    version = worker.ok("GET", path)["version"]
    made = worker.ok("POST", f"{path}/transfers", {"reason": reason}, version=version)
    return dict(made)


def agreed(worker: Caller, move: dict[str, Any]) -> dict[str, Any]:
    return dict(worker.ok("POST", f"/transfers/{move['id']}/agree", version=move["version"]))


def by(served: Served, **later: float) -> dict[str, str]:
    return {"move_by": (served.clock() + timedelta(**later)).isoformat()}


def state(worker: Caller, her: dict[str, Any]) -> str:
    return str(worker.ok("GET", f"/referrals/{her['case']}")["state"])


def free_units(served: Served, coordinator: Caller, shelter: str) -> set[str]:
    with served.service.store.transaction() as tx:
        taken = tx.execute(
            text(
                "SELECT s.unit_id FROM stays s JOIN units u ON u.id = s.unit_id"
                " WHERE u.shelter_id = :house AND s.state IN ('HELD', 'ACCEPTED', 'ARRIVED')"
                " AND s.nights @> CAST(:night AS date)"
            ),
            {"house": shelter, "night": tonight(served.clock())},
        ).scalars()
        return {str(one) for one in taken}


@pytest.mark.parametrize("reason", [one.value for one in TransferReason])
def test_a_move_of_each_reason_from_proposal_to_the_new_house(
    served, coordinator, on_call, houses, reason
):
    her = lives(served, on_call, houses)
    old = her["house"]
    (room,) = houses[old]["staff"].ok("GET", f"/placements/{her['placement']['id']}")["units"]
    move = proposed(on_call, her, reason)
    assert (move["state"], move["reason"]) == ("PROPOSED", reason)
    assert state(on_call, her) == "ARRIVED"  # nothing changes before she has said yes
    move = agreed(on_call, move)
    assert state(on_call, her) == "TRANSFER"
    offer = keep(on_call, her["case"], houses, but=old)
    if reason in SAFETY:
        path = f"/transfers/{move['id']}/police"
        move = on_call.ok("POST", path, {"receiving": True}, version=move["version"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"]
    )
    assert firm["state"] == "FIRM"
    new = offer["shelter"]
    kept = free_units(served, coordinator, new)
    assert room in free_units(served, coordinator, old)
    staff = houses[new]["staff"]
    told = staff.ok("GET", f"/transfers/{firm['id']}")
    assert "reason" not in told and "to_shelter" not in told and "placement" not in told
    there = staff.ok("POST", f"/transfers/{firm['id']}/arrive", version=firm["version"])
    assert there["state"] == "MOVED"
    assert room not in free_units(served, coordinator, old)
    assert free_units(served, coordinator, new) == kept
    assert state(on_call, her) == "ARRIVED"
    was = on_call.ok("GET", f"/placements/{her['placement']['id']}")
    assert was["state"] == "ENDED"
    steps = on_call.ok("GET", f"/referrals/{her['case']}/steps")["steps"]
    after = [s["after"] for s in steps if s["subject"] == firm["id"]]
    police = ["POLICE_CONSULTED"] if reason in SAFETY else []
    assert after == ["AGREED", *police, "FIRM", "MOVED"]
    at = next(s["at"] for s in steps if s["after"] == "MOVED")
    together = {(s["machine"], s["before"], s["after"]) for s in steps if s["at"] == at}
    assert together == {
        ("TRANSFER", "FIRM", "MOVED"),
        ("PLACEMENT", "ARRIVED", "ENDED"),
        ("PLACEMENT", "ACCEPTED", "ARRIVED"),
        ("REFERRAL", "TRANSFER", "ARRIVED"),
    }


@pytest.mark.parametrize("reason", SAFETY)
def test_no_move_for_her_safety_is_firm_before_the_police_of_both_places_or_two_persons(
    served, coordinator, on_call, houses, reason
):
    her = lives(served, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, reason))
    offer = keep(on_call, her["case"], houses, but=her["house"])

    def firm() -> Any:
        return on_call(
            "POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"]
        )

    assert firm().status_code == 409
    path = f"/transfers/{move['id']}"
    move = on_call.ok("POST", f"{path}/police", {"receiving": False}, version=move["version"])
    assert firm().json()["type"] == "urn:havn:problem:second-person"
    why = {"purpose": "POLICE_ADVICE", "reason": "he stands at the door"}
    asked = coordinator.ok("POST", f"{path}/danger", why, version=move["version"])
    assert firm().status_code == 409  # one person is not enough
    second = served.caller(Role.COORDINATOR)
    second.ok("POST", f"/approvals/{asked['approval']}/agree")
    assert firm().status_code == 200


@pytest.mark.parametrize("reason", SAFETY)
def test_the_database_itself_keeps_a_move_from_being_firm_before_the_police_were_asked(
    served, on_call, houses, reason
):
    her = lives(served, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, reason))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = text(
        "UPDATE transfers SET state = 'FIRM', offer_id = :offer, move_by = now() WHERE id = :id"
    )
    with (
        pytest.raises(ConstraintBroken, match="ck_transfers_police_before_it_is_firm"),
        served.service.store.transaction() as tx,
    ):
        tx.execute(firm, {"offer": offer["id"], "id": move["id"]})
    assert on_call.ok("GET", f"/transfers/{move['id']}")["state"] == "AGREED"


def test_a_house_hears_that_she_leaves_when_it_is_firm_and_of_nothing_before(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    staff = houses[her["house"]]["staff"]

    def proposes() -> tuple[int, bytes]:
        own = f"/placements/{her['placement']['id']}"
        version = staff.ok("GET", own)["version"]
        got = staff("POST", f"{own}/transfers", {"reason": "OWN_WISH"}, version=version)
        return got.status_code, got.content

    before = proposes()
    move = proposed(on_call, her, "COMPROMISE")
    assert proposes() == before  # it asks in its thread; no answer tells that a move is open
    path = f"/transfers/{move['id']}"

    def unknown() -> bool:
        got, other = staff("GET", path), staff("GET", f"/transfers/{uuid4()}")
        return (got.status_code, got.content) == (404, other.content)

    assert unknown() and move["id"] not in str(staff.every("/transfers", "transfers"))
    move = agreed(on_call, move)
    offer = keep(on_call, her["case"], houses, but=her["house"])
    on_call.ok("POST", f"{path}/police", {"receiving": True}, version=move["version"])
    assert unknown()
    on_call.ok("POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"])
    left = staff.ok("GET", path)
    assert (left["state"], left["comes_here"], left["units"]) == ("FIRM", False, None)
    there = houses[offer["shelter"]]["staff"]
    (came,) = [one for one in there.every("/transfers", "transfers") if one["id"] == move["id"]]
    kept = there.ok("GET", f"/offers/{offer['id']}")
    assert (came["comes_here"], came["units"]) == (True, kept["units"])
    assert coordinator.ok("GET", path)["comes_here"] is None


def test_nothing_is_firm_without_her_yes(served, coordinator, on_call, houses):
    her = lives(served, on_call, houses)
    move = proposed(on_call, her, "CONFLICT")
    path = f"/referrals/{her['case']}"
    version = on_call.ok("GET", path)["version"]
    on_call.ok("PATCH", path, {"wants_move": "YES"}, version=version)
    offer = keep(on_call, her["case"], houses, but=her["house"])
    got = on_call(
        "POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"]
    )
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:wrong-state")
    assert on_call.ok("GET", f"/transfers/{move['id']}")["state"] == "PROPOSED"


def test_a_move_that_is_cancelled_frees_the_new_place_and_costs_her_nothing(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, "OWN_WISH"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    before = free_units(served, coordinator, offer["shelter"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"]
    )
    over = on_call.ok("POST", f"/transfers/{move['id']}/cancel", {}, version=firm["version"])
    assert over["state"] == "CANCELLED"
    assert len(before - free_units(served, coordinator, offer["shelter"])) == 1
    assert state(on_call, her) == "IN_STAY"
    assert on_call.ok("GET", f"/placements/{her['placement']['id']}")["state"] == "ARRIVED"
    again = proposed(on_call, her, "CAPACITY")  # a new one may be proposed, the old one is history
    got = on_call("POST", f"/transfers/{move['id']}/agree", version=over["version"])
    assert got.status_code == 409 and again["state"] == "PROPOSED"


def test_why_she_did_not_come_by_a_move_is_a_word_of_hers_too(served, coordinator, on_call, houses):
    her = lives(served, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, "OWN_WISH"))
    path, body = f"/transfers/{move['id']}/cancel", {"not_arrived": "NO_TRANSPORT"}
    assert on_call("POST", path, body, version=move["version"]).status_code == 409  # never firm
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"]
    )
    on_call.ok("POST", path, body, version=firm["version"])
    steps = on_call.ok("GET", f"/referrals/{her['case']}/steps")["steps"]
    last = next(s for s in steps if s["after"] == "CANCELLED")
    assert last["reason"] == "NO_TRANSPORT"
    assert state(on_call, her) == "IN_STAY"


def test_a_day_in_court_has_an_escort_and_nobody_moves_her_around_it_without_need(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    path = f"/referrals/{her['case']}"
    day = served.today() + timedelta(days=5)

    def put(*days: Any) -> None:
        running = [{"kind": "COURT", "zones": [], "until": one.isoformat()} for one in days]
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("PUT", f"{path}/continuity", {"running": running}, version=version)

    def escorts() -> list[str]:
        found = on_call.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
        return [one["due_at"][:10] for one in found if one["kind"] == "ESCORT"]

    put(day)
    assert escorts() == [(day - timedelta(days=1)).isoformat()]
    agreed(on_call, proposed(on_call, her, "OWN_WISH"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = f"/offers/{offer['id']}/move"
    for days in (3, 5, 7):
        got = on_call("POST", firm, by(served, days=days), version=offer["version"])
        assert got.json()["wrong"][0]["rule"] == "around_a_day_in_court", days
    put()
    assert escorts() == []
    assert on_call("POST", firm, by(served, days=5), version=offer["version"]).is_success


def test_who_leaves_while_a_move_is_open_leaves_no_place_kept_behind(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, "HEALTH"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    on_call.ok("POST", f"/offers/{offer['id']}/move", by(served, hours=1), version=offer["version"])
    kept = free_units(served, coordinator, offer["shelter"])
    path = f"/placements/{her['placement']['id']}"
    body = {
        "first_night_away": served.today().isoformat(),
        "departure": "WITH_FRIENDS",
    }
    coordinator.ok("POST", f"{path}/end", body, version=coordinator.ok("GET", path)["version"])
    assert on_call.ok("GET", f"/transfers/{move['id']}")["state"] == "CANCELLED"
    assert len(kept - free_units(served, coordinator, offer["shelter"])) == 1


def test_a_known_house_is_barred_at_once_and_a_move_is_proposed_to_all_of_the_network(
    served, coordinator, on_call, houses
):
    label = {"label": "N-MOVE", "kind": "LOCAL_GROUP"}
    network = coordinator.ok("POST", "/networks", label)["id"]
    other = coordinator.ok("POST", "/networks", {**label, "label": "N-ELSE"})["id"]
    people = []
    for fears in (network, network, other):
        her = lives(served, on_call, houses)
        people.append(her)
        path = f"/referrals/{her['case']}"
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("PUT", f"{path}/networks", {"networks": [fears]}, version=version)
    homes = {her["house"] for her in people}
    for home in homes:
        report = {"shelter": home, "scope": "NETWORK", "level": "CONFIRMED", "network": network}
        coordinator.ok("POST", "/compromises", report)
    told = [[(m["state"], m["reason"]) for m in moves(on_call, her)] for her in people]
    assert told == [[("PROPOSED", "COMPROMISE")], [("PROPOSED", "COMPROMISE")], []]
    found = coordinator.ok("POST", f"/referrals/{people[0]['case']}/options", key=None)
    assert found["priority"] in ("P1", "P2")
    assert homes.isdisjoint(o["shelter"] for o in found["options"])
    for compromise in coordinator.ok("GET", "/compromises")["compromises"]:
        path = f"/compromises/{compromise['id']}"
        coordinator.ok("PATCH", path, {"level": "CONFIRMED"}, version=compromise["version"])
    assert len(moves(on_call, people[0])) == 1  # asked once, however often it is reported


def test_an_area_where_a_network_was_seen_is_a_danger_to_all_who_fear_it(
    served, coordinator, on_call, houses
):
    network = coordinator.ok("POST", "/networks", {"label": "N-AREA"})["id"]
    people = [lives(served, on_call, houses) for _ in range(2)]
    waits = call(served, on_call)
    for case in (people[0]["case"], waits["id"]):
        path = f"/referrals/{case}"
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("PUT", f"{path}/networks", {"networks": [network]}, version=version)
    towns = dict(zip(houses, ("Tromsø", "Bodø", "Kristiansand"), strict=True))
    town = place(served, towns[people[0]["house"]])
    body = {"place": town, "kind": "LAST_SEEN", "precision": "LOCALITY", "source": "POLICE"}
    told = coordinator.ok("POST", f"/networks/{network}/areas", body)
    assert told == {"id": network, "version": 1}
    assert [[m["reason"] for m in moves(on_call, her)] for her in people] == [["COMPROMISE"], []]
    found = on_call.ok("POST", f"/referrals/{waits['id']}/options", key=None)
    assert people[0]["house"] not in [o["shelter"] for o in found["options"]]
    assert coordinator("POST", f"/networks/{waits['id']}/areas", body).status_code == 404


def test_who_is_on_her_way_to_a_house_that_became_known_is_somebodys_task_at_once(
    served, coordinator, on_call, houses
):
    case = call(served, on_call)
    held = keep(on_call, case["id"], houses)
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    network = coordinator.ok("POST", "/networks", {"label": "N-WAY"})["id"]
    path = f"/referrals/{case['id']}"
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/networks", {"networks": [network]}, version=version)

    def gaps() -> list[str]:
        found = on_call.ok("GET", f"/tasks?referral={case['id']}&limit=50")["tasks"]
        return [one["subject"] for one in found if one["kind"] == "SAFETY_GAP"]

    assert gaps() == []
    report = {"scope": "NETWORK", "level": "SUSPECTED", "network": network}
    coordinator.ok("POST", "/compromises", {"shelter": held["shelter"], **report})
    assert gaps() == [held["id"]]
    alarms = coordinator.ok("GET", "/alarms?limit=50")["alarms"]
    assert ("SAFETY_GAP", case["id"]) in [(one["kind"], one["subject"]) for one in alarms]
    place = on_call.ok("GET", f"/placements/{took['placement']}")
    assert place["state"] == "ACCEPTED"  # people decide; nothing is called off by it
    body = {"why": "CANCELLED"}
    on_call.ok("POST", f"/placements/{place['id']}/call-off", body, version=place["version"])
    assert gaps() == []


def test_a_house_that_is_not_secure_any_more_asks_its_residents_and_evicts_nobody(
    served, coordinator, on_call
):
    one = house(served, coordinator, "WEAK-1", "Bergen", region="WEST", units=3)
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == one["id"])
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    path = f"/offers/{held['id']}"
    yes = one["staff"].ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
    took = on_call.ok("POST", f"{path}/accept", version=yes["version"])
    path = f"/placements/{took['placement']}"
    there = on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    shelter = f"/shelters/{one['id']}"
    today = served.today().isoformat()
    seen = {"code": "SECURE_DOORS", "present": "NO", "verified_on": today}
    version = coordinator.ok("GET", shelter)["version"]
    coordinator.ok("PUT", f"{shelter}/features", {"features": [seen]}, version=version)
    (move,) = moves(on_call, {"case": case["id"]})
    assert (move["state"], move["reason"]) == ("PROPOSED", "THREAT_UP")
    assert on_call.ok("GET", path)["version"] == there["version"]  # she lives there as before


def test_her_old_unit_is_hers_until_she_is_there_also_when_its_nights_end_before(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    staff = houses[her["house"]]["staff"]
    path = f"/placements/{her['placement']['id']}"
    (room,) = staff.ok("GET", path)["units"]
    night = tonight(served.clock())
    with served.service.store.transaction() as tx:  # as a plan of two nights would have left it
        for table, name in (("placements", "id"), ("stays", "placement_id")):
            tx.execute(
                text(f"UPDATE {table} SET nights = daterange(:a, :b) WHERE {name} = :id"),
                {"a": night, "b": night + timedelta(days=2), "id": her["placement"]["id"]},
            )

    def state_on(days: int) -> str:
        on = (night + timedelta(days=days)).isoformat()
        found = staff.ok("GET", f"/shelters/{her['house']}/beds?night={on}")["beds"]
        return str(next(one["state"] for one in found if one["unit"] == room))

    assert (state_on(1), state_on(3)) == ("OCCUPIED", "FREE")
    move = agreed(on_call, proposed(on_call, her, "STAY_LIMIT"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, days=4), version=offer["version"]
    )
    assert (state_on(3), state_on(4)) == ("OCCUPIED", "OCCUPIED")
    new = houses[offer["shelter"]]["staff"]
    assert new.ok("GET", f"/transfers/{move['id']}")["state"] == "FIRM"
    new.ok("POST", f"/transfers/{move['id']}/arrive", version=firm["version"])
    assert (state_on(1), state_on(3)) == ("FREE", "FREE")


def test_a_stay_that_was_made_longer_for_a_move_is_warned_of_at_its_new_end_alone(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    night = tonight(served.clock())
    with served.service.store.transaction() as tx:
        for table, name in (("placements", "id"), ("stays", "placement_id")):
            tx.execute(
                text(f"UPDATE {table} SET nights = daterange(:a, :b) WHERE {name} = :id"),
                {"a": night, "b": night + timedelta(days=2), "id": her["placement"]["id"]},
            )

    def warned() -> list[str]:
        warn_of_stay_limits(served.service, served.clock())
        found = coordinator.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
        return [one["subject"] for one in found if one["kind"] == "STAY_LIMIT"]

    (old,) = warned()
    (move,) = moves(on_call, her)
    agreed(on_call, move)
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, days=4), version=offer["version"]
    )
    (new,) = warned()
    assert new != old
    there = houses[offer["shelter"]]["staff"]
    there.ok("POST", f"/transfers/{firm['id']}/arrive", version=firm["version"])
    found = coordinator.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
    assert "STAY_LIMIT" not in [one["kind"] for one in found]


def test_a_move_is_firm_only_if_her_old_unit_can_be_hers_so_long(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    staff = houses[her["house"]]["staff"]
    (room,) = staff.ok("GET", f"/placements/{her['placement']['id']}")["units"]
    night = tonight(served.clock())
    with served.service.store.transaction() as tx:
        for table, name in (("placements", "id"), ("stays", "placement_id")):
            tx.execute(
                text(f"UPDATE {table} SET nights = daterange(:a, :b) WHERE {name} = :id"),
                {"a": night, "b": night + timedelta(days=2), "id": her["placement"]["id"]},
            )
    shelter = f"/shelters/{her['house']}"
    shut = {
        "first": (night + timedelta(days=3)).isoformat(),
        "to": (night + timedelta(days=4)).isoformat(),
        "reason": "REPAIR",
    }
    version = staff.ok("GET", shelter)["version"]
    staff.ok("POST", f"{shelter}/units/{room}/out-of-service", shut, version=version)
    agreed(on_call, proposed(on_call, her, "MOVE_ON"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    path = f"/offers/{offer['id']}/move"
    got = on_call("POST", path, by(served, days=4), version=offer["version"])
    assert got.json()["type"] == "urn:havn:problem:unit-out-of-service"
    assert on_call("POST", path, by(served, hours=6), version=offer["version"]).is_success


def test_who_is_there_has_no_other_offer_open_that_holds_nothing(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    agreed(on_call, proposed(on_call, her, "OWN_WISH"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"]
    )
    beside = keep(on_call, her["case"], houses, but=her["house"])
    on_call.ok("POST", f"/transfers/{firm['id']}/arrive", version=firm["version"])
    assert on_call.ok("GET", f"/offers/{beside['id']}")["state"] == "RELEASED"
    assert on_call.ok("GET", f"/offers/{offer['id']}")["state"] == "TAKEN"


def leaves(who: Caller, her: dict[str, Any], day: Any, departure: str) -> None:
    """Somebody says that she has left."""
    path = f"/placements/{her['placement']['id']}"
    body = {"first_night_away": day.isoformat(), "departure": departure}
    who.ok("POST", f"{path}/end", body, version=who.ok("GET", path)["version"])


def leaving(
    served: Served, worker: Caller, houses: dict[str, Any], *, first: str = "", **later: float
) -> dict[str, Any]:
    """Who moves by then, within the hour where nothing is said; her place is kept, from a first night on."""
    for one in houses.values():
        one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})
    her = lives(served, worker, houses)
    move = agreed(worker, proposed(worker, her, "HEALTH"))
    if first:
        path = f"/referrals/{her['case']}"
        needs = {"tonight_need": "NO", "needed_from": first}
        worker.ok("PATCH", path, needs, version=worker.ok("GET", path)["version"])
    offer = keep(worker, her["case"], houses, but=her["house"])
    until = by(served, **(later or {"hours": 1}))
    worker.ok("POST", f"/offers/{offer['id']}/move", until, version=offer["version"])
    return {**her, "move": move["id"], "offer": offer["id"], "goes_to": offer["shelter"]}


def looked_for(worker: Caller, her: dict[str, Any]) -> bool:
    found = worker.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
    return "MISSED_ARRIVAL" in [one["kind"] for one in found]


@pytest.mark.parametrize(
    ("house_says", "departure"), [(True, "WITH_FRIENDS"), (False, "OTHER_SHELTER")]
)
def test_who_has_left_by_a_firm_move_has_set_out_and_is_looked_for_when_she_does_not_come(
    served, coordinator, on_call, houses, house_says, departure
):
    her = leaving(served, on_call, houses)
    kept = free_units(served, coordinator, her["goes_to"])
    who = houses[her["house"]]["staff"] if house_says else coordinator
    leaves(who, her, tonight(served.clock()), departure)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    move = coordinator.ok("GET", f"/transfers/{her['move']}")
    assert move["state"] == "MOVED"
    assert state(on_call, her) == "TRAVEL"
    assert coordinator.ok("GET", f"/placements/{her['placement']['id']}")["state"] == "ENDED"
    path = f"/placements/{move['to_placement']}"
    assert coordinator.ok("GET", path)["state"] == "ACCEPTED"
    assert kept == free_units(served, coordinator, her["goes_to"])
    assert not looked_for(on_call, her)
    served.clock.forward(hours=1.1)
    look_for_the_missing(served.service, served.clock())
    assert looked_for(on_call, her)
    staff = houses[her["goes_to"]]["staff"]
    staff.ok("POST", f"{path}/arrive", version=staff.ok("GET", path)["version"])
    assert state(on_call, her) == "ARRIVED"
    assert not looked_for(on_call, her)


def test_a_place_is_kept_12_hours_beyond_its_time_and_then_the_move_falls_through(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, "COURT"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    on_call.ok("POST", f"/offers/{offer['id']}/move", by(served, hours=1), version=offer["version"])
    served.clock.forward(hours=12.9)
    end_moves(served.service, served.clock())
    assert on_call.ok("GET", f"/transfers/{move['id']}")["state"] == "FIRM"
    path = f"/referrals/{her['case']}"
    assert on_call.ok("GET", path)["wants_move"] == "YES"
    served.clock.forward(hours=0.2)
    end_moves(served.service, served.clock())
    assert on_call.ok("GET", f"/transfers/{move['id']}")["state"] == "CANCELLED"
    assert on_call.ok("GET", f"/placements/{her['placement']['id']}")["state"] == "ARRIVED"
    assert state(on_call, her) == "IN_STAY"
    assert on_call.ok("GET", path)["wants_move"] == "NO"


@pytest.mark.parametrize("over", [False, True], ids=["still firm", "fell through"])
def test_who_has_left_for_a_place_that_is_kept_no_more_is_looked_for_at_once(
    served, coordinator, on_call, houses, over
):
    her = leaving(served, on_call, houses)
    served.clock.forward(hours=1.1)
    found_in_her_old_house(served, coordinator, her)
    served.clock.forward(hours=12)
    if over:
        end_moves(served.service, served.clock())
        assert state(on_call, her) == "IN_STAY"
    look_for_the_missing(served.service, served.clock())
    assert not looked_for(on_call, her)
    leaves(houses[her["house"]]["staff"], her, tonight(served.clock()), "OTHER_SHELTER")
    assert on_call.ok("GET", f"/transfers/{her['move']}")["state"] == "CANCELLED"
    assert state(on_call, her) == "LEFT"
    assert looked_for(on_call, her)


def test_who_has_left_after_her_move_was_called_off_is_not_looked_for(
    served, coordinator, on_call, houses
):
    her = leaving(served, on_call, houses)
    path = f"/transfers/{her['move']}"
    on_call.ok("POST", f"{path}/cancel", {}, version=on_call.ok("GET", path)["version"])
    leaves(houses[her["house"]]["staff"], her, tonight(served.clock()), "WITH_FRIENDS")
    assert state(on_call, her) == "LEFT"
    assert not looked_for(on_call, her)


def found_in_her_old_house(served: Served, coordinator: Caller, her: dict[str, Any]) -> None:
    """Her time is over; somebody looked for her and heard that she has not set out yet."""
    look_for_the_missing(served.service, served.clock())
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    (task,) = missed(coordinator, her)
    coordinator.ok("POST", f"/tasks/{task}/done", {"outcome": "DONE"})


def missed(worker: Caller, her: dict[str, Any]) -> list[str]:
    found = worker.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
    return [one["id"] for one in found if one["kind"] == "MISSED_ARRIVAL"]


def missing_after(served: Served, worker: Caller, her: dict[str, Any], hours: float) -> bool:
    """Whether somebody looks for her within minutes of so many hours from now, and nobody before."""
    served.clock.forward(hours=hours - 0.1)
    look_for_the_missing(served.service, served.clock())
    assert not looked_for(worker, her)
    served.clock.forward(hours=0.2)
    look_for_the_missing(served.service, served.clock())
    return looked_for(worker, her)


def test_who_sets_out_later_than_was_agreed_is_missed_half_a_day_after_she_left(
    served, coordinator, on_call, houses
):
    her = leaving(served, on_call, houses)
    served.clock.forward(hours=1.1)
    found_in_her_old_house(served, coordinator, her)
    leaves(houses[her["house"]]["staff"], her, tonight(served.clock()), "OTHER_SHELTER")
    assert state(on_call, her) == "TRAVEL"
    assert missing_after(served, on_call, her, 12)


@pytest.mark.parametrize(
    ("arrives", "missed_after"), [(None, 12), (7 * 24, 12), (2 * 24, 2 * 24)], ids=str
)
def test_who_leaves_long_before_the_day_that_was_agreed_is_missed_within_hours(
    served, coordinator, on_call, houses, arrives, missed_after
):
    """A way that she can still keep to counts, since it ends within three days."""
    her = leaving(served, on_call, houses, days=12)
    if arrives is not None:
        way = {
            "met_at": "STATION",
            "met_in": place(served, "Trondheim"),
            "means": "TRAIN",
            "escort": "NOBODY",
            "handset": "LEFT_BEHIND",
            "arrive_by": (served.clock() + timedelta(hours=arrives)).isoformat(),
        }
        on_call.ok("PUT", f"/offers/{her['offer']}/way", way)
    leaves(houses[her["house"]]["staff"], her, tonight(served.clock()), "WITH_FRIENDS")
    assert state(on_call, her) == "TRAVEL"
    assert missing_after(served, on_call, her, missed_after)


def test_who_leaves_before_the_first_night_of_her_place_is_looked_for_at_once_and_missed_then(
    served, coordinator, on_call, houses
):
    first = served.today() + timedelta(days=3)
    her = leaving(served, on_call, houses, first=first.isoformat(), days=4)
    leaves(houses[her["house"]]["staff"], her, tonight(served.clock()), "WITH_FRIENDS")
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    (task,) = missed(coordinator, her)
    coordinator.ok("POST", f"/tasks/{task}/done", {"outcome": "DONE"})
    due = starts_at(first) + timedelta(hours=12)
    hours = (due - served.clock()).total_seconds() / 3600
    assert missing_after(served, on_call, her, hours)
