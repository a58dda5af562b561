"""Who lives in the invented country on its first night, as cases of the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from app.demo.country import DemoCountry
from app.store.residents import Member, Resident
from app.worlds.generate.chance import Chance
from app.worlds.generate.country import ShelterFacts
from matching.situation import Stay, StayState
from matching.vocabulary import (
    AgeBand,
    Gender,
    HouseholdId,
    MemberRole,
    ShelterId,
    TargetGroup,
    UnitSide,
)

_CHILDREN = (AgeBand.A0_2, AgeBand.A3_6, AgeBand.A7_12, AgeBand.A13_17)
_ADULTS = (AgeBand.A18_24, AgeBand.A25_39, AgeBand.A40_64, AgeBand.A65)
_LETTERS = "ABCDEFGHJKLMNPRSTUVXYZ23456789"


def demo_residents(country: DemoCountry, new_id: Callable[[str, str], UUID]) -> list[Resident]:
    """Every household with a unit on the first night, or booked for a later one."""
    chance = Chance("demo residents", country.seed)
    houses = {h.shelter.id: h for h in country.houses}
    stays: dict[HouseholdId, list[Stay]] = {}
    for stay in [*(bed.stay for bed in country.night.beds), *country.night.later]:
        stays.setdefault(stay.household, []).append(stay)
    return [
        _resident(country, household, mine, houses, new_id, chance)
        for household, mine in sorted(stays.items())
    ]


def _resident(
    country: DemoCountry,
    household: HouseholdId,
    stays: list[Stay],
    houses: Mapping[ShelterId, ShelterFacts],
    new_id: Callable[[str, str], UUID],
    chance: Chance,
) -> Resident:
    first = stays[0]
    house = houses[ShelterId(first.unit.partition("/")[0])]
    group = None if first.target_group is TargetGroup.UNKNOWN else first.target_group
    return Resident(
        name=household,
        code_names=(_code("R", chance), _code("H", chance)),
        members=_members(first, house, chance),
        level=first.t_eff,
        target_group=group,
        languages=tuple(sorted(first.languages)),
        shelter=new_id("shelter", house.shelter.id),
        units=tuple(sorted(new_id("unit", stay.unit) for stay in stays)),
        nights=country.moved(first.span),
        arrived=first.state is StayState.ARRIVED,
    )


def _members(stay: Stay, house: ShelterFacts, chance: Chance) -> tuple[Member, ...]:
    """One adult and, where there are more people, children; a man in the rooms for men."""
    unit = next(u for u in house.shelter.units if u.id == stay.unit)
    man = unit.side is UnitSide.MEN
    adult = Member(MemberRole.ADULT, chance.one_of(_ADULTS), Gender.MAN if man else Gender.WOMAN)
    children = [
        Member(MemberRole.CHILD, chance.one_of(_CHILDREN), Gender.UNDISCLOSED)
        for _ in range(stay.persons - 1)
    ]
    return (adult, *children)


def _code(prefix: str, chance: Chance) -> str:
    """A name to say aloud; D marks the demonstration, so no real case can have it."""
    return f"{prefix}-D" + "".join(chance.one_of(_LETTERS) for _ in range(6))
