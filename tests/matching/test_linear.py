"""Linear programs begun where another ended: the answer is the same, only the way to it shorter."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matching import chain, linear
from matching.basis import AT_LOWER, IN_BASIS, Basis, named
from matching.linear import solve_inside, solve_relaxed
from matching.master import Master, master
from matching.model import Stage, all_living
from matching.solver import Outcome, SolverFailed
from tests.matching.test_lexicographic import drawn_problem


def minute() -> float:
    return 60.0


def inside(one: Master) -> object:
    return solve_inside(one, minute)


def drawn_programs(seed: int) -> list[Master]:
    """Of one problem: over some columns and over all, for one stage after the other."""
    problem, stages, _ = drawn_problem(random.Random(seed))
    columns, filled = all_living(problem), chain.nothing_filled(problem)
    return [
        master(problem, stage, (), filled, some)
        for stage in stages
        if isinstance(stage, Stage)
        for some in (columns[::2], columns, columns[1::2])
    ]


@pytest.mark.parametrize("seed", range(30))
def test_wherever_it_begins_it_ends_at_the_same_value(seed: int) -> None:
    basis = None
    for one in drawn_programs(seed):
        warm, cold = solve_relaxed(one, minute, basis), solve_relaxed(one, minute, None)
        assert warm.outcome is cold.outcome is Outcome.OPTIMAL
        assert warm.value == pytest.approx(cold.value)
        assert solve_inside(one, minute).value == pytest.approx(cold.value, abs=0.01)
        assert warm.basis is not None
        assert len(warm.point) == len(warm.basis.variables) == len(one.program.cost)
        assert len(warm.duals) == len(warm.basis.rows) == len(one.program.low)
        basis = warm.basis


def test_from_where_it_ended_there_is_no_step_to_go(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    read = linear._read

    def counted(solver, asked):
        steps.append(solver.getInfo().simplex_iteration_count)
        return read(solver, asked)

    monkeypatch.setattr(linear, "_read", counted)
    some = [one for seed in range(30) for one in drawn_programs(seed)]
    for one in some:
        solve_relaxed(one, minute, solve_relaxed(one, minute, None).basis)
    assert sum(steps[1::2]) == 0


def test_names_ascend_and_what_is_new_begins_at_nothing() -> None:
    variables, rows = named(np.array([2, 5]), np.array([0, 1])), named(np.array([3]))
    known = Basis(
        variables, np.array([1, 2, 1, 0], dtype=np.int8), rows, np.array([0], dtype=np.int8)
    )
    assert (np.diff(variables) > 0).all()
    column, row = known.over(named(np.array([1, 2, 5]), np.array([1, 7])), named(np.array([3, 4])))
    assert column.tolist() == [AT_LOWER, 1, 2, 0, AT_LOWER]
    assert row.tolist() == [0, IN_BASIS]
    nothing = np.zeros(0, dtype=np.int64)
    empty = Basis(nothing, nothing.astype(np.int8), nothing, nothing.astype(np.int8))
    assert empty.over(variables, rows)[1].tolist() == [IN_BASIS]


@pytest.mark.parametrize("seed", range(30))
def test_the_names_of_a_program_ascend_so_that_they_are_found_again(seed: int) -> None:
    for one in drawn_programs(seed):
        assert (np.diff(one.variables) > 0).all()
        assert (np.diff(one.rows) > 0).all()


def test_it_says_nothing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    """A child answers its parent there."""
    one = drawn_programs(1)[1]
    solve_relaxed(one, minute, None)
    solve_inside(one, minute)
    assert capfd.readouterr() == ("", "")


def test_a_begin_that_leads_nowhere_is_followed_by_one_from_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = drawn_programs(1)[1]
    first = solve_relaxed(one, minute, None)
    answers = [None, first]
    monkeypatch.setattr(linear, "_read", lambda *_: answers.pop(0))
    assert solve_relaxed(one, minute, first.basis).value == first.value
    assert not answers


def test_what_a_status_is_called_is_what_the_solver_calls_it() -> None:
    import highspy

    assert int(highspy.HighsBasisStatus.kLower) == AT_LOWER
    assert int(highspy.HighsBasisStatus.kBasic) == IN_BASIS


def test_without_time_there_is_no_answer_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "LEAST_SECONDS", 0.0)
    one = drawn_programs(1)[1]
    assert solve_relaxed(one, lambda: 0.0, None).outcome is Outcome.NOTHING_IN_TIME


def test_rows_that_nothing_keeps_are_said_to_be_so() -> None:
    for one in drawn_programs(3):
        never = replace(one, program=replace(one.program, low=one.program.high + 1))
        assert solve_relaxed(never, minute, None).outcome is Outcome.INFEASIBLE
        assert solve_inside(never, minute).outcome is not Outcome.OPTIMAL


@pytest.mark.parametrize("solve", [lambda one: solve_relaxed(one, minute, None), inside])
def test_a_solver_that_raises_anything_has_failed(
    solve: Callable[[Master], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(linear, "_loaded", broken)
    with pytest.raises(SolverFailed):
        solve(drawn_programs(1)[1])


def test_no_answer_at_all_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was proven until then stands, and the chain goes on without these prices."""
    monkeypatch.setattr(linear, "_read", lambda *_: None)
    assert solve_relaxed(drawn_programs(1)[1], minute, None).outcome is Outcome.NOTHING_IN_TIME


@pytest.mark.parametrize("large", [0, 20_000])
@pytest.mark.parametrize("seed", range(30))
def test_every_way_of_solving_ends_at_the_same_value(
    seed: int, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that counts as large takes ways that these small ones never would."""
    monkeypatch.setattr(linear, "LARGE", large)
    basis = None
    for one in drawn_programs(seed):
        warm = solve_relaxed(one, minute, basis)
        ways = [
            linear._solved(one, minute, options, begin)
            for options, begin in linear._ways(one, basis)
        ]
        assert warm.outcome is Outcome.OPTIMAL
        assert [way.value for way in ways if way] == pytest.approx([warm.value] * len(ways))
        basis = warm.basis


def options_of(one: Master, begin: Basis | None) -> linear.Options:
    """Those that are tried first."""
    return linear._ways(one, begin)[0][0]


def test_the_way_is_chosen_by_what_is_new() -> None:
    some, every, other = drawn_programs(1)[:3]
    basis = solve_relaxed(every, minute, None).basis
    assert basis is not None
    part = solve_relaxed(some, minute, None).basis
    assert part is not None
    assert options_of(every, basis) is linear.PRIMAL
    assert options_of(every, part) is linear.DUAL
    assert options_of(other, basis) is linear.DUAL
    assert options_of(every, None) not in (linear.PRIMAL, linear.DUAL)


def test_a_large_program_that_counts_households_is_begun_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, _, _ = drawn_problem(random.Random(1))
    columns, filled = all_living(problem), chain.nothing_filled(problem)
    light = master(problem, Stage(None, np.ones(problem.households)), (), filled, columns)
    costs = Stage(np.full(problem.columns, 5, dtype=np.uint8), np.ones(problem.households))
    heavy = master(problem, costs, (), filled, columns)
    monkeypatch.setattr(linear, "LARGE", 0)
    assert options_of(light, None) is linear.CROSSING
    inside = solve_relaxed(light, minute, None).basis
    assert inside is not None and inside.crossed
    # From there the dual simplex is lost, and what costs something is begun anew.
    assert options_of(light, inside) is linear.PRIMAL
    assert linear._ways(heavy, inside)[0][1] is None
    vertex = solve_relaxed(heavy, minute, inside).basis
    assert vertex is not None and not vertex.crossed
    assert options_of(heavy, vertex) is linear.DUAL
    # Counting households again from a vertex of its own is a few steps, whatever is new.
    assert options_of(light, replace(vertex, variables=vertex.variables[:1])) is linear.DUAL
