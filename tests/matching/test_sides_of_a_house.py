"""No plan and no option ever puts an adult into the part of a house that is for the other sex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from random import Random

import pytest

import matching.bundle_columns
import matching.bundles
from matching.check import Wrong, violations
from matching.columns import Columns
from matching.greedy import first_come, scarcest_first
from matching.options import FilterDisagrees, options
from matching.plan import Plan
from matching.situation import Household, Situation
from matching.solve import Night
from matching.standing import Standing
from matching.vocabulary import HouseholdId, ResidentsGender, ShelterId, UnitId, UnitSide
from tests.support.crowded import crowded_situation
from tests.support.drawn import drawn

Put = tuple[HouseholdId, ShelterId, UnitId]
Worlds = Callable[[int], Situation]
GROWN = ("18-24", "25-39", "40-64", "65+")
FOR = {UnitSide.WOMEN: {"WOMAN"}, UnitSide.MEN: {"MAN"}}


def crowd(seed: int) -> Situation:
    return crowded_situation(Random(seed), households=3 + seed % 9, shelters=2 + seed % 5)


def of_plan(plan: Plan) -> list[Put]:
    return [
        (line.household, part.shelter, unit)
        for line in plan.placed
        for part in line.segments
        for unit in part.units
    ]


def offered(world: Situation) -> list[Put]:
    """All that a caller may be shown, the houses to call first too."""
    standing = Standing(world)
    columns = Columns(standing)
    answers = [options(household, columns, standing) for household in world.households]
    return [
        (answer.household, one.shelter, unit)
        for answer in answers
        for one in (*answer.options, *answer.call_first)
        for unit in one.units
    ]


def could(world: Situation) -> list[Put]:
    """Every candidate of the joint plan, not only what the plan takes."""
    table = Night(world).whole_table()
    places, columns = table.places, table.found.columns
    return [
        (
            table.found.homes[places.home[number]].household.id,
            columns.ids[places.shelter[number]],
            unit,
        )
        for number in range(len(places))
        for group in places.groups(number)
        for unit in columns.bundles.groups[group].units
    ]


def planned(world: Situation) -> list[Put]:
    night = Night(world)
    plans = (night.optimised(), night.greedy(scarcest_first), night.greedy(first_come))
    return [put for plan in plans for put in of_plan(plan)]


def wrong_side(world: Situation, puts: Iterable[Put], met: Counter[str]) -> list[Put]:
    """Those where an adult is not one of whom the side is for; counts the sides that were met."""
    houses = {house.id: house for house in world.shelters}
    units = {unit.id: unit for house in world.shelters for unit in house.units}
    people: dict[HouseholdId, Household] = {h.id: h for h in world.households}
    found = []
    for who, where, what in puts:
        if houses[where].residents_gender is not ResidentsGender.SEPARATED:
            continue
        side = units[what].side
        genders = {
            person.gender.value
            for person in people[who].members
            if person.role.value == "ADULT" or person.age_band.value in GROWN
        }
        met[side] += 1
        met["men"] += "MAN" in genders
        if side is not UnitSide.EITHER and not genders <= FOR.get(side, set()):
            found.append((who, where, what))
    return found


def met_by(
    worlds: Worlds, seeds: Iterable[int], put: Callable[[Situation], list[Put]]
) -> Counter[str]:
    met: Counter[str] = Counter()
    for seed in seeds:
        world = worlds(seed)
        assert wrong_side(world, put(world), met) == [], seed
    return met


def test_no_plan_puts_anybody_on_the_other_side() -> None:
    met = met_by(crowd, range(60), planned)
    assert set(met) == {UnitSide.WOMEN, UnitSide.MEN, UnitSide.EITHER, "men"}
    assert min(met.values()) >= 5, met


@pytest.mark.parametrize("worlds", [crowd, drawn], ids=["crowd", "at the rim"])
def test_no_candidate_of_a_plan_is_on_the_other_side(worlds: Worlds) -> None:
    met = met_by(worlds, range(60), could)
    assert {UnitSide.WOMEN, UnitSide.EITHER} <= set(met)
    assert UnitSide.UNKNOWN not in met


@pytest.mark.parametrize("worlds", [crowd, drawn], ids=["crowd", "at the rim"])
def test_no_option_is_on_the_other_side(worlds: Worlds) -> None:
    met = met_by(worlds, range(60), offered)
    assert {UnitSide.WOMEN, UnitSide.EITHER} <= set(met)
    assert UnitSide.UNKNOWN not in met


def anybody(_: Household) -> frozenset[UnitSide]:
    return frozenset(UnitSide)


def test_a_planner_that_ignores_the_side_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker says so, and every test above would fail."""
    monkeypatch.setattr(matching.bundles, "sides", anybody)
    monkeypatch.setattr(matching.bundle_columns, "sides", anybody)
    told: Counter[Wrong] = Counter()
    astray: Counter[str] = Counter()
    for seed in range(20):
        world = crowd(seed)
        told.update(v.wrong for v in violations(world, Night(world).optimised()))
        for name, put in (("plan", planned), ("could", could), ("offered", offered)):
            astray[name] += len(wrong_side(world, put(world), Counter()))
    assert told[Wrong.SIDE] >= 5
    assert min(astray[name] for name in ("plan", "could", "offered")) >= 5


@pytest.mark.parametrize("blind", [matching.bundles, matching.bundle_columns])
def test_a_filter_and_a_rulebook_that_differ_on_the_side_show_nothing(
    blind: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blind, "sides", anybody)
    stopped = 0
    for seed in range(20):
        try:
            offered(crowd(seed))
        except FilterDisagrees:
            stopped += 1
    assert stopped >= 5
