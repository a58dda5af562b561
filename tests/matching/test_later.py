"""Later segments of the joint plan: their arrays say what the scalar functions say."""

from __future__ import annotations

from random import Random

from matching import costs
from matching.rules import blocks
from matching.solve import Night
from matching.vocabulary import Rule
from tests.support.crowded import crowded_situation
from tests.support.worlds import drawn_situation

OF_ANOTHER_NIGHT = {Rule.H01, Rule.H05, Rule.H09, Rule.H13, Rule.H14, Rule.H15, Rule.H19}
"""Judged on the nights of the segment itself, not tonight."""


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
