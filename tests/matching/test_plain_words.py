"""What she is told of an option is so: beside each other, what is there, what was assumed."""

from __future__ import annotations

import pytest

from matching.assumptions import assumed
from matching.columns import Columns
from matching.options import options
from matching.plain import plain
from matching.plan import Assumed
from matching.situation import ServiceOffer
from matching.standing import Standing
from matching.vocabulary import Answer, ServiceType, Together
from tests.support.builders import TOWNS, day, household, shelter, situation, unit, woman


def told(her, house):
    standing = Standing(situation((her,), (house,)))
    (option,) = options(her, Columns(standing), standing).options
    return {words.code for words in plain(her, house, option, standing)}


@pytest.mark.parametrize(
    ("wings", "said"),
    [
        (("north", "north"), "UNITS_TOGETHER"),
        (("north", "south"), "UNITS_IN_ONE_HOUSE"),
        ((None, None), "UNITS_IN_ONE_HOUSE"),
    ],
)
def test_two_units_are_next_to_each_other_only_where_they_are_known_to_be(wings, said):
    three = tuple(woman(f"w{n}") for n in range(3))
    units = tuple(unit(f"u{n}", wing=wing) for n, wing in enumerate(wings))
    codes = told(household(members=three, together=Together.PREFER), shelter(units=units))
    assert codes & {"UNITS_TOGETHER", "UNITS_IN_ONE_HOUSE"} == {said}


@pytest.mark.parametrize(
    ("there", "room", "checked", "said"),
    [
        (Answer.YES, Answer.YES, day(-1), True),
        (Answer.YES, Answer.NO, day(-1), False),
        (Answer.YES, Answer.UNKNOWN, day(-1), False),
        (Answer.YES, Answer.YES, day(-400), False),
        (Answer.YES, Answer.YES, None, False),
        (Answer.UNKNOWN, Answer.YES, day(-1), False),
    ],
)
def test_what_is_there_is_told_where_it_is_known_to_have_room(there, room, checked, said):
    offer = ServiceOffer(
        type=ServiceType.KINDERGARTEN, on_site=there, capacity_now=room, verified_on=checked
    )
    assert ("THERE_KINDERGARTEN" in told(household(), shelter(services=(offer,)))) is said


def test_the_town_where_she_is_stands_for_danger_only_where_it_is_known():
    for where, word in ((TOWNS["Tromso"], Assumed.DANGER_PLACES), (None, Assumed.NO_PLACE_KNOWN)):
        her = household(danger=(), where_now=where)
        found = set(assumed(her, Standing(situation((her,), (shelter(),)))))
        assert found & {Assumed.DANGER_PLACES, Assumed.NO_PLACE_KNOWN} == {word}
