"""H11: her no to a house or a place, without a reason."""

from __future__ import annotations

import pytest

from matching.geography import Zone
from matching.plan import Block
from matching.rules.her_say import not_against_her_word
from matching.ruleset import RuleSet
from matching.situation import NoGoArea
from matching.vocabulary import Rule, ShelterId, WaivedBy, ZoneId
from tests.support.builders import OSLO, TOWNS, asked, blocked, household, shelter

NO = Block(Rule.H11, WaivedBy.HER)


def test_a_house_she_declined_is_not_offered_again_and_another_is():
    who = household(declined=frozenset({ShelterId("s1")}))
    assert asked(not_against_her_word, who, shelter()) == NO
    assert asked(not_against_her_word, who, shelter("s2")) is None


def test_a_zone_that_just_touches_the_place_lies_in_it():
    km = Zone(ZoneId("Oslo"), OSLO, 0.0).km_from(TOWNS["Drammen"], 1.0)
    for radius, said in ((km, NO), (km - 1e-9, None)):
        who = household(no_go=(NoGoArea(TOWNS["Drammen"], radius),))
        assert asked(not_against_her_word, who, shelter()) == said


@pytest.mark.parametrize(("zone_km", "said"), [(6.1, NO), (5.9, None)])
def test_it_is_measured_from_the_zones_nearest_point(zone_km, said):
    zones = (Zone(ZoneId("Oslo"), OSLO, zone_km),)
    who = household(no_go=(NoGoArea(TOWNS["Drammen"], 30.0),))
    assert asked(not_against_her_word, who, shelter(), zones=zones) == said


def test_the_factor_brings_places_nearer():
    who = household(no_go=(NoGoArea(TOWNS["Drammen"], 35.9),))
    assert asked(not_against_her_word, who, shelter()) is None
    assert asked(not_against_her_word, who, shelter(), rules=RuleSet()) == NO


def test_every_place_she_names_counts():
    tromso, oslo = NoGoArea(TOWNS["Tromso"], 5.0), NoGoArea(OSLO, 5.0)
    for places in ((tromso, oslo), (oslo, tromso)):
        assert asked(not_against_her_word, household(no_go=places), shelter()) == NO


def test_a_house_without_a_zone_may_lie_in_any_of_them():
    nowhere = shelter(zone=None)
    assert asked(not_against_her_word, household(no_go=(NoGoArea(OSLO, 5.0),)), nowhere) == NO
    assert asked(not_against_her_word, household(), nowhere) is None


def test_she_says_no_to_the_only_house_and_keeps_everything_else():
    """V14: a decline bars that house alone."""
    declined = household(declined=frozenset({ShelterId("s1")}))
    assert set(blocked(declined, shelter())) == {"H11"}
    assert blocked(declined, shelter("s2")) == {}
