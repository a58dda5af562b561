"""What the caps of H16 still leave, as arrays, against a count night by night."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from matching.columns import Columns
from matching.situation import Shelter, Situation, Stay
from matching.standing import Standing
from matching.vocabulary import HouseholdId, ThreatLevel
from tests.support.crowded import crowded_situation

WINDOWS = [(0, 1), (0, 40), (5, 6), (7, 31), (39, 90)]
CAPS = {"cap_t4": "max_concurrent_t4", "cap_long": "max_concurrent_long_stay"}


def asleep(shelter: Shelter, cap: str, night: int, standing: Standing) -> int:
    """Persons who count against the cap that night, each household once."""
    day = standing.situation.tonight + timedelta(days=night)

    def counts(stay: Stay) -> bool:
        if cap == "cap_t4":
            return stay.t_eff is ThreatLevel.T4
        return stay.span.nights > standing.rules.long_stay_nights

    there = [s for s in standing.stays_in(shelter.id) if day in s.span and counts(s)]
    return sum({stay.household: stay.persons for stay in there}.values())


def same(world: Situation, cap: str) -> int:
    """Compares every capped house over all windows; how many stays are a household's second."""
    standing = Standing(world)
    stays = Columns(standing).stays
    capped = [s for s in world.shelters if getattr(s, CAPS[cap]) is not None]
    for since, until in WINDOWS:
        left = [
            getattr(s, CAPS[cap])
            - max(asleep(s, cap, night, standing) for night in range(since, until))
            for s in capped
        ]
        assert stays.room(cap, since, until).tolist() == left, (since, until)
    there = [[s.household for s in standing.stays_in(shelter.id)] for shelter in capped]
    return sum(len(one) - len(set(one)) for one in there)


@pytest.mark.parametrize("cap", CAPS)
def test_what_a_cap_leaves_is_the_cap_less_who_sleeps_there_each_counted_once(cap: str) -> None:
    worlds = [crowded_situation(Random(seed), households=6, shelters=6) for seed in range(120)]
    assert sum(same(world, cap) for world in worlds) > 10


@pytest.mark.parametrize("cap", CAPS)
def test_a_household_with_beds_in_several_houses_counts_in_each(cap: str) -> None:
    for seed in range(40):
        world = crowded_situation(Random(seed), households=6, shelters=6)
        one = HouseholdId("one")
        same(replace(world, stays=tuple(replace(s, household=one) for s in world.stays)), cap)
