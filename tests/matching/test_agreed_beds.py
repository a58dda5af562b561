"""Of an agreed bed rulebook and checker say the same: whether its house is barred, and her class."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from matching.check import violations
from matching.check.facts import facts_of
from matching.check.need import barred_there, priority_of
from matching.columns import Columns
from matching.options import options
from matching.plan import Why
from matching.rules.company import house_is_barred
from matching.situation import Link, Situation, Stay, StayState
from matching.solve import plan_night
from matching.standing import Standing
from matching.vocabulary import (
    AgeBand,
    Answer,
    CaseByCase,
    HouseholdId,
    LinkKind,
    NightSpan,
    Priority,
    ResidentsGender,
    ThreatLevel,
    Trigger,
)
from tests.support.builders import day, household, shelter, situation, stay, unit, woman
from tests.support.drawn import drawn

APART = Link(HouseholdId("h1"), HouseholdId("h2"), LinkKind.MUST_SEPARATE)
TWO_UNITS = (unit("s1-u1"), unit("s1-u2"))


def with_agreed_beds(seed: int) -> Situation:
    """A drawn world in which households have one or two agreed beds, one after the other."""
    world, rng = drawn(seed, 3), Random(seed)
    hers = {her.id for her in world.households}
    others = [one for one in world.stays if one.household not in hers]
    used = {one.unit for one in others}
    units = [u.id for s in world.shelters for u in s.units if u.id not in used]
    rng.shuffle(units)
    stays, households = others, []
    for her in world.households:
        begins = rng.choice([-5, -5, 0, 2, 7, 10])
        for _ in range(rng.choice([1, 1, 2])):
            if not units:
                break
            ends = max(1, begins + rng.choice([3, 8, 12, 40, 100]))
            stays.append(
                Stay(
                    household=her.id,
                    unit=units.pop(),
                    span=NightSpan(
                        world.tonight + timedelta(days=begins), world.tonight + timedelta(days=ends)
                    ),
                    state=rng.choice([StayState.ACCEPTED, StayState.ARRIVED]),
                    t_eff=ThreatLevel.T2,
                    persons=len(her.members),
                )
            )
            begins = ends
        needed = world.tonight + timedelta(days=rng.choice([-3, 0, 3, 7, 20]))
        until = rng.choice([None, world.tonight + timedelta(days=rng.choice([25, 60]))])
        changed = replace(her, tonight=Answer.NO, needed_from=needed, planned_until=until)
        households.append(changed)
    return replace(world, households=tuple(households), stays=tuple(stays))


def test_rulebook_and_checker_bar_the_same_beds_and_see_the_same_class() -> None:
    told: Counter[object] = Counter()
    for seed in range(400):
        world = with_agreed_beds(seed)
        standing, facts = Standing(world), facts_of(world)
        for her in world.households:
            for one in standing.stays_of(her.id):
                barred = house_is_barred(her, one, standing)
                assert barred == barred_there(facts, her, one), (seed, her.id, one.unit)
                told[barred] += 1
            assert standing.priority(her) is priority_of(facts, her), (seed, her.id)
            told[standing.priority(her)] += 1
    assert min(told[True], told[False], told[Priority.P3], told[Priority.P4]) > 50, told


@pytest.mark.parametrize(
    ("mine", "until", "hers", "barred"),
    [
        ((3, 33), 90, (40, 60), False),
        ((3, 33), 10, (20, 60), True),
        ((-5, 33), 90, (40, 60), False),
        ((-5, 33), 20, (25, 60), True),
    ],
)
def test_whom_she_would_meet_is_asked_of_the_nights_of_her_stay(mine, until, hers, barred) -> None:
    her = household(tonight=Answer.NO, needed_from=day(max(0, mine[0])), planned_until=day(until))
    houses = (shelter("s1", units=TWO_UNITS), shelter("s2", zone="Bergen"))
    bed = stay("h1", "s1-u1", *mine, state=StayState.ACCEPTED)
    world = situation(
        (her,),
        houses,
        stays=(bed, stay("h2", "s1-u2", *hers)),
        links=(APART,),
        trigger=Trigger.NIGHT,
    )
    assert house_is_barred(her, bed, Standing(world)) is barred
    assert barred_there(facts_of(world), her, bed) is barred
    assert violations(world, plan_night(world)) == ()


def test_whom_a_rule_moves_is_shown_no_other_room_of_that_house() -> None:
    """The other comes when her own plan is over: the pair is free to go there, and it is no way out."""
    her = household(tonight=Answer.NO, needed_from=day(-5), planned_until=day(20))
    bed = stay("h1", "s1-u1", -5, 33)
    for zones, why in ((("Bergen",), None), ((), Why.NO_SAFE_BED)):
        mine = shelter("s1", units=(*TWO_UNITS, unit("s1-u3")))
        houses = (mine, *(shelter(f"x{zone}", zone=zone) for zone in zones))
        world = situation(
            (her,),
            houses,
            stays=(bed, stay("h2", "s1-u2", 25, 60)),
            links=(APART,),
            trigger=Trigger.NIGHT,
        )
        plan, standing = plan_night(world), Standing(world)
        shown = {one.shelter for one in options(her, Columns(standing), standing).options}
        assert "s1" not in shown
        if why is None:
            (line,) = plan.placed
            assert line.segments[0].shelter == "xBergen"
        else:
            assert plan.unplaced[0].why is why


@pytest.mark.parametrize(
    ("her", "house"),
    [
        (
            {"members": (replace(woman("w"), age_band=AgeBand.A18_24),)},
            {"acceptance": {"min_age": 21}},
        ),
        (
            {"women_only": Answer.YES},
            {"residents_gender": ResidentsGender.UNKNOWN, "separate_entrance": Answer.NO},
        ),
        ({}, {"acceptance": {"trafficking_residents": CaseByCase.UNKNOWN}}),
    ],
)
def test_what_a_house_or_she_has_not_said_bars_no_agreed_bed(her, house) -> None:
    house = dict(house)
    who = household(tonight=Answer.NO, needed_from=day(3), planned_until=day(90), **her)
    bed = stay("h1", "s1-u1", 3, 33, state=StayState.ACCEPTED)
    words = replace(shelter().acceptance, **house.pop("acceptance", {}))
    there = shelter("s1", acceptance=words, **house)
    world = situation((who,), (there, shelter("s2", zone="Bergen")), stays=(bed,))
    assert not house_is_barred(who, bed, Standing(world))
    assert not barred_there(facts_of(world), who, bed)
