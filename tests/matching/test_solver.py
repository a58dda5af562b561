"""A solver that breaks is asked once more without presolving, and then it is said that it broke."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from matching.master import Program
from matching.solver import Outcome, SolverFailed, solve_whole

TWO_OF_THREE = Program(
    cost=np.array([-3.0, -2.0, -4.0]),
    least=np.zeros(3),
    most=np.ones(3),
    whole=np.ones(3, dtype=bool),
    row=np.zeros(3, dtype=np.int64),
    variable=np.arange(3),
    coefficient=np.ones(3),
    low=np.array([-np.inf]),
    high=np.array([2.0]),
    constant=10.0,
)


def breaking(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Any]:
    """What presolving was asked for at each call; the first ones break."""
    asked: list[Any] = []
    solve = mathopt.solve

    def sometimes(model: Any, kind: Any, *, params: Any) -> Any:
        asked.append(params.presolve)
        if len(asked) <= times:
            raise RuntimeError("HighsStatus: kError")
        return solve(model, kind, params=params)

    monkeypatch.setattr(mathopt, "solve", sometimes)
    return asked


def test_where_it_breaks_it_is_asked_again_without_presolving(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = breaking(monkeypatch, 1)
    raw = solve_whole(TWO_OF_THREE, lambda: 10.0)
    assert asked == [None, mathopt.Emphasis.OFF]
    assert (raw.outcome, raw.value) == (Outcome.OPTIMAL, 3.0)
    assert raw.numbers.round().tolist() == [1, 0, 1]


def test_where_it_breaks_twice_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch, 2)
    with pytest.raises(SolverFailed):
        solve_whole(TWO_OF_THREE, lambda: 10.0)


def test_where_it_does_not_break_it_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = breaking(monkeypatch, 0)
    assert solve_whole(TWO_OF_THREE, lambda: 10.0).value == 3.0
    assert asked == [None]
