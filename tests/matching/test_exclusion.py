"""Reach, margins, stops and legs of domain 9.3 and 11.2."""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.check.danger import exclusion
from matching.check.danger import live_areas as checked_areas
from matching.check.facts import facts_of
from matching.exclusion import (
    km_to_leg,
    leg_bars,
    leg_is_near,
    live_areas,
    margin_km,
    reach_km,
)
from matching.geography import Place, Zone, great_circle_km
from matching.ruleset import RuleSet
from matching.situation import Actor, ActorRoute, Household
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    Answer,
    AreaKind,
    Precision,
    ThreatLevel,
    ZoneId,
)
from tests.support.builders import (
    EXACT_RULES,
    OSLO,
    TONIGHT,
    TOWNS,
    blocked,
    danger,
    day,
    household,
    shelter,
    situation,
    threat,
)
from tests.support.drawn_households import walk

T1, T2, T3, T4 = ThreatLevel
HIM = ActorId("A")


def point(place: Place, radius_km: float = 0.0) -> Zone:
    return Zone(ZoneId("z"), place, radius_km)


@pytest.mark.parametrize(
    ("change", "km"),
    [
        ({}, 60),
        ({"precision": Precision.LOCALITY}, 70),
        ({"precision": Precision.MUNICIPALITY}, 85),
        ({"precision": Precision.COUNTY}, 135),
        ({"reported_radius_km": 5.0}, 65),
        ({"reported_radius_km": 5.0, "extent_km": 8.0}, 73),
        ({"extent_km": 8.0}, 68),
        ({"precision": Precision.LOCALITY, "extent_km": 8.0}, 70),
        ({"precision": Precision.LOCALITY, "extent_km": 12.0}, 72),
        ({"last_confirmed": day(-7)}, 60),
        ({"last_confirmed": day(-8)}, 61),
        ({"last_confirmed": day(-40)}, 93),
        ({"last_confirmed": day(-67)}, 120),
        ({"last_confirmed": day(-68)}, 120),
        ({"last_confirmed": None}, 120),
        ({"kind": AreaKind.STOP_ON_ROUTE}, 30),
        ({"precision": Precision.MUNICIPALITY, "last_confirmed": day(-120)}, 145),
    ],
)
def test_reach_at_t3_is_base_and_vagueness_and_age(change, km):
    assert reach_km(danger(OSLO, **change), T3, TONIGHT, EXACT_RULES) == km


@pytest.mark.parametrize(("level", "km"), [(T1, 15), (T2, 15), (T3, 30), (T4, 60)])
def test_a_stop_has_half_the_base_and_at_least_fifteen_km(level, km):
    stop = danger(OSLO, kind=AreaKind.STOP_ON_ROUTE)
    assert reach_km(stop, level, TONIGHT, EXACT_RULES) == km


@given(
    bearing=st.floats(0, 359),
    radius=st.floats(0, 40),
    level=st.sampled_from(list(ThreatLevel)),
    precision=st.sampled_from(list(Precision)),
    age=st.integers(0, 80),
    beyond=st.sampled_from([-0.5, 0.5]),
)
@settings(max_examples=1000, deadline=None)
def test_margin_changes_sign_at_the_rim(bearing, radius, level, precision, age, beyond):
    grown = min(60, sum(1 for d in range(1, age + 1) if d > 7))
    reach = {1: 10, 2: 30, 3: 60, 4: 120}[level] + grown
    reach += {"EXACT": 0, "LOCALITY": 10, "MUNICIPALITY": 25, "COUNTY": 75}[precision.value]
    place = walk(OSLO, bearing, reach + radius + beyond)
    feared = household(danger=(danger(place, precision=precision, last_confirmed=day(-age)),))
    margin = margin_km(feared, point(OSLO, radius), level, TONIGHT, EXACT_RULES)
    assert margin is not None
    # The zone of a house inside a danger place is at distance 0, however deep it lies.
    assert margin == pytest.approx(max(beyond, -reach), abs=1e-6)


def test_the_smallest_margin_over_all_places_counts():
    both = household(danger=(danger(TOWNS["Bergen"]), danger(OSLO)))
    margin = margin_km(both, point(TOWNS["Stavanger"]), T3, TONIGHT, EXACT_RULES)
    assert margin == pytest.approx(99.7, abs=0.1)
    assert margin_km(household(danger=()), point(OSLO), T3, TONIGHT, EXACT_RULES) is not None
    nowhere = household(danger=(), where_now=None)
    assert margin_km(nowhere, point(OSLO), T3, TONIGHT, EXACT_RULES) is None


@pytest.mark.parametrize("status", [ActorStatus.CUSTODY, ActorStatus.ABROAD, ActorStatus.DEAD])
@pytest.mark.parametrize("others", list(Answer))
def test_custody_helps_only_when_nobody_else_is_at_large(status, others):
    him = Actor(id=HIM, status=status, others_at_large=others)
    route = ActorRoute(actor=HIM, stops=(OSLO, TOWNS["Hamar"]))
    feared = household(actors=(him,), danger=(danger(OSLO, actor=HIM),), routes=(route,))
    areas = live_areas(feared, TONIGHT)
    assert len(areas) == (0 if others is Answer.NO else 3)
    assert leg_is_near(feared, point(OSLO), EXACT_RULES) is (others is not Answer.NO)


@pytest.mark.parametrize("status", [ActorStatus.AT_LARGE, ActorStatus.UNKNOWN])
def test_an_actor_at_large_or_unknown_or_not_listed_stays_live(status):
    him = Actor(id=HIM, status=status, others_at_large=Answer.NO)
    feared = household(actors=(him,), danger=(danger(OSLO, actor=HIM),))
    assert len(live_areas(feared, TONIGHT)) == 1
    assert len(live_areas(household(danger=(danger(OSLO, actor=HIM),)), TONIGHT)) == 1


IN_CUSTODY = Actor(id=HIM, status=ActorStatus.CUSTODY, others_at_large=Answer.NO)


@pytest.mark.parametrize(
    ("again", "live"),
    [
        (IN_CUSTODY, False),
        (Actor(id=HIM, status=ActorStatus.ABROAD, others_at_large=Answer.NO), False),
        (Actor(id=HIM, status=ActorStatus.CUSTODY, others_at_large=Answer.UNKNOWN), True),
        (Actor(id=HIM, status=ActorStatus.AT_LARGE, others_at_large=Answer.NO), True),
    ],
)
def test_who_is_listed_twice_with_different_words_stays_live(again, live):
    """For the rules and for the checker, in whichever order; at T4 the leg bars too (9.3)."""
    route = ActorRoute(actor=HIM, stops=(TOWNS["Bergen"], TOWNS["Hamar"]))
    for actors in ((IN_CUSTODY, again), (again, IN_CUSTODY)):
        feared = household(
            actors=actors, danger=(danger(OSLO, actor=HIM),), routes=(route,), threat=threat(T4)
        )
        world = situation((feared,), (shelter(), shelter("s2", "Bergen")))
        assert len(live_areas(feared, TONIGHT)) == (3 if live else 0)
        assert len(list(checked_areas(feared, TONIGHT))) == (3 if live else 0)
        for house in world.shelters:
            assert ("H03" in blocked(feared, house)) is live
            assert (exclusion(facts_of(world), feared, house) is not None) is live


def test_two_persons_clear_a_place_or_a_route_and_one_does_not():
    for cleared_by, left in ((1, 3), (2, 0)):
        route = ActorRoute(actor=None, stops=(OSLO, TOWNS["Hamar"]), cleared_by=cleared_by)
        feared = household(danger=(danger(OSLO, cleared_by=cleared_by),), routes=(route,))
        assert len(live_areas(feared, TONIGHT)) == left
        assert leg_is_near(feared, point(OSLO), EXACT_RULES) is (left > 0)


def test_while_no_place_is_named_the_town_where_she_is_stands_for_all():
    (area,) = live_areas(household(danger=(), where_now=OSLO), TONIGHT)
    assert area.kind is AreaKind.HER_KNOWN_PLACE
    assert reach_km(area, T3, TONIGHT, EXACT_RULES) == 85
    cleared = household(danger=(danger(OSLO, cleared_by=2),), where_now=OSLO)
    assert live_areas(cleared, TONIGHT) == ()


def test_stops_take_the_age_of_their_route():
    route = ActorRoute(actor=None, stops=(OSLO,), last_confirmed=day(-17))
    (_, stop) = live_areas(household(routes=(route,)), TONIGHT)
    assert reach_km(stop, T3, TONIGHT, EXACT_RULES) == 40
    (_, undated) = live_areas(household(routes=(ActorRoute(actor=None, stops=(OSLO,)),)), TONIGHT)
    assert reach_km(undated, T3, TONIGHT, EXACT_RULES) == 90


# --- legs ---


def sampled_km(place: Place, a: Place, b: Place, steps: int = 4000) -> float:
    """Told again: the least distance to very many places of the leg."""
    la, lo, lb, lp = radians(a.lat), radians(a.lon), radians(b.lat), radians(b.lon)
    angle = great_circle_km(a, b) / 6371.0088
    found = []
    for step in range(steps + 1):
        f, g = sin((1 - step / steps) * angle) / sin(angle), sin(step / steps * angle) / sin(angle)
        x = f * cos(la) * cos(lo) + g * cos(lb) * cos(lp)
        y = f * cos(la) * sin(lo) + g * cos(lb) * sin(lp)
        z = f * sin(la) + g * sin(lb)
        found.append(great_circle_km(place, Place(degrees(asin(z)), degrees(atan2(y, x)))))
    return min(found)


@pytest.mark.parametrize("name", sorted(TOWNS))
@pytest.mark.parametrize("end", ["Trondheim", "Bergen", "Tromso"])
def test_the_distance_to_a_leg_is_that_to_its_nearest_place(name, end):
    km = km_to_leg(TOWNS[name], OSLO, TOWNS[end])
    assert km == pytest.approx(sampled_km(TOWNS[name], OSLO, TOWNS[end]), abs=0.05)


def test_the_two_towns_of_the_guide_lie_that_far_from_their_legs():
    hamar = km_to_leg(TOWNS["Hamar"], OSLO, TOWNS["Trondheim"])
    drammen = km_to_leg(TOWNS["Drammen"], OSLO, TOWNS["Bergen"])
    assert (round(hamar, 1), round(drammen, 1)) == (21.6, 24.9)


def test_a_leg_without_length_is_a_place_and_opposite_ends_are_everywhere():
    assert km_to_leg(TOWNS["Hamar"], OSLO, OSLO) == pytest.approx(99.4, abs=0.1)
    assert km_to_leg(OSLO, Place(0, 0), Place(0, 180)) == 0.0


def on_the_way(**changes: Any) -> Household:
    route = ActorRoute(actor=None, stops=(OSLO, TOWNS["Trondheim"]), last_confirmed=day(-1))
    return household(danger=(danger(TOWNS["Tromso"]),), routes=(route,), **changes)


def test_a_leg_bars_only_t4_and_only_nearer_than_width_plus_a_quarter_of_the_base():
    feared, hamar = on_the_way(), point(TOWNS["Hamar"])
    assert leg_bars(feared, hamar, T4, EXACT_RULES)
    assert not leg_bars(feared, hamar, T3, EXACT_RULES)
    aside = point(TOWNS["Fredrikstad"])
    km = km_to_leg(TOWNS["Fredrikstad"], OSLO, TOWNS["Trondheim"])
    assert not leg_bars(feared, aside, T4, EXACT_RULES)
    on_the_line = RuleSet(distance_factor=1.0, leg_width_km=km - 30 - 1e-9)
    assert not leg_bars(feared, aside, T4, on_the_line)
    nearer = RuleSet(distance_factor=1.0, leg_width_km=km - 30 + 1e-6)
    assert leg_bars(feared, aside, T4, nearer)


def test_a_leg_is_near_within_its_width_from_the_zones_nearest_point():
    feared = on_the_way()
    km = km_to_leg(TOWNS["Hamar"], OSLO, TOWNS["Trondheim"])
    assert not leg_is_near(feared, point(TOWNS["Hamar"], km - 10), EXACT_RULES)
    assert leg_is_near(feared, point(TOWNS["Hamar"], km - 10 + 1e-6), EXACT_RULES)
    shorter = RuleSet(distance_factor=0.5)
    assert not leg_is_near(feared, point(TOWNS["Hamar"], km / 2 - 10), shorter)
    assert leg_is_near(feared, point(TOWNS["Hamar"], km / 2 - 10 + 1e-6), shorter)


def test_a_route_may_have_a_width_of_its_own():
    km = km_to_leg(TOWNS["Hamar"], OSLO, TOWNS["Trondheim"])
    stops = (OSLO, TOWNS["Trondheim"])
    for width, near in ((km, False), (km + 1e-6, True)):
        route = ActorRoute(actor=None, stops=stops, width_km=width)
        assert leg_is_near(household(routes=(route,)), point(TOWNS["Hamar"]), EXACT_RULES) is near


def test_one_near_leg_among_far_ones_is_enough():
    stops = (TOWNS["Tromso"], TOWNS["Trondheim"], OSLO)
    for way in (stops, stops[::-1]):
        route = ActorRoute(actor=None, stops=way)
        who = household(routes=(route,))
        assert leg_bars(who, point(TOWNS["Hamar"]), T4, EXACT_RULES)
        assert leg_is_near(who, point(TOWNS["Hamar"], 15.0), EXACT_RULES)


def test_a_zone_on_the_leg_is_at_no_distance_however_narrow_the_leg():
    route = ActorRoute(actor=None, stops=(OSLO, TOWNS["Trondheim"]), width_km=0.5)
    assert leg_is_near(household(routes=(route,)), point(TOWNS["Hamar"], 30.0), EXACT_RULES)
