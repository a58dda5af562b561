"""The joint plan as a 0-1 problem: columns, rows, stages, and bounds that rest on no solver.

    minimise    sum_j cost[j] x[j] + sum_h idle[h] u[h]
    subject to  sum_{j of h} x[j] + u[h] = 1                     each household once, or unplaced
                sum_{q of link} y[q] <= sum_{j of link} x[j]     a second segment follows a first
                sum_{j covers r} amount x[j] <= limit[r]         units and caps, night by night
                sum_j A[r, j] x[j] <= b[r]                       separation

A *first* column is one household in one bundle of units for its FIRM segment; a *second* is an
INTENDED segment that starts where firsts of the same *link* (household and night) end.
Source: docs/domain.md 10.4; measured in docs/decisions/.

:func:`lagrangian` gives a bound over all living columns that is valid for any prices. What an
earlier stage reached is a row of its own; its price is an exchange rate between two stages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.nights import Nights

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Costs = NDArray[np.float64] | NDArray[np.int16] | NDArray[np.uint8]

EPS = 1e-5


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows ``sum coefficient * column <= limit`` in coordinate form over firsts and seconds.

    Columns are numbered firsts first, then seconds.
    """

    row: Ints
    column: Ints
    coefficient: Floats
    limit: Floats

    def load(self, chosen: Ints, columns: int) -> Floats:
        """How much of each row these columns use."""
        if not len(self.limit):
            return np.zeros(0)
        times = np.zeros(columns)
        np.add.at(times, chosen, 1.0)
        load: Floats = np.bincount(
            self.row, weights=self.coefficient * times[self.column], minlength=len(self.limit)
        ).astype(np.float64)
        return load

    def plus(self, row: Ints, column: Ints) -> Rows:
        """These and more rows, each that at most one of its columns is chosen."""
        count = int(row.max(initial=-1)) + 1
        return self.and_also(Rows(row, column, np.ones(len(row)), np.ones(count)))

    def and_also(self, other: Rows) -> Rows:
        """These rows and others."""
        return Rows(
            np.concatenate([self.row, len(self.limit) + other.row]),
            np.concatenate([self.column, other.column]),
            np.concatenate([self.coefficient, other.coefficient]),
            np.concatenate([self.limit, other.limit]),
        )

    def among(self, columns: Numbers) -> Rows:
        """The same rows over these columns alone, numbered by their place."""
        row, place, coefficient = self.of(columns)
        return Rows(row, place, coefficient, self.limit)

    def of(self, columns: Numbers) -> tuple[Ints, Ints, Floats]:
        """Row, place in ``columns`` (ascending) and coefficient of what these columns use."""
        if not len(self.row) or not len(columns):
            none = np.zeros(0, dtype=np.int64)
            return none, none, np.zeros(0)
        place = np.minimum(np.searchsorted(columns, self.column), len(columns) - 1)
        there = columns[place] == self.column
        return self.row[there], place[there], self.coefficient[there]


def no_rows() -> Rows:
    """Nothing is forbidden between households."""
    none = np.zeros(0, dtype=np.int64)
    return Rows(none, none, np.zeros(0), np.zeros(0))


class Watch(Protocol):
    """Rows that are too many to be written down for all columns."""

    def broken(self, chosen: Ints) -> list[tuple[int, int]]:
        """Pairs of households for which this plan breaks one."""

    def among(
        self, columns: Numbers | Ints, pairs: Sequence[tuple[int, int]] | None = None
    ) -> Ints:
        """Rows and columns of those between these columns, of all pairs or of these: at most one
        column of each."""


@dataclass(frozen=True, slots=True)
class Problem:
    """All columns and coupling rows of one night, before any stage."""

    households: int
    first_of: Numbers
    """Household of each first column, ascending."""
    first_link: Numbers
    """Link of each first column; -1 when its plan is covered."""
    second_of: Numbers
    second_link: Numbers
    links: int
    rows: Rows
    nights: Nights
    must: Bools
    """Households that are placed in every plan from now on."""
    follows: Bools
    """Links whose first is followed by a second in every plan from now on."""
    apart: Watch | None = None
    """Whose rows stand in ``rows`` where ``written``, else in integer programs, and of some pairs."""
    written: bool = True
    double: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    """Columns that take two units, in ascending order."""

    @property
    def firsts(self) -> int:
        """How many first columns there are."""
        return len(self.first_of)

    @property
    def columns(self) -> int:
        """Firsts and seconds together."""
        return len(self.first_of) + len(self.second_of)

    def firsts_in(self, columns: Numbers | Ints) -> int:
        """How many of these columns are firsts; they ascend.

        Asked for by a number of their own kind: for another one all of them would be copied.
        """
        return int(np.searchsorted(columns, columns.dtype.type(self.firsts)))

    def homes_of(self, columns: Numbers) -> Numbers:
        """Households of these columns, in ascending order of columns."""
        cut = self.firsts_in(columns)
        first, second = columns[:cut], columns[cut:] - self.firsts
        return np.concatenate([self.first_of[first], self.second_of[second]])


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective: integer costs per column and per unplaced household."""

    column_cost: Costs | None
    """None: placing costs nothing anywhere."""
    idle_cost: Floats

    def of(self, columns: Numbers | Ints) -> Floats:
        """Costs of these columns."""
        if self.column_cost is None:
            return np.zeros(len(columns))
        return self.column_cost[columns].astype(np.float64)


Reached = tuple[Stage, int]
"""A stage and the value that may not be exceeded any more."""


@dataclass(frozen=True, slots=True)
class Prices:
    """One price for each explicit row, each night row and each stage that was reached."""

    rows: Floats
    nights: Floats
    reached: Floats


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound over all living columns and what each would add to it."""

    value: float
    """Infinite where there is no plan at all."""
    reduced: Floats
    """For each living column the bound with that column chosen, minus the bound."""
    idle: Floats
    """The same for each household left out; infinite where it must be placed."""
    best: Floats
    """What each household pays for its cheapest choice."""
    gain: Floats
    """For each link what its best second saves."""


def no_prices(problem: Problem, reached: Sequence[Reached] = ()) -> Prices:
    """Everything is free of charge."""
    return Prices(
        np.zeros(len(problem.rows.limit)), np.zeros(len(problem.nights)), np.zeros(len(reached))
    )


def lagrangian(
    problem: Problem,
    stage: Stage,
    reached: Sequence[Reached],
    living: Numbers,
    prices: Prices,
) -> Bound:
    """The bound at these prices: each household alone takes what is cheapest for it.

    ``living``: column numbers in ascending order. Prices of rows that every plan fills may be below
    0; all others must not.
    """
    cut = problem.firsts_in(living)
    first, second = living[:cut], living[cut:]
    whole = _paid(problem, stage, reached, first, prices)
    later = _paid(problem, stage, reached, second, prices)
    idle = stage.idle_cost.copy()
    constant = -float(prices.rows @ problem.rows.limit)
    constant -= float(prices.nights @ problem.nights.limit)
    for price, (earlier, limit) in zip(prices.reached, reached, strict=True):
        idle += price * earlier.idle_cost
        constant -= float(price) * limit
    idle[problem.must] = np.inf
    link = problem.second_link[second - problem.firsts]
    leads = problem.first_link[first]
    lead, gain = np.zeros(0), np.zeros(problem.links)
    if problem.links:
        lead = np.full(problem.links + 1, np.inf)
        linked = leads >= 0
        np.minimum.at(lead, leads[linked], whole[linked])
        follow = np.where(np.append(problem.follows, False), np.inf, 0.0)
        np.minimum.at(follow, link, later)
        whole += np.where(linked, follow[leads], 0.0)
        gain = -follow[:-1]
    home = problem.first_of[first]
    best = idle.copy()
    _lower(best, home, whole)
    value = float(best.sum()) + constant
    # Who must be placed and has no way at all makes the bound infinite, and stands at 0 here.
    paid = np.where(np.isfinite(best), best, 0.0)
    whole -= paid[home]
    if len(second):
        later += lead[link]
        later -= paid[problem.second_of[second - problem.firsts]]
    reduced = np.concatenate([whole, later]) if len(later) else whole
    left_out = np.where(problem.must, np.inf, idle - paid)
    return Bound(value, reduced, left_out, best, gain)


def value_of(problem: Problem, stage: Stage, chosen: Ints) -> int:
    """The stage's value of a set of columns, recomputed in integers."""
    placed = np.zeros(problem.households, dtype=bool)
    placed[problem.first_of[chosen[chosen < problem.firsts]]] = True
    return round(float(stage.of(chosen).sum() + stage.idle_cost[~placed].sum()))


def keeps_all_rows(problem: Problem, chosen: Ints) -> bool:
    """Whether a set of columns really keeps every row; no solver's word is taken for it."""
    if len(np.unique(chosen)) < len(chosen):
        return False
    first, second = chosen[chosen < problem.firsts], chosen[chosen >= problem.firsts]
    once = np.bincount(problem.first_of[first], minlength=problem.households)
    leads = problem.first_link[first]
    lead = np.bincount(leads[leads >= 0], minlength=problem.links)
    follow = np.bincount(problem.second_link[second - problem.firsts], minlength=problem.links)
    return bool(
        once.max(initial=0) <= 1
        and (follow <= lead).all()
        and (problem.nights.load(chosen) <= problem.nights.limit + EPS).all()
        and (problem.rows.load(chosen, problem.columns) <= problem.rows.limit + EPS).all()
        and (problem.apart is None or not problem.apart.broken(chosen))
    )


def among(columns: Numbers | Ints, others: Numbers) -> Bools:
    """Which of these columns are among the others, which ascend; few columns among many are quick."""
    if not len(others):
        return np.zeros(len(columns), dtype=bool)
    place = np.minimum(np.searchsorted(others, columns), len(others) - 1)
    found: Bools = others[place] == columns
    return found


def all_living(problem: Problem, alive: Bools | None = None) -> Numbers:
    """Numbers of all columns, or of those marked."""
    if alive is None:
        return np.arange(problem.columns, dtype=np.int32)
    return np.flatnonzero(alive).astype(np.int32)


def _paid(
    problem: Problem,
    stage: Stage,
    reached: Sequence[Reached],
    columns: Numbers,
    prices: Prices,
) -> Floats:
    """What each of these columns costs at these prices."""
    paid = (
        problem.nights.paid(prices.nights, columns)
        if prices.nights.any()
        else np.zeros(len(columns))
    )
    if stage.column_cost is not None:
        paid += stage.column_cost[columns]
    for price, (earlier, _) in zip(prices.reached, reached, strict=True):
        if price and earlier.column_cost is not None:
            paid += price * earlier.column_cost[columns]
    if prices.rows.any():
        row, place, coefficient = problem.rows.of(columns)
        np.add.at(paid, place, coefficient * prices.rows[row])
    return paid


def _lower(best: Floats, group: Numbers, values: Floats) -> None:
    """Lower each group's best to the smallest of its values; groups ascend."""
    if not len(values):
        return
    start = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    least = np.minimum.reduceat(values, start)
    here = group[start]
    best[here] = np.minimum(best[here], least)
