"""Whether each house can take her in now: H13, H14 and H16 over all shelters.

What hangs on the minute (arrival, how old a word is) is worked out for each ask and never kept.
Source: docs/domain.md 9.1, 9.4.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from matching.asked import Asked
from matching.columns import Bools, Ints, microseconds
from matching.geography import Place
from matching.intake_columns import MINUTE, WEEK, minute_of_week
from matching.rules.capacity import arrives_by_plan, leaves_at, rest_of_night
from matching.rules.company import house_can_carry_them
from matching.verdicts import BARS, BIT, FACTS, verdict
from matching.vocabulary import Rule, ThreatLevel

TIGHT_MINUTES = 1e-4
"""Closer to a whole minute than this an arrival is computed again by the scalar distance."""


def she_can_arrive(asked: Asked) -> None:
    """H13: open when she can be there, and she can leave while she is safe."""
    household, standing, columns = asked.household, asked.standing, asked.columns
    closed = asked.flag("closed_told")
    if arrives_by_plan(household, standing):
        never = ~(asked.flag("has_hours") | asked.flag("after_hours"))
        asked.kept((Rule.H13, "planned"), lambda: verdict(Rule.H13, never, closed))
        return
    leaves = leaves_at(standing)
    if household.safe_until is not None and leaves > household.safe_until:
        asked.bar(Rule.H13, np.ones(len(columns), dtype=bool))
        return
    intake, nowhere = columns.intake, columns.without_zone
    where = household.where_now
    if where is None or len(nowhere):
        parts = rest_of_night(standing.situation, leaves)
        open_then = all_night = np.all([intake.open_through(*part) for part in parts], axis=0)
    if where is not None:
        open_then = intake.open_at(_arrivals(asked, leaves, where))
        if len(nowhere):
            open_then[nowhere] = all_night[nowhere]
    asked.bar(Rule.H13, ~open_then, closed)


def _arrivals(asked: Asked, leaves: datetime, place: Place) -> Ints:
    """The local minute of the week in which she would be at each zone; 0 for no zone.

    ``leaves``: UTC.
    """
    zones, speed, situation = asked.columns.zones, asked.standing.rules, asked.standing.situation
    first, change = situation.local(leaves), situation.clock_change
    km = asked.away.km_from([place])[0]
    seconds = first.second + first.microsecond / 1e6
    km *= 60 / speed.travel_kmh
    km += minute_of_week(first) + seconds / 60
    minute = np.zeros(zones.nowhere + 1, dtype=np.int64)
    np.floor(km, out=minute[:-1], casting="unsafe")
    near = np.abs(km - np.rint(km)) < TIGHT_MINUTES
    if change is not None and leaves < change.at:
        # Of who arrives on the very minute of the change the scalar distance decides, as of any.
        before = minute_of_week(first) + seconds / 60 + (change.at - leaves) / MINUTE
        jumps = (situation.local(change.at) - first - (change.at - leaves)) // MINUTE
        minute[:-1][km >= before] += jumps
    for number in np.flatnonzero(near) if near.any() else ():
        hours = zones.zones[number].km_from(place, zones.factor) / speed.travel_kmh
        minute[number] = minute_of_week(situation.local(leaves + timedelta(hours=hours)))
    minute %= WEEK
    return minute


def vacancy_is_fresh(asked: Asked) -> None:
    """H14: confirmed within the hours that the need allows."""
    rules, now = asked.standing.rules, asked.standing.situation.now
    planned = arrives_by_plan(asked.household, asked.standing)
    hours = rules.vacancy_fresh_hours_planned if planned else rules.vacancy_fresh_hours_tonight
    since = microseconds(now - timedelta(hours=hours))
    # Never confirmed is before every instant; nothing told is no fact.
    asked.said[BARS] |= (asked.number("confirmed_at") < since) * BIT[Rule.H14]


def house_can_carry(asked: Asked) -> None:
    """H16: open, and on no night of her plan above its caps."""
    household, columns, stays = asked.household, asked.columns, asked.columns.stays
    asked.kept(Rule.H16, lambda: verdict(Rule.H16, ~columns.flags["open"], True))
    persons, since, until = len(household.members), asked.start, asked.start + asked.planned
    caps = {
        "cap_t4": asked.level is ThreatLevel.T4,
        "cap_long": asked.planned > asked.standing.rules.long_stay_nights,
    }
    for name, counts in caps.items():
        if counts:
            full: Bools = stays.room(name, since, until) < persons
            asked.bar_some(Rule.H16, stays.capped[name][full])
    for own in stays.of.get(household.id, ()):
        # She herself was counted with the others there.
        block = house_can_carry_them(household, columns.shelters[own], asked.standing)
        asked.said[BARS : FACTS + 1, own] &= ~BIT[Rule.H16]
        if block is not None:
            asked.said[BARS : FACTS + 1, own] |= BIT[Rule.H16]
