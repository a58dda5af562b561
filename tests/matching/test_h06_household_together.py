"""H06: members who must stay together get one unit, or two that adjoin."""

from __future__ import annotations

import pytest

from matching.plan import Block
from matching.rules.capacity import a_unit_is_free
from matching.rules.suitability import household_stays_together
from matching.vocabulary import Rule, Together, WaivedBy
from tests.support.builders import asked, child, household, shelter, unit, woman

FAMILY = (woman(), child("a"), child("b"))
SPLIT = Block(Rule.H06, WaivedBy.HER)


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ((unit("u1", beds=3),), None),
        ((unit("u1", wing="north"), unit("u2", wing="north")), None),
        ((unit("u1", wing="north"), unit("u2", wing="south")), SPLIT),
        ((unit("u1"), unit("u2")), SPLIT),
        ((unit("u1"),), None),
    ],
    ids=["one room", "adjoining", "two wings", "wings unknown", "too small in any way: H01"],
)
def test_rooms_that_adjoin_may_be_two(units, said):
    family = household(members=FAMILY, together=Together.MUST)
    assert asked(household_stays_together, family, shelter(units=units)) == said


def test_who_only_prefers_it_may_be_spread():
    family = household(members=FAMILY, together=Together.PREFER)
    apart = shelter(units=(unit("u1", wing="north"), unit("u2", wing="south")))
    assert asked(household_stays_together, family, apart) is None


def test_three_units_are_never_put_together():
    five = (woman(), *(child(name) for name in "abcd"))
    rooms = tuple(unit(f"u{n}", wing="north") for n in range(3))
    family = household(members=five, together=Together.MUST)
    assert asked(household_stays_together, family, shelter(units=rooms)) is None
    assert asked(a_unit_is_free, family, shelter(units=rooms)) is not None
