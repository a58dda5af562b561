"""Rules on the bed itself: H01 free, H13 open when she comes, H14 confirmed lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from matching.bundles import Bundle, bundles
from matching.groups import night_number
from matching.plan import Because, Block
from matching.situation import Household, Shelter, Situation
from matching.standing import Standing
from matching.stay import Way, cut_to, ways
from matching.vocabulary import Answer, PlanMode, Rule, Together, Trigger, WaivedBy

NOON = time(12)
"""A night runs from noon to noon (domain 8)."""
MICROSECOND = timedelta(microseconds=1)


def a_unit_is_free(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H01. Units that can hold them are free, or held for them, on every night of a segment.

    Unit: unit-nights; beds for everybody over two years, cots for infants. Source: domain 9.1.
    A house whose units could hold them only spread out is barred by H06, not here.
    Unknown: a unit whose state is not known is not free; a child of unknown age needs bed and cot;
    a unit of a SEPARATED house whose side is not known holds nobody.
    """
    could = bundles(household, shelter, standing)
    if not could:
        could = bundles(replace(household, together=Together.PREFER), shelter, standing)
    if any(_free(bundle, household, shelter, standing) for bundle in could):
        return None
    return Block(Rule.H01, WaivedBy.NOBODY)


def she_can_arrive(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H13. The house takes her in when she can be there, and she can leave while she is safe.

    Unit: local minutes, by the clock as it is when she comes; she is ready after ``ready_minutes``
    and travels to the zone's nearest point. An arrival that is planned needs any intake hours at all. Source: domain 9.1.
    Unknown: hours not known are closed; from a place not known she may come at any hour left of
    the night. A call may lift what is unknown.
    """
    if arrives_by_plan(household, standing):
        open_then = bool(_windows(shelter))
    elif not _leaves_in_time(household, standing):
        return Block(Rule.H13, WaivedBy.COORDINATOR)
    else:
        open_then = _open_tonight(household, shelter, standing)
    if open_then or shelter.after_hours is Answer.YES:
        return None
    told = shelter.intake_hours_known and shelter.after_hours is Answer.NO
    return Block(Rule.H13, WaivedBy.COORDINATOR, Because.FACT if told else Because.UNKNOWN)


def vacancy_is_fresh(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H14. The shelter confirmed its vacancy within the hours that the need allows.

    Unit: hours; exactly the hours of the rule set are still fresh. Source: domain 9.1.
    Unknown: never confirmed is stale. One recorded yes by telephone lifts it.
    """
    rules, confirmed = standing.rules, shelter.vacancy_confirmed_at
    planned = arrives_by_plan(household, standing)
    hours = rules.vacancy_fresh_hours_planned if planned else rules.vacancy_fresh_hours_tonight
    if confirmed is not None and standing.situation.now - confirmed <= timedelta(hours=hours):
        return None
    return Block(Rule.H14, WaivedBy.COORDINATOR, Because.UNKNOWN)


def arrives_by_plan(household: Household, standing: Standing) -> bool:
    """Whether she comes on another day, or the night being planned has not begun (the batch)."""
    return household.tonight is Answer.NO or standing.situation.trigger is Trigger.NIGHT


def _free(bundle: Bundle, household: Household, shelter: Shelter, standing: Standing) -> bool:
    planned, shortest = standing.plan_span(household), standing.shortest_first_segment(household)
    night = night_number(planned.start, standing.situation.tonight)
    free = bundle.nights_for(household.id, night)
    # Where H09 leaves no way, the whole plan shows whether a unit would be free at all.
    whole = (Way(PlanMode.WITHIN_LIMIT, planned, planned, None),)
    allowed = ways(household, shelter, planned, shortest, standing.rules) or whole
    return any(cut_to(way, free, shortest) is not None for way in allowed)


def _windows(shelter: Shelter) -> tuple[tuple[int, int, int], ...]:
    """Known intake hours as (weekday, from, to); none when nobody told them."""
    if not shelter.intake_hours_known:
        return ()
    return tuple((w.weekday, w.from_minute, w.to_minute) for w in shelter.intake_hours)


def leaves_at(standing: Standing) -> datetime:
    """When she would be on her way; UTC."""
    return standing.situation.now + timedelta(minutes=standing.rules.ready_minutes)


def _leaves_in_time(household: Household, standing: Standing) -> bool:
    return household.safe_until is None or leaves_at(standing) <= household.safe_until


def _open_tonight(household: Household, shelter: Shelter, standing: Standing) -> bool:
    situation, leaves, zone = standing.situation, leaves_at(standing), standing.zone(shelter)
    if household.where_now is None or zone is None:
        return all(_open_from(shelter, *part) for part in rest_of_night(situation, leaves))
    km = zone.km_from(household.where_now, standing.rules.distance_factor)
    arrives = leaves + timedelta(hours=km / standing.rules.travel_kmh)
    return _closes_at(shelter, situation.local(arrives)) is not None


def rest_of_night(situation: Situation, leaves: datetime) -> Iterator[tuple[datetime, datetime]]:
    """First and last local minute from her leaving (UTC) to the end of that night.

    The night ends at the first noon that is not before it. Where the clock is changed on the way
    there are two parts, so that no minute is asked for that is not, and none of an hour that comes
    twice is forgotten.
    """
    first, change = situation.local(leaves), situation.clock_change
    noon = datetime.combine(first.date(), NOON)
    last = noon if first <= noon else noon + timedelta(days=1)
    if change is not None and leaves < change.at and situation.local(change.at) <= last:
        yield first, first + (change.at - leaves) - MICROSECOND
        first = situation.local(change.at)
    yield first, last


def _open_from(shelter: Shelter, first: datetime, last: datetime) -> bool:
    """Whether it is open at every minute from first to last, both included."""
    at = first
    while at <= last:
        closes = _closes_at(shelter, at)
        if closes is None:
            return False
        at = closes
    return True


def _closes_at(shelter: Shelter, at: datetime) -> datetime | None:
    """The end of a window in which this minute lies; None while the house is closed."""
    minute = at.hour * 60 + at.minute
    for weekday, since, to in _windows(shelter):
        if weekday == at.weekday() and since <= minute < to:
            return datetime.combine(at.date(), time()) + timedelta(minutes=to)
    return None
