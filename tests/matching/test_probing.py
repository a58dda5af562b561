"""A column of two units that is taken by halves is tried whole, and leaves when nothing good holds it."""

from __future__ import annotations

import numpy as np

from matching.chain import Chain, nothing_filled
from matching.lexicographic import lexicographic
from matching.model import Problem, Rows, Stage, all_living, lagrangian, no_prices
from matching.nights import Nights
from matching.probing import impossible
from matching.relaxation import Relaxed

TWO_UNITS, ALONE, HERE, THERE = range(4)
"""The one takes two units, or one of her own that is dearer; the other can go to either of the two."""


def by_halves(idle: float) -> tuple[Problem, Stage]:
    """Half of two units for the one and half of each for the other: a relaxation gives both a bed."""
    none = np.zeros(0, dtype=np.int32)
    nowhere = np.zeros(4, dtype=np.int32)
    problem = Problem(
        households=2,
        first_of=np.array([0, 0, 1, 1], dtype=np.int32),
        first_link=np.full(4, -1, dtype=np.int32),
        second_of=none,
        second_link=none,
        links=0,
        rows=Rows(
            np.array([0, 0, 1, 1]),
            np.array([TWO_UNITS, HERE, TWO_UNITS, THERE]),
            np.ones(4),
            np.ones(2),
        ),
        nights=Nights(nowhere, nowhere, none, none, none, np.zeros(0), np.zeros(0), none, none),
        must=np.zeros(2, dtype=bool),
        follows=np.zeros(0, dtype=bool),
        double=np.array([TWO_UNITS], dtype=np.int32),
    )
    return problem, Stage(np.array([0.0, 10.0, 0.0, 0.0]), np.array([idle, idle]))


def halves_of(problem: Problem, stage: Stage) -> tuple[Chain, Relaxed]:
    """The chain before the stage, and a relaxation that takes the two units by half."""
    alive, prices = all_living(problem), no_prices(problem)
    chosen = np.array([ALONE, HERE])
    chain = Chain(problem, alive, nothing_filled(problem), chosen, lambda: 60.0, alive)
    bound = lagrangian(problem, stage, (), alive, prices)
    return chain, Relaxed(bound, prices, alive, problem, np.array([TWO_UNITS], dtype=np.int32))


def test_two_units_that_would_leave_somebody_out_are_in_no_good_plan() -> None:
    problem, stage = by_halves(idle=100.0)
    chain, relaxed = halves_of(problem, stage)
    assert impossible(chain, stage, 10, relaxed) == TWO_UNITS


def test_two_units_that_a_plan_as_good_could_hold_stay() -> None:
    problem, stage = by_halves(idle=10.0)
    chain, relaxed = halves_of(problem, stage)
    assert impossible(chain, stage, 10, relaxed) is None


def test_nothing_is_said_when_time_is_up() -> None:
    problem, stage = by_halves(idle=100.0)
    chain, relaxed = halves_of(problem, stage)
    chain.left = lambda: -1.0
    assert impossible(chain, stage, 10, relaxed) is None


def test_the_chain_proves_what_halves_hid_and_keeps_no_row_for_it() -> None:
    problem, stage = by_halves(idle=100.0)
    nobody = np.zeros(0, dtype=np.int64)

    solved = lexicographic(problem, all_living(problem), ((stage,),), None, nobody, lambda: 60.0)

    assert solved.values == solved.bounds == (10,)
    assert TWO_UNITS not in solved.living
    assert not solved.rows
