"""The shelters of a world as plain facts, apart from any night: what an importer could load.

Where a house stands is its town in the gazetteer; matching is given the zone and never the town.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import exp

from app.worlds.generate import policies
from app.worlds.generate.chance import Chance, dealt, shared_out
from app.worlds.generate.figures import LEVELS, MEAN_STAY, STAY_LIMITS, STEP_FREE, Size
from app.worlds.generate.maps import CountryMap
from app.worlds.generate.names import code_names
from app.worlds.generate.rooms import rooms
from app.worlds.generate.security import features
from app.worlds.generate.spot import Spot
from matching.geography import great_circle_km
from matching.situation import Shelter, Unit
from matching.vocabulary import (
    Answer,
    Phase,
    ResidentsGender,
    SecurityLevel,
    ShelterId,
    ShelterKind,
    ShelterStatus,
)

PAUSED = 0.02
"""Share of houses that take nobody for a while [D]; their free rooms stand out of service."""
FIRST_APART_KM = 30.0
"""A real country spreads its centres: one more house within this way only for each ..."""
PEOPLE_PER_HOUSE = 200_000
"""... so many people of the town [D]."""


@dataclass(frozen=True, slots=True)
class ShelterFacts:
    """A fictional house: what matching may know of it, and the town it is said to stand in."""

    shelter: Shelter
    town: str
    """Code of the gazetteer, or of the invented map."""
    level: SecurityLevel


def shelter_facts(
    size: Size, seed: int, country: CountryMap, tonight: date
) -> tuple[ShelterFacts, ...]:
    """All houses of a world in the order of their code names, as they are on this date."""
    chance = Chance("country", size.name, seed)
    spots = _spots(size, country, chance)
    genders = _genders(size, chance)
    levels = _levels(size, genders, chance)
    limits = dealt(chance, size.shelters, STAY_LIMITS)
    paused = set(chance.some_of(range(size.shelters), round(PAUSED * size.shelters)))
    units = rooms(size, genders, [spot.people for spot in spots], chance)
    names = code_names(size.language, size.shelters, chance)
    made = [
        _house(
            names[n],
            spots[n],
            genders[n],
            levels[n],
            limits[n],
            n in paused,
            units.of(n, names[n], chance),
            size,
            tonight,
            chance,
        )
        for n in range(size.shelters)
    ]
    return tuple(sorted(made, key=lambda facts: facts.shelter.id))


def _spots(size: Size, country: CountryMap, chance: Chance) -> list[Spot]:
    """The towns of the houses: spread over the real country, by people over an invented one."""
    if size.area_km2 is not None:
        return [country.anywhere(chance) for _ in range(size.shelters)]
    taken: list[Spot] = []
    # Towns in the order of their people, each with luck of its own, so that seeds differ.
    ranked = sorted(country.towns, key=lambda t: -t.people * exp(0.5 * chance.bell()))
    while len(taken) < size.shelters:
        before = len(taken)
        for spot in ranked:
            near = sum(great_circle_km(spot.place, t.place) < FIRST_APART_KM for t in taken)
            if near <= spot.people // PEOPLE_PER_HOUSE and len(taken) < size.shelters:
                taken.append(spot)
        if len(taken) == before:
            taken.append(ranked[len(taken) % len(ranked)])
    return taken


def _genders(size: Size, chance: Chance) -> list[ResidentsGender]:
    counts = shared_out(size.shelters, size.genders)
    return chance.shuffled([gender for gender, n in counts.items() for _ in range(n)])


def _levels(size: Size, genders: list[ResidentsGender], chance: Chance) -> list[SecurityLevel]:
    """Levels dealt out exactly; a house for men alone is never S4 [D]."""
    levels = dealt(chance, size.shelters, LEVELS)
    men = [n for n, gender in enumerate(genders) if gender is ResidentsGender.MEN]
    spare = [
        n
        for n, level in enumerate(levels)
        if level is not SecurityLevel.S4 and genders[n] is not ResidentsGender.MEN
    ]
    for n in men:
        if levels[n] is SecurityLevel.S4 and spare:
            other = spare.pop()
            levels[n], levels[other] = levels[other], levels[n]
    return levels


def _kind(gender: ResidentsGender, level: SecurityLevel, chance: Chance) -> ShelterKind:
    if gender is ResidentsGender.MEN:
        return ShelterKind.MEN_SHELTER
    if level is SecurityLevel.S4 and chance.happens(0.5):
        return ShelterKind.SAFE_HOUSE
    return chance.weighted(
        {
            ShelterKind.CRISIS_CENTRE: 88.0,
            ShelterKind.SHARED_HOUSE: 4.0,
            ShelterKind.PROTECTED_FLAT: 4.0,
            ShelterKind.FAMILY_UNIT: 4.0,
        }
    )


def _phases(kind: ShelterKind, chance: Chance) -> frozenset[Phase]:
    """A crisis centre is for the acute phase (evaluation, recommendation 2); some do more."""
    if kind in (ShelterKind.CRISIS_CENTRE, ShelterKind.MEN_SHELTER):
        more = chance.weighted({0: 55.0, 1: 35.0, 2: 10.0})
        return frozenset(list(Phase)[: 1 + more])
    return frozenset(Phase) if chance.happens(0.7) else frozenset({Phase.ACUTE, Phase.LONG_STAY})


def _house(
    name: str,
    spot: Spot,
    gender: ResidentsGender,
    level: SecurityLevel,
    limit: int | None,
    paused: bool,
    units: tuple[Unit, ...],
    size: Size,
    tonight: date,
    chance: Chance,
) -> ShelterFacts:
    kind = _kind(gender, level, chance)
    hours_known, hours, after = policies.intake(chance)
    separated = gender is ResidentsGender.SEPARATED
    no_entrance = {Answer.YES: size.own_entrance, Answer.NO: 0.9 - size.own_entrance}
    step_free = chance.happens(STEP_FREE)
    turnover = round(len(units) * 365 / MEAN_STAY * chance.between(0.3, 0.8))
    s4 = level is SecurityLevel.S4
    near = {Answer.YES: 60.0, Answer.NO: 30.0, Answer.UNKNOWN: 10.0}
    shelter = Shelter(
        id=ShelterId(name),
        kind=kind,
        phases=_phases(kind, chance),
        zone=spot.zone,
        region=spot.region,
        status=ShelterStatus.PAUSED if paused else ShelterStatus.OPEN,
        features=features(level, tonight, chance),
        police_within_15_min=Answer.YES if s4 else chance.weighted(near),
        residents_gender=gender,
        separate_entrance=chance.weighted({**no_entrance, Answer.UNKNOWN: 0.1})
        if separated
        else Answer.UNKNOWN,
        women_only_staff=chance.weighted({Answer.YES: 6.0, Answer.NO: 3.0, Answer.UNKNOWN: 1.0})
        if gender is ResidentsGender.WOMEN or separated
        else Answer.NO,
        acceptance=policies.acceptance(kind, gender, step_free, chance),
        stay=policies.stay_policy(limit, chance),
        services=policies.services(spot, tonight, chance),
        staffing=policies.staffing(size, tonight, chance),
        support=policies.support(chance),
        intake_hours_known=hours_known,
        intake_hours=hours,
        after_hours=after,
        urban=Answer.UNKNOWN
        if chance.happens(0.04)
        else Answer.YES
        if spot.people >= 20_000
        else Answer.NO,
        turnover_per_year=None if chance.happens(0.08) else turnover,
        max_concurrent_t4=max(4, len(units)) if s4 and chance.happens(0.5) else None,
        max_concurrent_long_stay=max(6, len(units) + 4) if chance.happens(0.3) else None,
        ties_asked=chance.weighted({Answer.YES: 80.0, Answer.NO: 10.0, Answer.UNKNOWN: 10.0}),
        units=units,
    )
    return ShelterFacts(shelter, spot.code, level)
