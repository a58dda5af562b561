"""H09: the nights that the house's limit leaves."""

from __future__ import annotations

import pytest

from matching.plan import Because, Block
from matching.rules.stay import stay_fits_limit
from matching.situation import NightsUsed, StayPolicy
from matching.vocabulary import Answer, Exemption, Rule, ShelterId, WaivedBy
from tests.support.builders import asked, day, household, shelter

FACT = Block(Rule.H09, WaivedBy.COORDINATOR)
ASK = Block(Rule.H09, WaivedBy.COORDINATOR, Because.UNKNOWN)


def used(nights, where="s1"):
    return (NightsUsed(ShelterId(where), nights),)


def said(who, **policy):
    return asked(stay_fits_limit, who, shelter(stay=StayPolicy(**policy)))


def told(limit, **more):
    return {"limit_known": True, "max_nights": limit, "exemption": Exemption.NONE} | more


def test_no_limit_and_a_plan_within_it():
    assert said(household(planned_until=day(700)), **told(None)) is None
    assert said(household(planned_until=day(90)), **told(90)) is None


@pytest.mark.parametrize(("nights", "barred"), [(89, False), (90, True), (95, True)])
def test_one_night_left_is_enough_tonight(nights, barred):
    who = household(planned_until=day(180), nights_used=used(nights))
    assert said(who, **told(90)) == (FACT if barred else None)


@pytest.mark.parametrize(("limit", "barred"), [(13, True), (14, False)])
def test_nobody_with_a_bed_is_moved_for_less_than_fourteen_nights(limit, barred):
    who = household(tonight=Answer.NO, planned_until=day(180))
    assert said(who, **told(limit)) == (FACT if barred else None)


def test_a_plan_shorter_than_that_fits_anyway():
    who = household(tonight=Answer.NO, planned_until=day(5))
    assert said(who, **told(5)) is None


@pytest.mark.parametrize("exemption", list(Exemption))
def test_an_exemption_adds_its_nights_when_the_house_grants_it(exemption):
    who = household(planned_until=day(60), nights_used=used(90))
    for extra, enough in ((60, True), (59, False)):
        block = said(who, **told(90, exemption=exemption, exempt_max_nights=extra))
        granted = exemption in (Exemption.POSSIBLE, Exemption.STANDARD)
        if granted and enough:
            assert block is None
        else:
            assert block == (ASK if exemption is Exemption.UNKNOWN else FACT)


@pytest.mark.parametrize(("nights", "barred"), [(120, False), (121, True), (158, True)])
def test_nights_beyond_the_limit_were_part_of_the_exemption(nights, barred):
    """Ninety nights of it are granted once and not each time that she comes."""
    who = household(planned_until=day(60), nights_used=used(nights))
    block = said(who, **told(90, exemption=Exemption.POSSIBLE, exempt_max_nights=90))
    assert block == (FACT if barred else None)


def test_a_limit_nobody_told_is_42_nights_and_a_call_may_lift_it():
    for nights, expected in ((41, None), (42, ASK)):
        who = household(planned_until=day(60), nights_used=used(nights))
        assert said(who) == expected
        assert said(who, exemption=Exemption.NONE) == expected


def test_nights_in_another_house_do_not_count():
    who = household(planned_until=day(180), nights_used=used(500, "s2"))
    assert said(who, **told(90)) is None


def test_the_permit_ends_the_plan_thirty_nights_later():
    who = household(tonight=Answer.NO, planned_until=None, permit_until=day(-20))
    assert said(who, **told(10)) is None
    assert said(who, **told(9)) == FACT
