"""How large a hidden number can be, for whoever knows every told one and can subtract.

A linear programme over all hidden numbers together: what is told are equations, and no number is
negative. It is exact where whoever asks knows the told numbers exactly; they leave rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.linear_solver import pywraplp

Atom = tuple[str, int, str]
"""Table, quarter, word: a number that is told or hidden as one."""
UNBOUNDED = 1_000_000
"""As large as any number of cases is taken to be."""
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Equation:
    """A weighted sum of numbers that is known."""

    cells: Mapping[Atom, int]
    number: int


class Largest:
    """The largest value of one number under all equations."""

    def __init__(self, equations: Iterable[Equation]) -> None:
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._cells: dict[Atom, pywraplp.Variable] = {}
        for equation in equations:
            row = self._solver.Constraint(equation.number, equation.number)
            for atom, weight in equation.cells.items():
                row.SetCoefficient(self._cell(atom), weight)

    def of(self, atom: Atom) -> int:
        """Rounded down: numbers are whole."""
        goal = self._solver.Objective()
        goal.Clear()
        goal.SetCoefficient(self._cell(atom), 1)
        goal.SetMaximization()
        status = self._solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            raise AssertionError("the numbers themselves solve their equations")
        return int(goal.Value() + SLACK)

    def _cell(self, atom: Atom) -> pywraplp.Variable:
        known = self._cells.get(atom)
        if known is None:
            known = self._cells[atom] = self._solver.NumVar(0, UNBOUNDED, "")
        return known
