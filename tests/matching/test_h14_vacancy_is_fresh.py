"""H14: confirmed within the hours that the need allows; V19."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matching.plan import Because, Block
from matching.rules.capacity import vacancy_is_fresh
from matching.situation import Waiver
from matching.vocabulary import Answer, HouseholdId, Rule, ShelterId, Trigger, WaivedBy
from tests.support.builders import NOW, TONIGHT, asked, blocked, day, household, shelter

CALL = Block(Rule.H14, WaivedBy.COORDINATOR, Because.UNKNOWN)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("tonight", "trigger", "hours"),
    [
        (Answer.YES, Trigger.PHONE, 6),
        (Answer.UNKNOWN, Trigger.PHONE, 6),
        (Answer.YES, Trigger.EVENT, 6),
        (Answer.YES, Trigger.NIGHT, 72),
        (Answer.NO, Trigger.PHONE, 72),
    ],
)
def test_exactly_the_hours_are_fresh_and_a_minute_more_is_not(tonight, trigger, hours):
    who = household(tonight=tonight)
    for late, said in ((timedelta(0), None), (MINUTE, CALL)):
        house = shelter(vacancy_confirmed_at=NOW - timedelta(hours=hours) - late)
        assert asked(vacancy_is_fresh, who, house, trigger=trigger) == said


def test_never_confirmed_is_stale():
    assert asked(vacancy_is_fresh, household(), shelter(vacancy_confirmed_at=None)) == CALL


def test_v19_seven_hours_old_tonight_is_call_first_until_the_shelter_said_yes():
    house = shelter(vacancy_confirmed_at=NOW - timedelta(hours=7))
    assert blocked(household(), house) == {"H14": CALL}
    yes = Waiver(
        rule=Rule.H14,
        household=HouseholdId("h1"),
        shelter=ShelterId("s1"),
        by=frozenset({"c"}),
        by_coordinator=True,
        decided_on=TONIGHT,
        expires_on=day(1),
    )
    assert blocked(household(), house, waivers=(yes,)) == {}
