"""The class of domain 10.1, from two facts only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.check.facts import facts_of
from matching.check.need import priority_of
from matching.situation import Compromise, Need, StayState
from matching.standing import Standing
from matching.vocabulary import (
    Answer,
    CompromiseLevel,
    CompromiseScope,
    Criticality,
    Priority,
    ServiceType,
    ShelterId,
    ThreatLevel,
)
from tests.support.builders import (
    OSLO,
    danger,
    day,
    household,
    nights,
    shelter,
    situation,
    stay,
    threat,
    unit,
)


def class_of(who, *stays, compromises=()):
    """Her class, as the plan and the checker count it."""
    houses = (shelter(), shelter("s2", units=(unit("s2-u1"), unit("s2-u2"))))
    world = situation((who,), houses, stays=stays, compromises=compromises)
    found = Standing(world).priority(who)
    assert priority_of(facts_of(world), who) is found
    return found


def accepted(start, end=60, where="s1-u1"):
    return stay("h1", where, start, end, state=StayState.ACCEPTED)


@pytest.mark.parametrize("tonight", [Answer.YES, Answer.UNKNOWN])
@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (ThreatLevel.T1, Priority.P2),
        (ThreatLevel.T2, Priority.P2),
        (ThreatLevel.T3, Priority.P1),
        (ThreatLevel.T4, Priority.P1),
        (None, Priority.P1),
    ],
)
def test_no_bed_tonight_is_p1_from_t3_on_and_p2_below(tonight, level, expected):
    assert class_of(household(tonight=tonight, threat=threat(level))) is expected


@pytest.mark.parametrize(("days", "expected"), [(7, Priority.P3), (8, Priority.P4)])
def test_a_bed_needed_within_seven_days_is_p3(days, expected):
    later = household(tonight=Answer.NO, needed_from=day(days), planned_until=day(40))
    assert class_of(later) is expected


@pytest.mark.parametrize(("end", "expected"), [(7, Priority.P3), (8, Priority.P4)])
def test_a_residents_need_begins_where_her_stay_ends(end, expected):
    resident = household(tonight=Answer.NO, wants_move=True)
    assert class_of(resident, stay("h1", "s1-u1", end=end)) is expected


def test_a_hold_is_no_bed_yet():
    later = household(tonight=Answer.NO, needed_from=day(8), planned_until=day(40))
    held = replace(stay("h1", "s1-u1"), span=nights(0, 3), state=StayState.HELD)
    assert class_of(later, held) is Priority.P4


@pytest.mark.parametrize(
    ("level", "cleared_by", "expected"),
    [
        (CompromiseLevel.CONFIRMED, 1, Priority.P2),
        (CompromiseLevel.CONFIRMED, 2, Priority.P4),
        (CompromiseLevel.SUSPECTED, 1, Priority.P3),
        (CompromiseLevel.SUSPECTED, 2, Priority.P4),
    ],
)
def test_a_resident_whose_house_is_known_has_no_safe_bed(level, cleared_by, expected):
    known = Compromise(
        shelter=ShelterId("s1"),
        scope=CompromiseScope.GENERAL,
        level=level,
        cleared_by=cleared_by,
    )
    resident = household(tonight=Answer.NO)
    assert class_of(resident, stay("h1", "s1-u1"), compromises=(known,)) is expected


def later(days, **changes):
    return household(
        **{"tonight": Answer.NO, "needed_from": day(days), "planned_until": day(90)} | changes
    )


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ((accepted(3),), Priority.P4),
        ((accepted(2),), Priority.P4),
        ((accepted(4),), Priority.P3),
        ((accepted(3, 8),), Priority.P4),
        ((accepted(3, 7),), Priority.P3),
        ((accepted(3, 5), accepted(5, 60, "s2-u1")), Priority.P4),
        ((accepted(5, 60, "s2-u1"), accepted(3, 5)), Priority.P4),
        ((accepted(3, 5), accepted(6, 60, "s2-u1")), Priority.P3),
        ((accepted(3, 60, "s2-u1"), accepted(3, 60, "s2-u2")), Priority.P4),
        ((replace(accepted(3), state=StayState.HELD),), Priority.P3),
    ],
)
def test_a_bed_that_is_agreed_from_the_night_she_needs_it_is_a_bed(stays, expected):
    """She needs one in three days; nobody needs what stands already (10.1, H19)."""
    assert class_of(later(3), *stays) is expected


def test_a_resident_who_goes_on_to_an_agreed_place_needs_none_before_that_ends():
    lives = stay("h1", "s1-u1", end=5)
    resident = household(tonight=Answer.NO)
    assert class_of(resident, lives) is Priority.P3
    assert class_of(resident, lives, accepted(5, 60, "s2-u1")) is Priority.P4
    assert class_of(resident, lives, accepted(6, 60, "s2-u1")) is Priority.P3


@pytest.mark.parametrize("tonight", [Answer.YES, Answer.UNKNOWN])
def test_her_word_that_she_needs_one_tonight_decides_beside_a_later_bed(tonight):
    assert class_of(later(3, tonight=tonight), accepted(3)) is Priority.P2


@pytest.mark.parametrize("level", list(CompromiseLevel))
@pytest.mark.parametrize(("days", "expected"), [(7, Priority.P3), (8, Priority.P4)])
def test_an_agreed_bed_in_a_house_that_is_known_by_now_is_none(level, days, expected):
    known = Compromise(shelter=ShelterId("s1"), scope=CompromiseScope.GENERAL, level=level)
    assert class_of(later(days), accepted(days), compromises=(known,)) is expected
    found = later(days, found_at=frozenset({ShelterId("s1")}))
    assert class_of(found, accepted(days)) is expected


def test_an_agreed_bed_that_a_rule_bars_by_now_is_none_and_what_is_unknown_bars_nothing():
    """A resident stays P4 in such a house: there it is the rule that moves her (10.2)."""
    near = later(3, danger=(danger(OSLO),))
    assert class_of(near, accepted(3)) is Priority.P3
    assert class_of(near, stay("h1", "s1-u1")) is Priority.P4
    unsure = later(
        3, needs=(Need(service=ServiceType.GP, criticality=Criticality.SAFETY_CRITICAL),)
    )
    assert class_of(unsure, accepted(3)) is Priority.P4


def test_declines_change_nothing():
    plain = household()
    declined = household(declined=frozenset({ShelterId("s1")}))
    assert class_of(plain) is class_of(declined)
