"""F15: whose records break the planner is found, nobody else is blamed, and the rest is as without."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from app.culprits import Culprits, culprits, said_of, without
from matching.situation import Compromise, Link, Situation, StayState, Waiver
from matching.solve import Night, scarcest_first
from matching.vocabulary import (
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    LinkKind,
    Rule,
    ShelterId,
)
from tests.benchmarks.night_job import batch, breaks
from tests.support.builders import day, household, shelter, situation, stay, unit
from tests.support.crowded import crowded_situation


def world(households: int = 9, shelters: int = 7) -> Situation:
    return situation(
        tuple(household(f"h{n}") for n in range(households)),
        tuple(shelter(f"s{n}", units=(unit(f"s{n}-u"),)) for n in range(shelters)),
    )


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("seed", range(12))
def test_the_rest_of_a_batch_is_planned_as_if_the_poison_had_never_been_there(seed):
    told = batch(seed)
    assert (told.blamed_wrongly, told.missed) == (0, 0)
    assert told.same


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_drawn_poison_does_break_the_planner():
    assert sum(batch(seed).blamed for seed in range(12)) >= 8


def test_a_sound_world_blames_nobody():
    sound = crowded_situation(Random(1), 12, 6)
    assert not breaks(sound)
    assert culprits(sound, breaks) == Culprits()


@pytest.mark.parametrize("needs_a_house", [True, False])
def test_households_are_found_by_what_they_do_and_not_by_what_they_are(needs_a_house):
    bad = {"h2", "h3", "h8"}

    def broken(some: Situation) -> bool:
        there = any(h.id in bad for h in some.households)
        return there and (bool(some.shelters) or not needs_a_house)

    found = culprits(world(), broken)
    assert (set(found.households), found.shelters) == (bad, ())


@pytest.mark.parametrize("needs_somebody", [True, False])
def test_shelters_are_found_alike(needs_somebody):
    bad = {"s1", "s6"}

    def broken(some: Situation) -> bool:
        there = any(s.id in bad for s in some.shelters)
        return there and (bool(some.households) or not needs_somebody)

    found = culprits(world(), broken)
    assert (found.households, set(found.shelters)) == ((), bad)


def test_of_a_pair_that_breaks_only_together_the_household_is_looked_at():
    def broken(some: Situation) -> bool:
        return {"h4"} <= {h.id for h in some.households} and {"s3"} <= {s.id for s in some.shelters}

    assert culprits(world(), broken) == Culprits(households=("h4",))


def test_of_two_who_break_together_one_is_enough():
    def broken(some: Situation) -> bool:
        return {"h1", "h7"} <= {h.id for h in some.households}

    assert len(culprits(world(), broken).households) == 1


def test_each_is_heard_of_when_it_is_found():
    heard = []

    def broken(some: Situation) -> bool:
        there = {h.id for h in some.households} | {s.id for s in some.shelters}
        return bool({"h2", "s4"} & there) and len(heard) < 2

    found = culprits(world(), broken, lambda one: heard.append(one.id))
    assert set(heard) == {"h2", "s4"} == {*found.households, *found.shelters}


SAID = replace(
    world(),
    stays=(stay("h0", "s1-u"),),
    links=(Link(HouseholdId("h0"), HouseholdId("h1"), LinkKind.MUST_SEPARATE),),
    compromises=(
        Compromise(
            shelter=ShelterId("s1"),
            scope=CompromiseScope.GENERAL,
            level=CompromiseLevel.SUSPECTED,
        ),
    ),
    waivers=(
        Waiver(
            rule=Rule.H12,
            household=HouseholdId("h0"),
            shelter=ShelterId("s1"),
            by=frozenset({"a"}),
            decided_on=day(0),
            expires_on=day(9),
        ),
    ),
)


@pytest.mark.parametrize(
    ("part", "of"),
    [
        ("stays", {"h0", "s1"}),
        ("links", {"h0", "h1"}),
        ("compromises", {"s1"}),
        ("waivers", {"h0", "s1"}),
    ],
)
def test_what_is_said_of_a_record_is_all_that_names_it(part, of):
    changed = replace(SAID, **{part: ()})
    records = (*SAID.households, *SAID.shelters)
    assert {one.id for one in records if said_of(changed, one) != said_of(SAID, one)} == of


def test_what_is_said_of_a_record_is_itself_its_zone_and_the_rules():
    her, house = SAID.households[0], SAID.shelters[1]
    new_rules = replace(SAID, rules=replace(SAID.rules, default_horizon_nights=170))
    wider = replace(SAID, zones=tuple(replace(zone, radius_km=99.0) for zone in SAID.zones))
    assert said_of(new_rules, her) != said_of(SAID, her)
    assert said_of(new_rules, house) != said_of(SAID, house)
    assert said_of(wider, her) == said_of(SAID, her)
    assert said_of(wider, house) != said_of(SAID, house)
    assert said_of(SAID, replace(her, permit_until=day(3))) != said_of(SAID, her)


def test_where_nothing_at_all_breaks_too_nobody_is_blamed():
    assert culprits(world(), lambda _: True) == Culprits()


def test_who_lives_in_a_house_that_is_set_aside_is_not_planned_and_other_beds_stay_taken():
    lived_in = replace(
        world(), stays=(stay("h0", "s1-u"), stay("h1", "s2-u"), stay("x", "s2-u", 70, 80))
    )
    rest = without(lived_in, Culprits(households=("h1",), shelters=("s1",)))
    assert {h.id for h in rest.households} == {f"h{n}" for n in range(2, 9)}
    assert [s.household for s in rest.stays] == ["h1", "x"]
    assert Night(rest).greedy(scarcest_first).tonight == rest.tonight


def test_who_merely_has_a_hold_in_a_house_that_is_set_aside_is_planned_like_the_others():
    held = replace(world(), stays=(stay("h0", "s1-u", state=StayState.HELD),))
    rest = without(held, Culprits(shelters=("s1",)))
    assert {h.id for h in rest.households} == {f"h{n}" for n in range(9)}
    assert rest.stays == ()
