"""H05: nobody from whom she must be separated stays there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.geography import Zone
from matching.plan import Block
from matching.rules.company import apart_from_whom_she_must_avoid as apart
from matching.situation import Link, StayState
from matching.vocabulary import (
    HouseholdId,
    LinkKind,
    NetworkId,
    Rule,
    ThreatLevel,
    WaivedBy,
    ZoneId,
)
from tests.support.builders import (
    OSLO,
    TOWNS,
    asked,
    household,
    shelter,
    situation,
    stay,
    threat,
)

BARRED = Block(Rule.H05, WaivedBy.TWO_WITH_POLICE, restricted=True)
NET = NetworkId("N")
HOUSE, NEXT, FAR = shelter("s1"), shelter("s2", "Drammen"), shelter("s3", "Bergen")
T1, T3 = ThreatLevel.T1, ThreatLevel.T3


def linked(kind):
    return (Link(HouseholdId("h2"), HouseholdId("h1"), kind),)


@pytest.mark.parametrize("kind", list(LinkKind))
def test_only_must_separate_bars_a_linked_pair_without_a_network(kind):
    said = asked(apart, household(), HOUSE, stays=(stay("h2", "s1-u1"),), links=linked(kind))
    assert said == (BARRED if kind is LinkKind.MUST_SEPARATE else None)


@pytest.mark.parametrize(
    ("kind", "barred"),
    [
        (None, True),
        (LinkKind.UNKNOWN, True),
        (LinkKind.MUST_SEPARATE, True),
        (LinkKind.PREFER_SEPARATE, False),
        (LinkKind.MUST_TOGETHER, False),
    ],
)
def test_one_network_without_a_known_word_must_be_separated(kind, barred):
    who = household(networks=frozenset({NET}))
    resident = stay("h2", "s1-u1", networks=frozenset({NET}))
    links = () if kind is None else linked(kind)
    said = asked(apart, who, HOUSE, stays=(resident,), links=links)
    assert said == (BARRED if barred else None)


def test_nights_that_do_not_meet_are_no_company():
    must = linked(LinkKind.MUST_SEPARATE)
    for start, end, barred in ((-5, 0, False), (-5, 1, True), (19, 30, True), (20, 30, False)):
        said = asked(
            apart, household(), HOUSE, stays=(stay("h2", "s1-u1", start, end),), links=must
        )
        assert said == (BARRED if barred else None)


def test_a_hold_is_company_too():
    held = replace(stay("h2", "s1-u1"), state=StayState.HELD)
    assert asked(apart, household(), HOUSE, stays=(held,), links=linked(LinkKind.MUST_SEPARATE))


@pytest.mark.parametrize(
    ("hers", "others", "barred"),
    [(T1, T1, False), (T3, T1, True), (T1, T3, True), (ThreatLevel.T2, T1, False)],
)
def test_from_t3_on_zones_that_meet_are_one_place_and_the_higher_level_decides(
    hers, others, barred
):
    zones = (
        Zone(ZoneId("Oslo"), OSLO, 18.0),
        Zone(ZoneId("Drammen"), TOWNS["Drammen"], 18.1),
        Zone(ZoneId("Bergen"), TOWNS["Bergen"], 18.0),
    )
    world = {"zones": zones, "links": linked(LinkKind.MUST_SEPARATE)}
    who = household(threat=threat(hers))
    near = stay("h2", "s2-u1", t_eff=others)
    said = asked(apart, who, HOUSE, NEXT, FAR, stays=(near,), **world)
    assert said == (BARRED if barred else None)
    far = stay("h2", "s3-u1", t_eff=others)
    assert asked(apart, who, HOUSE, NEXT, FAR, stays=(far,), **world) is None


def test_her_own_stay_is_no_company():
    who = household(networks=frozenset({NET}))
    own = stay("h1", "s1-u1", networks=frozenset({NET}))
    assert asked(apart, who, HOUSE, stays=(own,)) is None


def test_two_who_are_not_linked_may_meet():
    assert asked(apart, household(), HOUSE, stays=(stay("h2", "s1-u1"),)) is None
    assert situation((household(),), (HOUSE,)).links == ()
