"""H17: no minor is placed alone; V21."""

from __future__ import annotations

import pytest

from matching.plan import Block
from matching.rules.suitability import an_adult_is_with_them
from matching.vocabulary import AgeBand, MemberRole, Rule, WaivedBy
from tests.support.builders import asked, blocked, child, household, shelter, woman

HAND_OVER = Block(Rule.H17, WaivedBy.NOBODY)


@pytest.mark.parametrize("band", list(AgeBand))
@pytest.mark.parametrize("apparent_minor", [False, True])
def test_who_may_be_under_18_is_no_adult(band, apparent_minor):
    alone = household(members=(woman(age_band=band, apparent_minor=apparent_minor),))
    minor = band in (AgeBand.A0_2, AgeBand.A3_6, AgeBand.A7_12, AgeBand.A13_17)
    said = asked(an_adult_is_with_them, alone, shelter())
    assert said == (HAND_OVER if minor or apparent_minor else None)


@pytest.mark.parametrize("band", list(AgeBand))
def test_a_child_by_role_is_no_adult_whatever_the_band(band):
    alone = household(members=(woman(role=MemberRole.CHILD, age_band=band),))
    assert asked(an_adult_is_with_them, alone, shelter()) == HAND_OVER


def test_one_adult_is_enough():
    doubtful = woman("t", apparent_minor=True)
    assert asked(an_adult_is_with_them, household(members=(doubtful, woman())), shelter()) is None
    assert asked(an_adult_is_with_them, household(members=(child(), woman())), shelter()) is None


def test_v21_a_girl_of_seventeen_alone_is_matched_nowhere():
    girl = household(members=(child("g", AgeBand.A13_17),))
    for house in (shelter("s1"), shelter("s2", "Bergen")):
        assert blocked(girl, house)["H17"] == HAND_OVER
