"""Prices of the last plan: kept with it, used for 36 hours, told as a word to a coordinator alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.solver_process import Child, Limits, Priced, scarcest_first_apart
from app.store import unit_prices
from app.store.unit_prices import FRESH_FOR, PricesState
from app.store.walls import PLANNER
from matching.shadow_prices import UnitPrice
from matching.situation import Situation
from matching.vocabulary import ShelterId, Tier
from tests.app.http.test_plan_runs import a_runner, run, start_only, world
from tests.support.served import Caller, Served

assert world

ROW = timedelta(days=200)
"""From tonight to the night of the row: longer than anybody stays."""


def options(who: Caller, referral: str) -> dict[str, Any]:
    return who.ok("POST", f"/referrals/{referral}/options", key=None)  # type: ignore[no-any-return]


def with_price(served: Served, coordinator: Caller, unit: str) -> None:
    """A plan of now that tells that this unit is worth two households to others."""

    def planner(situation: Situation, limits: Limits, child: Child) -> Priced:
        plan = scarcest_first_apart(situation, limits, child)
        since = situation.tonight
        one = UnitPrice(ShelterId(""), (unit,), since, since + ROW, Tier.P1, 2000)  # type: ignore[arg-type]
        return Priced(plan, (one,))

    a_runner(served, planner=planner).do(start_only(served, coordinator))


def test_a_solved_plan_leaves_prices_and_a_greedy_one_none(served, coordinator, world):
    assert options(coordinator, world["cases"][0]["id"])["prices"] == "NONE"
    assert run(coordinator)["state"] == "PROVEN"
    with served.service.store.transaction(PLANNER) as tx:
        told = unit_prices.last(tx, served.clock())
    # Three callers for two units: one more unit would place one more household.
    assert told.state is PricesState.USED
    assert {one.tier for one in told.units} >= {Tier.P1}
    assert options(coordinator, world["cases"][0]["id"])["prices"] == "USED"
    a_runner(served, planner=scarcest_first_apart).do(start_only(served, coordinator))
    assert options(coordinator, world["cases"][0]["id"])["prices"] == "NONE"


def test_what_others_need_more_comes_later_and_no_number_moves(served, coordinator, world):
    case = world["cases"][0]["id"]
    before = options(coordinator, case)
    first = before["options"][0]
    house = next(h for h in world["houses"] if h["id"] == first["shelter"])
    with_price(served, coordinator, house["units"][0])
    after = options(coordinator, case)
    costs = {one["shelter"]: one["costs"] for one in before["options"]}
    assert {one["shelter"]: one["costs"] for one in after["options"]} == costs
    own = [{**c, "stewardship": 0} for c in costs.values()]
    if own.count(own[0]) == len(own):  # all of hers ties: the price decides
        assert after["options"][0]["shelter"] != first["shelter"]


def test_prices_of_two_nights_ago_are_not_used_and_the_answer_says_so(served, coordinator, world):
    unit = world["houses"][0]["units"][0]
    with_price(served, coordinator, unit)
    now = served.clock()
    with served.service.store.transaction(PLANNER) as tx:
        fresh = unit_prices.last(tx, now + FRESH_FOR - timedelta(minutes=1))
        old = unit_prices.last(tx, now + FRESH_FOR + timedelta(minutes=1))
    assert (fresh.state, old.state, old.units) == (PricesState.USED, PricesState.OLD, ())


def test_since_when_a_price_stands_is_kept_with_it(served, coordinator, world):
    with_price(served, coordinator, world["houses"][0]["units"][0])
    with served.service.store.transaction(PLANNER) as tx:
        (one,) = unit_prices.last(tx, served.clock()).units
    assert one.night - one.since == ROW


@pytest.mark.parametrize("path", ["/plan-runs", "/zones"])
def test_no_answer_to_on_call_says_whether_prices_were_used(
    served, on_call, coordinator, world, path
):
    told = options(on_call, world["cases"][1]["id"])
    assert "prices" not in told or told["prices"] is None
    assert on_call("GET", path).status_code == 404
