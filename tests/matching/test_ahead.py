"""The look ahead of later segments: what it says can follow is never less than what really can."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from matching import coupling, solve
from matching.ahead import Ahead, _Followed, bounds_alone, look_ahead
from matching.chain import Chain, nothing_filled
from matching.later import saved_at_most, seconds
from matching.lexicographic import Solved
from matching.master import Filled
from matching.model import Problem, Stage, all_living, no_rows
from matching.nights import Nights
from matching.plan import Plan
from matching.relaxation import relax
from matching.solve import LATE_TIERS, Night, _still_filled, plan_night
from matching.stages import stages
from matching.vocabulary import Priority
from tests.matching.test_lexicographic import no_nights
from tests.matching.test_plans import crowd
from tests.support.worlds import drawn_situation


def pairs_of(night: Night) -> list[tuple[int, int]]:
    """Every household with every night on which a first of hers ends before her plan."""
    of = night.whole_table()
    linked = of.problem.first_link >= 0
    return sorted(
        set(
            zip(
                of.places.home[: len(linked)][linked].tolist(),
                of.places.end[: len(linked)][linked].tolist(),
                strict=True,
            )
        )
    )


def drawn() -> list[Night]:
    """Small worlds, crowded and not."""
    return [
        Night(world)
        for world in (
            *map(crowd, range(8)),
            *(drawn_situation(Random(seed), 8) for seed in range(90, 96)),
        )
    ]


def test_no_later_segment_saves_more_than_was_said() -> None:
    compared = exact = 0
    for night in drawn():
        pairs = pairs_of(night)
        if not pairs:
            continue
        homes, nights = np.array(pairs).T
        said = saved_at_most(homes, nights, night.found, night.standing)
        real = seconds(pairs, night.found, night.standing)
        best = np.zeros(len(pairs), dtype=np.int64)
        np.maximum.at(best, real.link, -real.added.astype(np.int64))
        assert (best <= said).all()
        compared += len(pairs)
        exact += int(((best == said) & (said > 0)).sum())
    assert compared > 50
    assert exact > 10


@pytest.mark.parametrize("few", [1, 3])
def test_a_few_later_segments_are_those_that_save_most(few: int) -> None:
    shortened = 0
    for night in drawn():
        pairs = pairs_of(night)
        if not pairs:
            continue
        every = seconds(pairs, night.found, night.standing)
        some = seconds(pairs, night.found, night.standing, few)
        for link in range(len(pairs)):
            whole = np.sort(every.added[every.link == link])
            kept = np.sort(some.added[some.link == link])
            assert kept.tolist() == whole[:few].tolist()
            shortened += len(whole) > few
    assert shortened > 5


def two_tiers() -> tuple[Problem, list[Stage]]:
    """One household: what is best for the first tier costs ten of the second, and the other way round two."""
    none = np.zeros(0, dtype=np.int32)
    problem = Problem(
        households=1,
        first_of=np.zeros(2, dtype=np.int32),
        first_link=np.full(2, -1, dtype=np.int32),
        second_of=none,
        second_link=none,
        links=0,
        rows=no_rows(),
        nights=no_nights(2),
        must=np.ones(1, dtype=bool),
        follows=np.zeros(0, dtype=bool),
    )
    nobody = np.zeros(1)
    return problem, [Stage(np.array([0.0, 2.0]), nobody), Stage(np.array([10.0, 0.0]), nobody)]


@pytest.mark.parametrize(
    ("reached", "bounds"),
    [((0, 10), (0, 10)), ((2, 5), (0, 0)), ((1, 10), (0, 10)), ((0, 12), (0, 10))],
)
def test_bounds_are_given_what_the_tiers_before_really_reached(
    reached: tuple[int, int], bounds: tuple[int, int]
) -> None:
    """A plan that lies above the hope of one tier leaves more room for the next."""
    problem, tiers = two_tiers()
    living = all_living(problem)
    chain = Chain(problem, living, nothing_filled(problem), np.array([0]), lambda: 60.0, living)
    known = relax(problem, tiers[0], (), chain.filled, living, living, chain.left)
    ahead = Ahead(living, tiers, chain, known, (0, 10))
    assert ahead.bounds(reached) == bounds


def looked(night: Night) -> tuple[Ahead | None, Plan]:
    """What a look ahead says in a whole night, None where nothing was left to look at, and the plan."""
    seen: list[Ahead] = []

    def listening(*asked: Any) -> Ahead:
        seen.append(look_ahead(*asked))
        return seen[-1]

    with pytest.MonkeyPatch.context() as few:
        few.setattr(solve, "LATE_MANY", 0)
        few.setattr(solve, "look_ahead", listening)
        plan = night.optimised()
    return seen[0] if seen else None, plan


def test_a_look_ahead_is_near_and_nearer_for_what_it_corrects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worlds = [crowd(seed) for seed in range(60)]
    bounds, tight = [], 0
    for world in worlds:
        night = Night(world)
        if not any(home.priority is not Priority.P4 for home in night.found.homes):
            continue
        ahead, plan = looked(night)
        if ahead is None:
            continue
        best = plan_night(world)
        bounds.append((world, ahead._hoped[0]))
        assert plan.tiers[7].bound <= best.tiers[7].value
        tight += plan.tiers[7].bound == best.tiers[7].value != 0
    monkeypatch.setattr(_Followed, "corrected", lambda *_: False)
    lowered = raised = begun = 0
    for world, bound in bounds:
        dreamt, _ = looked(Night(world))
        assert dreamt is not None
        begun += dreamt._chain.basis is not None
        lowered += dreamt._hoped[0] < bound
        raised += dreamt._hoped[0] > bound
    assert tight >= 5
    assert lowered >= 1
    assert raised == 0
    assert begun > 10, "it goes on from where the tiers before it ended"


def test_when_time_is_up_bounds_are_told_of_each_tier_alone() -> None:
    told = 0
    for seed in range(12):
        world = crowd(seed)
        best = plan_night(world)
        night = Night(world)
        early = coupling.table(night.found, night._needing, night.standing, later=False)
        of = stages(early, night.standing)
        placed = {line.household for line in best.placed}
        must = [home.household.id in placed for home in night.found.homes]
        must = [
            one and home.priority is not Priority.P4
            for one, home in zip(must, night.found.homes, strict=True)
        ]
        problem = replace(early.problem, must=np.array(must))
        living = all_living(problem)
        none = np.zeros(0, dtype=np.int64)
        first = Solved(none, (), (), living, problem, living[:0], nothing_filled(problem), (), ())
        tiers = [of.tiers[name] for name in LATE_TIERS]
        values = [tier.value for tier in best.tiers[7:]]

        # Whatever a plan reached, a bound is not above the best.
        alone = bounds_alone(first, tiers, [10**6] * 3)
        late = look_ahead(early, tiers, first, night.standing, lambda: -1.0).bounds([10**6] * 3)

        assert all(bound <= value for bound, value in zip(alone, values, strict=True))
        assert all(bound <= value for bound, value in zip(late, values, strict=True))
        told += min(alone[1], late[1]) > 0
    assert told >= 3


def test_a_row_is_still_filled_only_where_it_is_the_same_row() -> None:
    """The cap of a house to which no column is left goes without its residents: nobody could fill it."""
    none, resource = np.zeros(0, dtype=np.int32), np.array([0, 0, 1], dtype=np.int32)
    night, limit = np.array([0, 4, 4], dtype=np.int32), np.array([2.0, 1.0, 0.0])
    nights = Nights(none, none, none, none, none, np.zeros(0), limit, resource, night, night)
    everything = np.arange(3, dtype=np.int32)
    early = Problem(
        households=1,
        first_of=none,
        first_link=none,
        second_of=none,
        second_link=none,
        links=0,
        rows=no_rows(),
        nights=nights,
        must=np.zeros(1, dtype=bool),
        follows=np.zeros(0, dtype=bool),
    )
    late = replace(early, nights=replace(nights, limit=np.array([2.0, 1.0, 14.0])))
    filled = Filled(np.zeros(0, dtype=bool), np.array([False, True, True]))
    first = Solved(np.zeros(0, dtype=np.int64), (), (), everything, early, none, filled, (), ())

    assert _still_filled(early, first).nights.tolist() == [False, True, True]
    assert _still_filled(late, first).nights.tolist() == [False, True, False]
