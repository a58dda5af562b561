"""H13: intake is open when she can be there. The builders' now is Tuesday 20:00 in Oslo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from matching.check.facts import facts_of
from matching.check.pair import barred
from matching.columns import Columns
from matching.filter import bit, screen
from matching.plan import Because, Block
from matching.rules.capacity import she_can_arrive
from matching.ruleset import RuleSet
from matching.situation import ClockChange, IntakeWindow
from matching.standing import Standing
from matching.vocabulary import Answer, DomainError, Rule, Trigger, WaivedBy
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


# --- the night in which the clock is changed (V20b) ---

SATURDAY, SUNDAY = 5, 6
SPRING = ClockChange(datetime(2026, 3, 29, 1, tzinfo=UTC), 120)
AUTUMN = ClockChange(datetime(2026, 10, 25, 1, tzinfo=UTC), 60)
BEFORE = {SPRING: 60, AUTUMN: 120}


def on_that_night(change, now, who, *houses):
    """A call in the night of a change, told with the offset that holds at the call."""
    return situation(
        (who,),
        houses,
        now=now,
        clock_offset_minutes=BEFORE[change] if now < change.at else change.offset_minutes,
        clock_change=change,
        tonight=change.at.date() - timedelta(days=1),
    )


def everybody_says(world):
    """Whether H13 bars each house, as the rulebook, the arrays and the checker tell it."""
    (who,), standing = world.households, Standing(world)
    by_rule = [she_can_arrive(who, where, standing) is not None for where in world.shelters]
    bars = screen(who, Columns(standing), standing).bars
    by_arrays = [bool(int(mask) & bit(Rule.H13)) for mask in bars]
    by_checker = [Rule.H13 in barred(facts_of(world), who, where) for where in world.shelters]
    assert by_rule == by_arrays == by_checker
    return by_rule


@pytest.mark.parametrize(
    ("change", "to", "closed"),
    [
        (SPRING, 4 * 60 + 30, True),
        (SPRING, 4 * 60 + 54, True),
        (SPRING, 4 * 60 + 55, False),
        (AUTUMN, 4 * 60 + 30, False),
        (AUTUMN, 3 * 60 + 54, True),
        (AUTUMN, 3 * 60 + 55, False),
    ],
)
def test_v20b_she_comes_by_the_clock_as_it_is_then(change, to, closed):
    """99.4 km and an hour until she is ready: 02:54 UTC, after the clock was put forward or back."""
    now = change.at - timedelta(minutes=45)
    where = house((SUNDAY, 0, to), zone="Hamar")
    assert everybody_says(on_that_night(change, now, household(), where)) == [closed]


@pytest.mark.parametrize(("minutes", "closed"), [(-1, False), (0, True), (1, True)])
def test_on_the_minute_of_the_change_it_is_the_new_time(minutes, closed):
    """Open until 02:00, which never comes: a minute before the change it is 01:59, then 03:00."""
    now = SPRING.at - timedelta(hours=1) + timedelta(minutes=minutes)
    where = house((SUNDAY, 0, 2 * 60))
    assert everybody_says(on_that_night(SPRING, now, household(), where)) == [closed]


def test_an_hour_that_is_left_out_need_not_be_open_and_one_that_comes_twice_must_be():
    """From a place not known it must be open at every minute until noon."""
    who = household(where_now=None)
    not_at_two = house((SATURDAY, 0, 1440), (SUNDAY, 0, 2 * 60), (SUNDAY, 3 * 60, 721))
    leaves = timedelta(hours=1)
    night = SPRING.at - timedelta(hours=5)
    assert everybody_says(on_that_night(SPRING, night, who, not_at_two)) == [False]
    # She leaves at 02:30, half an hour before it is 02:00 again.
    from_half_past_two = house((SUNDAY, 2 * 60 + 30, 721))
    once = AUTUMN.at - timedelta(minutes=30) - leaves
    assert everybody_says(on_that_night(AUTUMN, once, who, from_half_past_two)) == [True]
    again = AUTUMN.at + timedelta(minutes=30) - leaves
    assert everybody_says(on_that_night(AUTUMN, again, who, from_half_past_two)) == [False]


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_rule_arrays_and_checker_agree_around_the_change(change):
    rng, met = Random(20), set()
    for _ in range(250):
        now = change.at + timedelta(minutes=rng.randint(-1500, 300))
        if rng.random() < 0.2:
            now += timedelta(seconds=rng.randint(1, 59))
        since = rng.choice([0, 60, 119, 120, 121, 150, 179, 180, 240])
        houses = tuple(
            shelter(
                town,
                zone=town,
                after_hours=Answer.NO,
                intake_hours_known=True,
                intake_hours=(
                    IntakeWindow(SATURDAY, rng.choice([0, 1200]), 1440),
                    IntakeWindow(SUNDAY, since, rng.choice([since + 30, 300, 721, 1440])),
                ),
            )
            for town in TOWNS
        )
        who = household(where_now=rng.choice([None, TOWNS["Oslo"], TOWNS["Bergen"]]))
        met |= set(everybody_says(on_that_night(change, now, who, *houses)))
    assert met == {True, False}


def test_the_change_of_the_clock_is_an_instant():
    with pytest.raises(DomainError):
        situation((), (), clock_change=ClockChange(SPRING.at.replace(tzinfo=None), 120))
