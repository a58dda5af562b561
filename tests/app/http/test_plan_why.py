"""Why, and why not, of one line: every house with its verdict, as the plan saw it, in closed words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from models.words import Role
from tests.app.http.test_kode6 import closed
from tests.app.http.test_plan_runs import lines, run, world
from tests.support.houses import OSLO, TROMSO, call, place
from tests.support.served import Caller

assert world


def of(coordinator: Caller, line: dict[str, Any], more: str = "?limit=50") -> dict[str, Any]:
    """What is told of that line."""
    told: dict[str, Any] = coordinator.ok("GET", f"/proposals/{line['id']}/why{more}")
    return told


def verdicts(told: dict[str, Any]) -> dict[str, str]:
    """The verdict on each house by its name."""
    return {one["code_name"]: one["verdict"] for one in told["shelters"]}


@pytest.fixture
def barred(served, on_call, coordinator, world):
    """A fourth caller whom he would find near either house, and the lines of a plan with her."""
    near = [place(served, town) for town in (OSLO, TROMSO, "Bodø")]
    her = call(served, on_call, places_to_avoid={"known": "YES", "his": near})
    yield her, lines(coordinator, run(coordinator))
    version = coordinator.ok("GET", f"/referrals/{her['id']}")["version"]
    coordinator.ok("POST", f"/referrals/{her['id']}/withdraw", version=version)


def test_of_a_placed_household_one_house_is_chosen_and_the_others_say_why_not(coordinator, world):
    placed = [one for one in lines(coordinator, run(coordinator)) if one["state"] == "PROPOSED"]
    assert len(placed) == 2
    for line in placed:
        told = of(coordinator, line)
        assert (told["proposal"], told["referral"]) == (line["id"], line["referral"])
        assert (told["state"], told["why"], told["next"]) == ("PROVEN", None, None)
        assert told["smallest_bars"] is None
        (chosen,) = [one for one in told["shelters"] if one["verdict"] == "CHOSEN"]
        assert chosen["shelter"] == line["shelter"]
        (other,) = [one for one in told["shelters"] if one != chosen]
        assert other["verdict"] in ("DEARER", "ALIKE", "NEEDED_BY_OTHERS")
        assert (other["tier"] is not None) == (other["verdict"] == "DEARER")
        assert other["reasons"] == []


def test_taken_by_others_is_said_by_its_word_and_by_no_set_of_rules(coordinator, world):
    (line,) = [one for one in lines(coordinator, run(coordinator)) if one["state"] == "UNPLACED"]
    told = of(coordinator, line)
    assert (line["why"], line["smallest_bars"]) == ("TAKEN_BY_OTHERS", None)
    assert (told["why"], told["smallest_bars"]) == ("TAKEN_BY_OTHERS", None)
    assert (told["household_changed"], told["shelter_changed"]) == (False, None)
    assert set(verdicts(told).values()) == {"NEEDED_BY_OTHERS"}


def test_no_safe_bed_names_the_smallest_set_and_the_bars_of_each_house(coordinator, barred):
    her, found = barred
    (line,) = [one for one in found if one["referral"] == her["id"]]
    assert (line["why"], line["smallest_bars"]) == ("NO_SAFE_BED", ["TOO_NEAR_DANGER"])
    told = of(coordinator, line)
    assert (told["why"], told["smallest_bars"]) == ("NO_SAFE_BED", ["TOO_NEAR_DANGER"])
    assert {tuple(one["reasons"]) for one in told["shelters"]} == {("TOO_NEAR_DANGER",)}
    assert set(verdicts(told).values()) == {"BARRED"}


def test_it_is_told_page_by_page_in_the_order_of_ids(coordinator, world):
    line = lines(coordinator, run(coordinator))[0]
    first = of(coordinator, line, "?limit=1")
    second = of(coordinator, line, f"?limit=1&cursor={first['next']}")
    assert second["next"] is None
    both = [*first["shelters"], *second["shelters"]]
    assert both == of(coordinator, line)["shelters"]
    assert [one["shelter"] for one in both] == sorted(house["id"] for house in world["houses"])


def test_what_changed_since_is_said_and_the_plan_is_told_as_it_was(served, coordinator, world):
    line = next(o for o in lines(coordinator, run(coordinator)) if o["state"] == "PROPOSED")
    before = of(coordinator, line)
    assert (before["household_changed"], before["shelter_changed"]) == (False, False)
    version = coordinator.ok("GET", f"/referrals/{line['referral']}")["version"]
    coordinator.ok("PATCH", f"/referrals/{line['referral']}", {"pets": "NO"}, version=version)
    assert of(coordinator, line)["household_changed"] is True
    (other,) = [one["id"] for one in world["houses"] if one["id"] != line["shelter"]]
    version = coordinator.ok("GET", f"/shelters/{other}")["version"]
    coordinator.ok("PATCH", f"/shelters/{other}", {"status": "PAUSED"}, version=version)
    after = of(coordinator, line)
    version = coordinator.ok("GET", f"/shelters/{other}")["version"]
    coordinator.ok("PATCH", f"/shelters/{other}", {"status": "OPEN"}, version=version)
    changed = {one["shelter"]: one["changed_since"] for one in after["shelters"]}
    assert changed == {line["shelter"]: False, other: True}
    assert after["shelter_changed"] is False
    assert verdicts(after) == verdicts(before)


def test_only_the_last_plan_can_tell_and_an_older_one_says_so(coordinator, world):
    older = lines(coordinator, run(coordinator))[0]
    assert of(coordinator, older)["shelters"]
    run(coordinator)
    got = coordinator("GET", f"/proposals/{older['id']}/why")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:wrong-state")


def test_404_as_a_random_id_for_every_other_role(served, coordinator, world):
    line = lines(coordinator, run(coordinator))[0]
    assert of(coordinator, line)["shelters"]
    for role in Role:
        if role is Role.COORDINATOR:
            continue
        who = served.caller(role, world["houses"][0]["id"] if role is Role.SHELTER else None)
        got, random = (who("GET", f"/proposals/{one}/why") for one in (line["id"], uuid4()))
        assert (role, got.status_code, got.content) == (role, 404, random.content)


def test_404_as_a_random_id_for_a_coordinator_who_may_not_know_of_the_case(
    served, coordinator, on_call, world
):
    """She is closed to all but one after the plan was made; nobody else reads why of her line."""
    line = lines(coordinator, run(coordinator))[0]
    named = served.caller(Role.COORDINATOR)
    closed(served, {"id": line["referral"]}, named)
    assert named.ok("GET", f"/proposals/{line['id']}/why")["referral"] == line["referral"]
    got, random = (coordinator("GET", f"/proposals/{one}/why") for one in (line["id"], uuid4()))
    assert (got.status_code, got.content) == (404, random.content)


def test_409_for_a_line_that_was_set_aside(served, on_call, coordinator, world):
    """Who is placed by hand is in no plan: nobody can tell why, and no list says that nothing bars her."""
    her, named = call(served, on_call), served.caller(Role.COORDINATOR)
    closed(served, her, named)
    made = run(coordinator)
    (line,) = [one for one in lines(named, made) if one["referral"] == her["id"]]
    assert line["state"] == "SET_ASIDE"
    got = named("GET", f"/proposals/{line['id']}/why")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:wrong-state")
