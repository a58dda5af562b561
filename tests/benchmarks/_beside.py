"""What else one could do on a night: yardsticks beside the joint plan, on the same world and cores.

Each settles ``p1``, ``p2``, ``p3`` and ``risk_sum`` in this order and is told as the values of the plan
that it made, which the independent checker has passed, and how many of the four it proved. None of
them has anything of the chain: a plain CP-SAT model has a variable for each way of each household
and a row for each group and night, a plain HiGHS model one for each way *and unit* and a row for
each unit and night. Timefold, where it is installed, searches with the rows of the CP-SAT model and
proves nothing. A model that would have more than ``MOST`` entries is not written down.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.coupling import Table, table
from matching.master import Program
from matching.model import Stage, all_living, keeps_all_rows, value_of
from matching.solve import Night, scarcest_first
from matching.solver import Outcome, solve_whole
from matching.stages import stages
from matching.vocabulary import Priority, Tier

Numbers = NDArray[np.int64]

TIERS = (Tier.P1, Tier.P2, Tier.P3, Tier.RISK_SUM)
MOST = 12_000_000
"""Entries of a model; about 2 GB in a solver."""
MOST_OF_OBJECTS = 2_000_000
"""The same of a model whose rows are objects of Python."""


@dataclass(frozen=True, slots=True)
class Model:
    """Columns of a table, each once for every unit that could serve, and rows of at most so many."""

    table: Table
    of: Numbers
    """For each variable the column that it stands for."""
    row: Numbers
    variable: Numbers
    amount: NDArray[np.float64]
    limit: NDArray[np.float64]


@dataclass(slots=True)
class Told:
    """What a yardstick reached."""

    proven: int = 0
    chosen: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    note: str = ""


def beside(world: Path, seconds: float) -> dict[str, Any]:
    """Each yardstick in turn, with a limit of so many seconds each."""
    from app.worlds.format import read_world

    night = Night(read_world(world))
    numbers = np.arange(night.found.needing, dtype=np.int32)
    early = table(night.found, numbers, night.standing, later=False)
    answers: dict[str, Any] = {}
    ways = {"plain CP-SAT": _cp_sat, "plain HiGHS, by unit": _highs, "Timefold": _timefold}
    for name, way in ways.items():
        started, busy = time.perf_counter(), time.process_time()
        told = way(early, night, seconds)
        answers[name] = {
            **_values(told, early, night),
            "wall_s": round(time.perf_counter() - started, 2),
            "cpu_s": round(time.process_time() - busy, 2),
            "note": told.note,
        }
    started, busy = time.perf_counter(), time.process_time()
    plan = night.greedy(scarcest_first)
    answers["scarcest first"] = {
        **{str(t.name): t.value for t in plan.tiers if t.name in TIERS},
        "proven": 0,
        "wall_s": round(time.perf_counter() - started, 2),
        "cpu_s": round(time.process_time() - busy, 2),
        "note": "",
    }
    return answers


def placeable_left_out(night: Night, unplaced: Counter[Priority], seconds: float) -> int:
    """P1 unplaced beyond the optimum with P2-P4 removed, and P2 beyond it with P1 alone beside.

    Two solves of their own over the ways of these classes alone; where one is not proven in time
    its bound stands, so that too many are told and never too few.
    """
    from matching.lexicographic import lexicographic

    started = time.perf_counter()
    priorities = np.array([home.priority for home in night.found.homes])
    homes = night.found.firsts.home[: night.found.needing]
    best: list[int] = []
    for classes in ((Priority.P1,), (Priority.P1, Priority.P2)):
        numbers = np.flatnonzero(np.isin(priorities[homes], classes)).astype(np.int32)
        alone = table(night.found, numbers, night.standing, later=False)
        of = stages(alone, night.standing)
        alive = np.ones(alone.problem.columns, dtype=bool)
        alive[alone.apart.barred] = False
        solved = lexicographic(
            alone.problem,
            all_living(alone.problem, alive),
            (tuple(of.tiers[tier] for tier in TIERS[: len(classes)]),),
            None,
            np.zeros(0, dtype=np.int64),
            lambda: seconds - (time.perf_counter() - started),
        )
        best.append(solved.bounds[-1])
    return sum(unplaced[one] - b for one, b in zip((Priority.P1, Priority.P2), best, strict=True))


def _values(told: Told, early: Table, night: Night) -> dict[str, Any]:
    """The four values of what was chosen; none where nothing was."""
    if told.note:
        return {**dict.fromkeys(TIERS), "proven": 0}
    from matching.check import violations

    assert keeps_all_rows(early.problem, told.chosen)
    plan = night.plan_of(early, told.chosen)
    found = violations(night.standing.situation, plan)
    assert not found, found[:3]
    of = stages(early, night.standing)
    values = {str(tier): value_of(early.problem, of.tiers[tier], told.chosen) for tier in TIERS}
    return {**values, "proven": told.proven}


def _by_group(early: Table) -> Model | int:
    """A variable for each way, a row for each group or cap and night; or how many entries it has."""
    nights = early.problem.nights
    columns = all_living(early.problem)
    place, low, high, amount = nights.uses(columns)
    entries = int((high - low).sum())
    if entries > MOST_OF_OBJECTS:
        return entries
    row = _spread(low, high)
    times = high - low
    return _with_pairs(
        early, columns.astype(np.int64), row, np.repeat(place, times), np.repeat(amount, times)
    )


def _by_unit(early: Table, night: Night) -> Model | int:
    """A variable for each way and unit (or two), a row for each unit or cap and night."""
    nights, bundles = early.problem.nights, night.found.columns.bundles
    groups = bundles.groups
    sizes = np.array([len(group.units) for group in groups])
    columns = all_living(early.problem).astype(np.int64)
    # Rows of a group come once for each of its units.
    of_unit = np.where(nights.resource < len(groups), 1, 0)
    width = np.where(of_unit > 0, sizes[np.minimum(nights.resource, len(groups) - 1)], 1)
    base = np.concatenate([[0], np.cumsum(width)])
    entries = int(
        (
            (nights.high[columns] - nights.low[columns]).astype(np.int64)
            * sizes[early.places.group[columns]]
        ).sum()
    )
    if entries > MOST:
        return entries
    of: list[int] = []
    rows: list[int] = []
    variables: list[int] = []
    amounts: list[float] = []
    limit = np.ones(int(base[-1]))
    caps = np.flatnonzero(of_unit == 0)
    limit[base[caps]] = nights.limit[caps]
    for column in columns.tolist():
        start, end = int(early.places.start[column]), int(early.places.end[column])
        uses = nights.of_one(column)
        one, two = int(early.places.group[column]), int(early.places.second[column])
        for units in _ways(groups, one, two, start, end):
            number = len(of)
            of.append(column)
            left = list(units)
            for low, high, amount in uses:
                shift = left.pop(0) if nights.resource[low] < len(groups) else 0
                for row in range(low, high):
                    rows.append(int(base[row]) + shift)
                    variables.append(number)
                    amounts.append(amount)
    model = _with_pairs(
        early, np.array(of), np.array(rows), np.array(variables), np.array(amounts, dtype=float)
    )
    limit = np.concatenate([limit, np.ones(len(model.limit) - len(nights.limit))])
    moved = model.row >= len(nights.limit)
    moved[: len(rows)] = False
    shifted = np.where(moved, model.row - len(nights.limit) + int(base[-1]), model.row)
    return Model(early, model.of, shifted, model.variable, model.amount, limit)


def _ways(groups: Any, one: int, two: int, start: int, end: int) -> list[tuple[int, ...]]:
    """The units of the groups that are free for these nights: one, or two that are not the same."""

    def free(which: int) -> list[int]:
        group = groups[which]
        return [n for n, opens in enumerate(group.opens) if opens <= start and end <= group.closes]

    if two < 0:
        return [(unit,) for unit in free(one)]
    return [(a, b) for a in free(one) for b in free(two) if one != two or a < b]


def _spread(low: NDArray[Any], high: NDArray[Any]) -> Numbers:
    """All rows from each low to each high."""
    times = (high - low).astype(np.int64)
    start = np.repeat(low.astype(np.int64) - np.cumsum(times) + times, times)
    return start + np.arange(int(times.sum()))


def _with_pairs(
    early: Table, of: Numbers, row: Numbers, variable: Numbers, amount: NDArray[np.float64]
) -> Model:
    """These rows, and those that keep households apart."""
    problem = early.problem
    rows = problem.rows
    if not problem.written:
        rows = rows.plus(*early.apart.among(all_living(problem)))
    count = len(problem.nights.limit)
    order = np.argsort(of, kind="stable")
    begin = np.searchsorted(of[order], rows.column)
    times = np.searchsorted(of[order], rows.column, side="right") - begin
    copies = order[_spread(begin, begin + times)]
    return Model(
        early,
        of,
        np.concatenate([row, count + np.repeat(rows.row, times)]),
        np.concatenate([variable, copies]),
        np.concatenate([amount, np.repeat(rows.coefficient, times)]),
        np.concatenate([problem.nights.limit, rows.limit]),
    )


def _too_large(entries: int) -> Told:
    return Told(note=f"not written down: {entries:,} entries")


def _highs(early: Table, night: Night, seconds: float) -> Told:
    """Stage by stage, every earlier value kept as a row."""
    started = time.perf_counter()
    model = _by_unit(early, night)
    if isinstance(model, int):
        return _too_large(model)
    problem, of = early.problem, stages(early, night.standing)
    home = problem.first_of[model.of]
    width, homes, height = len(model.of), problem.households, len(model.limit)
    idle = width + np.arange(homes)
    kept: list[tuple[Stage, int]] = []
    told = Told()
    for tier in TIERS:
        stage = of.tiers[tier]
        parts: list[tuple[NDArray[Any], ...]] = [(model.row, model.variable, model.amount)]
        parts.append((height + home, np.arange(width), np.ones(width)))
        parts.append((height + np.arange(homes), idle, np.ones(homes)))
        for number, (earlier, _) in enumerate(kept):
            costs = np.concatenate([earlier.of(model.of), earlier.idle_cost])
            row = np.full(width + homes, height + homes + number)
            parts.append((row, np.arange(width + homes), costs))
        program = Program(
            cost=np.concatenate([stage.of(model.of), stage.idle_cost]),
            least=np.zeros(width + homes),
            most=np.ones(width + homes),
            whole=np.ones(width + homes, dtype=bool),
            row=np.concatenate([p[0] for p in parts]),
            variable=np.concatenate([p[1] for p in parts]),
            coefficient=np.concatenate([p[2] for p in parts]),
            low=np.concatenate(
                [np.full(height, -np.inf), np.ones(homes), *[[-np.inf]] * len(kept)]
            ),
            high=np.concatenate([model.limit, np.ones(homes), [float(v) for _, v in kept]]),
            constant=0.0,
        )
        raw = solve_whole(program, lambda: seconds - (time.perf_counter() - started))
        if raw.outcome not in (Outcome.OPTIMAL, Outcome.FEASIBLE):
            break
        told.chosen = np.unique(model.of[raw.numbers[:width] > 0.5])
        told.proven += raw.outcome is Outcome.OPTIMAL
        if raw.outcome is Outcome.FEASIBLE:
            break
        kept.append((stage, value_of(problem, stage, told.chosen)))
    if not len(told.chosen):
        told.note = "no plan in time"
    return told


def _cp_sat(early: Table, night: Night, seconds: float) -> Told:
    """Stage by stage with the plan before as a hint, two workers."""
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    model = _by_group(early)
    if isinstance(model, int):
        return _too_large(model)
    problem, of = early.problem, stages(early, night.standing)
    cp = cp_model.CpModel()
    x = [cp.new_bool_var(f"x{number}") for number in range(len(model.of))]
    ways: list[list[Any]] = [[] for _ in range(problem.households)]
    for variable, home in zip(x, problem.first_of.tolist(), strict=True):
        ways[home].append(variable)
    placed = [cp.new_bool_var(f"p{number}") for number in range(problem.households)]
    for one, hers in zip(placed, ways, strict=True):
        cp.add(sum(hers) == one)
    order = np.argsort(model.row, kind="stable")
    cuts = np.searchsorted(model.row[order], np.arange(len(model.limit) + 1))
    for number, limit in enumerate(model.limit.tolist()):
        mine = order[cuts[number] : cuts[number + 1]]
        terms = [int(model.amount[m]) * x[model.variable[m]] for m in mine.tolist()]
        if model.amount[mine].sum() > limit:
            cp.add(sum(terms) <= int(limit))
    told = Told()
    for tier in TIERS:
        stage = of.tiers[tier]
        left = seconds - (time.perf_counter() - started)
        if left <= 0:
            break
        costs = stage.of(model.of).astype(int).tolist()
        total = sum(c * v for c, v in zip(costs, x, strict=True) if c)
        total += sum(
            int(c) * (1 - p) for c, p in zip(stage.idle_cost.tolist(), placed, strict=True) if c
        )
        cp.minimize(total)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = left
        solver.parameters.num_workers = 2
        status = solver.solve(cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        values = [solver.value(v) for v in x]
        told.chosen = np.flatnonzero(np.array(values)).astype(np.int64)
        told.proven += status == cp_model.OPTIMAL
        if status != cp_model.OPTIMAL:
            break
        cp.add(total <= value_of(problem, stage, told.chosen))
        cp.clear_hints()
        for variable, value in zip(x, values, strict=True):
            cp.add_hint(variable, value)
    if not len(told.chosen):
        told.note = "no plan in time"
    return told


def _timefold(early: Table, night: Night, seconds: float) -> Told:
    """Local search with all four tiers at once; its own score is not told, what it chose is."""
    try:
        from tests.benchmarks._timefold import searched
    except ImportError:
        return Told(note="not installed")

    started = time.perf_counter()
    model = _by_group(early)
    if isinstance(model, int):
        return _too_large(model)
    of = stages(early, night.standing)
    idle = np.stack([of.tiers[tier].idle_cost for tier in TIERS], axis=1).astype(np.int64)
    risk = of.tiers[Tier.RISK_SUM].of(model.of).astype(np.int64)
    home = early.problem.first_of[model.of].astype(np.int64)
    left = seconds - (time.perf_counter() - started)
    told = Told(chosen=model.of[searched(model, home, risk, idle, left)])
    # A search that was cut off may leave rows broken: that is no plan.
    if not keeps_all_rows(early.problem, told.chosen):
        told.note = "no plan in time"
    return told
