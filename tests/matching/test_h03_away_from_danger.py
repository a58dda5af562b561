"""H03: the zone lies outside every danger place, on the line and half a km beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.geography import Zone
from matching.plan import Block
from matching.rules.safety import away_from_danger
from matching.ruleset import RuleSet
from matching.situation import ActorRoute
from matching.vocabulary import Precision, Rule, ThreatLevel, WaivedBy, ZoneId
from tests.support.builders import (
    OSLO,
    TOWNS,
    asked,
    danger,
    day,
    household,
    shelter,
    threat,
)
from tests.support.drawn_households import walk

NEVER = Block(Rule.H03, WaivedBy.NOBODY)
WITH_POLICE = Block(Rule.H03, WaivedBy.TWO_WITH_POLICE)


def feared(place, level=ThreatLevel.T3, **changes):
    return household(threat=threat(level), danger=(danger(place, **changes),))


def test_exactly_on_the_rim_is_outside():
    km = Zone(ZoneId("Oslo"), OSLO, 0.0).km_from(TOWNS["Fredrikstad"], 1.0)
    who = feared(TOWNS["Fredrikstad"])
    on_the_line = RuleSet(distance_factor=1.0, base_km=(10.0, 30.0, km, 120.0))
    assert asked(away_from_danger, who, shelter(), rules=on_the_line) is None
    inside = RuleSet(distance_factor=1.0, base_km=(10.0, 30.0, km + 1e-9, 120.0))
    assert asked(away_from_danger, who, shelter(), rules=inside) == NEVER


@given(
    level=st.sampled_from(list(ThreatLevel)),
    bearing=st.floats(0, 359),
    radius=st.sampled_from([0.0, 12.5, 20.0]),
    factor=st.sampled_from([0.994, 1.0]),
    beyond=st.sampled_from([-0.5, 0.5]),
)
@settings(max_examples=600, deadline=None)
def test_half_a_km_inside_is_barred_and_half_a_km_outside_is_not(
    level, bearing, radius, factor, beyond
):
    km = ({1: 10, 2: 30, 3: 60, 4: 120}[level] + radius + beyond) / factor
    who = feared(walk(OSLO, bearing, km), level)
    said = asked(
        away_from_danger,
        who,
        shelter(zone="z"),
        zones=(Zone(ZoneId("z"), OSLO, radius),),
        rules=RuleSet(distance_factor=factor),
    )
    assert (said is not None) is (beyond < 0)


@pytest.mark.parametrize(
    ("precision", "said"),
    [
        (Precision.EXACT, NEVER),
        (Precision.LOCALITY, WITH_POLICE),
        (Precision.MUNICIPALITY, WITH_POLICE),
        (Precision.COUNTY, WITH_POLICE),
    ],
)
def test_only_a_vague_place_may_be_waived_and_only_with_the_police(precision, said):
    assert asked(away_from_danger, feared(OSLO, precision=precision), shelter()) == said


def test_one_exact_place_among_vague_ones_is_waived_by_nobody():
    vague = danger(OSLO, precision=Precision.COUNTY)
    for order in ((vague, danger(OSLO)), (danger(OSLO), vague)):
        assert asked(away_from_danger, household(danger=order), shelter()) == NEVER


def test_the_second_place_counts_like_the_first():
    for order in ((TOWNS["Tromso"], OSLO), (OSLO, TOWNS["Tromso"])):
        who = household(danger=tuple(danger(place) for place in order))
        assert asked(away_from_danger, who, shelter()) == NEVER


def test_a_shelter_without_a_zone_is_not_proposed_even_to_whom_nobody_threatens():
    assert asked(away_from_danger, household(), shelter(zone=None)) == NEVER


def test_a_leg_bars_at_t4_and_a_stop_bars_with_half_the_base():
    route = ActorRoute(actor=None, stops=(OSLO, TOWNS["Trondheim"]), last_confirmed=day(-1))
    on_the_way = household(threat=threat(ThreatLevel.T4), routes=(route,))
    assert asked(away_from_danger, on_the_way, shelter(zone="Hamar")) == WITH_POLICE
    at_t3 = replace(on_the_way, threat=threat(ThreatLevel.T3))
    assert asked(away_from_danger, at_t3, shelter(zone="Hamar")) is None
    assert asked(away_from_danger, at_t3, shelter(zone="Oslo")) == WITH_POLICE


def test_where_she_is_now_stands_for_what_nobody_named():
    silent = household(danger=(), where_now=OSLO)
    assert asked(away_from_danger, silent, shelter(zone="Drammen")) == WITH_POLICE
    assert asked(away_from_danger, silent, shelter(zone="Hamar")) is None
    assert asked(away_from_danger, household(danger=(), where_now=None), shelter()) is None
