"""A resident whose stay is about to end needs her next bed from then on, unless she may have to go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from matching.check import violations
from matching.check.span import planned_span
from matching.resident import needs_the_next, plan_ends_with_stay
from matching.situation import (
    Actor,
    Compromise,
    Household,
    NightsUsed,
    Situation,
    Stay,
    StayState,
)
from matching.solve import plan_night
from matching.standing import Standing
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    Answer,
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    NightSpan,
    Priority,
    ShelterId,
    ThreatLevel,
)
from tests.support.builders import (
    OSLO,
    TONIGHT,
    TOWNS,
    danger,
    day,
    features,
    household,
    shelter,
    situation,
    stay,
    threat,
    unit,
)
from tests.support.drawn import drawn

HOME, RES = ShelterId("home"), HouseholdId("res")


def resident(**changes: Any) -> Household:
    return household("res", **({"tonight": Answer.NO, "needed_from": TONIGHT} | changes))


def there(her: Household, *more: Household, end: int = 5, **changes: Any) -> Situation:
    """She lives in a house without a limit, and another one is free."""
    houses = changes.pop("shelters", (shelter("home", "Trondheim"), shelter("far", "Bergen")))
    own = stay("res", "home-u1", start=-23, end=end)
    return situation((her, *more), houses, stays=(own,), **changes)


def told(some: Situation) -> Household:
    standing = Standing(some)
    return needs_the_next(standing.households[RES], standing)


def test_she_needs_the_next_bed_from_the_end_of_her_stay_and_lives_there_until_then() -> None:
    used = (NightsUsed(ShelterId("far"), 9), NightsUsed(HOME, 23))
    her = told(there(resident(nights_used=used)))
    assert her.needed_from == day(5)
    assert her.nights_used == (NightsUsed(ShelterId("far"), 9), NightsUsed(HOME, 28))


def test_a_later_day_of_her_own_stands() -> None:
    assert told(there(resident(needed_from=day(9)))).needed_from == day(9)


@pytest.mark.parametrize(("end", "first"), [(7, 7), (8, 0)])
def test_a_stay_that_ends_in_exactly_seven_days_is_about_to_end(end: int, first: int) -> None:
    assert told(there(resident(), end=end)).needed_from == day(first)


FAR = ShelterId("far")


def and_next(some: Situation, *spans: tuple[int, int], where: str = "far-u1") -> Situation:
    """The same, with beds of later nights that are agreed for her."""
    later = (stay("res", where, *span, state=StayState.ACCEPTED) for span in spans)
    return replace(some, stays=(*some.stays, *later))


@pytest.mark.parametrize(
    ("spans", "first", "lived"),
    [
        (((5, 7),), 7, {FAR: 2, HOME: 28}),
        (((6, 7),), 5, {HOME: 28}),
        (((6, 7), (5, 6)), 7, {FAR: 2, HOME: 28}),
        (((5, 60),), 60, {FAR: 55, HOME: 28}),
    ],
    ids=["goes on", "gap", "one after the other", "long"],
)
def test_a_next_bed_that_is_agreed_is_lived_in_and_the_need_begins_after_it(
    spans: tuple[tuple[int, int], ...], first: int, lived: dict[ShelterId, int]
) -> None:
    her = told(and_next(there(resident(nights_used=(NightsUsed(HOME, 23),))), *spans))
    assert her.needed_from == day(first)
    assert {one.shelter: one.nights for one in her.nights_used} == lived


def test_two_units_of_one_house_are_one_night_each() -> None:
    two = shelter("home", "Trondheim", units=(unit("home-u1"), unit("home-u2")))
    some = there(resident(), shelters=(two, shelter("far", "Bergen")))
    some = replace(some, stays=(*some.stays, stay("res", "home-u2", start=-23, end=5)))
    assert told(some).nights_used == (NightsUsed(HOME, 5),)


def test_a_next_bed_that_is_barred_or_held_or_known_is_none() -> None:
    barred = and_next(there(resident(declined=frozenset({FAR}))), (5, 7))
    known = replace(KNOWN, shelter=FAR)
    held = and_next(there(resident()), (5, 7))
    held = replace(
        held, stays=(held.stays[0], *(replace(s, state=StayState.HELD) for s in held.stays[1:]))
    )
    for some in (barred, and_next(there(resident(), compromises=(known,)), (5, 7)), held):
        assert told(some).needed_from == day(5)


def test_no_night_is_planned_that_is_agreed_already() -> None:
    """Such a line cannot be booked beside the bed she has, and would keep a unit from others."""
    some = and_next(there(resident(planned_until=day(60))), (5, 7))
    some = replace(some, households=(told(some),))
    plan = plan_night(some)
    (line,) = plan.placed
    assert line.priority is Priority.P3
    assert (line.segments[0].span.start, line.segments[-1].span.end) == (day(7), day(60))
    assert violations(some, plan) == ()


KNOWN = Compromise(shelter=HOME, scope=CompromiseScope.GENERAL, level=CompromiseLevel.SUSPECTED)


@pytest.mark.parametrize(
    "some",
    [
        there(resident(wants_move=True)),
        there(resident(tonight=Answer.YES)),
        there(resident(tonight=Answer.UNKNOWN)),
        there(resident(found_at=frozenset({HOME}))),
        there(resident(), compromises=(KNOWN,)),
        there(resident(), compromises=(replace(KNOWN, level=CompromiseLevel.CONFIRMED),)),
        there(resident(declined=frozenset({HOME}))),
        there(resident(threat=threat(ThreatLevel.T4)), shelters=(shelter("home", features=()),)),
    ],
    ids=["wants", "tonight", "unknown", "found", "suspected", "confirmed", "declined", "barred"],
)
def test_who_may_have_to_go_tonight_is_left_as_she_was_told(some: Situation) -> None:
    assert told(some) == some.households[0]


def test_her_house_is_judged_by_what_is_known_for_the_nights_of_her_stay() -> None:
    """He is held until after her stay, and free in the nights of her plan: only the next bed is far."""

    def fears(status: ActorStatus) -> Household:
        him = Actor(id=ActorId("him"), status=status, others_at_large=Answer.NO)
        area = replace(danger(TOWNS["Trondheim"]), actor=him.id)
        return resident(threat=threat(ThreatLevel.T3), actors=(him,), danger=(area,))

    later, at_home = fears(ActorStatus.UNKNOWN), fears(ActorStatus.CUSTODY)
    standing = Standing(there(later))
    assert needs_the_next(later, standing) == later
    her = needs_the_next(later, standing, at_home)
    assert (her.needed_from, her.actors) == (day(5), later.actors)
    assert needs_the_next(later, standing, later) == later


def test_her_own_bed_goes_on_from_the_end_of_her_stay() -> None:
    some = there(resident(planned_until=day(60)), shelters=(shelter("home", "Trondheim"),))
    some = replace(some, households=(told(some),))
    plan = plan_night(some)
    (line,) = plan.placed
    (segment,) = line.segments
    assert (line.priority, segment.shelter) == (Priority.P3, HOME)
    assert (segment.span.start, segment.span.end) == (day(5), day(60))
    assert violations(some, plan) == ()


def test_she_takes_no_bed_from_who_flees_for_nights_on_which_she_has_her_own() -> None:
    """Until the fifth night the safer house is for the woman who flees tonight."""
    houses = (
        shelter("home", "Trondheim"),
        shelter("far", "Bergen"),
        shelter("near", "Fredrikstad", features=features(3)),
    )
    new = household(
        "new", threat=threat(ThreatLevel.T3), danger=(danger(OSLO),), planned_until=day(4)
    )
    her = resident(
        planned_until=day(60), declined=frozenset({ShelterId("near")}), needed_from=TONIGHT
    )
    some = there(her, new, shelters=houses)
    standing = Standing(some)
    some = replace(some, households=tuple(needs_the_next(h, standing) for h in some.households))
    plan = plan_night(some)
    assert {line.household: line.segments[0].shelter for line in plan.placed}[
        HouseholdId("new")
    ] == "far"
    assert violations(some, plan) == ()


@pytest.mark.parametrize(
    ("until", "ends"), [(-20, False), (4, False), (5, True), (6, False), (None, False)]
)
def test_a_plan_of_hers_that_ends_with_her_stay_needs_no_bed(until: int | None, ends: bool) -> None:
    some = there(resident(planned_until=None if until is None else day(until)))
    assert plan_ends_with_stay(told(some), Standing(some)) is ends
    known = replace(some, compromises=(KNOWN,))
    assert not plan_ends_with_stay(told(known), Standing(known))
    wants = there(resident(planned_until=day(5), wants_move=True))
    assert not plan_ends_with_stay(told(wants), Standing(wants))


@pytest.mark.parametrize(("until", "ends"), [(5, False), (6, False), (7, True), (8, False)])
def test_a_plan_of_hers_ends_with_the_last_of_the_beds_that_are_agreed(
    until: int, ends: bool
) -> None:
    some = and_next(there(resident(planned_until=day(until))), (5, 7))
    assert plan_ends_with_stay(told(some), Standing(some)) is ends


@pytest.mark.parametrize(
    ("some", "until"),
    [
        (there(resident(planned_until=day(-20))), None),
        (there(resident(planned_until=day(4))), None),
        (there(resident(planned_until=day(5))), 5),
        (there(resident(planned_until=day(6))), 6),
        (and_next(there(resident(planned_until=day(6))), (5, 7)), None),
        (and_next(there(resident(planned_until=day(5))), (6, 7)), None),
        (there(resident(planned_until=day(-20)), end=20), None),
        (there(resident(planned_until=day(-20), wants_move=True)), None),
        (there(resident(planned_until=day(-20)), compromises=(KNOWN,)), None),
        (there(resident(planned_until=day(-20), declined=frozenset({HOME}))), None),
    ],
    ids=[
        "long over",
        "before",
        "with",
        "after",
        "next",
        "gap",
        "later",
        "wants",
        "known",
        "barred",
    ],
)
def test_a_plan_that_ends_before_what_was_agreed_is_not_told(
    some: Situation, until: int | None
) -> None:
    assert told(some).planned_until == (None if until is None else day(until))


def test_whose_stay_was_extended_past_her_plan_is_planned_and_for_the_horizon() -> None:
    """Nobody moves the end of her plan when a stay is extended; she is not to be forgotten."""
    some = there(resident(planned_until=day(-20)), shelters=(shelter("home", "Trondheim"),))
    some = replace(some, households=(told(some),))
    plan = plan_night(some)
    (line,) = plan.placed
    (segment,) = line.segments
    assert (line.priority, segment.span.start) == (Priority.P3, day(5))
    assert segment.span.nights == some.rules.default_horizon_nights
    assert violations(some, plan) == ()


def comes(end: int, **changes: Any) -> Situation:
    """She lives nowhere yet and needs a bed from the third night on; one is agreed from then."""
    her = resident(**({"needed_from": day(3), "planned_until": day(60)} | changes))
    houses = (shelter("home", "Trondheim"), shelter("far", "Bergen"))
    hers = stay("res", "home-u1", start=3, end=end, state=StayState.ACCEPTED)
    return situation((her,), houses, stays=(hers,))


def test_who_comes_to_an_agreed_bed_needs_the_next_when_that_ends() -> None:
    some = comes(5)
    assert told(some).nights_used == (NightsUsed(HOME, 2),)
    some = replace(some, households=(told(some),))
    plan = plan_night(some)
    (line,) = plan.placed
    assert (line.priority, line.segments[0].span.start) == (Priority.P3, day(5))
    assert violations(some, plan) == ()


@pytest.mark.parametrize(
    "some",
    [
        comes(8),
        comes(5, tonight=Answer.YES),
        comes(5, wants_move=True),
        comes(5, found_at=frozenset({HOME})),
        comes(5, declined=frozenset({HOME})),
        comes(5, needed_from=day(2)),
    ],
    ids=["long", "tonight", "wants", "known", "barred", "before"],
)
def test_who_comes_to_a_bed_that_is_no_answer_is_left_as_she_was_told(some: Situation) -> None:
    assert told(some) == some.households[0]


@pytest.mark.parametrize(("until", "ends"), [(4, False), (5, True), (6, False)])
def test_whose_plan_ends_with_the_bed_that_waits_for_her_needs_none(until: int, ends: bool) -> None:
    some = comes(5, planned_until=day(until))
    assert plan_ends_with_stay(told(some), Standing(some)) is ends


def with_beds(seed: int) -> Situation:
    """A drawn world in which most of them live somewhere and some go on to agreed beds."""
    rng = Random(seed)
    plain = drawn(seed)
    places = [(one.id, room.id) for one in plain.shelters for room in one.units]
    rng.shuffle(places)
    stays: list[Stay] = []
    households = []
    for her in plain.households:
        start = rng.choice([-30, -1, 0, 0, 2])
        for _ in range(rng.choice([1, 1, 2, 3])):
            if places:
                end = max(start, 0) + rng.choice([1, 4, 7, 8])
                where = places.pop()[1]
                state = StayState.ACCEPTED if rng.random() < 0.8 else StayState.HELD
                span = NightSpan(at(plain, start), at(plain, end))
                stays.append(stay(her.id, where, span=span, state=state))
                start = end + rng.choice([0, 0, 0, 2])
        until = rng.choice([None, -9, 3, 7, 8, 40])
        households.append(
            replace(
                her,
                tonight=rng.choice([Answer.NO, Answer.NO, Answer.NO, Answer.UNKNOWN]),
                needed_from=at(plain, rng.choice([-30, 0, 3, 9])),
                planned_until=None if until is None else at(plain, until),
                wants_move=rng.random() < 0.1,
                declined=frozenset(),
            )
        )
    return replace(plain, households=tuple(households), stays=tuple(stays))


def at(some: Situation, night: int) -> date:
    return some.tonight + timedelta(days=night)


def test_told_twice_she_is_told_the_same_and_her_class_is_what_it_was() -> None:
    """In drawn worlds; nobody told is planned for a night on which a bed of hers is agreed."""
    moved = on = outlived = 0
    for seed in range(900):
        some = with_beds(seed)
        standing = Standing(some)
        once = tuple(needs_the_next(h, standing) for h in some.households)
        after = replace(some, households=once)
        then = Standing(after)
        for before, her in zip(some.households, once, strict=True):
            assert needs_the_next(her, standing) == her == needs_the_next(her, then), seed
            assert then.priority(her) is standing.priority(before), seed
            assert then.plan_span(her) == planned_span(her, after), seed
            lived = nights_in(her) - nights_in(before)
            if her.needed_from != before.needed_from:
                beds = list(then.agreed_beds(her))
                assert her.needed_from == then.needed_on(her), seed
                assert not any(her.needed_from in bed.span for bed in beds), seed
                nights = (her.needed_from - some.tonight).days
                resident = standing.current_stay(her.id) is not None
                assert lived == nights if resident else 0 < lived <= nights, seed
                moved += 1
                on += len({bed.unit for bed in beds if bed.span.start < her.needed_from}) > 1
            else:
                assert lived == 0, seed
            outlived += her.planned_until != before.planned_until
    assert min(moved, outlived) > 80, (moved, outlived)
    assert on > 10, on


def nights_in(her: Household) -> int:
    return sum(one.nights for one in her.nights_used)
