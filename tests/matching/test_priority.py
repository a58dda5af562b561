"""The class of domain 10.1, from two facts only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.situation import Compromise, StayState
from matching.standing import Standing
from matching.vocabulary import (
    Answer,
    CompromiseLevel,
    CompromiseScope,
    Priority,
    ShelterId,
    ThreatLevel,
)
from tests.support.builders import day, household, nights, shelter, situation, stay, threat


def class_of(who, *stays, compromises=()):
    world = situation((who,), (shelter(),), stays=stays, compromises=compromises)
    return Standing(world).priority(who)


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


def test_declines_change_nothing():
    plain = household()
    declined = household(declined=frozenset({ShelterId("s1")}))
    assert class_of(plain) is class_of(declined)
