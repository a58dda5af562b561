"""The households that are open for matching: who, how threatened, how urgent, for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.worlds.generate import people as persons
from app.worlds.generate.chance import Chance, dealt
from app.worlds.generate.country import ShelterFacts
from app.worlds.generate.dangers import Dangers, dangers
from app.worlds.generate.figures import (
    CHILDREN,
    DEMAND,
    MEAN_STAY,
    MEN,
    TRAFFICKING,
    TRAFFICKING_NIGHTS,
    Size,
    referrers,
)
from app.worlds.generate.maps import CountryMap, Spot
from app.worlds.generate.night import NOW, TONIGHT, hours_ago, in_nights
from app.worlds.generate.roofs import Roofs
from app.worlds.generate.threats import assessment
from matching.situation import (
    Compromise,
    Household,
    NightsUsed,
    Person,
    StayState,
)
from matching.vocabulary import (
    AddressBlock,
    Answer,
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    NetworkId,
    NightSpan,
    Region,
    SearchConsent,
    SecurityLevel,
    ShelterId,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
    Together,
)


class Roof(StrEnum):
    """Where a household is tonight."""

    NONE = "NONE"
    HELD = "HELD"
    """No bed yet, but a unit is held for her."""
    KNOWN = "KNOWN"
    """In a shelter that he is known to know: P1 (domain 10.1)."""
    ENDING = "ENDING"
    """In a shelter, and the stay ends within a week."""
    STAYING = "STAYING"
    """In a shelter for longer; she wishes to move."""
    ELSEWHERE = "ELSEWHERE"
    """Safe elsewhere tonight."""


_URGENT = {Roof.NONE: 68.0, Roof.HELD: 1.0, Roof.KNOWN: 1.0}
_ROOFS = {**_URGENT, Roof.ENDING: 10.0, Roof.ELSEWHERE: 12.0, Roof.STAYING: 8.0}
"""Percent of households; about 70 without a safe bed, 16 P3 and 14 P4 [D]."""
SOON = 0.5
"""Share of those safe elsewhere who need the bed within a week (P3)."""
MILD = {ThreatLevel.T1: 35.0, ThreatLevel.T2: 65.0}
LARGE = 0.013
MINORS_ALONE = 0.006
_SHAPES = {"large": LARGE, "minor": MINORS_ALONE, "": 1 - LARGE - MINORS_ALONE}

_GROUPS = {
    TargetGroup.TRAFFICKING: TRAFFICKING,
    TargetGroup.PARTNER_VIOLENCE: 0.72 * (1 - TRAFFICKING),
    TargetGroup.FAMILY_VIOLENCE: 0.20 * (1 - TRAFFICKING),
    TargetGroup.UNKNOWN: 0.08 * (1 - TRAFFICKING),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is dealt out before a household is drawn, so that shares come out exactly."""

    id: HouseholdId
    level: ThreatLevel
    roof: Roof
    group: TargetGroup
    referrer: str
    man: bool
    children: bool
    shape: str
    network: NetworkId | None


@dataclass(frozen=True, slots=True)
class Open:
    """All open households, who referred each, and shelters known to an actor."""

    households: tuple[Household, ...]
    referrers: Mapping[str, str]
    compromises: tuple[Compromise, ...]


def levels(size: Size, free: Mapping[SecurityLevel, int], chance: Chance) -> list[ThreatLevel]:
    """Levels such that S3, and S4, is needed by half as many again as it has free units.

    Raises
    ------
    ValueError
        When the world has too few households for that.
    """
    high = round(DEMAND * free[SecurityLevel.S3])
    extreme = round(DEMAND * free[SecurityLevel.S4])
    rest = size.households - high - extreme
    if rest < 0:
        raise ValueError("the world has too few households for its free units")
    mild = dealt(chance, rest, MILD)
    return chance.shuffled([ThreatLevel.T3] * high + [ThreatLevel.T4] * extreme + mild)


def households(
    size: Size,
    seed: int,
    country: CountryMap,
    shelters: Sequence[ShelterFacts],
    roofs: Roofs,
    free: Mapping[SecurityLevel, int],
    networks: Sequence[NetworkId | None],
) -> Open:
    """All open households of a world; ``roofs`` is told which taken units are theirs."""
    chance = Chance("households", size.name, seed)
    made: list[Household] = []
    compromises: list[Compromise] = []
    by: dict[str, str] = {}
    for draft in _drafts(size, free, networks, chance):
        household, known = _household(draft, size, country, shelters, roofs, chance)
        made.append(household)
        by[draft.id] = draft.referrer
        compromises += known
    return Open(tuple(made), by, tuple(compromises))


def _drafts(
    size: Size,
    free: Mapping[SecurityLevel, int],
    networks: Sequence[NetworkId | None],
    chance: Chance,
) -> list[Draft]:
    count = size.households
    drawn = levels(size, free, chance)
    roofs = dealt(chance, count, _ROOFS)
    groups = dealt(chance, count, _GROUPS)
    agencies = dealt(chance, count, referrers())
    men = dealt(chance, count, {True: MEN, False: 1 - MEN})
    shapes = dealt(chance, count, _SHAPES)
    children = _with_children(shapes, chance)
    labels = iter(networks)
    width = len(str(count))
    drafts = []
    for n in range(count):
        plain = shapes[n] == ""
        roof = roofs[n] if plain else Roof.NONE
        if roof is Roof.KNOWN and drawn[n] < ThreatLevel.T3:
            roof = Roof.STAYING
        trafficking = groups[n] is TargetGroup.TRAFFICKING
        drafts.append(
            Draft(
                id=HouseholdId(f"H-{n + 1:0{width}d}"),
                level=drawn[n],
                roof=roof,
                group=groups[n],
                referrer=agencies[n],
                man=men[n] and plain,
                children=children[n],
                shape=shapes[n],
                network=next(labels, None) if trafficking else None,
            )
        )
    return drafts


def _with_children(shapes: Sequence[str], chance: Chance) -> list[bool]:
    """Four of ten have children, those with many and minors alone among them."""
    plain = [n for n, shape in enumerate(shapes) if not shape]
    wanted = round(CHILDREN * len(shapes)) - (len(shapes) - len(plain))
    chosen = set(chance.some_of(plain, wanted))
    return [bool(shape) or n in chosen for n, shape in enumerate(shapes)]


def _household(
    draft: Draft,
    size: Size,
    country: CountryMap,
    shelters: Sequence[ShelterFacts],
    roofs: Roofs,
    chance: Chance,
) -> tuple[Household, list[Compromise]]:
    origin = country.anywhere(chance)
    people = _people(draft, chance)
    feared = dangers(draft.id, draft.level, origin, draft.network, country, chance)
    while draft.roof is Roof.KNOWN and not feared.actors:
        feared = dangers(draft.id, draft.level, origin, draft.network, country, chance)
    roof, start, known = _under_a_roof(draft, people, feared, roofs, chance)
    nights = _plan_nights(draft.group, chance)
    housed = roof in (Roof.ENDING, Roof.STAYING, Roof.KNOWN)
    urgent = roof in _URGENT
    household = Household(
        id=draft.id,
        members=people,
        together=Together.PREFER if chance.happens(0.04) else Together.MUST,
        waiting_since=_waiting_since(urgent, chance),
        tonight=_tonight(roof, chance),
        needed_from=start,
        planned_until=start + timedelta(days=nights),
        permit_until=start + timedelta(days=nights) if nights == 180 else None,
        wants_move=roof is Roof.STAYING,
        search_consent=_consent(chance),
        third_party_without_her=draft.referrer == "OTHER" and chance.happens(0.04),
        threat=assessment(draft.level, chance),
        actors=feared.actors,
        danger=feared.areas,
        routes=feared.routes,
        networks=frozenset({draft.network}) if draft.network else frozenset(),
        no_go=feared.no_go,
        declined=_some(shelters, 0.15, 2, chance),
        found_at=_some(shelters, 0.02, 1, chance),
        women_only=Answer.NO if draft.man else _women_only(chance),
        target_group=draft.group,
        substance_use=_substance(chance),
        acute_psychosis=_rarely(0.01, chance),
        wheelchair=_rarely(0.02, chance),
        pets=_rarely(0.03, chance),
        languages=persons.languages(size, chance),
        needs=persons.needs(people, chance),
        wishes=persons.wishes(origin, country, housed, chance),
        continuity=persons.continuity(origin, draft.children, country, chance),
        stands_out_in=frozenset({chance.one_of(tuple(Region))})
        if chance.happens(0.03)
        else frozenset(),
        nights_used=_nights_used(shelters, chance),
        address_block=_address_block(chance),
        police_involved=draft.referrer == "POLICE" or chance.happens(0.2),
        where_now=None
        if housed
        else _where(draft, origin, country, chance).place
        if not chance.happens(0.04)
        else None,
        safe_until=NOW + timedelta(hours=chance.whole(10, 40))
        if urgent and chance.happens(0.2)
        else None,
    )
    return household, known


def _people(draft: Draft, chance: Chance) -> tuple[Person, ...]:
    if draft.shape == "large":
        return persons.large(draft.id, chance)
    if draft.shape == "minor":
        return persons.minor_alone(draft.id, chance)
    return persons.members(draft.id, draft.man, draft.children, chance)


def _under_a_roof(
    draft: Draft,
    people: tuple[Person, ...],
    feared: Dangers,
    roofs: Roofs,
    chance: Chance,
) -> tuple[Roof, date, list[Compromise]]:
    """Where she is, her first night, and the compromise if he knows where."""
    roof = draft.roof
    if roof not in (Roof.NONE, Roof.ELSEWHERE):
        number = roofs.take(people, draft.level, draft.man, chance)
        if number is not None:
            return _in_unit(roof, number, draft, len(people), feared, roofs, chance)
        roof = Roof.NONE if roof in _URGENT else Roof.ELSEWHERE
    if roof is Roof.NONE:
        return roof, TONIGHT, []
    return roof, in_nights(chance.whole(1, 7) if chance.happens(SOON) else chance.whole(8, 45)), []


def _in_unit(
    roof: Roof,
    number: int,
    draft: Draft,
    people: int,
    feared: Dangers,
    roofs: Roofs,
    chance: Chance,
) -> tuple[Roof, date, list[Compromise]]:
    before = roofs.since(number).span.start
    shelter = roofs.shelter_of(number).facts.shelter.id
    start, end, state = {
        Roof.HELD: (TONIGHT, in_nights(chance.whole(1, 60)), StayState.HELD),
        Roof.KNOWN: (before, in_nights(chance.whole(8, 90)), StayState.ARRIVED),
        Roof.ENDING: (before, in_nights(chance.whole(1, 7)), StayState.ARRIVED),
        Roof.STAYING: (before, in_nights(chance.whole(15, 120)), StayState.ARRIVED),
    }[roof]
    start = min(start, TONIGHT)
    roofs.give(number, draft.id, people, draft.level, NightSpan(start, end), state)
    if roof is Roof.ENDING:
        return roof, end, []
    if roof is Roof.STAYING:
        return roof, in_nights(chance.whole(1, 10)), []
    if roof is Roof.HELD:
        return roof, TONIGHT, []
    knows = Compromise(
        shelter=shelter,
        scope=CompromiseScope.ACTOR,
        level=CompromiseLevel.CONFIRMED,
        actor=feared.actors[0].id,
    )
    return roof, TONIGHT, [knows]


def _plan_nights(group: TargetGroup, chance: Chance) -> int:
    """How long she plans to stay: months to years after trafficking, else 28 nights on average."""
    if group is TargetGroup.TRAFFICKING:
        return chance.weighted(TRAFFICKING_NIGHTS)
    return chance.spell(MEAN_STAY - 0.5, 2, 179)


def _waiting_since(urgent: bool, chance: Chance) -> datetime:
    hours = chance.spell(20, 1, 240) if urgent else chance.spell(120, 2, 900)
    return hours_ago(hours - chance.between(0, 1))


def _tonight(roof: Roof, chance: Chance) -> Answer:
    if roof not in _URGENT:
        return Answer.NO
    return Answer.UNKNOWN if chance.happens(0.1) else Answer.YES


def _consent(chance: Chance) -> SearchConsent:
    return chance.weighted(
        {
            SearchConsent.GIVEN: 90.0,
            SearchConsent.NOT_ANSWERED: 9.0,
            SearchConsent.REFUSED: 1.0,
        }
    )


def _women_only(chance: Chance) -> Answer:
    return chance.weighted({Answer.YES: 40.0, Answer.NO: 48.0, Answer.UNKNOWN: 12.0})


def _substance(chance: Chance) -> SubstanceUse:
    return chance.weighted(
        {
            SubstanceUse.NONE: 87.0,
            SubstanceUse.STABLE: 4.0,
            SubstanceUse.ACTIVE: 3.0,
            SubstanceUse.UNKNOWN: 6.0,
        }
    )


def _rarely(share: float, chance: Chance) -> Answer:
    return chance.weighted({Answer.YES: share, Answer.NO: 0.94 - share, Answer.UNKNOWN: 0.06})


def _address_block(chance: Chance) -> AddressBlock:
    return chance.weighted(
        {
            AddressBlock.NONE: 82.0,
            AddressBlock.KODE7: 4.0,
            AddressBlock.KODE6: 3.0,
            AddressBlock.UNKNOWN: 11.0,
        }
    )


def _some(
    shelters: Sequence[ShelterFacts], share: float, most: int, chance: Chance
) -> frozenset[ShelterId]:
    if not chance.happens(share):
        return frozenset()
    return frozenset(chance.one_of(shelters).shelter.id for _ in range(chance.whole(1, most)))


def _nights_used(shelters: Sequence[ShelterFacts], chance: Chance) -> tuple[NightsUsed, ...]:
    """NO 2021: 19 percent stayed an earlier year; within the last 365 days fewer [D]."""
    if not chance.happens(0.08):
        return ()
    return (NightsUsed(chance.one_of(shelters).shelter.id, chance.spell(MEAN_STAY, 1, 120)),)


def _where(draft: Draft, origin: Spot, country: CountryMap, chance: Chance) -> Spot:
    """The police refer from the three largest towns (evaluation 3.2); others from near home."""
    if draft.referrer == "POLICE":
        return country.city(chance)
    return origin if chance.happens(0.5) else country.near(origin, chance)
