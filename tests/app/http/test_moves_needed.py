"""Residents who must be asked whether they will move: by which acts, by time alone, and although
another move of theirs is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from app.moves_asked import look_at_residents
from app.store import picture, units
from app.store.nights import starts_at, tonight
from app.upkeep import HOURLY, JOBS
from matching.vocabulary import NightSpan
from models.words import OutOfServiceReason, Role
from tests.app.http.test_calls import sent
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import agreed, by, keep, lives, moves, proposed
from tests.support.houses import house, place
from tests.support.served import Caller, Served

STOPPED = "CALL_ON_HER_WAY"
"""The task to reach who is on her way to a house that does not take her, or to a bed that is closed."""
TOWNS = {"NEED-1": "Tromsø", "NEED-2": "Bodø"}


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """Two far houses with many rooms."""
    made = [house(served, coordinator, n, t, units=60) for n, t in TOWNS.items()]
    return {one["id"]: one for one in made}


@pytest.fixture
def fresh(houses: dict[str, dict[str, Any]]) -> None:
    """What the houses have free was said just now."""
    for one in houses.values():
        one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})


def of_case(worker: Caller, case: str, kind: str) -> list[str]:
    """What the open tasks of this kind are about."""
    found = worker.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    return [one["subject"] for one in found if one["kind"] == kind]


def gaps(coordinator: Caller, case: str) -> list[dict[str, Any]]:
    """Open alarms that her house is not safe for her."""
    found = coordinator.every("/alarms", "alarms")
    return [one for one in found if one["kind"] == "SAFETY_GAP" and one["subject"] == case]


def known_to(coordinator: Caller, her: dict[str, Any], level: str = "CONFIRMED") -> None:
    """Whom she alone fears knows her house."""
    (actor, *_) = coordinator.ok("GET", f"/referrals/{her['case']}/actors")["actors"]
    report = {"shelter": her["house"], "scope": "ACTOR", "level": level, "actor": actor["id"]}
    coordinator.ok("POST", "/compromises", report)


def resident(served: Served, coordinator: Caller, worker: Caller, houses: Any) -> dict[str, Any]:
    """A resident of whose case the coordinator may name whom she fears."""
    her = lives(served, worker, houses)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    return her


def test_a_known_house_is_heard_of_although_another_move_is_open_and_the_police_come_first(
    served, coordinator, on_call, houses
):
    her = resident(served, coordinator, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, "STAY_LIMIT"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == []
    known_to(coordinator, her)
    assert len(gaps(coordinator, her["case"])) == 1
    (told,) = moves(on_call, her)
    assert (told["id"], told["state"], told["reason"]) == (move["id"], "AGREED", "COMPROMISE")
    assert told["agreed_at"] == move["agreed_at"], "her yes stands"
    assert of_case(on_call, her["case"], "TRANSFER") == [move["id"]]
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == [move["id"]]
    firm = f"/offers/{offer['id']}/move"
    got = on_call("POST", firm, by(served, hours=6), version=offer["version"])
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")
    path = f"/transfers/{move['id']}/police"
    on_call.ok("POST", path, {"receiving": True}, version=told["version"])
    assert on_call.ok("POST", firm, by(served, hours=6), version=offer["version"])["state"] == (
        "FIRM"
    )


def due_in(served: Served, worker: Caller, case: str, kind: str) -> list[int]:
    """In how many minutes each open task of this kind is due."""
    found = worker.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    due = [served.clock().fromisoformat(t["due_at"]) for t in found if t["kind"] == kind]
    return [round((one - served.clock()).total_seconds() / 60) for one in due]


@pytest.mark.parametrize(("reason", "within"), [("COMPROMISE", 60), ("OWN_WISH", 24 * 60)])
def test_a_place_for_an_agreed_move_is_somebodys_task_until_it_is_firm(
    served, coordinator, on_call, houses, reason, within
):
    her = resident(served, coordinator, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, reason))
    assert due_in(served, on_call, her["case"], "TRANSFER") == [within]
    police = f"/transfers/{move['id']}/police"
    if reason == "COMPROMISE":
        asked = on_call.ok("POST", police, {"receiving": False}, version=move["version"])
        # Those where she lives were asked; those where she goes have still to be.
        assert due_in(served, on_call, her["case"], "POLICE_CONSULT") == [120]
        on_call.ok("POST", police, {"receiving": True}, version=asked["version"])
        assert due_in(served, on_call, her["case"], "POLICE_CONSULT") == []
    assert due_in(served, on_call, her["case"], "TRANSFER") == [within]
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = f"/offers/{offer['id']}/move"
    on_call.ok("POST", firm, by(served, hours=6), version=offer["version"])
    assert due_in(served, on_call, her["case"], "TRANSFER") == []
    assert due_in(served, on_call, her["case"], "TRAVEL") == [120]


def test_a_place_that_was_looked_for_within_a_day_is_within_the_hour_once_her_house_is_known(
    served, coordinator, on_call, houses
):
    her = resident(served, coordinator, on_call, houses)
    agreed(on_call, proposed(on_call, her, "STAY_LIMIT"))
    assert due_in(served, on_call, her["case"], "TRANSFER") == [24 * 60]
    known_to(coordinator, her)
    assert due_in(served, on_call, her["case"], "TRANSFER") == [60]


def test_of_a_move_that_is_only_proposed_she_is_asked_for_the_graver_reason(
    served, coordinator, on_call, houses
):
    her = resident(served, coordinator, on_call, houses)
    move = proposed(on_call, her, "MOVE_ON")
    known_to(coordinator, her)
    (told,) = moves(on_call, her)
    assert (told["id"], told["state"], told["reason"]) == (move["id"], "PROPOSED", "COMPROMISE")
    assert of_case(on_call, her["case"], "TRANSFER") == [move["id"]]
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == []
    agreed(on_call, told)
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == [move["id"]]


def test_of_a_firm_move_somebody_hears_and_it_stays_firm(served, coordinator, on_call, houses):
    her = resident(served, coordinator, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, "OWN_WISH"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    on_call.ok("POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"])
    known_to(coordinator, her)
    (told,) = moves(on_call, her)
    assert (told["state"], told["reason"]) == ("FIRM", "OWN_WISH")
    assert len(gaps(coordinator, her["case"])) == 1
    assert of_case(on_call, her["case"], "TRANSFER") == [move["id"]]


@pytest.mark.parametrize(("reason", "firm"), [("COMPROMISE", False), ("OWN_WISH", True)])
def test_her_yes_to_another_place_passes_by_no_police_and_frees_no_place_that_is_kept(
    served, coordinator, on_call, houses, reason, firm
):
    her = lives(served, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, reason))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    if firm:
        path = f"/offers/{offer['id']}/move"
        on_call.ok("POST", path, by(served, hours=6), version=offer["version"])
        offer = keep(on_call, her["case"], houses, but=her["house"])
    with served.service.store.transaction() as tx:  # her nights end before those of the offer
        for table, name in (("placements", "id"), ("stays", "placement_id")):
            tx.execute(
                text(
                    f"UPDATE {table} SET nights = daterange(lower(nights) - CAST(:ago AS int),"
                    f" lower(nights) - CAST(:ago AS int) + 2) WHERE {name} = :id"
                ),
                {"id": her["placement"]["id"], "ago": 4 if firm else 2},
            )
    got = on_call("POST", f"/offers/{offer['id']}/accept", version=offer["version"])
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:wrong-state")
    stands = "FIRM" if firm else "AGREED"
    assert on_call.ok("GET", f"/transfers/{move['id']}")["state"] == stands


# Acts by which a house is barred to who lives in it, each with its reason for a move.


def _network(coordinator: Caller, served: Served, label: str) -> str:
    body = {"label": label, "kind": "LOCAL_GROUP"}
    return str(coordinator.ok("POST", "/networks", body)["id"])


def _known_to_network(coordinator: Caller, her: dict[str, Any], network: str) -> None:
    report = {"scope": "NETWORK", "level": "CONFIRMED", "network": network}
    coordinator.ok("POST", "/compromises", {"shelter": her["house"], **report})


Prepared = Callable[[], Any]
"""The act, once all else stands."""


def _put(coordinator: Caller, method: str, path: str, her: dict[str, Any], body: Any) -> Any:
    case = f"/referrals/{her['case']}"
    version = coordinator.ok("GET", case)["version"]
    return coordinator.ok(method, f"{case}/{path}", body, version=version)


def networks(served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]) -> Prepared:
    feared = _network(coordinator, served, "N-PUT")
    _known_to_network(coordinator, her, feared)
    return lambda: _put(coordinator, "PUT", "networks", her, {"networks": [feared]})


def named(served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]) -> Prepared:
    feared = _network(coordinator, served, "N-NAMED")
    _known_to_network(coordinator, her, feared)
    body = {"label": "Q", "network": feared}
    return lambda: _put(coordinator, "POST", "actors", her, body)


def changed(served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]) -> Prepared:
    feared = _network(coordinator, served, "N-CHANGED")
    _known_to_network(coordinator, her, feared)
    (actor, *_) = coordinator.ok("GET", f"/referrals/{her['case']}/actors")["actors"]
    body = {"status": "AT_LARGE", "others_at_large": "UNKNOWN", "network": feared}
    return lambda: _put(coordinator, "PATCH", f"actors/{actor['id']}", her, body)


CUSTODY = {"status": "CUSTODY", "custody_until": "2030-01-01", "others_at_large": "NO"}


def free_again(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    _in_custody(served, coordinator, her)
    case = coordinator.ok("GET", f"/referrals/{her['case']}")
    police = served.caller(Role.POLICE)
    put_on(served, coordinator, case, police, Role.POLICE)
    (line,) = police.ok("GET", "/own-cases")["cases"]
    at = f"/own-cases/{line['id']}"
    (actor,) = police.ok("GET", f"{at}/actors")["actors"]
    where = {"status": "AT_LARGE"}
    return lambda: police.ok("POST", f"{at}/actors/{actor['id']}/whereabouts", where)


def _in_custody(served: Served, coordinator: Caller, her: dict[str, Any]) -> None:
    """He lives in her town, and is in custody so that it is no danger for now."""
    (actor, *_) = coordinator.ok("GET", f"/referrals/{her['case']}/actors")["actors"]
    _put(coordinator, "PATCH", f"actors/{actor['id']}", her, CUSTODY)
    town = place(served, TOWNS[her["name"]])
    area = {"place": town, "kind": "HOME", "precision": "LOCALITY", "actor": actor["id"]}
    _put(coordinator, "POST", "areas", her, area)


def told_in_her_call(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    said = her["said"]
    avoid = {"known": "YES", "his": [place(served, "Oslo"), place(served, TOWNS[her["name"]])]}
    newer = {**said["answers"], "places_to_avoid": avoid}
    return lambda: on_call.ok("POST", "/calls", {**said, "revision": 2, "answers": newer})


def kept_apart(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    body = {
        "kind": "MUST_SEPARATE",
        "basis": "FAMILY_OF_ACTOR",
        "a": her["case"],
        "b": her["other"],
    }
    return lambda: coordinator.ok("POST", "/links", body)


def kept_apart_by_the_police(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    police = served.caller(Role.POLICE)
    for one in (her["case"], her["other"]):
        case = coordinator.ok("GET", f"/referrals/{one}")
        put_on(served, coordinator, case, police, Role.POLICE)
    one, other = police.ok("GET", "/own-cases")["cases"]
    body = {"other": other["id"], "kind": "MUST_SEPARATE"}
    return lambda: police.ok("POST", f"/own-cases/{one['id']}/links", body)


def found_there(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    return lambda: _put(coordinator, "PUT", "found-at", her, {"shelters": [her["house"]]})


def tied(served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]) -> Prepared:
    feared = _network(coordinator, served, "N-TIED")
    _put(coordinator, "PUT", "networks", her, {"networks": [feared]})
    path = f"/shelters/{her['house']}/staff-ties"
    body = {"asked": "YES", "networks": [feared]}
    return lambda: coordinator.ok("PUT", path, body, version=coordinator.ok("GET", path)["version"])


@pytest.mark.parametrize(
    ("prepared", "reason"),
    [
        (networks, "COMPROMISE"),
        (named, "COMPROMISE"),
        (changed, "COMPROMISE"),
        (free_again, "COMPROMISE"),
        (told_in_her_call, "COMPROMISE"),
        (kept_apart, "CONFLICT"),
        (kept_apart_by_the_police, "CONFLICT"),
        (found_there, "COMPROMISE"),
        (tied, "COMPROMISE"),
    ],
)
def test_every_act_that_bars_her_house_asks_her_at_once(
    served, coordinator, on_call, houses, prepared, reason
):
    one = next(iter(houses.values()))
    her = _by_a_call(served, coordinator, on_call, one)
    her["other"] = _by_a_call(served, coordinator, on_call, one)["case"]
    act = prepared(served, coordinator, on_call, her)
    assert moves(on_call, her) == []
    act()
    (move,) = moves(on_call, her)
    assert (move["state"], move["reason"]) == ("PROPOSED", reason)
    assert len(gaps(coordinator, her["case"])) == 1


def _took(
    served: Served, coordinator: Caller, on_call: Caller, one: dict[str, Any]
) -> tuple[str, str, str, dict[str, Any]]:
    """She called and took that house: her case, the offer, the placement, and what she said."""
    said = sent(served)
    said["answers"] |= {"must_have": {"known": "YES"}, "language": {"languages": ["nob"]}}
    case = on_call.ok("POST", "/calls", said)["referral"]
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    found = on_call.ok("POST", f"/referrals/{case}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == one["id"])
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    path = f"/offers/{held['id']}"
    yes = one["staff"].ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
    took = on_call.ok("POST", f"{path}/accept", version=yes["version"])
    return case, held["id"], took["placement"], said


def _by_a_call(
    served: Served, coordinator: Caller, on_call: Caller, one: dict[str, Any]
) -> dict[str, Any]:
    """She called, took that house and is there."""
    case, _, placement, said = _took(served, coordinator, on_call, one)
    path = f"/placements/{placement}"
    there = on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    return {
        "case": case,
        "placement": there,
        "house": one["id"],
        "name": one["name"],
        "said": said,
    }


def will_not_go_there(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    areas = [{"place": place(served, TOWNS[her["name"]]), "radius_km": 25}]
    return lambda: _put(coordinator, "PUT", "no-go", her, {"areas": areas})


def a_man_is_with_her(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    both = [{"role": "ADULT", "gender": gender, "age_band": "25-39"} for gender in ("WOMAN", "MAN")]
    return lambda: _put(coordinator, "PUT", "people", her, {"members": both})


def needs_what_is_far(
    served: Served, coordinator: Caller, on_call: Caller, her: dict[str, Any]
) -> Prepared:
    path = f"/shelters/{her['house']}"
    far = {
        "type": "LAWYER",
        "on_site": "NO",
        "minutes": 90,
        "capacity_now": "YES",
        "verified_on": served.today().isoformat(),
    }
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/services", {"services": [far]}, version=version)
    need = {
        "service": "LAWYER",
        "criticality": "SAFETY_CRITICAL",
        "max_minutes": 10,
    }
    return lambda: _put(coordinator, "PUT", "needs", her, {"needs": [need]})


def alone_again(coordinator: Caller, her: dict[str, Any]) -> None:
    """Whoever comes after her is not kept out of the house by a man of hers."""
    member = {"role": "ADULT", "gender": "WOMAN", "age_band": "25-39"}
    _put(coordinator, "PUT", "people", her, {"members": [member]})


OF_HERS = [
    (will_not_go_there, "OWN_WISH"),
    (a_man_is_with_her, "CAPACITY"),
    (needs_what_is_far, "HEALTH"),
]
"""Acts that bar her house by another rule of H19 than one of safety."""


@pytest.mark.parametrize(("prepared", "reason"), OF_HERS)
def test_what_bars_her_house_and_is_no_danger_is_a_task_to_ask_her_and_no_alarm(
    served, coordinator, on_call, houses, fresh, prepared, reason
):
    her = _by_a_call(served, coordinator, on_call, next(iter(houses.values())))
    act = prepared(served, coordinator, on_call, her)
    assert moves(on_call, her) == []
    act()
    (move,) = moves(on_call, her)
    assert (move["state"], move["reason"]) == ("PROPOSED", reason)
    assert of_case(on_call, her["case"], "TRANSFER") == [move["id"]]
    assert gaps(coordinator, her["case"]) == []
    alone_again(coordinator, her)


@pytest.mark.parametrize("prepared", [one for one, _ in OF_HERS])
def test_who_is_on_her_way_is_stopped_by_whatever_bars_the_house_as_a_fact(
    served, coordinator, on_call, houses, fresh, prepared
):
    one = next(iter(houses.values()))
    case, offer, _, _ = _took(served, coordinator, on_call, one)
    her = {"case": case, "house": one["id"], "name": one["name"]}
    act = prepared(served, coordinator, on_call, her)
    assert stopped(on_call, case) == {}
    act()
    assert stopped(on_call, case) == {"CALL_ON_HER_WAY": [offer]}
    assert gaps(coordinator, case) == [], "no danger was said of"
    alone_again(coordinator, her)


def stopped(who: Caller, case: str) -> dict[str, list[str]]:
    """The tasks to reach her before she is there, and by which offer she was on her way."""
    kinds = ("SAFETY_GAP", "CALL_ON_HER_WAY")
    return {kind: found for kind in kinds if (found := of_case(who, case, kind))}


@pytest.mark.parametrize("status", ["PAUSED", "CLOSED"])
def test_who_is_on_her_way_to_a_house_that_takes_nobody_in_is_somebodys_task(
    served, coordinator, on_call, houses, fresh, status
):
    one = next(iter(houses.values()))
    case, offer, _, _ = _took(served, coordinator, on_call, one)
    lives_there = _by_a_call(served, coordinator, on_call, one)
    with _stands(coordinator, one["id"], status):
        assert stopped(on_call, case) == {"CALL_ON_HER_WAY": [offer]}
        assert gaps(coordinator, case) == [], "it may want for staff, or be cleaned"
        assert moves(on_call, lives_there) == [], "nobody who lives there is asked to go"
        (task,) = (
            one
            for one in on_call.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
            if one["kind"] == "CALL_ON_HER_WAY"
        )
        left = datetime.fromisoformat(task["due_at"]) - served.clock()
        assert timedelta(minutes=4) < left <= timedelta(minutes=5)


@contextmanager
def _stands(coordinator: Caller, shelter: str, status: str) -> Iterator[None]:
    """Inside, the house has this status."""
    path = f"/shelters/{shelter}"

    def said(word: str) -> None:
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("PATCH", path, {"status": word}, version=version)

    said(status)
    try:
        yield
    finally:
        said("OPEN")


def test_who_is_on_her_way_to_a_house_that_is_compromised_is_heard_of_by_all(
    served, coordinator, on_call, fresh
):
    one = house(served, coordinator, "KNOWN-1", "Tromsø", units=2)
    case, offer = _took(served, coordinator, on_call, one)[:2]
    known = {"shelter": one["id"], "scope": "GENERAL", "level": "CONFIRMED"}
    coordinator.ok("POST", "/compromises", known)
    assert coordinator.ok("GET", f"/shelters/{one['id']}")["status"] == "COMPROMISED"
    assert stopped(on_call, case) == {"SAFETY_GAP": [offer]}
    assert len(gaps(coordinator, case)) == 1


def test_a_pause_hides_no_danger(served, coordinator, on_call, houses, fresh):
    one = next(iter(houses.values()))
    case, offer = _took(served, coordinator, on_call, one)[:2]
    with _stands(coordinator, one["id"], "PAUSED"):
        assert gaps(coordinator, case) == []
        with _nobody_was_asked(coordinator, one["id"], case):
            assert stopped(on_call, case) == {"SAFETY_GAP": [offer], "CALL_ON_HER_WAY": [offer]}
            assert len(gaps(coordinator, case)) == 1


def test_who_is_on_her_way_to_a_bed_that_is_closed_tonight_is_somebodys_task(
    served, coordinator, on_call, houses, fresh
):
    one = next(iter(houses.values()))
    case, offer, placement, _ = _took(served, coordinator, on_call, one)
    (unit,) = coordinator.ok("GET", f"/placements/{placement}")["units"]
    path, night = f"/shelters/{one['id']}", served.today()

    def closed(first: int) -> None:
        span = {
            "first": (night + timedelta(days=first)).isoformat(),
            "to": (night + timedelta(days=first + 2)).isoformat(),
            "reason": "REPAIR",
        }
        version = coordinator.ok("GET", path)["version"]
        there = f"{path}/units/{unit}/out-of-service"
        coordinator.ok("POST", there, span, version=version)

    closed(4)
    assert stopped(on_call, case) == {}
    closed(-1)
    assert stopped(on_call, case) == {"CALL_ON_HER_WAY": [offer]}
    assert gaps(coordinator, case) == []


@contextmanager
def _nobody_was_asked(coordinator: Caller, shelter: str, case: str) -> Iterator[None]:
    """She fears contacts where she goes, and the house was not asked whether it has any (H20)."""
    path = f"/shelters/{shelter}/staff-ties"

    def asked(word: str) -> None:
        body = {"asked": word, "networks": []}
        coordinator.ok("PUT", path, body, version=coordinator.ok("GET", path)["version"])

    asked("NO")
    said = {"level": "T3", "answers": [{"question": "Q09", "reply": "YES"}]}
    version = coordinator.ok("GET", f"/referrals/{case}")["version"]
    coordinator.ok("POST", f"/referrals/{case}/threat", said, version=version)
    yield
    asked("YES")


def test_what_nobody_asked_her_house_moves_nobody_out_of_it(
    served, coordinator, on_call, houses, fresh
):
    one = next(iter(houses.values()))
    her = _by_a_call(served, coordinator, on_call, one)
    with _nobody_was_asked(coordinator, one["id"], her["case"]):
        look_at_residents(served.service, served.clock())
        assert moves(on_call, her) == []
        assert gaps(coordinator, her["case"]) == []


def test_who_is_on_her_way_to_it_is_reached_so_that_somebody_asks_first(
    served, coordinator, on_call, houses, fresh
):
    one = next(iter(houses.values()))
    case, offer = _took(served, coordinator, on_call, one)[:2]
    with _nobody_was_asked(coordinator, one["id"], case):
        assert of_case(on_call, case, "SAFETY_GAP") == [offer]


def lapsing(served: Served, coordinator: Caller, name: str) -> dict[str, Any]:
    """A house of which what somebody saw a year ago counts until tomorrow."""
    one = house(served, coordinator, name, "Tromsø", units=2)
    path = f"/shelters/{one['id']}"
    seen = {"code": "SECURE_DOORS", "present": "YES"}
    seen["verified_on"] = (served.today() - timedelta(days=364)).isoformat()
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/features", {"features": [seen]}, version=version)
    return one


def test_time_alone_asks_her_within_the_hour_once_and_not_again_after_her_no_for_a_week(
    served, coordinator, on_call, houses, fresh
):
    assert [job.every for job in JOBS if job.act is look_at_residents] == [HOURLY]
    her = _by_a_call(served, coordinator, on_call, lapsing(served, coordinator, "LAPSE-1"))

    def looked() -> list[str]:
        look_at_residents(served.service, served.clock())
        return [one["state"] for one in moves(on_call, her)]

    assert looked() == []
    served.clock.forward(days=1.5)
    for _ in range(2):
        assert looked() == ["PROPOSED"]
    (move,) = moves(on_call, her)
    assert move["reason"] == "THREAT_UP"
    assert of_case(on_call, her["case"], "TRANSFER") == [move["id"]]
    (alarm,) = gaps(coordinator, her["case"])
    coordinator.ok("POST", f"/alarms/{alarm['id']}/answer")
    looked()
    assert gaps(coordinator, her["case"]) == []
    on_call.ok("POST", f"/transfers/{move['id']}/cancel", {}, version=move["version"])
    served.clock.forward(days=6.9)
    assert looked() == ["CANCELLED"]
    served.clock.forward(days=0.2)
    assert sorted(looked()) == ["CANCELLED", "PROPOSED"]


def test_who_is_on_her_way_is_stopped_by_time_alone_too_and_once(
    served, coordinator, on_call, houses, fresh
):
    one = lapsing(served, coordinator, "LAPSE-2")
    case, offer = _took(served, coordinator, on_call, one)[:2]
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, "SAFETY_GAP") == []
    served.clock.forward(days=1.5)
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, "SAFETY_GAP") == [offer]
    (task,) = [
        one
        for one in on_call.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
        if one["kind"] == "SAFETY_GAP"
    ]
    coordinator.ok("POST", f"/tasks/{task['id']}/done", {"outcome": "DONE"})
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, "SAFETY_GAP") == []


def test_time_alone_makes_a_move_for_another_reason_one_for_her_safety(
    served, coordinator, on_call, houses, fresh
):
    one = lapsing(served, coordinator, "LAPSE-3")
    her = _by_a_call(served, coordinator, on_call, one)
    her["other"] = _by_a_call(served, coordinator, on_call, one)["case"]
    kept_apart(served, coordinator, on_call, her)()
    (move,) = moves(on_call, her)
    agreed(on_call, move)
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == []
    served.clock.forward(days=1.5)
    look_at_residents(served.service, served.clock())
    (graver,) = moves(on_call, her)
    assert (move["reason"], graver["id"], graver["reason"]) == ("CONFLICT", move["id"], "THREAT_UP")
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == [move["id"]]


def test_what_was_heard_of_does_not_ring_again_with_every_act(
    served, coordinator, on_call, houses, fresh
):
    one = next(iter(houses.values()))
    her = _by_a_call(served, coordinator, on_call, one)
    her["other"] = _by_a_call(served, coordinator, on_call, one)["case"]
    kept_apart(served, coordinator, on_call, her)()
    (alarm,) = gaps(coordinator, her["case"])
    coordinator.ok("POST", f"/alarms/{alarm['id']}/answer")
    _put(coordinator, "PUT", "networks", her, {"networks": []})
    assert gaps(coordinator, her["case"]) == []


def test_the_police_are_asked_of_a_graver_reason_too_and_their_word_ends_the_task(
    served, coordinator, on_call, houses, fresh
):
    her = resident(served, coordinator, on_call, houses)
    move = agreed(on_call, proposed(on_call, her, "OWN_WISH"))
    path = f"/transfers/{move['id']}/police"
    on_call.ok("POST", path, {"receiving": False}, version=move["version"])
    known_to(coordinator, her)
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == [move["id"]]
    (told,) = moves(on_call, her)
    on_call.ok("POST", path, {"receiving": True}, version=told["version"])
    assert of_case(on_call, her["case"], "POLICE_CONSULT") == []


def test_what_is_said_of_her_danger_is_kept_although_a_record_beside_her_cannot_be_read(
    served, coordinator, on_call, houses, fresh, monkeypatch
):
    her = resident(served, coordinator, on_call, houses)

    def unreadable(*_: Any, **__: Any) -> None:
        raise picture.Unreadable

    monkeypatch.setattr(picture, "around_all", unreadable)
    _put(coordinator, "PUT", "networks", her, {"networks": []})
    assert len(gaps(coordinator, her["case"])) == 1


def test_where_she_lives_is_judged_for_tonight_and_not_for_when_she_needs_a_bed(
    served, coordinator, on_call, houses, fresh
):
    her = _by_a_call(served, coordinator, on_call, lapsing(served, coordinator, "LAPSE-5"))
    case = f"/referrals/{her['case']}"
    later = {"needed_from": (served.today() + timedelta(days=30)).isoformat()}
    coordinator.ok("PATCH", case, later, version=coordinator.ok("GET", case)["version"])
    look_at_residents(served.service, served.clock())
    assert moves(on_call, her) == []
    served.clock.forward(days=1.5)
    look_at_residents(served.service, served.clock())
    (move,) = moves(on_call, her)
    assert (move["state"], move["reason"]) == ("PROPOSED", "THREAT_UP")


@pytest.mark.parametrize(("word", "asked"), [("UNKNOWN", []), ("NO", ["THREAT_UP"])])
def test_a_lock_of_which_nobody_knows_any_more_moves_nobody_and_one_that_is_gone_does(
    served, coordinator, on_call, houses, word, asked
):
    one = house(served, coordinator, f"LOCK-{word}", "Tromsø", units=2)
    her = _by_a_call(served, coordinator, on_call, one)
    path = f"/shelters/{one['id']}"
    seen = {"code": "SECURE_DOORS", "present": word, "verified_on": served.today().isoformat()}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/features", {"features": [seen]}, version=version)
    look_at_residents(served.service, served.clock())
    assert [move["reason"] for move in moves(on_call, her)] == asked


def done(worker: Caller, coordinator: Caller, case: str, kind: str) -> None:
    """Somebody has done the one task of this kind."""
    found = worker.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    (task,) = [one["id"] for one in found if one["kind"] == kind]
    coordinator.ok("POST", f"/tasks/{task}/done", {"outcome": "DONE"})


def says(coordinator: Caller, shelter: str, **said: Any) -> None:
    """The house says this of itself."""
    path = f"/shelters/{shelter}"
    coordinator.ok("PATCH", path, said, version=coordinator.ok("GET", path)["version"])


def shut(served: Served, unit: str, first: int) -> datetime:
    """A table closed her unit for a night, so many days from now: nobody looks when one is brought in.

    In the middle of that night, whatever is done to clocks until then.
    """
    night = tonight(served.clock()) + timedelta(days=first)
    span = NightSpan(night, night + timedelta(days=1))
    with served.service.store.transaction() as tx:
        units.close(tx, UUID(unit), span, OutOfServiceReason.REPAIR, now=served.clock())
    return starts_at(night) + timedelta(hours=12)


@pytest.mark.parametrize("first", [0, 3], ids=["tonight", "in three nights"])
def test_a_bed_that_is_closed_is_looked_at_by_the_clock_in_the_nights_in_which_she_may_come(
    served, coordinator, on_call, houses, fresh, first
):
    one = next(iter(houses.values()))
    case, offer, placement, _ = _took(served, coordinator, on_call, one)
    says(coordinator, one["id"], status="PAUSED")
    done(on_call, coordinator, case, STOPPED)  # she may come
    (unit,) = coordinator.ok("GET", f"/placements/{placement}")["units"]
    served.clock.forward(minutes=1)
    that_night = shut(served, unit, first)
    if first:
        look_at_residents(served.service, served.clock())
        assert of_case(on_call, case, STOPPED) == []
        served.clock.forward(seconds=(that_night - served.clock()).total_seconds())
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, STOPPED) == [offer]
    done(on_call, coordinator, case, STOPPED)
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, STOPPED) == []
    says(coordinator, one["id"], status="OPEN")


def test_a_bed_that_is_closed_is_looked_at_although_a_record_beside_her_cannot_be_read(
    served, coordinator, on_call, houses, fresh, monkeypatch
):
    case, offer, placement, _ = _took(served, coordinator, on_call, next(iter(houses.values())))
    (unit,) = coordinator.ok("GET", f"/placements/{placement}")["units"]
    served.clock.forward(minutes=1)
    shut(served, unit, 0)

    def unreadable(*_: Any, **__: Any) -> None:
        raise picture.Unreadable

    monkeypatch.setattr(picture, "around_all", unreadable)
    with pytest.raises(picture.Unreadable):
        look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, STOPPED) == [offer]


def test_what_she_may_come_in_spite_of_hides_no_danger_that_time_brings(
    served, coordinator, on_call, houses, fresh
):
    one = lapsing(served, coordinator, "LAPSE-7")
    case, offer = _took(served, coordinator, on_call, one)[:2]
    says(coordinator, one["id"], status="PAUSED")
    done(on_call, coordinator, case, STOPPED)
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, "SAFETY_GAP") == []
    served.clock.forward(days=1.5)
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, case, "SAFETY_GAP") == [offer]
    assert len(gaps(coordinator, case)) == 1


def test_a_move_that_somebody_proposed_is_a_task_to_ask_her_when_a_rule_bars_her_house(
    served, coordinator, on_call, houses, fresh
):
    her = _by_a_call(served, coordinator, on_call, next(iter(houses.values())))
    move = proposed(on_call, her, "OWN_WISH")
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, her["case"], "TRANSFER") == []
    needs_what_is_far(served, coordinator, on_call, her)()
    assert of_case(on_call, her["case"], "TRANSFER") == [move["id"]]
    assert due_in(served, on_call, her["case"], "TRANSFER") == [60]
    assert gaps(coordinator, her["case"]) == []
    done(on_call, coordinator, her["case"], "TRANSFER")
    look_at_residents(served.service, served.clock())
    assert of_case(on_call, her["case"], "TRANSFER") == []


def edits(served: Served, coordinator: Caller, case: str, one: dict[str, Any], room: str) -> None:
    """Much is said of a house and of a case that bars nothing which was not barred before."""
    path = f"/shelters/{one['id']}"
    says(coordinator, one["id"], house_duties="Everybody cooks.")
    span = {
        "first": served.today().isoformat(),
        "to": (served.today() + timedelta(days=1)).isoformat(),
        "reason": "REPAIR",
    }
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/units/{room}/out-of-service", span, version=version)
    at = f"/referrals/{case}"
    said = {"reads": "YES"}
    coordinator.ok("PATCH", at, said, version=coordinator.ok("GET", at)["version"])
    alone_again(coordinator, {"case": case})


def free_room(coordinator: Caller, shelter: str) -> str:
    found = coordinator.ok("GET", f"/shelters/{shelter}/beds")["beds"]
    return str(next(one["unit"] for one in found if one["state"] == "FREE"))


def test_what_was_said_before_does_not_ask_her_again_with_every_other_word(
    served, coordinator, on_call, houses, fresh
):
    one = next(iter(houses.values()))
    her = _by_a_call(served, coordinator, on_call, one)
    far = needs_what_is_far(served, coordinator, on_call, her)
    far()
    (move,) = moves(on_call, her)
    on_call.ok("POST", f"/transfers/{move['id']}/cancel", {}, version=move["version"])
    edits(served, coordinator, her["case"], one, free_room(coordinator, one["id"]))
    assert [one["state"] for one in moves(on_call, her)] == ["CANCELLED"]
    far()
    assert sorted(one["state"] for one in moves(on_call, her)) == ["CANCELLED", "PROPOSED"]


def test_who_may_come_although_a_house_takes_nobody_in_is_a_task_again_when_another_rule_stops_her(
    served, coordinator, on_call, houses, fresh
):
    one = next(iter(houses.values()))
    case, offer = _took(served, coordinator, on_call, one)[:2]
    says(coordinator, one["id"], status="PAUSED")
    done(on_call, coordinator, case, STOPPED)
    edits(served, coordinator, case, one, free_room(coordinator, one["id"]))
    assert of_case(on_call, case, STOPPED) == []
    a_man_is_with_her(served, coordinator, on_call, {"case": case})()
    assert of_case(on_call, case, STOPPED) == [offer]
    done(on_call, coordinator, case, STOPPED)
    alone_again(coordinator, {"case": case})
    for status in ("OPEN", "PAUSED"):
        says(coordinator, one["id"], status=status)
    assert of_case(on_call, case, STOPPED) == [offer]
    says(coordinator, one["id"], status="OPEN")


def test_a_full_house_is_looked_at_with_as_many_statements_as_one_with_a_single_resident(
    served, coordinator, on_call, houses, fresh
):
    one = house(served, coordinator, "NEED-3", "Tromsø", units=4)

    def counted() -> int:
        seen: list[object] = []

        def heard(*said: object) -> None:
            seen.append(said)

        event.listen(Engine, "before_cursor_execute", heard)
        try:
            says(coordinator, one["id"], house_duties="Everybody cooks.")
        finally:
            event.remove(Engine, "before_cursor_execute", heard)
        return len(seen)

    _by_a_call(served, coordinator, on_call, one)
    counted()
    alone = counted()
    for _ in range(2):
        _by_a_call(served, coordinator, on_call, one)
    assert 20 < counted() == alone
