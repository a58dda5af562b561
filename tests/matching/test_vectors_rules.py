"""Golden vectors of domain 12 at the level of rules: zones of radius 0, distance factor 1."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.exclusion import margin_km
from matching.geography import Zone
from matching.plan import Block
from matching.rules import blocks
from matching.ruleset import RuleSet
from matching.situation import StayPolicy, ThreatAssessment
from matching.standing import Standing
from matching.stay import ways
from matching.vocabulary import (
    AgeBand,
    Answer,
    Exemption,
    Fear,
    Gender,
    PlanMode,
    Precision,
    Priority,
    ResidentsGender,
    Rule,
    ThreatLevel,
    WaivedBy,
    ZoneId,
)
from tests.support.builders import (
    EXACT_RULES,
    TONIGHT,
    TOWNS,
    blocked,
    child,
    danger,
    day,
    features,
    household,
    nights,
    shelter,
    situation,
    stay,
    threat,
    woman,
)

T1, T2, T3, T4 = ThreatLevel
OSLO = TOWNS["Oslo"]


def margins(who, level, radius=0.0):
    """(barred by H03, margin rounded to 0.1 km, band) for a house in each town."""
    found = {}
    for name, place in TOWNS.items():
        zone = Zone(ZoneId(name), place, radius)
        zones = tuple(Zone(ZoneId(n), p, radius) for n, p in TOWNS.items())
        margin = margin_km(who, zone, level, TONIGHT, EXACT_RULES)
        assert margin is not None
        barred = "H03" in blocked(who, shelter(zone=name), zones=zones)
        found[name] = (barred, round(margin, 1), EXACT_RULES.band(margin))
    return found


def feared(level, *areas):
    return household(threat=threat(level), danger=areas)


def test_v1_t3_oslo_exact_confirmed_yesterday():
    found = margins(feared(T3, danger(OSLO)), T3)
    assert found["Drammen"][0] and found["Oslo"][0]
    assert found["Fredrikstad"] == (False, 18.0, 9)
    assert found["Hamar"] == (False, 39.4, 3)
    assert found["Trondheim"] == (False, 331.5, 0)
    assert found["Bergen"] == (False, 245.1, 0)


def test_v1_with_zones_of_12_5_km():
    found = margins(feared(T3, danger(OSLO)), T3, radius=12.5)
    assert found["Drammen"][0]
    assert found["Fredrikstad"] == (False, 5.5, 9)
    assert found["Hamar"] == (False, 26.9, 3)
    assert found["Trondheim"] == (False, 319.0, 0)
    assert found["Bergen"] == (False, 232.6, 0)


def test_v2_confirmed_40_days_ago():
    found = margins(feared(T3, danger(OSLO, last_confirmed=day(-40))), T3)
    assert found["Fredrikstad"][0]
    assert found["Hamar"] == (False, 6.4, 9)


def test_v3_municipality_120_days_ago():
    area = danger(OSLO, precision=Precision.MUNICIPALITY, last_confirmed=day(-120))
    found = margins(feared(T3, area), T3)
    assert found["Hamar"][0]
    assert not found["Bergen"][0]


def test_v4_t2_bars_oslo_alone():
    found = margins(feared(T2, danger(OSLO)), T2)
    assert [name for name, (barred, _, _) in found.items() if barred] == ["Oslo"]
    assert found["Drammen"][1] == 6.0


def test_v5_t4_bars_drammen_fredrikstad_and_hamar():
    found = margins(feared(T4, danger(OSLO)), T4)
    barred = {name for name, (is_barred, _, _) in found.items() if is_barred}
    assert barred == {"Oslo", "Drammen", "Fredrikstad", "Hamar"}


def test_v6_a_second_actor_in_bergen():
    found = margins(feared(T3, danger(OSLO), danger(TOWNS["Bergen"])), T3)
    assert found["Bergen"][0]
    assert found["Stavanger"] == (False, 99.7, 1)


def test_v7_all_unknown_a_woman_with_a_child_tonight():
    caller = household(
        members=(
            woman(age_band=AgeBand.UNKNOWN),
            child(band=AgeBand.A3_6, gender=Gender.UNDISCLOSED),
        ),
        tonight=Answer.UNKNOWN,
        planned_until=None,
        threat=ThreatAssessment(),
        danger=(),
        where_now=None,
        women_only=Answer.UNKNOWN,
    )
    standing = Standing(situation((caller,), (shelter(),)))
    assert standing.t_eff(caller) is T3
    assert standing.priority(caller) is Priority.P1
    assert blocked(caller, shelter(features=features(3))) == {}
    assert set(blocked(caller, shelter(features=features(2)))) == {"H02"}
    mixed = shelter(residents_gender=ResidentsGender.MIXED)
    assert set(blocked(replace(caller, women_only=Answer.YES), mixed)) == {"H07"}
    assert set(blocked(caller, mixed)) == {"H07"}
    assert blocked(replace(caller, women_only=Answer.NO), mixed) == {}


def test_v9_without_a_limit_the_whole_plan_stays_in_one_place():
    who = household(planned_until=day(180))
    house = shelter(stay=StayPolicy(limit_known=True, max_nights=None))
    (way,) = ways(who, house, nights(0, 180), 1, EXACT_RULES)
    assert (way.mode, way.span, way.limit_left) == (PlanMode.WITHIN_LIMIT, nights(0, 180), None)
    limited = shelter(
        stay=StayPolicy(
            limit_known=True, max_nights=90, exemption=Exemption.POSSIBLE, exempt_max_nights=90
        )
    )
    found = ways(who, limited, nights(0, 180), 1, EXACT_RULES)
    assert [way.mode for way in found] == [PlanMode.EXEMPTED, PlanMode.SEGMENTED]
    assert found[1].span == nights(0, 90)


@pytest.mark.parametrize("residents", list(ResidentsGender))
def test_v12_a_man_at_t2_never_among_women(residents):
    man = household(members=(woman(gender=Gender.MAN),), women_only=Answer.NO)
    found = blocked(man, shelter(residents_gender=residents))
    admitted = (ResidentsGender.MEN, ResidentsGender.SEPARATED, ResidentsGender.MIXED)
    assert ("H07" in found) is (residents not in admitted)


def test_v13_t4_with_only_s3_free_has_a_way_for_two_persons_and_none_by_itself():
    who = feared(T4, danger(TOWNS["Tromso"]))
    full = shelter("s4")
    free = shelter("s3", features=features(3))
    taken = (stay("h9", "s4-u1"),)
    assert set(blocked(who, full, free, stays=taken)) == {"H01"}
    found = blocked(who, free, full, stays=taken)
    assert found == {"H02": Block(Rule.H02, WaivedBy.TWO)}
    too_low = blocked(who, shelter(features=features(2)))
    assert too_low == {"H02": Block(Rule.H02, WaivedBy.NOBODY)}


def test_v14_three_declines_bar_three_houses_and_change_nothing_else():
    houses = tuple(shelter(f"s{n}") for n in range(4))
    before = household()
    after = household(declined=frozenset(house.id for house in houses[:3]))
    for who in (before, after):
        standing = Standing(situation((who,), houses))
        assert standing.priority(who) is Priority.P2
        assert standing.plan_span(who) == nights(0, 20)
        barred = [tuple(b.rule for b in blocks(who, house, standing)) for house in houses]
        no = (Rule.H11,) if who is after else ()
        assert barred == [no, no, no, ()]


def test_v21_and_v19_stand_with_their_rules():
    """The stories are told in test_h17 and test_h14; here both meet one world."""
    girl = household(members=(child("g", AgeBand.A13_17),))
    stale = shelter(vacancy_confirmed_at=None)
    assert {"H14", "H17"} <= set(blocked(girl, stale))


def test_v22_nationwide_is_no_circle_but_t3_and_s3():
    who = household(threat=threat(T1, nationwide=True), danger=(), where_now=None)
    standing = Standing(situation((who,), (shelter(),)))
    assert standing.t_eff(who) is T3
    for town in TOWNS:
        assert blocked(who, shelter(zone=town)) == {}
        assert set(blocked(who, shelter(zone=town, features=features(2)))) == {"H02"}
    named = replace(who, danger=(danger(OSLO),))
    assert "H03" in blocked(named, shelter(zone="Drammen"))
    assert blocked(named, shelter(zone="Hamar")) == {}


def test_v18_raising_her_level_never_opens_a_house():
    rules = RuleSet(distance_factor=1.0)
    houses = [
        shelter(f"{town}-{level}", town, features=features(level))
        for town in TOWNS
        for level in (1, 2, 3, 4)
    ]
    area = danger(OSLO)
    open_at: list[set[str]] = []
    for level in (T1, T2, T3, T4):
        who = feared(level, area)
        standing = Standing(situation((who,), tuple(houses), rules=rules))
        open_at.append({h.id for h in houses if not blocks(who, h, standing)})
    assert open_at[0] > open_at[1] > open_at[2] > open_at[3]


def test_fear_for_her_life_and_a_search_is_t4():
    who = household(threat=threat(T1, q01_self_fear=Fear.FOR_MY_LIFE, q04_searching=Answer.YES))
    assert set(blocked(who, shelter(features=features(3)))) == {"H02"}
