"""What a price says of a stay, beside the night solved again with the unit gone for her nights."""

from __future__ import annotations

from matching.situation import Household
from matching.solve import Night
from matching.vocabulary import Answer, ThreatLevel, Tier
from tests.support.builders import day, household, shelter, situation, threat


def needs(name: str, level: ThreatLevel, first: int, end: int) -> Household:
    """A household that needs a bed from that night to that one."""
    when = {"needed_from": day(first), "planned_until": day(end)}
    tonight = Answer.NO if first else Answer.YES
    return household(name, threat=threat(level), tonight=tonight, **when)


def test_the_last_unit_has_a_price_though_nobody_waits_for_a_second_one():
    """One more would place nobody and one less leaves her out: the price is between the two."""
    world = situation((needs("now", ThreatLevel.T3, 0, 20),), (shelter(),))
    told = Night(world).optimised_with_prices().prices
    assert [(one.tier, 0 < one.price <= 1000) for one in told] == [(Tier.P1, True)]
    two = situation((needs("now", ThreatLevel.T3, 0, 20),), (shelter(), shelter("s2")))
    assert Night(two).optimised_with_prices().prices == ()
