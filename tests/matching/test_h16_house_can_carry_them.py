"""H16: an open house, and its caps in persons on a night."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.check import violations
from matching.plan import Block
from matching.rules.company import house_can_carry_them
from matching.situation import StayState
from matching.solve import Night
from matching.vocabulary import Answer, Rule, ShelterStatus, ThreatLevel, WaivedBy
from tests.support.builders import (
    asked,
    child,
    day,
    household,
    shelter,
    situation,
    stay,
    threat,
    unit,
    woman,
)

LOADED = Block(Rule.H16, WaivedBy.SHELTER)
T3, T4 = ThreatLevel.T3, ThreatLevel.T4
UNITS = (unit("s1-u1"), unit("s1-u2"), unit("s1-u3"))


@pytest.mark.parametrize("status", list(ShelterStatus))
def test_only_an_open_house_takes_in(status):
    said = asked(house_can_carry_them, household(), shelter(status=status))
    assert said == (None if status is ShelterStatus.OPEN else LOADED)


def said_t4(cap, *stays, level=T4, **changes):
    who = household(threat=threat(level), **changes)
    house = shelter(max_concurrent_t4=cap, units=UNITS)
    return asked(house_can_carry_them, who, house, stays=stays)


def test_persons_at_t4_are_counted_up_to_the_cap():
    resident = stay("h2", "s1-u1", t_eff=T4, persons=2)
    assert said_t4(3, resident) is None
    assert said_t4(2, resident) == LOADED
    assert said_t4(None, resident) is None
    assert said_t4(0) == LOADED


def test_every_member_of_her_household_counts():
    mother = (woman(), child())
    assert said_t4(2, members=mother) is None
    assert said_t4(1, members=mother) == LOADED


def test_only_t4_counts_and_only_for_t4():
    assert said_t4(1, stay("h2", "s1-u1", t_eff=T3, persons=9)) is None
    assert said_t4(0, level=T3) is None


def test_a_household_in_two_units_of_the_house_sleeps_there_once():
    both = stay("h2", "s1-u1", t_eff=T4, persons=4), stay("h2", "s1-u2", t_eff=T4, persons=4)
    assert said_t4(5, *both) is None
    assert said_t4(4, *both) == LOADED
    assert said_t4(5, *both, stay("h3", "s1-u3", t_eff=T4)) == LOADED


def test_only_nights_that_meet_count_and_the_fullest_decides():
    leaving, coming = stay("h2", "s1-u1", -5, 1, t_eff=T4), stay("h3", "s1-u2", 1, 9, t_eff=T4)
    assert said_t4(2, leaving, coming) is None
    assert said_t4(2, leaving, replace(coming, span=stay("x", "y", 0, 9).span)) == LOADED
    assert said_t4(1, stay("h2", "s1-u1", -5, 0, t_eff=T4)) is None
    assert said_t4(1, stay("h2", "s1-u1", 20, 30, t_eff=T4)) is None
    assert said_t4(1, stay("h2", "s1-u1", 19, 30, t_eff=T4)) == LOADED


def test_holds_count_and_her_own_stay_does_not():
    held = stay("h2", "s1-u1", t_eff=T4, state=StayState.HELD)
    assert said_t4(1, held) == LOADED
    assert said_t4(1, stay("h1", "s1-u1", t_eff=T4)) is None


@pytest.mark.parametrize(("nights", "counts"), [(90, False), (91, True)])
def test_a_plan_of_more_than_ninety_nights_is_a_long_stay(nights, counts):
    house = shelter(max_concurrent_long_stay=1, units=UNITS)
    resident = stay("h2", "s1-u1", -50, 41)
    who = household(planned_until=day(nights))
    said = asked(house_can_carry_them, who, house, stays=(resident,))
    assert said == (LOADED if counts else None)
    short = stay("h2", "s1-u1", -50, 40)
    assert asked(house_can_carry_them, who, house, stays=(short,)) is None


def test_a_paused_house_is_paused_for_who_comes_later_too():
    later = household(tonight=Answer.NO, needed_from=day(9), planned_until=day(30))
    assert asked(house_can_carry_them, later, shelter(status=ShelterStatus.PAUSED)) == LOADED


def planned(cap, *stays, **changes):
    """Whether the joint plan finds her the bed; the checker agrees with whatever it says."""
    who = household(threat=threat(T4), **changes)
    world = situation((who,), (shelter(max_concurrent_t4=cap, units=UNITS),), stays=stays)
    plan = Night(world).optimised()
    assert violations(world, plan) == ()
    return bool(plan.placed)


def test_the_joint_plan_counts_a_household_in_two_units_once_too():
    both = stay("h2", "s1-u1", t_eff=T4, persons=2), stay("h2", "s1-u2", t_eff=T4, persons=2)
    assert planned(3, *both)
    assert not planned(2, *both)


@pytest.mark.parametrize("state", [StayState.HELD, StayState.ARRIVED])
def test_her_own_bed_keeps_nobody_out_of_the_joint_plan_not_even_herself(state):
    hers = stay("h1", "s1-u1", -5, 7, t_eff=T4, state=state)
    assert planned(1, hers)
    assert not planned(1, hers, stay("h2", "s1-u2", 9, 12, t_eff=T4))


def test_her_own_bed_counts_against_another_who_would_come():
    first, other = household(threat=threat(T4)), household("h2", threat=threat(T4))
    house = shelter(max_concurrent_t4=1, units=UNITS)
    hers = stay("h1", "s1-u1", 0, 20, t_eff=T4, state=StayState.HELD)
    plan = Night(situation((first, other), (house,), stays=(hers,))).optimised()
    assert [line.household for line in plan.placed] == ["h1"]
