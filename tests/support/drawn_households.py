"""Households drawn at the rim of the shelters they may go to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import asin, atan2, cos, degrees, radians, sin
from random import Random

from matching.check.level import effective_level
from matching.geography import EARTH_RADIUS_KM, Place, Zone
from matching.ruleset import RuleSet
from matching.situation import (
    Actor,
    ActorRoute,
    DangerArea,
    Household,
    Lowering,
    Need,
    NightsUsed,
    NoGoArea,
    Person,
    Shelter,
    ThreatAssessment,
)
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    AddressBlock,
    AgeBand,
    Answer,
    AreaKind,
    Criticality,
    Fear,
    Gender,
    HouseholdId,
    InstrumentBand,
    MemberRole,
    NetworkId,
    PersonId,
    Precision,
    SearchConsent,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
    Together,
)
from tests.support.drawn_shelters import NEEDED, TOWNS, mostly

ADULT_BANDS = [
    AgeBand.A18_24,
    AgeBand.A25_39,
    AgeBand.A25_39,
    AgeBand.A40_64,
    AgeBand.UNKNOWN,
]
CHILD_BANDS = [
    AgeBand.A0_2,
    AgeBand.A3_6,
    AgeBand.A7_12,
    AgeBand.A13_17,
    AgeBand.UNKNOWN,
]


def walk(start: Place, bearing: float, km: float) -> Place:
    """The place ``km`` along a great circle from a start; bearing in degrees."""
    lat, lon, way, far = radians(start.lat), radians(start.lon), radians(bearing), km
    angle = far / EARTH_RADIUS_KM
    to_lat = asin(sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(way))
    to_lon = lon + atan2(sin(way) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(to_lat))
    return Place(degrees(to_lat), (degrees(to_lon) + 540) % 360 - 180)


def drawn_household(
    rng: Random,
    number: int,
    shelters: tuple[Shelter, ...],
    zones: tuple[Zone, ...],
    rules: RuleSet,
    now: datetime,
    tonight: date,
) -> Household:
    """One household whose dangers, nights and needs lie beside the numbers of some shelter."""
    asked = rng.choice([Answer.YES, Answer.YES, Answer.UNKNOWN, Answer.NO, Answer.NO])
    plan = rng.choice([None, *_nights_at_the_limits(shelters)])
    start = tonight + timedelta(days=rng.choice([0, 1, 6, 7, 8, 20]))
    first = start if asked is Answer.NO else tonight
    safe = now + timedelta(minutes=rng.choice([59, 61, 61, 240, 240]))
    household = Household(
        id=HouseholdId(f"h{number}"),
        members=_members(rng, number),
        together=rng.choice(list(Together)),
        waiting_since=now - timedelta(hours=rng.randint(0, 200)),
        tonight=asked,
        needed_from=start,
        planned_until=None if plan is None else first + timedelta(days=plan),
        permit_until=first + timedelta(days=rng.choice([-40, -30, -29, 1, 60]))
        if rng.random() < 0.2
        else None,
        wants_move=rng.random() < 0.25,
        search_consent=_consent(rng),
        third_party_without_her=rng.random() < 0.03,
        threat=_threat(rng, tonight),
        actors=_actors(rng),
        networks=frozenset({NetworkId(f"N{rng.randint(1, 3)}")} if rng.random() < 0.4 else ()),
        declined=frozenset(s.id for s in shelters if rng.random() < 0.08),
        found_at=frozenset(s.id for s in shelters if rng.random() < 0.04),
        women_only=rng.choice(list(Answer)),
        target_group=rng.choice(list(TargetGroup)),
        substance_use=mostly_none(rng),
        acute_psychosis=mostly(rng, Answer.NO, 0.88),
        wheelchair=mostly(rng, Answer.NO, 0.88),
        pets=mostly(rng, Answer.NO, 0.88),
        needs=_needs(rng),
        nights_used=_nights_used(rng, shelters),
        address_block=rng.choice([AddressBlock.NONE, AddressBlock.NONE, *AddressBlock]),
        police_involved=rng.random() < 0.5,
        where_now=rng.choice([None, *(_near(rng, z) for z in zones)]),
        safe_until=safe if rng.random() < 0.3 else None,
    )
    level = effective_level(replace(household, danger=_anywhere()), rules, tonight)
    return replace(
        household,
        danger=() if rng.random() < 0.1 else _danger(rng, zones, rules, level, tonight),
        routes=_routes(rng, zones, rules, tonight) if rng.random() < 0.25 else (),
        no_go=_no_go(rng, zones, rules) if rng.random() < 0.35 else (),
    )


def mostly_none(rng: Random) -> SubstanceUse:
    """Use that a house's rule may speak of, in a minority."""
    uses: list[SubstanceUse] = [*[SubstanceUse.NONE] * 4, *SubstanceUse]
    return rng.choice(uses)


def _members(rng: Random, number: int) -> tuple[Person, ...]:
    genders = [Gender.WOMAN] * 24 + [Gender.MAN] * 3 + [Gender.OTHER, Gender.UNDISCLOSED]
    made = [
        (
            MemberRole.ADULT,
            rng.choice(ADULT_BANDS),
            rng.choice(genders),
            rng.random() < 0.02,
        )
        for _ in range(rng.choice([1, 1, 1, 1, 2]))
    ]
    if rng.random() < 0.03:
        made = [(MemberRole.CHILD, AgeBand.A13_17, Gender.WOMAN, False)]
    elif rng.random() < 0.03:
        made = [(MemberRole.ADULT, AgeBand.A13_17, Gender.WOMAN, False)]
    for _ in range(rng.choice([0, 0, 0, 1, 2, 3])):
        gender = rng.choice([Gender.WOMAN, Gender.MAN, Gender.UNDISCLOSED])
        made.append((MemberRole.CHILD, rng.choice(CHILD_BANDS), gender, False))
    return tuple(
        Person(
            id=PersonId(f"p{number}-{one}"),
            role=role,
            age_band=band,
            gender=gender,
            apparent_minor=doubt,
        )
        for one, (role, band, gender, doubt) in enumerate(made)
    )


def _consent(rng: Random) -> SearchConsent:
    given = [SearchConsent.GIVEN] * 12 + [SearchConsent.NOT_ANSWERED] * 8
    return rng.choice([*given, SearchConsent.REFUSED])


def _threat(rng: Random, tonight: date) -> ThreatAssessment:
    """Few facts or many, so that every level is met; dates beside each limit of days."""
    calm = rng.random() < 0.6
    no = (Answer.NO, 0.93) if calm else (Answer.NO, 0.6)
    low = rng.choice([ThreatLevel.T1, ThreatLevel.T2])
    decided = tonight - timedelta(days=rng.choice([0, 1, 14, 29, 30]))
    return ThreatAssessment(
        q01_self_fear=rng.choice([None, Fear.NOT, Fear.LITTLE, Fear.VERY, Fear.FOR_MY_LIFE])
        if not calm
        else rng.choice([Fear.NOT, Fear.LITTLE, Fear.VERY]),
        q02_threat_to_kill=mostly(rng, *no),
        q03_serious_violence=mostly(rng, *no),
        q04_searching=mostly(rng, *no),
        q04_last_on=rng.choice([None, *(tonight - timedelta(days=d) for d in (13, 14, 15))]),
        q05_knows_location=mostly(rng, *no),
        q06_organised=mostly(rng, *no),
        q07_witness=mostly(rng, *no),
        q08_hostage=mostly(rng, *no),
        q09_reach=mostly(rng, *no),
        q11_escalation=mostly(rng, *no),
        q12_returned_before=mostly(rng, *no),
        nationwide=rng.random() < 0.05,
        instruments=(rng.choice(list(InstrumentBand)),) if rng.random() < 0.2 else (),
        level_human=rng.choice([None, *ThreatLevel])
        if not calm
        else rng.choice([ThreatLevel.T1, ThreatLevel.T2]),
        assessed_on=rng.choice([None, *(tonight - timedelta(days=d) for d in (0, 1, 29, 30, 31))]),
        lowering=Lowering(
            to=low,
            by=frozenset(rng.sample(["a", "b", "c"], k=rng.choice([1, 2]))),
            decided_on=decided,
            expires_on=decided + timedelta(days=rng.choice([1, 29, 30, 31])),
        )
        if rng.random() < 0.25
        else None,
    )


def _actors(rng: Random) -> tuple[Actor, ...]:
    return tuple(
        Actor(
            id=ActorId(name),
            status=rng.choice(list(ActorStatus)),
            others_at_large=rng.choice(list(Answer)),
            network=NetworkId(f"N{rng.randint(1, 3)}") if rng.random() < 0.15 else None,
        )
        for name in ("A1", "A2")
        if rng.random() < 0.6
    )


def _anywhere() -> tuple[DangerArea, ...]:
    """Any danger place at all, so that the level is that of a known danger."""
    place, kind = TOWNS[0], AreaKind.HOME
    return (DangerArea(actor=None, place=place, kind=kind, precision=Precision.EXACT),)


def _near(rng: Random, zone: Zone) -> Place:
    return walk(zone.centre, rng.uniform(0, 360), rng.uniform(0, 400))


def _danger(
    rng: Random,
    zones: tuple[Zone, ...],
    rules: RuleSet,
    level: ThreatLevel,
    tonight: date,
) -> tuple[DangerArea, ...]:
    """Areas half a km inside or outside the radius of some zone, by a reckoning of their own."""
    return tuple(
        _area_at_the_rim(rng, rng.choice(zones), rules, level, tonight)
        for _ in range(rng.choice([1, 1, 2]))
    )


def _area_at_the_rim(
    rng: Random, zone: Zone, rules: RuleSet, level: ThreatLevel, tonight: date
) -> DangerArea:
    precision, kind = rng.choice(list(Precision)), rng.choice(list(AreaKind))
    reported = rng.choice([None, None, 0.0, 5.0, 30.0])
    extent = rng.choice([0.0, 4.0, 40.0])
    days = rng.choice([None, 0, 6, 7, 8, 40, 66, 67, 68])
    base = {1: 10.0, 2: 30.0, 3: 60.0, 4: 120.0}[level]
    if kind is AreaKind.STOP_ON_ROUTE:
        base = {1: 15.0, 2: 15.0, 3: 30.0, 4: 60.0}[level]
    vague = {"EXACT": 0.0, "LOCALITY": 10.0, "MUNICIPALITY": 25.0, "COUNTY": 75.0}
    reach = vague[precision] if reported is None else reported
    reach = reach + extent if precision is Precision.EXACT else max(reach, extent)
    grown = 60 if days is None else min(60, sum(1 for day in range(1, days + 1) if day > 7))
    rim = base + reach + grown + rng.choice([-0.5, 0.5, 0.5, 26.0])
    km = (rim + zone.radius_km) / rules.distance_factor
    return DangerArea(
        actor=rng.choice([None, ActorId("A1"), ActorId("A2"), ActorId("A3")]),
        place=walk(zone.centre, rng.uniform(0, 360), km),
        kind=kind,
        precision=precision,
        reported_radius_km=reported,
        extent_km=extent,
        last_confirmed=None if days is None else tonight - timedelta(days=days),
        cleared_by=rng.choice([0, 0, 0, 1, 2]),
    )


def _routes(
    rng: Random, zones: tuple[Zone, ...], rules: RuleSet, tonight: date
) -> tuple[ActorRoute, ...]:
    """A leg that passes a zone half a km inside or outside what T4 asks for."""
    zone, width = rng.choice(zones), rng.choice([None, 5.0, 20.0])
    beside = (rules.leg_width_km if width is None else width) + 120 / 4
    km = (beside + zone.radius_km + rng.choice([-0.5, 0.5])) / rules.distance_factor
    bearing = rng.uniform(0, 360)
    foot = walk(zone.centre, bearing, km)
    stops = tuple(walk(foot, bearing + turn, 250.0) for turn in (90, 270))
    return (
        ActorRoute(
            actor=rng.choice([None, ActorId("A1")]),
            stops=stops,
            width_km=width,
            last_confirmed=rng.choice([None, tonight - timedelta(days=rng.choice([3, 20]))]),
            cleared_by=rng.choice([0, 0, 1, 2]),
        ),
    )


def _no_go(rng: Random, zones: tuple[Zone, ...], rules: RuleSet) -> tuple[NoGoArea, ...]:
    zone, radius = rng.choice(zones), rng.choice([0.5, 10.0, 40.0])
    rim = zone.radius_km + radius + rng.choice([-0.5, 0.5])
    place = walk(zone.centre, rng.uniform(0, 360), rim / rules.distance_factor)
    return (NoGoArea(place, radius),)


def _needs(rng: Random) -> tuple[Need, ...]:
    return tuple(
        Need(
            service=kind,
            criticality=rng.choice(list(Criticality)),
            max_minutes=rng.choice([None, 30, 30, 45, 45]),
        )
        for kind in NEEDED
        if rng.random() < 0.15
    )


def _limit(shelter: Shelter) -> int | None:
    return shelter.stay.max_nights if shelter.stay.limit_known else 42


def _nights_at_the_limits(shelters: tuple[Shelter, ...]) -> list[int]:
    """Plan lengths one night short of, at, and beyond each limit with and without exemption."""
    found = [1, 13, 14, 15, 180]
    for shelter in shelters:
        limit = _limit(shelter)
        if limit is not None:
            extra = shelter.stay.exempt_max_nights
            found += [limit - 1, limit, limit + 1, limit + extra, limit + extra + 1]
    return found


def _nights_used(rng: Random, shelters: tuple[Shelter, ...]) -> tuple[NightsUsed, ...]:
    used = []
    for shelter in shelters:
        limit = _limit(shelter)
        if limit is not None and rng.random() < 0.5:
            extra = shelter.stay.exempt_max_nights
            left = rng.choice([0, 0, 1, 1, 13, 14, limit, -1, -extra // 2])
            used.append(NightsUsed(shelter.id, max(0, limit - left)))
    return tuple(used)
