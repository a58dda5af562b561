"""H13: intake is open when she can be there. The builders' now is Tuesday 20:00 in Oslo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matching.check.facts import facts_of
from matching.check.pair import barred
from matching.columns import Columns
from matching.filter import bit, screen
from matching.plan import Because, Block
from matching.rules.capacity import she_can_arrive
from matching.ruleset import RuleSet
from matching.situation import IntakeWindow
from matching.standing import Standing
from matching.vocabulary import Answer, Rule, Trigger, WaivedBy
from tests.support.builders import NOW, TOWNS, asked, household, shelter, situation

FACT = Block(Rule.H13, WaivedBy.COORDINATOR)
ASK = Block(Rule.H13, WaivedBy.COORDINATOR, Because.UNKNOWN)
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3


def house(*windows, after_hours=Answer.NO, known=True, zone="Oslo"):
    return shelter(
        zone=zone,
        after_hours=after_hours,
        intake_hours_known=known,
        intake_hours=tuple(IntakeWindow(*window) for window in windows),
    )


def said(where, who=None, **changes):
    return asked(she_can_arrive, who or household(), where, **changes)


@pytest.mark.parametrize(
    ("since", "to", "expected"),
    [
        (21 * 60, 22 * 60, None),
        (21 * 60 + 1, 22 * 60, FACT),
        (20 * 60, 21 * 60, FACT),
        (20 * 60, 21 * 60 + 1, None),
    ],
)
def test_from_the_same_town_she_arrives_when_she_is_ready(since, to, expected):
    assert said(house((TUESDAY, since, to))) == expected
    assert said(house((WEDNESDAY, since, to))) == FACT


def test_she_travels_to_the_zones_nearest_point_and_arrives_after_midnight():
    far = house((WEDNESDAY, 2 * 60, 3 * 60), zone="Stavanger")
    assert said(far) == None  # noqa: E711 - 302.4 km at 60 km/h: five hours after 21:00
    near_midnight = house((TUESDAY, 21 * 60, 24 * 60), zone="Stavanger")
    assert said(near_midnight) == FACT
    quick = RuleSet(distance_factor=1.0, travel_kmh=302.4)
    assert said(near_midnight, rules=quick) is None


@pytest.mark.parametrize(
    ("answer", "known", "expected"),
    [
        (Answer.YES, False, None),
        (Answer.YES, True, None),
        (Answer.NO, True, FACT),
        (Answer.UNKNOWN, True, ASK),
        (Answer.NO, False, ASK),
        (Answer.UNKNOWN, False, ASK),
    ],
)
def test_after_hours_and_hours_nobody_told(answer, known, expected):
    assert said(house(after_hours=answer, known=known)) == expected


def test_hours_that_are_not_known_to_be_right_are_closed():
    all_day = house((TUESDAY, 0, 1440), known=False)
    assert said(all_day) == ASK


NIGHT = ((TUESDAY, 0, 1440), (WEDNESDAY, 0, 721))


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        (NIGHT, None),
        ((NIGHT[0], (WEDNESDAY, 0, 720)), FACT),
        ((NIGHT[0], (WEDNESDAY, 1, 721)), FACT),
        (((TUESDAY, 21 * 60 + 1, 1440), NIGHT[1]), FACT),
        ((NIGHT[0], (WEDNESDAY, 0, 300), (WEDNESDAY, 240, 721)), None),
    ],
    ids=["all night", "closes at noon", "a minute's gap", "opens too late", "two that overlap"],
)
def test_from_a_place_not_known_it_must_be_open_until_the_night_ends(windows, expected):
    assert said(house(*windows), household(where_now=None)) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(60, None), (59, FACT)])
def test_she_must_be_ready_while_she_is_safe(minutes, expected):
    who = household(safe_until=NOW + timedelta(minutes=minutes))
    assert said(shelter(after_hours=Answer.YES), who) == expected


@pytest.mark.parametrize(
    ("who", "trigger"),
    [(household(tonight=Answer.NO), Trigger.PHONE), (household(), Trigger.NIGHT)],
    ids=["another day", "the batch"],
)
def test_a_planned_arrival_needs_any_hours_at_all(who, trigger):
    assert said(house((5, 600, 660)), who, trigger=trigger) is None
    assert said(house(), who, trigger=trigger) == FACT
    assert said(house((5, 600, 660), known=False), who, trigger=trigger) == ASK
    assert said(house(after_hours=Answer.YES, known=False), who, trigger=trigger) is None


def test_she_calls_from_trondheim_and_the_house_in_tromso_is_closed_when_she_comes():
    who = household(where_now=TOWNS["Trondheim"], danger=household().danger)
    assert said(house((TUESDAY, 0, 1440), zone="Tromso"), who) == FACT


def test_to_a_house_whose_zone_is_not_known_it_must_be_open_until_the_night_ends():
    assert said(house(*NIGHT, zone=None)) is None
    assert said(house(NIGHT[0], zone=None)) == FACT


@pytest.mark.parametrize(
    ("at", "windows", "expected"),
    [
        (timedelta(hours=15), [(WEDNESDAY, 720, 721)], None),
        (timedelta(hours=15, minutes=1), [(WEDNESDAY, 720, 1440)], FACT),
        (timedelta(hours=15, minutes=1), [(WEDNESDAY, 720, 1440), (THURSDAY, 0, 721)], None),
        (timedelta(hours=15, minutes=1), [(WEDNESDAY, 720, 1440), (THURSDAY, 0, 720)], FACT),
    ],
    ids=["leaves at noon", "open that day", "open until the next noon", "closes at it"],
)
def test_who_leaves_after_noon_is_on_her_way_in_the_night_that_begins_then(at, windows, expected):
    """It is still the night of Tuesday when she calls, and she is ready an hour later."""
    who, where = household(where_now=None), house(*windows)
    assert said(where, who, now=NOW + at) == expected
    world = situation((who,), (where,), now=NOW + at)
    assert (Rule.H13 in barred(facts_of(world), who, where)) is (expected is not None)
    standing = Standing(world)
    bars = int(screen(who, Columns(standing), standing).bars[0])
    assert bool(bars & bit(Rule.H13)) is (expected is not None)
