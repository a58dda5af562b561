"""INTENDED segments: where a household could go on when its FIRM segment ends before its plan.

A later segment is in a house meant for stabilisation or long stays, passes every rule that does not
depend on tonight, and is a candidate only where it makes her way calmer. Only its stability is priced.
Source: docs/domain.md 9.4, 10.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from matching.candidates import Candidates, Numbers, Small
from matching.columns import NO_LIMIT, Bools, Columns, Ints
from matching.continuity_columns import broken_by_moves, costs_by_zone
from matching.costs import stability
from matching.filter import Screen, bit, screen
from matching.groups import Held
from matching.separation import meets_somebody
from matching.situation import Household
from matching.standing import Standing
from matching.vocabulary import NightSpan, Rule

OF_TONIGHT = (Rule.H01, Rule.H09, Rule.H13, Rule.H14, Rule.H15, Rule.H19)
NOT_ASKED = np.uint32(sum(bit(rule) for rule in OF_TONIGHT))
"""Capacity and stay of a later segment are judged on its own nights; arrival and freshness then."""
SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose multiples are scattered."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """Households in bundles for a segment after the first, link by link."""

    link: Numbers
    """Household and night on which it starts."""
    shelter: Numbers
    group: Numbers
    second: Numbers
    nights: Small
    added: NDArray[np.int8]
    """What it adds to the first's stability cost; below 0, or it is no candidate."""

    def __len__(self) -> int:
        return len(self.link)


def no_seconds() -> Seconds:
    """Nobody goes on anywhere."""
    none = np.zeros(0, dtype=np.int32)
    return Seconds(none, none, none, none, none.astype(np.int16), none.astype(np.int8))


def seconds(
    links: list[tuple[int, int]], found: Candidates, standing: Standing, few: int | None = None
) -> Seconds:
    """Every later segment for these pairs of home and night, home by home; 0 is tonight.

    ``few``: no more than so many for each pair, those that save most, equal ones scattered.
    """
    parts: list[Seconds] = []
    for home, hers in groupby(enumerate(links), key=lambda numbered: numbered[1][0]):
        seen = screen(found.homes[home].household, found.columns, standing)
        parts += [
            _from(number, seen, night, found.columns, standing, few) for number, (_, night) in hers
        ]
    if not parts:
        return no_seconds()
    return Seconds(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("link", "shelter", "group", "second", "nights", "added")
        )
    )


def _from(
    link: int, found: Screen, night: int, columns: Columns, standing: Standing, few: int | None
) -> Seconds:
    """Her later segments from one night on."""
    asked = found.asked
    household, left = asked.household, asked.left
    plan_end = asked.start + asked.planned
    end = np.minimum(plan_end, night + np.minimum(left, NO_LIMIT))
    near = _near(found)[columns.zone]
    breaks = costs_by_zone(household, columns.zones)
    broken = broken_by_moves(household, breaks, np.array([night]), columns.tonight)[0, columns.zone]
    added = _added(household, asked.start, plan_end, night, left, near, broken)
    wanted = (found.bars & ~NOT_ASKED) == 0
    wanted &= columns.flags["moves_on"] & (end > night) & (added < 0)
    _keep_apart(wanted, household, night, end, columns, standing)
    fitting = columns.bundles.from_night(household, night)
    rows = np.flatnonzero(wanted[fitting.shelter] & fitting.together)
    shelter = fitting.shelter[rows]
    nights = end[shelter] - night
    free = _free_for(household, fitting.first[rows], fitting.second[rows], night, columns)
    rows, shelter, nights = (part[free >= nights] for part in (rows, shelter, nights))
    if few is not None and len(rows) > few:
        best = _best(added[shelter], rows, link, few)
        rows, shelter, nights = (part[best] for part in (rows, shelter, nights))
    return Seconds(
        link=np.full(len(rows), link, dtype=np.int32),
        shelter=shelter.astype(np.int32),
        group=fitting.first[rows].astype(np.int32),
        second=fitting.second[rows].astype(np.int32),
        nights=nights.astype(np.int16),
        added=added[shelter].astype(np.int8),
    )


def _best(added: Ints, rows: Ints, link: int, few: int) -> Ints:
    """The places of those that save most; which of equal ones differs from link to link."""
    scattered = (rows.astype(np.uint64) + np.uint64(link)) * SPREAD
    return np.sort(np.lexsort((scattered, added))[:few])


def saved_at_most(homes: Ints, nights: Ints, found: Candidates, standing: Standing) -> Ints:
    """For each pair of home and night what a later segment from then on could save at most.

    As if every unit of every house that she could go on to were free. Unit: points of stability.
    """
    saved = np.zeros(len(homes), dtype=np.int64)
    order = np.argsort(homes, kind="stable")
    starts = np.flatnonzero(np.diff(homes[order], prepend=-1))
    for mine in np.split(order, starts[1:]):
        if not len(mine):
            continue
        household = found.homes[homes[mine[0]]].household
        seen = screen(household, found.columns, standing)
        asked, columns = seen.asked, found.columns
        there = ((seen.bars & ~NOT_ASKED) == 0) & columns.flags["moves_on"]
        zone = columns.zone[there]
        breaks = costs_by_zone(household, columns.zones)[:, zone]
        # Houses differ in nothing but how long, how near and what cannot go on from there.
        kinds = np.unique(np.stack([asked.left[there], _near(seen)[zone], *breaks], axis=1), axis=0)
        if len(kinds):
            left, near, costs = kinds[:, 0], kinds[:, 1], kinds[:, 2:].T
            plan_end, starts = asked.start + asked.planned, nights[mine]
            broken = broken_by_moves(household, costs, starts, columns.tonight)
            added = _added(household, asked.start, plan_end, starts[:, None], left, near, broken)
            saved[mine] = np.maximum(0, -added.min(axis=1))
    return saved


def _added(
    household: Household,
    start: int,
    plan_end: int,
    night: int | Ints,
    left: Ints,
    near: Ints,
    broken: Ints,
) -> Ints:
    """``stability.second_stability`` of every shelter: known moves for expected ones, a bed for a gap.

    ``left``: nights for which each shelter lets her stay; ``near``: its continuation; ``broken``:
    what the move there breaks.
    """
    price, cap = stability.move_price(household), stability.MOVES_CAP
    before, remaining = night - start, plan_end - night
    end = np.minimum(plan_end, night + np.minimum(left, NO_LIMIT))
    expected = np.minimum(cap, np.maximum(0, -(-(plan_end - start) // before) - 1) * price)
    known = np.where(left >= NO_LIMIT, 1, -(-remaining // np.maximum(1, left)))
    known_cost = np.minimum(cap, np.maximum(0, known) * price)
    after = np.where(end >= plan_end, near, np.maximum(near, stability.OPEN_END - 1))
    calm = known_cost + after - expected - stability.OPEN_END
    added: Ints = np.where(calm < 0, np.minimum(stability.LEAST_GAIN, calm + broken), calm)
    return added


def _near(found: Screen) -> Ints:
    """Continuation by the margin band of each zone; the last value is no zone."""
    bands = sorted({0, *(band for _, band in found.asked.standing.rules.margin_bands)})
    at = np.searchsorted(np.array(bands), found.asked.reach.margins)
    near: Ints = np.minimum(np.maximum(0, at - 1), stability.OPEN_END - 1)
    return near


def _keep_apart(
    wanted: Bools,
    household: Household,
    night: int,
    end: Ints,
    columns: Columns,
    standing: Standing,
) -> None:
    """H05 stays a bar for a later segment even where it was set aside for the first."""
    if not standing.separated_from(household):
        return
    first = columns.tonight + timedelta(days=night)
    for number in columns.waived.get(household.id, ()):
        if wanted[number]:
            span = NightSpan(first, columns.tonight + timedelta(days=int(end[number])))
            wanted[number] = not meets_somebody(household, columns.shelters[number], span, standing)


def _free_for(
    household: Household, first: Ints, second: Ints, night: int, columns: Columns
) -> Ints:
    """Nights from ``night`` on for which these units are free for her."""
    bundles = columns.bundles
    other = np.where(second < 0, first, second)
    free: Ints = np.minimum(bundles.closes[first], bundles.closes[other]) - night
    for row in np.flatnonzero(bundles.is_held[first] | bundles.is_held[other]):
        for group in (int(first[row]), int(other[row])):
            held: tuple[Held, ...] = bundles.groups[group].held
            theirs = [h for h in held if h.household != household.id and h.until > night]
            closes = min((h.since for h in theirs), default=None)
            if closes is not None:
                free[row] = min(free[row], max(0, closes - night))
    return free
