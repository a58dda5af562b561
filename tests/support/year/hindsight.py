"""What could be reached if every draw were known: an upper limit that no policy can pass.

Each night is a linear program of its own: households who are there on it, groups of units that may
hold them, whole units free; maximise the households in a bed. The constraint matrix is that of a
bipartite graph, so the LP has a whole optimum, and a maximum flow finds it. The limit is loose in one
direction only: it lets everybody change houses every night for nothing, lets two units be one where a
household needs two, and knows no separation, cap of persons, hour of arrival or limit of nights. It
keeps every rule that reads her and the house alone, her no to a house, a house's no by telephone,
who was there before, and houses that everybody knows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from matching.bundle_columns import ALONE
from matching.columns import Columns
from matching.filter import screen
from matching.rules import blocks
from matching.situation import Situation
from matching.standing import Standing
from matching.verdicts import bit
from matching.vocabulary import HouseholdId, Priority, Rule, Trigger, UnitId, WaivedBy
from tests.support.year.country import Country
from tests.support.year.dates import number_of
from tests.support.year.draws import Case, Year

Ints = NDArray[np.int64]

ENDLESS = 10_000
"""Nights; longer than any need."""
OF_THE_MINUTE = bit(Rule.H13) | bit(Rule.H14) | bit(Rule.H15)
"""Rules that hang on the hour and on who stands there; the limit knows none."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which groups of units could ever hold each household, and what is free of them each night."""

    groups: dict[HouseholdId, Ints]
    nights: dict[HouseholdId, Ints]
    """For how many nights each of them may hold her, beside the group."""
    houses: dict[HouseholdId, int]
    """In how many houses they lie."""
    known: dict[int, Ints]
    """For each group of a house that becomes known the nights on which it does."""
    free: NDArray[np.int64]
    """Units free of each group (rows) on each night (columns), before anybody calls."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Household-nights in a safe bed that no policy can pass."""

    together: int
    """Of P1 and P2."""
    p1: int
    """Of P1 if nobody else came."""
    p2: int
    """Of P2 if nobody else came."""


def reach_of(year: Year) -> Reach:
    """By the rules as they say it of an empty country on the first night."""
    first = Country(replace(year, residents=(), closures=()))
    situation = first.situation(Trigger.PHONE)
    shelters = tuple(
        replace(s, units=tuple(replace(u, out_of_service=()) for u in s.units))
        for s in situation.shelters
    )
    standing = Standing(replace(situation, shelters=shelters))
    columns = Columns(standing)
    groups, nights, houses = {}, {}, {}
    for case in year.cases:
        found = _may_hold(case, year, situation, standing, columns)
        groups[case.id], nights[case.id], houses[case.id] = found
    since = {
        number: np.array(
            sorted(c.since for c in year.closures if c.confirmed and c.shelter == group.shelter)
        )
        for number, group in enumerate(columns.bundles.groups)
    }
    known = {number: nights_ for number, nights_ in since.items() if len(nights_)}
    return Reach(groups, nights, houses, known, _free(year, columns))


def limit_of(year: Year, reach: Reach) -> Limit:
    """The limit of this year; three sums of maximum flows."""
    present: dict[int, list[Case]] = defaultdict(list)
    for case in year.cases:
        for night in range(case.night, min(case.counted_to, year.days)):
            present[night].append(case)
    together = p1 = p2 = 0
    for night, cases in present.items():
        free = reach.free[:, night]
        together += most_housed([reach.groups[c.id] for c in cases], free)
        p1 += most_housed([reach.groups[c.id] for c in cases if c.priority is Priority.P1], free)
        p2 += most_housed([reach.groups[c.id] for c in cases if c.priority is Priority.P2], free)
    return Limit(together, p1, p2)


def most_housed(wanted: list[Ints], free: Ints) -> int:
    """The most households that get one unit of a group they may have."""
    wanted = [groups for groups in wanted if len(groups)]
    if not wanted:
        return 0
    count, groups = len(wanted), len(free)
    source, sink = count + groups, count + groups + 1
    sizes = [len(one) for one in wanted]
    arcs_from = np.concatenate(
        [np.full(count, source), np.repeat(np.arange(count), sizes), count + np.arange(groups)]
    )
    arcs_to = np.concatenate(
        [np.arange(count), count + np.concatenate(wanted), np.full(groups, sink)]
    )
    room = np.concatenate([np.ones(count + sum(sizes), dtype=np.int64), free])
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(arcs_from, arcs_to, room)
    status = flow.solve(int(source), int(sink))
    if status != flow.OPTIMAL:
        raise AssertionError("a maximum flow exists")
    return int(flow.optimal_flow())


def _may_hold(
    case: Case, year: Year, situation: Situation, standing: Standing, columns: Columns
) -> tuple[Ints, Ints, int]:
    """Groups in houses that no lasting rule bars, that she would take and that would take her."""
    # As she was on the first night: every date keeps its distance, so every rule says the same.
    at_once = standing.at(situation.now, situation.clock_offset_minutes, case.first_night)
    found = screen(case.first_night, columns, at_once, every_unit=True)
    facts = found.facts & ~np.uint32(OF_THE_MINUTE)
    bars = found.bars & ~np.uint32(OF_THE_MINUTE)
    good = facts == 0
    for number in np.flatnonzero(good):
        house = columns.ids[number]
        untold = bars[number] and not _said_by_telephone(case, year, columns, int(number), at_once)
        good[number] = not (untold or year.declines(case.id, house))
    bed, fitting = found.bedding, found.bedding.fitting
    rows = good[fitting.shelter] & bed.real & (bed.whole | bed.part)
    whole = np.where(bed.whole, ENDLESS, bed.nights)[rows]
    first, second = fitting.first[rows], fitting.second[rows]
    two = second != ALONE
    either = np.concatenate([first, second[two]])
    longest = np.concatenate([whole, whole[two]])
    groups = np.unique(either)
    nights = np.zeros(len(groups), dtype=np.int64)
    np.maximum.at(nights, np.searchsorted(groups, either), longest)
    return groups, nights, len(np.unique(fitting.shelter[rows]))


def _said_by_telephone(
    case: Case, year: Year, columns: Columns, number: int, standing: Standing
) -> bool:
    """Whether the house says yes, and a coordinator may lift all that is untold of it."""
    if not year.says_yes(case.id, columns.ids[number]):
        return False
    found = blocks(case.first_night, columns.shelters[number], standing)
    return all(
        block.waived_by is WaivedBy.COORDINATOR
        for block in found
        if not bit(block.rule) & OF_THE_MINUTE
    )


def _free(year: Year, columns: Columns) -> NDArray[np.int64]:
    """Units of each group, without residents, units out of service and houses that are known."""
    group_of = {unit: n for n, g in enumerate(columns.bundles.groups) for unit in g.units}
    free = np.zeros((len(columns.bundles.groups), year.days), dtype=np.int64)
    busy: dict[UnitId, NDArray[np.bool_]] = {}
    house = {}
    for shelter in year.shelters:
        for unit in shelter.units:
            house[unit.id] = shelter.id
            busy[unit.id] = np.zeros(year.days, dtype=bool)
            for span in unit.out_of_service:
                busy[unit.id][max(0, number_of(span.start)) : max(0, number_of(span.end))] = True
    for stay in year.residents:
        busy[stay.unit][max(0, number_of(stay.span.start)) : max(0, number_of(stay.span.end))] = (
            True
        )
    for closure in year.closures:
        if not closure.confirmed:
            continue
        for unit_id, where in house.items():
            if where == closure.shelter:
                busy[unit_id][closure.since : closure.until] = True
    for unit_id, nights in busy.items():
        free[group_of[unit_id]] += ~nights
    return free
