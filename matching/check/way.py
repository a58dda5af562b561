"""The way of one household through a plan: its segments, its mode and the rules on each."""

from __future__ import annotations

from collections.abc import Iterator

from matching.check.facts import Facts
from matching.check.need import opened
from matching.check.pair import barred_at_the_door, barred_for_good, waived
from matching.check.rooms import units_hold
from matching.check.span import (
    first_night,
    nights_by_exemption,
    nights_left,
    planned_span,
    shortest_first,
)
from matching.check.violation import Violation, Wrong
from matching.plan import Placed, Segment
from matching.situation import Household
from matching.vocabulary import Firmness, Phase, PlanMode, Rule, WaivedBy


def way(facts: Facts, household: Household, placed: Placed) -> Iterator[Violation]:
    """Everything that is wrong with one household's line."""
    who = household.id
    if any(cost < 0 for cost in _each_cost(placed)):
        yield Violation(Wrong.COSTS, who)
    if not 1 <= len(placed.segments) <= 2:
        yield Violation(Wrong.SEGMENTS, who)
        return
    yield from _form(facts, household, placed)
    if not opened(facts, household):
        yield Violation(Wrong.STANDS, who, Rule.H19)
    for segment in placed.segments:
        yield from _segment(facts, household, segment, first=segment is placed.segments[0])
    yield from _stay(facts, household, placed)


def _each_cost(placed: Placed) -> tuple[int, ...]:
    c = placed.costs
    return (c.risk, c.changes, c.wishes, c.stability, c.services, c.stewardship)


def _form(facts: Facts, household: Household, placed: Placed) -> Iterator[Violation]:
    who, span = household.id, planned_span(household, facts.situation)
    first, *rest = placed.segments
    if first.firmness is not Firmness.FIRM:
        yield Violation(Wrong.FIRMNESS, who)
    if first.span.start != span.start:
        yield Violation(Wrong.START, who)
    if placed.segments[-1].span.end > span.end:
        yield Violation(Wrong.BEYOND_PLAN, who)
    if placed.mode is not PlanMode.SEGMENTED:
        if rest:
            yield Violation(Wrong.MODE, who)
        elif first.span.end < span.end:
            yield Violation(Wrong.NOT_WHOLE_SPAN, who)
    for second in rest:
        if second.firmness is not Firmness.INTENDED:
            yield Violation(Wrong.FIRMNESS, who)
        if second.span.start != first.span.end:
            yield Violation(Wrong.GAP, who)
        if second.shelter == first.shelter:
            yield Violation(Wrong.SAME_SHELTER, who)
        if facts.shelters[second.shelter].phases <= {Phase.ACUTE}:
            yield Violation(Wrong.PHASE, who)


def _segment(
    facts: Facts, household: Household, segment: Segment, *, first: bool
) -> Iterator[Violation]:
    """Where she would be: the shelter, its units, and every pair rule."""
    who, shelter = household.id, facts.shelters[segment.shelter]
    if not 1 <= len(set(segment.units)) == len(segment.units) <= 2:
        yield Violation(Wrong.UNITS, who)
    yield from units_hold(facts, household, segment)
    on = first_night(household, facts.situation)
    barred = barred_for_good(facts, household, shelter, on)
    if first:
        barred |= barred_at_the_door(facts, household, shelter)
    for rule, by in barred.items():
        if not waived(facts, household, shelter, rule, by):
            yield Violation(Wrong.BARRED, who, rule)


def _stay(facts: Facts, household: Household, placed: Placed) -> Iterator[Violation]:
    """H09: each segment within what its house allows in the mode that is told."""
    rules, who = facts.situation.rules, household.id
    for number, segment in enumerate(placed.segments):
        shelter = facts.shelters[segment.shelter]
        left, nights = nights_left(household, shelter, rules), segment.span.nights
        if left is None or waived(facts, household, shelter, Rule.H09, WaivedBy.COORDINATOR):
            continue
        if number == 0 and placed.mode is PlanMode.EXEMPTED:
            extra = nights_by_exemption(shelter)
            if extra is None:
                yield Violation(Wrong.NO_EXEMPTION, who, Rule.H09)
            left += extra or 0
        if nights > left:
            yield Violation(Wrong.LIMIT, who, Rule.H09)
    if placed.mode is PlanMode.SEGMENTED:
        whole = planned_span(household, facts.situation).nights
        if placed.segments[0].span.nights < shortest_first(facts, household, whole):
            yield Violation(Wrong.TOO_SHORT, who, Rule.H09)
