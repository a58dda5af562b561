"""Who belongs to a household, by band and never by name, and what they need and wish."""

from __future__ import annotations

from app.worlds.generate.chance import Chance
from app.worlds.generate.figures import IMMIGRANT, Size
from app.worlds.generate.maps import CountryMap
from app.worlds.generate.night import in_nights
from app.worlds.generate.policies import LANGUAGES, SPOKEN_BY_ALL
from app.worlds.generate.spot import Spot
from matching.situation import Continuity, Need, Person, Wish
from matching.vocabulary import (
    AgeBand,
    ContinuityKind,
    Criticality,
    Gender,
    MemberRole,
    PersonId,
    Region,
    ServiceType,
    WishKind,
    WishStrength,
)

_ADULT_BANDS = {
    AgeBand.A18_24: 20.0,
    AgeBand.A25_39: 47.0,
    AgeBand.A40_64: 27.0,
    AgeBand.A65: 3.0,
    AgeBand.UNKNOWN: 3.0,
}
_CHILD_BANDS = {
    AgeBand.A0_2: 26.0,
    AgeBand.A3_6: 29.0,
    AgeBand.A7_12: 28.0,
    AgeBand.A13_17: 14.0,
    AgeBand.UNKNOWN: 3.0,
}
_CHILDREN = {1: 48.0, 2: 32.0, 3: 14.0, 4: 6.0}
"""About 1.76 to a household that has any: NO 2023, 1,544 children with 0.4 x 2,193 adults."""
LARGE = 6
"""Children of a large household: with their mother more than any single unit of ours holds."""


def members(household: str, man: bool, children: bool, chance: Chance) -> tuple[Person, ...]:
    """One adult, seldom two, and children if so wanted."""
    count = chance.weighted(_CHILDREN) if children else 0
    adults = 2 if chance.happens(0.02) else 1
    return tuple(
        _adult(household, n, man and n == 1, chance)
        if n <= adults
        else _child(household, n, chance.weighted(_CHILD_BANDS), chance)
        for n in range(1, adults + count + 1)
    )


def large(household: str, chance: Chance) -> tuple[Person, ...]:
    """A mother with so many children that they need two units that adjoin."""
    bands = (AgeBand.A3_6, AgeBand.A7_12, AgeBand.A13_17)
    mother = _adult(household, 1, False, chance)
    others = (_child(household, n, chance.one_of(bands), chance) for n in range(2, LARGE + 2))
    return (mother, *others)


def minor_alone(household: str, chance: Chance) -> tuple[Person, ...]:
    """A child without an adult: never matched, handed over (H17)."""
    return (_child(household, 1, AgeBand.A13_17, chance),)


def _adult(household: str, number: int, man: bool, chance: Chance) -> Person:
    others = {Gender.WOMAN: 97.0, Gender.OTHER: 1.0, Gender.UNDISCLOSED: 2.0}
    return Person(
        id=PersonId(f"{household}-{number}"),
        role=MemberRole.ADULT,
        age_band=chance.weighted(_ADULT_BANDS),
        gender=Gender.MAN if man else chance.weighted(others),
    )


def _child(household: str, number: int, band: AgeBand, chance: Chance) -> Person:
    genders = {Gender.WOMAN: 49.0, Gender.MAN: 49.0, Gender.UNDISCLOSED: 2.0}
    return Person(
        id=PersonId(f"{household}-{number}"),
        role=MemberRole.CHILD,
        age_band=band,
        gender=chance.weighted(genders),
    )


def languages(size: Size, chance: Chance) -> frozenset[str]:
    """What she speaks; empty is not answered."""
    if chance.happens(0.05):
        return frozenset()
    if not chance.happens(IMMIGRANT):
        return frozenset({size.language})
    own = chance.one_of(LANGUAGES)
    return frozenset({own, SPOKEN_BY_ALL} if chance.happens(0.45) else {own})


def needs(people: tuple[Person, ...], chance: Chance) -> tuple[Need, ...]:
    """A few needs on which life hangs, and what children and everybody need."""
    found = []
    if chance.happens(0.06):
        kinds = {
            ServiceType.MATERNITY: 30.0,
            ServiceType.HOSPITAL: 20.0,
            ServiceType.DIALYSIS: 8.0,
            ServiceType.OPIOID_SUBST: 20.0,
            ServiceType.MENTAL_HEALTH: 22.0,
        }
        service = chance.weighted(kinds)
        found.append(_need(service, Criticality.SAFETY_CRITICAL, chance.one_of((45, 60, 90))))
    bands = {person.age_band for person in people if person.role is MemberRole.CHILD}
    if bands & {AgeBand.A7_12, AgeBand.A13_17}:
        found.append(_need(ServiceType.SCHOOL, Criticality.IMPORTANT, 45))
    if AgeBand.A3_6 in bands and chance.happens(0.6):
        found.append(_need(ServiceType.KINDERGARTEN, Criticality.WISH, 30))
    for service, share in _EVERYDAY.items():
        if chance.happens(share):
            level = Criticality.IMPORTANT if chance.happens(0.4) else Criticality.WISH
            found.append(_need(service, level, chance.one_of((30, 45, 60))))
    return tuple(found)


_EVERYDAY = {
    ServiceType.GP: 0.25,
    ServiceType.DENTIST: 0.05,
    ServiceType.LAWYER: 0.2,
    ServiceType.LANGUAGE_COURSE: 0.25,
    ServiceType.WORK_TRAINING: 0.1,
}


def _need(service: ServiceType, criticality: Criticality, minutes: int) -> Need:
    return Need(service=service, criticality=criticality, max_minutes=minutes)


_WISHES = {
    WishKind.REGION: 18.0,
    WishKind.AWAY_FROM: 16.0,
    WishKind.NEAR_SERVICE: 12.0,
    WishKind.URBAN: 14.0,
    WishKind.RURAL: 8.0,
    WishKind.WITH_PEERS: 6.0,
    WishKind.WITHOUT_PEERS: 6.0,
    WishKind.SINGLE_FLAT: 10.0,
    WishKind.SHARED: 3.0,
    WishKind.LANGUAGE_PEERS: 7.0,
}


def wishes(origin: Spot, country: CountryMap, stays: bool, chance: Chance) -> tuple[Wish, ...]:
    """None to four, ranked; no kind twice."""
    weights = dict(_WISHES) | ({WishKind.STAY_WHERE_I_AM: 20.0} if stays else {})
    made: list[Wish] = []
    for rank in range(1, chance.weighted({0: 35.0, 1: 30.0, 2: 20.0, 3: 10.0, 4: 5.0}) + 1):
        kind = chance.weighted(weights)
        del weights[kind]
        strong = chance.happens(0.35)
        made.append(
            Wish(
                rank=rank,
                kind=kind,
                strength=WishStrength.STRONG if strong else WishStrength.WANT,
                region=chance.one_of(tuple(Region)) if kind is WishKind.REGION else None,
                place=country.near(origin, chance).place if kind is WishKind.AWAY_FROM else None,
                service=chance.one_of(tuple(_EVERYDAY)) if kind is WishKind.NEAR_SERVICE else None,
            )
        )
    return tuple(made)


def continuity(
    origin: Spot, children: bool, country: CountryMap, chance: Chance
) -> tuple[Continuity, ...]:
    """A running thing that a move would break, and the zones from which it can go on."""
    if not chance.happens(0.12):
        return ()
    kinds = {
        ContinuityKind.COURT: 35.0,
        ContinuityKind.TREATMENT: 25.0,
        ContinuityKind.TRAINING: 20.0,
        ContinuityKind.SCHOOL_TERM: 20.0 if children else 0.0,
    }
    kind = chance.weighted(kinds)
    near = country.zones_near(origin.place, chance.whole(1, 4))
    court = kind is ContinuityKind.COURT
    until = in_nights(chance.whole(5, 120)) if court or chance.happens(0.5) else None
    return (Continuity(kind=kind, zones=frozenset(near), until=until),)
