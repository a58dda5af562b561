"""H04: nobody she fears knows the house."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.plan import Block
from matching.rules.safety import unknown_to_those_she_fears
from matching.situation import Actor, Compromise
from matching.vocabulary import (
    ActorId,
    CompromiseLevel,
    CompromiseScope,
    NetworkId,
    Rule,
    ShelterId,
    ShelterStatus,
    ThreatLevel,
    WaivedBy,
)
from tests.support.builders import OSLO, asked, danger, household, shelter, threat

SUSPECTED, CONFIRMED = CompromiseLevel.SUSPECTED, CompromiseLevel.CONFIRMED
HIM, NET = ActorId("A"), NetworkId("N")


def report(scope, level, **changes):
    return Compromise(shelter=ShelterId("s1"), scope=scope, level=level, **changes)


def said(who, *reports, **changes):
    return asked(unknown_to_those_she_fears, who, shelter(**changes), compromises=reports)


@pytest.mark.parametrize("level", list(ThreatLevel))
def test_a_general_report_bars_when_confirmed_and_from_t3_when_suspected(level):
    who = household(threat=threat(level))
    sure = said(who, report(CompromiseScope.GENERAL, CONFIRMED))
    assert sure == Block(Rule.H04, WaivedBy.NOBODY)
    maybe = said(who, report(CompromiseScope.GENERAL, SUSPECTED))
    expected = Block(Rule.H04, WaivedBy.TWO) if level >= ThreatLevel.T3 else None
    assert maybe == expected


@pytest.mark.parametrize("level", [SUSPECTED, CONFIRMED])
def test_a_report_on_a_network_or_person_bars_whom_it_matches_and_is_restricted(level):
    who = WaivedBy.NOBODY if level is CONFIRMED else WaivedBy.TWO
    block = Block(Rule.H04, who, restricted=True)
    actor, network = CompromiseScope.ACTOR, CompromiseScope.NETWORK
    him = Actor(id=HIM, network=NET)
    assert said(household(actors=(him,)), report(actor, level, actor=HIM)) == block
    assert said(household(actors=(him,)), report(network, level, network=NET)) == block
    hers = household(networks=frozenset({NET}))
    assert said(hers, report(network, level, network=NET)) == block
    assert said(household(), report(actor, level, actor=HIM)) is None
    assert said(household(), report(network, level, network=NET)) is None


def test_a_person_behind_a_danger_place_is_feared_without_being_listed():
    who = household(danger=(danger(OSLO, actor=HIM),))
    assert said(who, report(CompromiseScope.ACTOR, SUSPECTED, actor=HIM)) is not None


def test_a_report_without_its_network_or_person_may_be_hers():
    for scope in (CompromiseScope.ACTOR, CompromiseScope.NETWORK):
        assert said(household(), report(scope, SUSPECTED)) is not None


def test_two_persons_clear_a_report():
    for cleared_by, bars in ((1, True), (2, False)):
        one = report(CompromiseScope.GENERAL, CONFIRMED, cleared_by=cleared_by)
        assert (said(household(), one) is not None) is bars


def test_she_was_found_there_before():
    found = household(found_at=frozenset({ShelterId("s1")}))
    assert said(found) == Block(Rule.H04, WaivedBy.NOBODY)
    elsewhere = household(found_at=frozenset({ShelterId("s2")}))
    assert said(elsewhere) is None


def test_a_house_marked_compromised_is_known_to_everybody():
    assert said(household(), status=ShelterStatus.COMPROMISED) == Block(Rule.H04, WaivedBy.NOBODY)


def test_the_strictest_of_several_reports_speaks():
    mixed = (
        report(CompromiseScope.ACTOR, SUSPECTED, actor=HIM),
        report(CompromiseScope.GENERAL, CONFIRMED),
    )
    who = household(actors=(Actor(id=HIM),))
    openly = WaivedBy.NOBODY
    assert said(who, *mixed) == Block(Rule.H04, openly, restricted=True, openly=openly)


@pytest.mark.parametrize("level", [SUSPECTED, CONFIRMED])
def test_what_bars_openly_is_told_beside_a_secret_report_and_waived_as_if_alone(level):
    secret = report(CompromiseScope.ACTOR, CONFIRMED, actor=HIM)
    openly = report(CompromiseScope.GENERAL, level)
    who = household(actors=(Actor(id=HIM),), threat=threat(ThreatLevel.T3))
    alone = said(who, openly)
    assert said(who, secret, openly).openly is alone.waived_by
    assert said(who, secret).openly is None
    assert alone.openly is None
    found_there = replace(who, found_at=frozenset({secret.shelter}))
    assert said(found_there, secret).openly is WaivedBy.NOBODY
