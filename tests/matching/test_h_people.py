"""Who counts as grown, child, boy or girl for H07, H08 and H17 (domain 9.6)."""

from __future__ import annotations

import pytest

from matching.people import adults, boys, children, girls, oldest, youngest
from matching.vocabulary import AgeBand, Gender, MemberRole
from tests.support.builders import child, household, woman

YEARS = {
    AgeBand.A0_2: (0, 2),
    AgeBand.A3_6: (3, 6),
    AgeBand.A7_12: (7, 12),
    AgeBand.A13_17: (13, 17),
    AgeBand.A18_24: (18, 24),
    AgeBand.A25_39: (25, 39),
    AgeBand.A40_64: (40, 64),
    AgeBand.A65: (65, 130),
}


@pytest.mark.parametrize("band", list(YEARS))
@pytest.mark.parametrize("role", list(MemberRole))
def test_a_band_has_its_least_and_greatest_age_whatever_the_role(band, role):
    person = woman(age_band=band, role=role)
    assert (youngest(person), oldest(person)) == YEARS[band]


def test_an_unknown_age_is_as_wide_as_the_role():
    grown, small = woman(age_band=AgeBand.UNKNOWN), child(band=AgeBand.UNKNOWN)
    assert (youngest(grown), oldest(grown)) == (18, 130)
    assert (youngest(small), oldest(small)) == (0, 17)


@pytest.mark.parametrize("band", list(AgeBand))
@pytest.mark.parametrize("role", list(MemberRole))
def test_where_role_and_band_disagree_both_count(band, role):
    one = household(members=(woman(age_band=band, role=role),))
    under = band in list(AgeBand)[:4]
    over = band in list(AgeBand)[4:8]
    assert bool(adults(one)) is (role is MemberRole.ADULT or over)
    assert bool(children(one)) is (role is MemberRole.CHILD or under)


@pytest.mark.parametrize("gender", list(Gender))
def test_a_child_may_be_what_nobody_denied(gender):
    one = household(members=(child(gender=gender),))
    assert bool(boys(one)) is (gender is not Gender.WOMAN)
    assert bool(girls(one)) is (gender is not Gender.MAN)
