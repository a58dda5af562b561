"""Who of a household counts as grown, child, boy or girl when a house's words are read.

Source: docs/domain.md 9.1 H07, H08, H17 and 11.1. Where role and age band disagree, both count.
"""

from __future__ import annotations

from matching.situation import Household, Person
from matching.vocabulary import AgeBand, Gender, MemberRole

_YEARS = {
    AgeBand.A0_2: (0, 2),
    AgeBand.A3_6: (3, 6),
    AgeBand.A7_12: (7, 12),
    AgeBand.A13_17: (13, 17),
    AgeBand.A18_24: (18, 24),
    AgeBand.A25_39: (25, 39),
    AgeBand.A40_64: (40, 64),
    AgeBand.A65: (65, 130),
}
UNDER_18 = frozenset({AgeBand.A0_2, AgeBand.A3_6, AgeBand.A7_12, AgeBand.A13_17})


def youngest(person: Person) -> int:
    """The least age in whole years; an adult of unknown age is at least 18."""
    if person.age_band is AgeBand.UNKNOWN:
        return 18 if person.role is MemberRole.ADULT else 0
    return _YEARS[person.age_band][0]


def oldest(person: Person) -> int:
    """The greatest age in whole years; a child of unknown age may be 17."""
    if person.age_band is AgeBand.UNKNOWN:
        return 130 if person.role is MemberRole.ADULT else 17
    return _YEARS[person.age_band][1]


def adults(household: Household) -> tuple[Person, ...]:
    """Members who are adults by their role or by their age band."""
    return tuple(p for p in household.members if p.role is MemberRole.ADULT or youngest(p) >= 18)


def children(household: Household) -> tuple[Person, ...]:
    """Members who are children by their role or by their age band."""
    return tuple(
        p for p in household.members if p.role is MemberRole.CHILD or p.age_band in UNDER_18
    )


def boys(household: Household) -> tuple[Person, ...]:
    """Children who may be boys: all but those known to be girls."""
    return tuple(p for p in children(household) if p.gender is not Gender.WOMAN)


def girls(household: Household) -> tuple[Person, ...]:
    """Children who may be girls: all but those known to be boys."""
    return tuple(p for p in children(household) if p.gender is not Gender.MAN)


def surely_adult(person: Person) -> bool:
    """Whether nobody doubts that this member is an adult (H17)."""
    grown = person.role is MemberRole.ADULT and person.age_band not in UNDER_18
    return grown and not person.apparent_minor
