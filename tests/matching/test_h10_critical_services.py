"""H10: services on which her safety hangs."""

from __future__ import annotations

import pytest

from matching.plan import Because, Block
from matching.rules.suitability import critical_services_in_reach
from matching.situation import Need, ServiceOffer
from matching.vocabulary import Answer, Criticality, Rule, ServiceType, WaivedBy
from tests.support.builders import asked, day, household, shelter

FACT = Block(Rule.H10, WaivedBy.TWO_WITH_HEALTH)
ASK = Block(Rule.H10, WaivedBy.TWO_WITH_HEALTH, Because.UNKNOWN)
DIALYSIS = ServiceType.DIALYSIS


def need(minutes=30, service=DIALYSIS, how=Criticality.SAFETY_CRITICAL):
    return Need(service=service, criticality=how, max_minutes=minutes)


def offer(**changes):
    plain = {
        "type": DIALYSIS,
        "on_site": Answer.NO,
        "minutes": 30,
        "capacity_now": Answer.YES,
        "verified_on": day(0),
    }
    return ServiceOffer(**(plain | changes))


def said(*offers, needs=None):
    who = household(needs=(need(),) if needs is None else needs)
    return asked(critical_services_in_reach, who, shelter(services=offers))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"minutes": 31}, FACT),
        ({"minutes": 31, "on_site": Answer.UNKNOWN}, ASK),
        ({"minutes": None}, ASK),
        ({"minutes": None, "on_site": Answer.YES}, None),
        ({"capacity_now": Answer.NO}, FACT),
        ({"capacity_now": Answer.UNKNOWN}, ASK),
        ({"verified_on": day(-180)}, None),
        ({"verified_on": day(-181)}, ASK),
        ({"verified_on": None}, ASK),
        ({"minutes": 31, "verified_on": None}, FACT),
        ({"type": ServiceType.GP}, ASK),
    ],
)
def test_near_enough_with_room_and_verified(change, expected):
    assert said(offer(**change)) == expected


def test_a_service_nobody_told_of_is_absent():
    assert said() == ASK


def test_one_good_offer_among_bad_ones_is_enough():
    assert said(offer(minutes=99), offer()) is None
    assert said(offer(minutes=99), offer(verified_on=None)) == ASK


def test_without_minutes_only_on_site_will_do():
    assert said(offer(minutes=0), needs=(need(None),)) == FACT
    assert said(offer(on_site=Answer.YES), needs=(need(None),)) is None
    assert said(offer(on_site=Answer.UNKNOWN), needs=(need(None),)) == ASK


@pytest.mark.parametrize("how", [Criticality.IMPORTANT, Criticality.WISH])
def test_what_is_only_important_bars_nothing(how):
    assert said(needs=(need(how=how),)) is None


def test_every_critical_need_must_be_met():
    maternity = need(service=ServiceType.MATERNITY)
    assert said(offer(), needs=(need(), maternity)) == ASK
    assert said(offer(minutes=99), needs=(maternity, need())) == FACT
