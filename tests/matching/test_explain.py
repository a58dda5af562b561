"""Explanations without leaks: domain 14."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from matching.explain import Band, Reader, margin_band, reasons, tell, tell_assumed
from matching.explain_words import (
    ASSUMED,
    LIFTED_BY,
    MARGIN,
    REASON,
    RESTRICTED,
    RULES,
    SHELTER_RULES,
    SURVIVOR_RULES,
    Reason,
    Words,
)
from matching.plan import Assumed, Because, Block
from matching.situation import Actor, ActorRoute, NoGoArea
from matching.standing import Standing
from matching.vocabulary import ActorId, ActorStatus, Answer, Rule, ThreatLevel, WaivedBy
from tests.support.builders import (
    TOWNS,
    danger,
    features,
    household,
    shelter,
    situation,
    threat,
)

LISTS = (RULES, SURVIVOR_RULES, SHELTER_RULES, RESTRICTED, LIFTED_BY, REASON, MARGIN, ASSUMED)
ALL_WORDS = [words for each in LISTS for words in each.values()]


def test_every_closed_list_is_told_completely():
    assert set(RULES) == set(SURVIVOR_RULES) == set(Rule)
    assert set(ASSUMED) == set(Assumed)
    assert set(REASON) == set(Reason)
    assert set(MARGIN) == set(Band)
    assert set(LIFTED_BY) == set(WaivedBy) - {WaivedBy.NOBODY}


@pytest.mark.parametrize("words", ALL_WORDS, ids=lambda w: w.code)
def test_no_text_holds_a_number_a_distance_or_a_place(words):
    for text in (words.code, words.en, words.no):
        assert not re.search(r"\d|\bkm\b|kilomet|{|}|%", text)
        assert not any(town.lower() in text.lower() for town in TOWNS)
    assert words.en.strip() and words.no.strip() and words.en != words.no


def test_her_words_name_neither_trafficking_nor_police_nor_a_crisis_centre():
    for words in (*SURVIVOR_RULES.values(), RESTRICTED["SURVIVOR"], *REASON.values()):
        text = f"{words.code} {words.en} {words.no}".lower()
        assert not re.search("traffic|menneskehandel|polic|politi|crisis|krise|resident", text)


HIDDEN = [
    Block(rule, waived_by, because, restricted=True)
    for rule, waived_by, because in product(
        (Rule.H04, Rule.H05, Rule.H20, Rule.H21), WaivedBy, Because
    )
]


@pytest.mark.parametrize("reader", list(Reader))
def test_every_restricted_block_reads_the_same(reader):
    told = {tell([block], reader) for block in HIDDEN}
    assert len(told) == 1


@pytest.mark.parametrize("reader", list(Reader))
def test_neither_number_nor_order_of_restricted_blocks_shows(reader):
    open_block = Block(Rule.H14, WaivedBy.COORDINATOR, Because.UNKNOWN)
    one = tell([HIDDEN[0], open_block], reader)
    assert tell([open_block, HIDDEN[-1]], reader) == one
    assert tell([HIDDEN[3], open_block, HIDDEN[-1], HIDDEN[9]], reader) == one


@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("lifts", [WaivedBy.NOBODY, WaivedBy.TWO])
def test_what_may_be_told_of_a_known_house_is_told_whatever_restricted_rule_stands_beside_it(
    reader, lifts
):
    openly = Block(Rule.H04, lifts)
    both = Block(Rule.H04, WaivedBy.NOBODY, restricted=True, openly=lifts)
    assert tell([both], reader) == tell([openly, HIDDEN[-1]], reader)


def test_a_coordinator_reads_who_may_lift_and_what_a_call_may_lift():
    call = Block(Rule.H14, WaivedBy.COORDINATOR, Because.UNKNOWN)
    never = Block(Rule.H03, WaivedBy.NOBODY)
    first, second = tell([never, call], Reader.COORDINATOR)
    assert (first.words.code, first.call_first, first.lifted_by) == ("TOO_NEAR_DANGER", False, None)
    assert second.call_first and second.lifted_by == LIFTED_BY[WaivedBy.COORDINATOR]


def test_a_shelter_reads_only_of_itself():
    own = {Rule.H01, Rule.H13, Rule.H14, Rule.H16}
    for rule in Rule:
        (told,) = tell([Block(rule, WaivedBy.TWO)], Reader.SHELTER)
        assert (told.words.code != "NOT_MATCHED") is (rule in own)
        assert told.lifted_by is None and not told.call_first


def test_she_cannot_tell_a_restricted_no_from_a_houses_own_rule():
    house_rule = tell([Block(Rule.H08, WaivedBy.COORDINATOR)], Reader.SURVIVOR)
    assert house_rule == tell([HIDDEN[0]], Reader.SURVIVOR)


def seen(who, where, reader):
    standing = Standing(situation((who,), (where,)))
    return [words.code for words in reasons(who, where, standing, reader)]


def test_why_an_option_is_safe():
    far = seen(household(), shelter(), Reader.SURVIVOR)
    assert far == ["SHIELDED", "STAFFED_AT_NIGHT", "LOCKED", "WOMEN_ONLY", "FAR_FROM_NAMED"]
    assert seen(household(), shelter(features=features(2)), Reader.SURVIVOR) == [
        "WOMEN_ONLY",
        "FAR_FROM_NAMED",
    ]
    assert seen(household(), shelter(), Reader.SHELTER) == []


@pytest.mark.parametrize(
    ("town", "band"),
    [("Fredrikstad", Band.JUST_OUTSIDE), ("Hamar", Band.CLEAR), ("Stavanger", Band.FAR)],
)
def test_margins_are_told_as_words_and_to_coordinators_only(town, band):
    who = household(threat=threat(ThreatLevel.T3), danger=(danger(TOWNS["Oslo"]),))
    where = shelter(zone=town)
    assert margin_band(who, where, Standing(situation((who,), (where,)))) is band
    assert band.value in seen(who, where, Reader.COORDINATOR)
    assert band.value not in seen(who, where, Reader.SURVIVOR)
    assert ("FAR_FROM_NAMED" in seen(who, where, Reader.SURVIVOR)) is (band is Band.FAR)


def test_well_away_is_the_band_between():
    who = household(threat=threat(ThreatLevel.T3), danger=(danger(TOWNS["Bergen"]),))
    where = shelter(zone="Stavanger")
    assert margin_band(who, where, Standing(situation((who,), (where,)))) is Band.WELL_AWAY


def test_nothing_named_is_never_called_far():
    silent = household(danger=(), where_now=TOWNS["Tromso"])
    assert "FAR_FROM_NAMED" not in seen(silent, shelter(), Reader.SURVIVOR)
    nowhere = household(danger=(), where_now=None)
    assert not set(seen(nowhere, shelter(), Reader.COORDINATOR)) & set(Band)
    assert not set(seen(household(), shelter(zone=None), Reader.COORDINATOR)) & set(Band)


def test_a_place_that_she_named_stays_one_whoever_cannot_come_there_now():
    jailed = Actor(id=ActorId("A"), status=ActorStatus.CUSTODY, others_at_large=Answer.NO)
    far, near = danger(TOWNS["Tromso"]), danger(TOWNS["Oslo"], actor=ActorId("A"))
    for named in ((far, near), (far, replace(near, actor=None, cleared_by=2))):
        her = household(actors=(jailed,), danger=named)
        assert margin_band(her, shelter(), Standing(situation((her,), (shelter(),)))) is Band.FAR
        assert "FAR_FROM_NAMED" not in seen(her, shelter(), Reader.SURVIVOR)
        assert "FAR_FROM_NAMED" in seen(her, shelter(zone="Bergen"), Reader.SURVIVOR)


def test_where_she_will_not_go_and_where_he_passes_are_places_that_were_named():
    avoids = household(no_go=(NoGoArea(TOWNS["Drammen"], 20.0),))
    assert "FAR_FROM_NAMED" in seen(household(), shelter(), Reader.SURVIVOR)
    assert "FAR_FROM_NAMED" not in seen(avoids, shelter(), Reader.SURVIVOR)
    passes = household(routes=(ActorRoute(actor=None, stops=(TOWNS["Drammen"], TOWNS["Bergen"])),))
    assert "FAR_FROM_NAMED" not in seen(passes, shelter(), Reader.SURVIVOR)


def test_what_was_assumed_is_told_in_its_order():
    told = tell_assumed((Assumed.TONIGHT, Assumed.THREAT_LEVEL))
    assert [words.code for words in told] == ["TONIGHT", "THREAT_LEVEL"]
    assert all(isinstance(words, Words) for words in told)
