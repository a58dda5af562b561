"""Which units of a shelter can hold one household: one unit, or two that go together.

Source: docs/domain.md 9.1 H01 and H06. A household that no single unit of the house could hold may
take two: adjoining ones (the same named wing) when its members MUST stay together, any two when
they PREFER it. More than two units are never put together by the engine; people may do so.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

from matching.groups import Group
from matching.people import adults
from matching.situation import Household, Shelter, Unit
from matching.standing import Standing
from matching.vocabulary import (
    AgeBand,
    Answer,
    Gender,
    HouseholdId,
    MemberRole,
    Together,
    UnitSide,
    value,
)


@value
class Bundle:
    """The groups from which a household takes one unit each; a group may stand twice."""

    groups: tuple[Group, ...]

    @property
    def beds(self) -> int:
        """Beds of all its units."""
        return sum(group.beds for group in self.groups)

    def nights_for(self, household: HouseholdId, night: int) -> int:
        """Nights from ``night`` on for which all its units are free for her without a break."""
        return min(g.nights_for(household, night, self.groups.count(g)) for g in self.groups)


def beds_needed(household: Household) -> int:
    """Persons who need a bed of their own: all but infants of the band 0-2."""
    return sum(1 for person in household.members if person.age_band is not AgeBand.A0_2)


def cots_needed(household: Household) -> int:
    """Infants, and every child of unknown age: the band's minimum counts for cots (11.1)."""
    return sum(
        1
        for person in household.members
        if person.age_band is AgeBand.A0_2
        or (person.age_band is AgeBand.UNKNOWN and person.role is MemberRole.CHILD)
    )


def sides(household: Household) -> frozenset[UnitSide]:
    """Sides of a SEPARATED house that admit every adult; children do not count.

    Unknown: who told no gender, or another one, fits only EITHER; no side admits to UNKNOWN.
    """
    genders = {adult.gender for adult in adults(household)}
    found = {UnitSide.EITHER}
    if genders <= {Gender.WOMAN}:
        found.add(UnitSide.WOMEN)
    if genders <= {Gender.MAN}:
        found.add(UnitSide.MEN)
    return frozenset(found)


@value
class _Needed:
    """What a unit or two must have for her, worked out once for all units."""

    beds: int
    cots: int
    steps: bool
    sides: frozenset[UnitSide]

    def met_by(self, groups: tuple[Group, ...]) -> bool:
        """Whether one unit of each group has beds, cots and step-free room, on a side for her."""
        if any(g.side is not None and g.side not in self.sides for g in groups):
            return False
        if sum([g.beds for g in groups]) < self.beds:
            return False
        if self.steps and not any(g.wheelchair for g in groups):
            return False
        if sum([g.cots for g in groups]) >= self.cots:
            return True
        return any(g.cot_possible for g in groups)


def _needed(household: Household) -> _Needed:
    return _Needed(
        beds=beds_needed(household),
        cots=cots_needed(household),
        steps=household.wheelchair is Answer.YES,
        sides=sides(household),
    )


def bundles(household: Household, shelter: Shelter, standing: Standing) -> tuple[Bundle, ...]:
    """Every bundle of this shelter that can hold her, free or not; single units before pairs."""
    groups, needed = standing.groups_in(shelter.id), _needed(household)
    single = tuple(Bundle((g,)) for g in groups if needed.met_by((g,)))
    if single:
        return single
    pairs = (
        pair
        for pair in combinations_with_replacement(groups, 2)
        if pair[0] is not pair[1] or len(pair[0].units) > 1
        if pair[0].units != pair[1].units or pair[0] is pair[1]
    )
    return tuple(Bundle(pair) for pair in pairs if _adjoin(pair, household) and needed.met_by(pair))


def _adjoin(pair: tuple[Group, ...], household: Household) -> bool:
    return household.together is Together.PREFER or adjoin(pair)


def adjoin(units: Sequence[Group | Unit]) -> bool:
    """Whether these lie in one named wing. Unknown: a wing that is not named adjoins nothing (H06)."""
    return units[0].wing is not None and len({one.wing for one in units}) == 1
