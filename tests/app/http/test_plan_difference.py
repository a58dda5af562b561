"""A plan is told as a difference to the one before; what was accepted never moves by itself."""

from __future__ import annotations

from typing import Any

from models.words import Role
from tests.app.http.test_plan_runs import lines, run, world
from tests.app.http.test_what_if import ask
from tests.support.houses import house
from tests.support.served import Caller

assert world


def told(coordinator: Caller, made: dict[str, Any]) -> dict[str, Any]:
    """What became of each household's line, and why."""
    path = f"/plan-runs/{made['id']}/difference?limit=50"
    found = coordinator.ok("GET", path)["differences"]
    return {one["referral"]: one for one in found}


def short(one: dict[str, Any]) -> tuple[str, list[str]]:
    return one["what"], one["why"]


def test_a_plan_is_told_beside_the_one_before(served, coordinator, world):
    first = run(coordinator)
    placed = [one for one in lines(coordinator, first) if one["state"] == "PROPOSED"]
    assert len(placed) == 2
    began = told(coordinator, first)
    assert sorted(map(short, began.values())) == [
        ("NEW", ["FIRST_PLANNED"]),
        ("NEW", ["FIRST_PLANNED"]),
        ("NONE", ["TAKEN_BY_OTHERS"]),
    ]
    kept = told(coordinator, run(coordinator))
    for line in placed:
        same = kept[line["referral"]]
        assert short(same) == ("KEPT", [])
        assert same["before"] == same["after"]
        assert same["after"]["shelter"] == line["shelter"]
    gone = placed[0]["referral"]
    version = coordinator.ok("GET", f"/referrals/{gone}")["version"]
    coordinator.ok("POST", f"/referrals/{gone}/withdraw", version=version)
    third = told(coordinator, run(coordinator))
    assert short(third[gone]) == ("GONE", ["NOT_LOOKED_FOR"])
    (found,) = [one for one in third.values() if one["what"] == "NEW"]
    assert (found["why"], found["after"]["shelter"]) == (["PLACE_FOUND"], placed[0]["shelter"])


def test_a_house_that_shut_changes_the_line_and_says_so(served, coordinator, world):
    roomy = house(served, coordinator, "PLAN-03", "Alta", units=2)["id"]
    before = told(coordinator, run(coordinator))
    places = [one["after"]["shelter"] for one in before.values() if one["after"]]
    shut = next(one for one in places if one != roomy)  # the others have room for whoever must go
    version = coordinator.ok("GET", f"/shelters/{shut}")["version"]
    coordinator.ok("PATCH", f"/shelters/{shut}", {"status": "PAUSED"}, version=version)
    after = told(coordinator, run(coordinator))
    moved = [one for one in after.values() if one["before"] and one["before"]["shelter"] == shut]
    assert moved
    assert all(short(one) == ("CHANGED", ["HOUSE_CHANGED"]) for one in moved)
    version = coordinator.ok("GET", f"/shelters/{shut}")["version"]
    coordinator.ok("PATCH", f"/shelters/{shut}", {"status": "OPEN"}, version=version)


def test_the_same_house_by_another_way_is_told_and_by_what_the_plan_saw(served, coordinator, world):
    before = run(coordinator)
    houses = {one["shelter"] for one in lines(coordinator, before) if one["shelter"]}

    def limited(nights: int | None) -> None:
        for one in houses:
            version = coordinator.ok("GET", f"/shelters/{one}")["version"]
            policy = {"limit_known": True, "max_nights": nights}
            coordinator.ok("PUT", f"/shelters/{one}/stay-policy", policy, version=version)

    limited(60)
    made = run(coordinator)
    after = told(coordinator, made)
    same = [one for one in after.values() if one["what"] == "SAME_HOUSE"]
    assert same
    assert all(one["why"] == ["HOUSE_CHANGED"] for one in same)
    assert all(one["before"]["shelter"] == one["after"]["shelter"] for one in same)
    calm = run(coordinator)
    said = told(coordinator, calm)
    assert {one["what"] for one in said.values()} <= {"KEPT", "NONE"}
    limited(None)
    assert told(coordinator, calm) == said, "what came later is no reason for what was planned"
    assert told(coordinator, made) == after


def test_a_held_offer_and_a_placement_stand_through_every_later_plan(served, coordinator, world):
    made = run(coordinator)
    line = next(one for one in lines(coordinator, made) if one["state"] == "PROPOSED")
    took = coordinator.ok("POST", f"/proposals/{line['id']}/accept", version=1)
    path = f"/offers/{took['offer']}"
    asked = coordinator.ok("GET", path)
    assert told(coordinator, made)[line["referral"]]["after"]["shelter"] == line["shelter"]
    later = run(coordinator)
    assert coordinator.ok("GET", path) == asked
    for one in lines(coordinator, later):
        if one["referral"] == line["referral"] and one["shelter"] is not None:
            assert one["shelter"] == line["shelter"]
        else:
            assert not set(one["units"]) & set(line["units"])
    yes = coordinator.ok("POST", f"{path}/answer", {"yes": True}, version=asked["version"])
    accepted = coordinator.ok("POST", f"{path}/accept", version=yes["version"])
    lives = coordinator.ok("GET", f"/placements/{accepted['placement']}")
    last = run(coordinator)
    assert coordinator.ok("GET", f"/placements/{accepted['placement']}") == lives
    for one in lines(coordinator, last):
        assert not set(one["units"]) & set(line["units"])
        assert one["referral"] != line["referral"] or one["shelter"] is None


def test_an_accepted_line_whose_house_said_no_tells_that_she_has_no_bed_now(
    served, coordinator, world
):
    made = run(coordinator)
    line = next(one for one in lines(coordinator, made) if one["state"] == "PROPOSED")
    took = coordinator.ok("POST", f"/proposals/{line['id']}/accept", version=1)
    path = f"/offers/{took['offer']}"
    no = {"yes": False, "reason": "FULL"}
    coordinator.ok("POST", f"{path}/answer", no, version=coordinator.ok("GET", path)["version"])

    def all_houses(status: str) -> None:
        for one in coordinator.every("/shelters", "shelters"):
            at = f"/shelters/{one['id']}"
            version = coordinator.ok("GET", at)["version"]
            coordinator.ok("PATCH", at, {"status": status}, version=version)

    all_houses("PAUSED")
    hers = told(coordinator, run(coordinator))[line["referral"]]
    all_houses("OPEN")
    assert short(hers) == ("GONE", ["ACCEPTED", "NO_SAFE_BED"])


def test_the_last_run_is_the_last_plan_and_never_a_what_if(served, coordinator, world):
    made = run(coordinator)
    assert coordinator.ok("GET", "/plan-runs/last") == made
    ask(coordinator, {"close": world["houses"][0]["id"]})
    assert coordinator.ok("GET", "/plan-runs/last")["id"] == made["id"]
    names = {case["id"]: case["code_name"] for case in world["cases"]}
    hers = [one for one in lines(coordinator, made) if one["referral"] in names]
    assert hers
    assert all(one["case"] == names[one["referral"]] for one in hers)
    assert all(
        names.get(her, one["case"]) == one["case"] for her, one in told(coordinator, made).items()
    )


def test_404_for_the_batch_which_follows_its_own_run_alone(served):
    assert served.caller(Role.BATCH)("GET", "/plan-runs/last").status_code == 404
