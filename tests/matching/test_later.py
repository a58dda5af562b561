"""Later segments of the joint plan: their arrays say what the scalar functions say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np

from matching import costs
from matching.later import saved_at_most, seconds
from matching.rules import blocks
from matching.situation import Continuity, Situation
from matching.solve import Night
from matching.vocabulary import ContinuityKind, Rule
from tests.support.crowded import crowded_situation
from tests.support.worlds import drawn_situation

OF_ANOTHER_NIGHT = {Rule.H01, Rule.H05, Rule.H09, Rule.H13, Rule.H14, Rule.H15, Rule.H19}
"""Judged on the nights of the segment itself, not tonight."""


def with_running_things(rng: Random, world: Situation) -> Situation:
    """The same, where every household has things that run, to different ends and from some zones."""

    def thing() -> Continuity:
        ends = [None, *(world.tonight + timedelta(days=day) for day in (-1, 20, 42, 72, 90, 400))]
        return Continuity(
            kind=rng.choice(list(ContinuityKind)),
            zones=frozenset(zone.id for zone in world.zones if rng.random() < 0.4),
            until=rng.choice(ends),
        )

    return replace(
        world,
        households=tuple(
            replace(one, continuity=tuple(thing() for _ in range(rng.choice([0, 1, 1, 2, 6]))))
            for one in world.households
        ),
    )


def test_every_later_segment_costs_what_the_scalar_function_says_in_a_house_that_may_take_her() -> (
    None
):
    met: set[int] = set()
    for seed in range(120):
        situation = (
            crowded_situation(Random(seed), households=5, shelters=4)
            if seed % 2
            else drawn_situation(Random(seed), 6)
        )
        if seed % 3:
            situation = with_running_things(Random(seed), situation)
        night = Night(situation)
        table, standing = night.whole_table(), night.standing
        firsts, columns = len(table.numbers), night.found.columns
        for number in range(len(table.seconds)):
            place = firsts + number
            household = night.found.homes[table.places.home[place]].household
            shelter = columns.shelters[table.places.shelter[place]]
            span = table.places.span(place, columns)
            added = costs.second_stability(
                household, shelter, standing.plan_span(household), span, standing
            )
            assert table.seconds.added[number] == added < 0
            met.add(added)
            barred = {block.rule for block in blocks(household, shelter, standing)}
            assert barred <= OF_ANOTHER_NIGHT
    assert len(met) >= 5


def test_no_segment_saves_more_than_was_said_and_less_is_said_where_a_move_breaks_something() -> (
    None
):
    compared = broken = 0
    for seed in range(40):
        plain = crowded_situation(Random(seed), households=5, shelters=4)
        world = with_running_things(Random(seed), replace(plain, stays=()))
        saved: list[np.ndarray] = []
        for one in (world, replace(plain, stays=())):
            night = Night(one)
            of = night.whole_table()
            home, begin = of.places.home, of.places.start
            pairs = sorted(
                {(int(home[n]), int(begin[n])) for n in range(len(of.numbers), len(of.places))}
            )
            if not pairs:
                continue
            real = seconds(pairs, night.found, night.standing)
            best = np.zeros(len(pairs), dtype=np.int64)
            np.maximum.at(best, real.link, -real.added.astype(np.int64))
            homes, nights = np.array(pairs).T
            said = saved_at_most(homes, nights, night.found, night.standing)
            assert (best <= said).all()
            compared += int((best == said).sum())
            saved.append(said)
        if len(saved) == 2 and len(saved[0]) == len(saved[1]):
            broken += int((saved[0] < saved[1]).sum())
    assert compared > 50
    assert broken > 10, "nothing that runs was broken by a move"
