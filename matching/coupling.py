"""The rows of the joint plan: what no household can decide for itself.

Capacity of each group of units, separated households, caps of a house, and that a later segment is
in another house. Each family is one function; each yields rows ``sum coefficient * column <=
limit`` over column numbers (firsts first, then seconds). Source: docs/domain.md 9.1, 10.4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.candidates import First, Home, Second
from matching.groups import Group, night_number
from matching.model import Problem, Rows
from matching.separation import pairs_apart, too_close
from matching.situation import Shelter
from matching.standing import Standing
from matching.vocabulary import HouseholdId, NightSpan, PlanMode, ShelterId, ThreatLevel

Row = tuple[list[tuple[int, int]], int]
"""(column, coefficient) pairs and the limit."""


@dataclass(frozen=True, slots=True)
class Column:
    """One numbered candidate: who, where, when."""

    number: int
    home: int
    shelter: Shelter
    groups: tuple[Group, ...]
    span: NightSpan


@dataclass(frozen=True, slots=True)
class Table:
    """The candidates by column number, with the problem made of them."""

    homes: tuple[Home, ...]
    firsts: tuple[First, ...]
    seconds: tuple[Second, ...]
    columns: tuple[Column, ...]
    problem: Problem


def table(homes: tuple[Home, ...], standing: Standing) -> Table:
    """Number the candidates of these households and write every row between them."""
    firsts = tuple(first for home in homes for first in home.firsts)
    seconds = tuple(second for home in homes for second in home.seconds)
    place = {home.household.id: number for number, home in enumerate(homes)}
    owner = {id(c): place[h.household.id] for h in homes for c in (*h.firsts, *h.seconds)}
    first_columns = [
        Column(n, owner[id(f)], f.shelter, f.bundle.groups, f.way.span)
        for n, f in enumerate(firsts)
    ]
    second_columns = [
        Column(len(firsts) + n, owner[id(s)], s.shelter, s.bundle.groups, s.span)
        for n, s in enumerate(seconds)
    ]
    columns = (*first_columns, *second_columns)
    links: dict[tuple[int, date], int] = {}
    for first, column in zip(firsts, first_columns, strict=True):
        if first.way.mode is PlanMode.SEGMENTED:
            links.setdefault((column.home, column.span.end), len(links))
    problem = Problem(
        households=len(homes),
        first_of=np.array([c.home for c in first_columns], dtype=np.int64),
        first_link=np.array(
            [
                links[c.home, c.span.end] if f.way.mode is PlanMode.SEGMENTED else -1
                for f, c in zip(firsts, first_columns, strict=True)
            ],
            dtype=np.int64,
        ),
        second_of=np.array([c.home for c in second_columns], dtype=np.int64),
        second_link=np.array([links[c.home, c.span.start] for c in second_columns], dtype=np.int64),
        links=len(links),
        must=np.zeros(len(homes), dtype=bool),
        rows=_rows(
            [
                *no_more_households_than_free_units(columns, standing),
                *separated_households_stay_apart(homes, (first_columns, second_columns), standing),
                *a_house_keeps_its_caps(columns, homes, standing),
                *a_later_segment_is_elsewhere(first_columns, second_columns),
            ]
        ),
    )
    return Table(homes, firsts, seconds, columns, problem)


def no_more_households_than_free_units(
    columns: Iterable[Column], standing: Standing
) -> Iterator[Row]:
    """H01: for each group and each night on which a stay may start, stays <= free units.

    From one start to the next stays only end and units only come free, so no other night can be
    the first to be overfull; columns that run into a later block were never made.
    """
    tonight = standing.situation.tonight
    using: dict[int, list[tuple[Column, int]]] = defaultdict(list)
    group_of: dict[int, Group] = {}
    for column in columns:
        for group in set(column.groups):
            using[id(group)].append((column, column.groups.count(group)))
            group_of[id(group)] = group
    for key, users in using.items():
        for night in sorted({column.span.start for column, _ in users}):
            here = [(c.number, units) for c, units in users if night in c.span]
            yield here, group_of[key].free(night_number(night, tonight))


def separated_households_stay_apart(
    homes: tuple[Home, ...], segments: tuple[list[Column], list[Column]], standing: Standing
) -> Iterator[Row]:
    """H05: of two separated households at most one may be near a shelter on one night.

    One row for all columns of the one in a shelter and span, and all columns of the other that
    are too close on a night of it; firsts and seconds apart, since a household has one of each.
    """
    home_of: dict[HouseholdId, Home] = {home.household.id: home for home in homes}
    number_of = {home.household.id: number for number, home in enumerate(homes)}
    mine: tuple[dict[int, list[Column]], ...] = (defaultdict(list), defaultdict(list))
    for kind, columns in enumerate(segments):
        for column in columns:
            mine[kind][column.home].append(column)
    for a, b in pairs_apart(standing):
        if a not in home_of or b not in home_of:
            continue
        highest = max(home_of[a].t_eff, home_of[b].t_eff)
        for ours in mine:
            stays: dict[tuple[ShelterId, NightSpan], list[Column]] = defaultdict(list)
            for column in ours.get(number_of[a], ()):
                stays[column.shelter.id, column.span].append(column)
            for theirs in mine:
                others = theirs.get(number_of[b], ())
                for (_, span), here in stays.items():
                    near = [
                        c
                        for c in others
                        if c.span.meets(span)
                        and too_close(here[0].shelter, c.shelter, highest, standing)
                    ]
                    if near:
                        yield [(c.number, 1) for c in (*here, *near)], 1


def a_house_keeps_its_caps(
    columns: Iterable[Column], homes: tuple[Home, ...], standing: Standing
) -> Iterator[Row]:
    """H16: persons at T4, and persons on a long stay, on each night of a house with a cap.

    A household whose plan is long counts as a long stay in each of its segments (9.6).
    """
    capped: dict[ShelterId, list[Column]] = defaultdict(list)
    for column in columns:
        caps = (column.shelter.max_concurrent_t4, column.shelter.max_concurrent_long_stay)
        if caps != (None, None):
            capped[column.shelter.id].append(column)
    long = standing.rules.long_stay_nights
    for shelter_id, users in capped.items():
        shelter, stays = standing.shelters[shelter_id], standing.stays_in(shelter_id)
        families = (
            (
                shelter.max_concurrent_t4,
                [c for c in users if homes[c.home].t_eff is ThreatLevel.T4],
                [s for s in stays if s.t_eff is ThreatLevel.T4],
            ),
            (
                shelter.max_concurrent_long_stay,
                [c for c in users if standing.plan_span(homes[c.home].household).nights > long],
                [s for s in stays if s.span.nights > long],
            ),
        )
        for cap, counted, resident in families:
            if cap is None or not counted:
                continue
            starts = {c.span.start for c in counted} | {s.span.start for s in resident}
            for night in sorted(starts):
                here = [c for c in counted if night in c.span]
                if here:
                    persons = [(c.number, len(homes[c.home].household.members)) for c in here]
                    taken = sum(s.persons for s in resident if night in s.span)
                    # Residents above the cap bar newcomers, they are not evicted.
                    yield persons, max(0, cap - taken)


def a_later_segment_is_elsewhere(firsts: list[Column], seconds: list[Column]) -> Iterator[Row]:
    """A second segment in the house of the first would be no move: it is not proposed."""
    ending: dict[tuple[int, ShelterId, date], list[Column]] = defaultdict(list)
    for first in firsts:
        ending[first.home, first.shelter.id, first.span.end].append(first)
    starting: dict[tuple[int, ShelterId, date], list[Column]] = defaultdict(list)
    for second in seconds:
        starting[second.home, second.shelter.id, second.span.start].append(second)
    for key, later in starting.items():
        if key in ending:
            yield [(c.number, 1) for c in (*ending[key], *later)], 1


def _rows(rows: list[Row]) -> Rows:
    return Rows(
        row=np.array([n for n, (terms, _) in enumerate(rows) for _ in terms], dtype=np.int64),
        column=np.array([c for terms, _ in rows for c, _ in terms], dtype=np.int64),
        coefficient=np.array([a for terms, _ in rows for _, a in terms], dtype=np.float64),
        limit=np.array([limit for _, limit in rows], dtype=np.float64),
    )
