"""Where open households sleep tonight: which of the taken units are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.worlds.generate.chance import Chance
from app.worlds.generate.residents import Bed
from matching.situation import Person, Stay, StayState
from matching.vocabulary import (
    AgeBand,
    HouseholdId,
    MemberRole,
    NightSpan,
    ResidentsGender,
    ShelterStatus,
    ThreatLevel,
    UnitSide,
)


class Roofs:
    """Tonight's taken units; an open household may get one in place of its resident."""

    def __init__(self, beds: Sequence[Bed], later: Sequence[Stay], chance: Chance) -> None:
        self._beds = list(beds)
        booked = {stay.unit for stay in later}
        shared: dict[str, int] = {}
        for bed in beds:
            shared[bed.stay.household] = shared.get(bed.stay.household, 0) + 1
        single = [
            n
            for n, bed in enumerate(beds)
            if shared[bed.stay.household] == 1 and bed.unit.id not in booked
            if bed.facts.shelter.status is ShelterStatus.OPEN
        ]
        self._open = chance.shuffled(single)

    def stays(self) -> tuple[Stay, ...]:
        """Every stay that covers tonight."""
        return tuple(bed.stay for bed in self._beds)

    def take(
        self, people: Sequence[Person], level: ThreatLevel, man: bool, chance: Chance
    ) -> int | None:
        """A taken unit in a house that suits such people; None when there is no more."""
        beds = sum(person.age_band is not AgeBand.A0_2 for person in people)
        children = any(person.role is MemberRole.CHILD for person in people)
        for at in reversed(range(len(self._open))):
            bed = self._beds[self._open[at]]
            if bed.unit.beds >= beds and _suits(bed, level, man, children):
                number = self._open[at]
                self._open[at] = self._open[-1]
                self._open.pop()
                return number
        return None

    def give(
        self,
        number: int,
        household: HouseholdId,
        people: int,
        level: ThreatLevel,
        span: NightSpan,
        state: StayState,
    ) -> Stay:
        """Make the unit's stay that of an open household."""
        bed = self._beds[number]
        stay = replace(
            bed.stay,
            household=household,
            span=span,
            state=state,
            t_eff=level,
            persons=people,
            networks=frozenset(),
            languages=frozenset(),
        )
        self._beds[number] = replace(bed, stay=stay)
        return stay

    def since(self, number: int) -> Stay:
        """The stay that stood there before."""
        return self._beds[number].stay

    def shelter_of(self, number: int) -> Bed:
        """The unit with its house."""
        return self._beds[number]


def _suits(bed: Bed, level: ThreatLevel, man: bool, children: bool) -> bool:
    gender = bed.facts.shelter.residents_gender
    admits = gender is not (ResidentsGender.WOMEN if man else ResidentsGender.MEN)
    takes = bed.facts.shelter.acceptance.max_children
    if gender is ResidentsGender.SEPARATED:
        admits = bed.unit.side in (UnitSide.MEN if man else UnitSide.WOMEN, UnitSide.EITHER)
    return admits and bed.facts.level >= level and (not children or bool(takes))
