"""Custody keeps a place harmless only as long as it is known to last (domain 11.2 item 6, 0276)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.moves_asked import look_at_residents
from app.store.nights import tonight
from app.telling import remind_of_clocks
from models.words import Role
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import moves
from tests.support.houses import call, house, place
from tests.support.served import Caller, Served

HORIZON = 180


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """One house in his town, and one far from it."""
    made = [
        house(served, coordinator, name, town, units=20)
        for name, town in (("HIS-TOWN", "Tromsø"), ("FAR", "Bodø"))
    ]
    return {one["id"]: one for one in made}


@pytest.fixture(autouse=True)
def fresh(houses: dict[str, dict[str, Any]]) -> None:
    """What the houses have free was said just now."""
    for one in houses.values():
        one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})


def put(coordinator: Caller, case: str, method: str, part: str, body: dict[str, Any]) -> None:
    path = f"/referrals/{case}"
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok(method, path + part, body, version=version)


def in_days(served: Served, days: int) -> str:
    return (tonight(served.clock()) + timedelta(days=days)).isoformat()


def held_until(coordinator: Caller, case: str, until: str | None) -> None:
    """He is in custody, and nobody else of them is at large."""
    (actor,) = coordinator.ok("GET", f"/referrals/{case}/actors")["actors"]
    said = {"status": "CUSTODY", "custody_until": until, "others_at_large": "NO"}
    put(coordinator, case, "PATCH", f"/actors/{actor['id']}", said)


def lives_in_tromso(served: Served, coordinator: Caller, case: str) -> None:
    (actor,) = coordinator.ok("GET", f"/referrals/{case}/actors")["actors"]
    home = {"kind": "HOME", "precision": "LOCALITY", "actor": actor["id"]}
    put(coordinator, case, "POST", "/areas", {"place": place(served, "Tromsø"), **home})


def offered(on_call: Caller, case: str) -> set[str]:
    found = on_call.ok("POST", f"/referrals/{case}/options", key=None)
    return {one["code_name"] for one in found["options"]}


@pytest.fixture
def waits(served: Served, coordinator: Caller, on_call: Caller) -> str:
    """A caller who fears one man, at home in Tromsø."""
    case = str(call(served, on_call)["id"])
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    lives_in_tromso(served, coordinator, case)
    return case


@pytest.mark.parametrize(
    ("plan", "until", "found"),
    [
        (None, None, {"FAR"}),  # nobody knows when he is free
        (None, -30, {"FAR"}),  # he was to be free a month ago, and nobody has said more
        (None, 0, {"FAR"}),
        (None, HORIZON, {"FAR"}),  # free on the morning on which she would leave
        (None, HORIZON + 1, {"FAR", "HIS-TOWN"}),
        (5, 30, {"FAR"}),  # after her stay, and too near to rest on
        (5, 31, {"FAR", "HIS-TOWN"}),
        (90, 90, {"FAR"}),
        (90, 91, {"FAR", "HIS-TOWN"}),
    ],
)
def test_his_town_is_harmless_only_when_he_is_held_beyond_her_stay_and_a_month(
    served, coordinator, on_call, houses, waits, plan, until, found
):
    if plan is not None:
        put(coordinator, waits, "PATCH", "", {"planned_until": in_days(served, plan)})
    assert offered(on_call, waits) == {"FAR"}
    held_until(coordinator, waits, None if until is None else in_days(served, until))
    assert offered(on_call, waits) == found


def in_his_town(
    served: Served, coordinator: Caller, on_call: Caller, houses: Any, plan: int, until: int
) -> dict[str, Any]:
    """A resident of the house in his town since he was taken into custody."""
    only = {key: one for key, one in houses.items() if one["name"] == "HIS-TOWN"}
    far = next(one for one in houses.values() if one["name"] == "FAR")
    case = str(call(served, on_call)["id"])
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    put(coordinator, case, "PATCH", "", {"planned_until": in_days(served, plan)})
    lives_in_tromso(served, coordinator, case)
    held_until(coordinator, case, in_days(served, until))
    found = on_call.ok("POST", f"/referrals/{case}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] != far["id"])
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    staff = only[option["shelter"]]["staff"]
    yes = staff.ok("POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"])
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    path = f"/placements/{took['placement']}"
    on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    return {"case": case}


def reviews(worker: Caller, case: str) -> list[str]:
    found = worker.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    return [one["subject"] for one in found if one["kind"] == "THREAT_REVIEW"]


def test_a_resident_in_his_town_is_asked_thirty_days_before_he_is_free(
    served, coordinator, on_call, houses
):
    her = in_his_town(served, coordinator, on_call, houses, plan=20, until=35)
    look_at_residents(served.service, served.clock())
    assert moves(on_call, her) == []
    served.clock.forward(days=4)
    look_at_residents(served.service, served.clock())
    assert moves(on_call, her) == []
    served.clock.forward(days=1)
    look_at_residents(served.service, served.clock())
    (move,) = moves(on_call, her)
    assert (move["state"], move["reason"]) == ("PROPOSED", "COMPROMISE")


def test_a_release_within_her_agreed_stay_asks_her_as_soon_as_it_is_told(
    served, coordinator, on_call, houses
):
    her = in_his_town(served, coordinator, on_call, houses, plan=60, until=70)
    held_until(coordinator, her["case"], in_days(served, 60))
    (move,) = moves(on_call, her)
    assert (move["state"], move["reason"]) == ("PROPOSED", "COMPROMISE")


def test_a_release_is_a_task_thirty_days_before_once_and_again_when_it_is_another_day(
    served, coordinator, on_call, houses, waits
):
    held_until(coordinator, waits, in_days(served, 35))
    remind_of_clocks(served.service, served.clock())
    before = reviews(coordinator, waits)
    served.clock.forward(days=6)
    for _ in range(2):
        remind_of_clocks(served.service, served.clock())
    (task,) = set(reviews(coordinator, waits)) - set(before)
    held_until(coordinator, waits, in_days(served, 10))
    assert set(reviews(coordinator, waits)) == set(before), "that of the day before falls away"
    remind_of_clocks(served.service, served.clock())
    (again,) = set(reviews(coordinator, waits)) - set(before)
    assert again != task
    held_until(coordinator, waits, in_days(served, 4))
    held_until(coordinator, waits, in_days(served, 10))
    remind_of_clocks(served.service, served.clock())
    assert set(reviews(coordinator, waits)) == {*before, again}, "told again, it is due again"


@pytest.fixture
def due(served: Served, coordinator: Caller, waits: str) -> dict[str, Any]:
    """She fears two men, and each is to be free within the month: a task for either."""
    body = {"label": "Q", "status": "CUSTODY", "custody_until": in_days(served, 20)}
    held_until(coordinator, waits, in_days(served, 10))
    remind_of_clocks(served.service, served.clock())
    one = set(of_releases(coordinator, waits))
    put(coordinator, waits, "POST", "/actors", body)
    remind_of_clocks(served.service, served.clock())
    both = set(of_releases(coordinator, waits))
    assert (len(one), len(both)) == (1, 2)
    return {"case": waits, "first": one, "second": both - one}


def of_releases(worker: Caller, case: str) -> list[str]:
    """Reviews but for that of the judgement, which is due by its level."""
    found = worker.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    mine = [one for one in found if one["kind"] == "THREAT_REVIEW"]
    return [one["subject"] for one in mine if one["subject_kind"] == "release"]


@pytest.mark.parametrize("status", ["AT_LARGE", "DEAD", "UNKNOWN"])
def test_a_release_of_somebody_who_is_in_no_custody_any_more_is_no_task(
    coordinator, waits, due, status
):
    found = coordinator.ok("GET", f"/referrals/{waits}/actors")["actors"]
    first = next(one for one in found if one["label"] != "Q")
    said = {"status": status, "others_at_large": "NO"}
    put(coordinator, waits, "PATCH", f"/actors/{first['id']}", said)
    assert set(of_releases(coordinator, waits)) == due["second"]


def test_the_police_who_tell_another_day_end_the_task_of_the_one_before_and_no_other(
    served, coordinator, waits, due
):
    police = served.caller(Role.POLICE)
    case = coordinator.ok("GET", f"/referrals/{waits}")
    put_on(served, coordinator, case, police, Role.POLICE)
    (line,) = police.ok("GET", "/own-cases")["cases"]
    at = f"/own-cases/{line['id']}"
    police.ok("POST", f"{at}/threat", {"level": "T3"})
    assert set(of_releases(coordinator, waits)) == due["first"] | due["second"]
    actors = police.ok("GET", f"{at}/actors")["actors"]
    first = next(one for one in actors if one["label"] != "Q")
    where = {"status": "CUSTODY", "custody_until": in_days(served, 90)}
    police.ok("POST", f"{at}/actors/{first['id']}/whereabouts", where)
    assert set(of_releases(coordinator, waits)) == due["second"]


def test_a_new_judgement_is_the_review_of_every_release_that_was_told(
    served, coordinator, waits, due
):
    body = {"level": "T3", "answers": [{"question": "Q05", "reply": "NO"}]}
    put(coordinator, waits, "POST", "/threat", body)
    assert of_releases(coordinator, waits) == []
    remind_of_clocks(served.service, served.clock())
    assert of_releases(coordinator, waits) == [], "seen to once"
