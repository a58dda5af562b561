"""A few columns of a problem as one linear or integer program, in flow form.

For each resource the occupancy of its rows is a variable, chained from row to row: a column then
stands in the row where it starts and in the one where it ends instead of in every night between,
and the price of a night is read off two neighbouring rows. Source: docs/domain.md 10.4;
docs/decisions/0110.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.basis import named
from matching.model import Bools, Floats, Ints, Numbers, Prices, Problem, Reached, Stage


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows that every plan fills to the limit from now on."""

    rows: Bools
    nights: Bools

    def beside(self, rows: int) -> Filled:
        """The same where there are so many explicit rows by now; no plan must fill the new ones."""
        more = np.zeros(rows - len(self.rows), dtype=bool)
        return Filled(np.append(self.rows, more), self.nights)


@dataclass(frozen=True, slots=True)
class Program:
    """``minimise cost v`` with ``low <= A v <= high`` and ``least <= v <= most``."""

    cost: Floats
    least: Floats
    most: Floats
    whole: Bools
    """Variables that take whole numbers in an integer program."""
    row: Ints
    variable: Ints
    coefficient: Floats
    low: Floats
    high: Floats
    constant: float
    """Cost of households that have none of the columns."""


@dataclass(frozen=True, slots=True)
class Master:
    """A program and where in it everything stands."""

    program: Program
    variables: Ints
    """Name of each variable (:mod:`matching.basis`)."""
    rows: Ints
    """Name of each row."""
    columns: Numbers
    occupancy: Ints
    """For each occupancy variable the night row that it stands for."""
    flow: int
    """First of the rows that chain occupancies."""
    follows: Bools
    """Whether the next occupancy variable is chained to this one."""
    explicit: Ints
    """Number of the explicit row, for each one in the program."""
    explicit_from: int
    reached_from: int

    def prices(self, problem: Problem, reached: Sequence[Reached], duals: Floats) -> Prices:
        """Prices of all rows from the duals of the program's."""
        flow = duals[self.flow : self.flow + len(self.occupancy)]
        after = np.append(flow[1:], 0.0) * np.append(self.follows[:-1], False)
        nights = np.zeros(len(problem.nights))
        nights[self.occupancy] = flow - after
        rows = np.zeros(len(problem.rows.limit))
        end = self.explicit_from + len(self.explicit)
        rows[self.explicit] = -duals[self.explicit_from : end]
        kept = -duals[self.reached_from : self.reached_from + len(reached)]
        return Prices(rows, nights, np.maximum(0.0, kept))


def master(
    problem: Problem,
    stage: Stage,
    reached: Sequence[Reached],
    filled: Filled,
    columns: Numbers,
    *,
    fillable: bool = False,
) -> Master:
    """The program over these columns, in ascending order; households without one stay out of it.

    ``fillable``: with the night rows that these columns can fill and not overfill. They change no plan,
    and only where they stand do prices tell what one unit less would cost.
    """
    cut = problem.firsts_in(columns)
    firsts, seconds = columns[:cut], columns[cut:]
    homes = np.flatnonzero(_marked(problem.households, problem.first_of[firsts]) | problem.must)
    place = np.zeros(problem.households, dtype=np.int64)
    place[homes] = np.arange(len(homes))
    out = np.ones(problem.households, dtype=bool)
    out[homes] = False
    width = len(columns)
    parts: list[tuple[Ints, Ints, Floats]] = []

    # each household once, or unplaced
    parts.append((place[problem.first_of[firsts]], np.arange(cut), np.ones(cut)))
    parts.append((np.arange(len(homes)), width + np.arange(len(homes)), np.ones(len(homes))))
    low, high = [np.ones(len(homes))], [np.ones(len(homes))]
    height = len(homes)

    # a second segment follows a first
    used = np.zeros(0, dtype=np.int64)
    if len(seconds) or problem.follows.any():
        link = problem.second_link[seconds - problem.firsts]
        used = np.unique(np.concatenate([link, _followed(problem, firsts)]))
        lead = np.flatnonzero(np.isin(problem.first_link[firsts], used))
        parts.append(
            (
                height + np.searchsorted(used, link),
                cut + np.arange(len(seconds)),
                np.ones(len(seconds)),
            )
        )
        parts.append(
            (
                height + np.searchsorted(used, problem.first_link[firsts[lead]]),
                lead,
                -np.ones(len(lead)),
            )
        )
        low.append(np.where(problem.follows[used], 0.0, -np.inf))
        high.append(np.zeros(len(used)))
        height += len(used)

    # occupancies
    flow_from = height
    chain = _chains(problem, filled, columns, fillable=fillable)
    occupancy = width + len(homes) + np.arange(len(chain.row))
    number = np.arange(len(chain.row))
    parts.append((height + number, occupancy, np.ones(len(number))))
    chained = number[:-1][chain.follows[:-1]] if len(number) else number
    parts.append((height + chained + 1, occupancy[chained], -np.ones(len(chained))))
    parts.append((height + chain.starts, chain.start_column, -chain.start_amount))
    parts.append((height + chain.ends, chain.end_column, chain.end_amount))
    low.append(np.zeros(len(number)))
    high.append(np.zeros(len(number)))
    height += len(number)

    # explicit rows that these columns can break, and those that must be filled
    explicit_from = height
    row, at, coefficient = problem.rows.of(columns)
    most = np.bincount(row, weights=np.maximum(coefficient, 0.0), minlength=len(filled.rows))
    explicit = np.flatnonzero((most > problem.rows.limit + 0.5) | filled.rows)
    kept = np.isin(row, explicit)
    parts.append((height + np.searchsorted(explicit, row[kept]), at[kept], coefficient[kept]))
    limit = problem.rows.limit[explicit]
    low.append(np.where(filled.rows[explicit], limit, -np.inf))
    high.append(limit)
    height += len(explicit)

    # what earlier stages reached
    reached_from = height
    for number_, (earlier, value) in enumerate(reached):
        costs, idle = earlier.of(columns), earlier.idle_cost[homes]
        some, left_out = np.flatnonzero(costs), np.flatnonzero(idle)
        parts.append((np.full(len(some), height + number_), some, costs[some]))
        parts.append((np.full(len(left_out), height + number_), width + left_out, idle[left_out]))
        low.append(np.array([-np.inf]))
        high.append(np.array([value - earlier.idle_cost[out].sum()]))

    variables = width + len(homes) + len(chain.row)
    least, upper, whole = np.zeros(variables), np.ones(variables), np.ones(variables, dtype=bool)
    upper[width : width + len(homes)] = np.where(problem.must[homes], 0.0, 1.0)
    upper[width + len(homes) :] = chain.limit
    least[width + len(homes) :] = np.where(chain.filled, chain.limit, 0.0)
    whole[width + len(homes) :] = False
    cost = np.zeros(variables)
    cost[:width] = stage.of(columns)
    cost[width : width + len(homes)] = stage.idle_cost[homes]
    program = Program(
        cost=cost,
        least=least,
        most=upper,
        whole=whole,
        row=np.concatenate([p[0] for p in parts]),
        variable=np.concatenate([p[1] for p in parts]),
        coefficient=np.concatenate([p[2] for p in parts]),
        low=np.concatenate(low),
        high=np.concatenate(high),
        constant=float(stage.idle_cost[out].sum()),
    )
    names = named(columns.astype(np.int64), homes, chain.row)
    rows = named(homes, used.astype(np.int64), chain.row, explicit, np.arange(len(reached)))
    return Master(
        program,
        names,
        rows,
        columns,
        chain.row,
        flow_from,
        chain.follows,
        explicit,
        explicit_from,
        reached_from,
    )


def _followed(problem: Problem, firsts: Numbers) -> Numbers:
    """Links of these firsts that a second must follow."""
    link = problem.first_link[firsts]
    link = link[link >= 0]
    return link[problem.follows[link]]


@dataclass(frozen=True, slots=True)
class _Chains:
    row: Ints
    """For each occupancy the night row whose limit it keeps."""
    limit: Floats
    filled: Bools
    follows: Bools
    starts: Ints
    start_column: Ints
    start_amount: Floats
    ends: Ints
    end_column: Ints
    end_amount: Floats


def _chains(problem: Problem, filled: Filled, columns: Numbers, *, fillable: bool) -> _Chains:
    """Occupancies of the rows that these columns could overfill, or must fill; or could fill too."""
    nights = problem.nights
    place, low, high, amount = nights.uses(columns)
    count = len(nights)
    change = np.bincount(low, weights=amount, minlength=count + 1)
    change -= np.bincount(high, weights=amount, minlength=count + 1)
    most = np.cumsum(change)[:count]
    many = nights.limit - 0.5 if fillable else nights.limit + 0.5
    binds = (most > many) | filled.nights
    resources = int(nights.resource[-1]) + 1 if count else 0
    busy = _marked(resources, nights.resource[binds])
    mine = busy[nights.resource[low]] if len(low) else np.zeros(0, dtype=bool)
    place, low, high, amount = place[mine], low[mine], high[mine], amount[mine]
    # A row where nothing starts or ends is as full as the one before: the tighter limit stands.
    covered = (most > 0.5) | filled.nights
    covered &= busy[nights.resource] if count else covered
    fresh = np.zeros(count + 1, dtype=bool)
    fresh[low] = fresh[high] = True
    fresh[1:count] |= nights.resource[1:] != nights.resource[:-1]
    fresh[1:count] |= ~covered[:-1]
    fresh[:1] = True
    kept = np.flatnonzero(covered)
    head = fresh[kept]
    head[:1] = True
    heads = np.flatnonzero(head)
    variable = np.cumsum(head) - 1
    limit = np.minimum.reduceat(nights.limit[kept], heads) if len(kept) else np.zeros(0)
    full = np.maximum.reduceat(filled.nights[kept], heads) if len(kept) else np.zeros(0, dtype=bool)
    # the first row of each occupancy that must be filled, or else has the tightest limit: only a
    # row that is filled may have a price below 0
    right = nights.limit[kept] <= limit[variable] if len(kept) else np.zeros(0, dtype=bool)
    tightest = np.flatnonzero(np.where(full[variable], filled.nights[kept], right))
    _, first = np.unique(variable[tightest], return_index=True)
    row = kept[tightest[first]]
    follows = np.zeros(len(heads), dtype=bool)
    if len(heads) > 1:
        nxt = kept[heads[1:]]
        follows[:-1] = (nights.resource[nxt] == nights.resource[nxt - 1]) & covered[nxt - 1]
    of_row = np.full(count + 1, -1, dtype=np.int64)
    of_row[kept] = variable
    ends = of_row[high]
    stays = (ends >= 0) & (high < count)
    stays[stays] = nights.resource[high[stays]] == nights.resource[high[stays] - 1]
    return _Chains(
        row=row,
        limit=limit,
        filled=full,
        follows=follows,
        starts=of_row[low],
        start_column=place,
        start_amount=amount,
        ends=ends[stays],
        end_column=place[stays],
        end_amount=amount[stays],
    )


def _marked(size: int, numbers: Ints | Numbers) -> Bools:
    marked = np.zeros(size, dtype=bool)
    marked[numbers] = True
    return marked
