"""Worlds in which nearly everybody may go nearly everywhere, so that households compete for units.

The worlds drawn at the rim place few; here the rows between households are what binds: capacity
with dates, later bookings, holds, pairs of units, caps, separation and second segments.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from matching.geography import Place, Zone
from matching.situation import (
    AcceptancePolicy,
    Household,
    IntakeWindow,
    Link,
    NightsUsed,
    Person,
    SecurityFeature,
    Shelter,
    Situation,
    Stay,
    StayPolicy,
    StayState,
    ThreatAssessment,
    Unit,
    Wish,
)
from matching.vocabulary import (
    AddressBlock,
    AgeBand,
    Answer,
    CaseByCase,
    Exemption,
    Fear,
    FeatureCode,
    Gender,
    HouseholdId,
    LinkKind,
    MemberRole,
    NetworkId,
    NightSpan,
    PersonId,
    Phase,
    Region,
    ResidentsGender,
    SearchConsent,
    ShelterId,
    ShelterKind,
    ShelterStatus,
    SubstanceRule,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
    Together,
    Trigger,
    UnitId,
    UnitKind,
    UnitSide,
    WishKind,
    WishStrength,
    ZoneId,
)

TONIGHT = date(2026, 3, 27)
"""Two nights before the clocks change."""
NOW = datetime(2026, 3, 27, 15, 0, tzinfo=UTC)
SIDES = [*UnitSide, UnitSide.WOMEN, UnitSide.WOMEN, UnitSide.MEN]
GENDERS = [Gender.WOMAN] * 6 + [Gender.MAN, Gender.UNDISCLOSED]


LACKS: tuple[frozenset[FeatureCode], ...] = (
    frozenset(),
    frozenset(),
    frozenset({FeatureCode.AIRLOCK}),
    frozenset({FeatureCode.AIRLOCK, FeatureCode.STAFFED_24_7}),
)
"""What keeps a house at S3 or S2."""


def crowded_situation(rng: Random, households: int, shelters: int) -> Situation:
    """A world with few units and many who could take them."""
    zones = tuple(
        Zone(
            ZoneId(f"z{n}"),
            Place(59.0 + 2.0 * (n % 10), 8.0 + 5.0 * (n // 10)),
            rng.choice([13.0, 15.0, 140.0]),
        )
        for n in range(max(2, shelters - 1))
    )
    houses = tuple(_shelter(rng, n, rng.choice(zones)) for n in range(shelters))
    people = tuple(_household(rng, n, houses) for n in range(households))
    plain = Situation(
        now=NOW,
        clock_offset_minutes=60,
        tonight=TONIGHT,
        trigger=Trigger.NIGHT,
        zones=zones,
        shelters=houses,
        households=people,
        stays=_stays(rng, houses, people),
        links=tuple(
            Link(a.id, b.id, LinkKind.MUST_SEPARATE)
            for a in people
            for b in people
            if a.id < b.id and rng.random() < min(0.15, 1 / households)
        ),
    )
    return _in_parts(rng, plain)


def in_one_region(rng: Random, crowd: Situation) -> Situation:
    """The same houses in one region, of three levels, with some of their units kept for others (H15)."""
    houses = tuple(
        replace(
            house,
            region=Region.EAST,
            features=tuple(f for f in house.features if f.code not in lacks),
        )
        for house in crowd.shelters
        for lacks in [rng.choice(LACKS)]
    )
    kept = replace(
        crowd.rules, reserve_units_s3=rng.choice([0, 1, 2]), reserve_units_s4=rng.choice([1, 2])
    )
    return replace(crowd, shelters=houses, rules=kept)


def _in_parts(rng: Random, plain: Situation) -> Situation:
    """Some houses have a part for women and one for men, and some of the people are men."""
    houses = tuple(
        replace(
            house,
            residents_gender=ResidentsGender.SEPARATED,
            separate_entrance=Answer.YES,
            units=tuple(replace(unit, side=rng.choice(SIDES)) for unit in house.units),
        )
        if rng.random() < 0.4
        else house
        for house in plain.shelters
    )
    people = tuple(
        replace(
            household,
            women_only=Answer.NO,
            members=tuple(
                replace(member, gender=gender) if member.role is MemberRole.ADULT else member
                for member in household.members
            ),
        )
        if (gender := rng.choice(GENDERS)) is not Gender.WOMAN
        else household
        for household in plain.households
    )
    return replace(plain, shelters=houses, households=people)


def _shelter(rng: Random, number: int, zone: Zone) -> Shelter:
    limit = rng.choice([None, None, 30, 42, 90])
    return Shelter(
        id=ShelterId(f"s{number}"),
        kind=ShelterKind.SAFE_HOUSE,
        phases=frozenset(rng.sample(list(Phase), k=rng.randint(1, 3))),
        zone=zone.id,
        region=rng.choice(list(Region)),
        status=ShelterStatus.OPEN,
        features=tuple(
            SecurityFeature(code=code, present=Answer.YES, expires_on=date(2027, 1, 1))
            for code in FeatureCode
        ),
        police_within_15_min=Answer.YES,
        residents_gender=ResidentsGender.WOMEN,
        acceptance=AcceptancePolicy(
            boys_max_age=17,
            girls_max_age=17,
            max_children=9,
            trafficking_residents=CaseByCase.YES,
            partner_violence=CaseByCase.YES,
            family_violence=CaseByCase.YES,
            substance_use=SubstanceRule.ACCEPT,
            acute_psychosis=Answer.YES,
            wheelchair=Answer.YES,
            pets=Answer.YES,
        ),
        stay=StayPolicy(
            limit_known=True,
            max_nights=limit,
            exemption=rng.choice([Exemption.NONE, Exemption.POSSIBLE]),
            exempt_max_nights=60,
        ),
        intake_hours_known=True,
        intake_hours=(IntakeWindow(4, 0, 1440),),
        after_hours=Answer.YES,
        vacancy_confirmed_at=NOW - timedelta(hours=1),
        turnover_per_year=rng.choice([None, 100, 300]),
        max_concurrent_t4=rng.choice([None, None, 1, 3]),
        max_concurrent_long_stay=rng.choice([None, None, 2]),
        ties_asked=Answer.YES,
        units=tuple(
            Unit(
                id=UnitId(f"s{number}u{n}"),
                kind=UnitKind.ROOM,
                beds=rng.choice([1, 2, 2]),
                cot_possible=Answer.YES,
                wing=rng.choice(["a", "a", None]),
                out_of_service=((NightSpan(*_nights(rng, 0, 60)),) if rng.random() < 0.2 else ()),
            )
            for n in range(rng.randint(1, 3))
        ),
    )


def _household(rng: Random, number: int, houses: tuple[Shelter, ...]) -> Household:
    level = rng.choice([ThreatLevel.T2, ThreatLevel.T3, ThreatLevel.T4])
    tonight = rng.choice([Answer.YES, Answer.YES, Answer.NO])
    return Household(
        id=HouseholdId(f"h{number}"),
        members=(
            _person(number, 0, MemberRole.ADULT, AgeBand.A25_39),
            *(
                _person(number, n, MemberRole.CHILD, rng.choice([AgeBand.A3_6, AgeBand.A7_12]))
                for n in range(1, rng.choice([1, 1, 2, 4]))
            ),
        ),
        together=rng.choice(list(Together)),
        waiting_since=NOW - timedelta(hours=rng.randint(1, 90)),
        tonight=tonight,
        needed_from=TONIGHT + timedelta(days=rng.choice([0, 0, 3])),
        planned_until=TONIGHT + timedelta(days=rng.choice([20, 40, 100, 150])),
        search_consent=SearchConsent.GIVEN,
        threat=ThreatAssessment(
            q01_self_fear=Fear.LITTLE,
            q02_threat_to_kill=Answer.NO,
            q03_serious_violence=Answer.NO,
            q04_searching=Answer.NO,
            q05_knows_location=Answer.NO,
            q06_organised=Answer.NO,
            q07_witness=Answer.NO,
            q08_hostage=Answer.NO,
            q09_reach=Answer.NO,
            level_human=level,
            assessed_on=TONIGHT,
        ),
        networks=frozenset([NetworkId("n")]) if rng.random() < 0.1 else frozenset(),
        women_only=Answer.YES,
        target_group=TargetGroup.TRAFFICKING,
        substance_use=SubstanceUse.NONE,
        acute_psychosis=Answer.NO,
        wheelchair=Answer.NO,
        pets=Answer.NO,
        wishes=(
            Wish(
                rank=1,
                kind=WishKind.REGION,
                strength=rng.choice(list(WishStrength)),
                region=rng.choice(list(Region)),
            ),
        ),
        nights_used=tuple(NightsUsed(house.id, 20) for house in houses if rng.random() < 0.2),
        address_block=AddressBlock.NONE,
        where_now=Place(50.0, 0.0),
    )


def _person(number: int, n: int, role: MemberRole, band: AgeBand) -> Person:
    return Person(id=PersonId(f"h{number}p{n}"), role=role, age_band=band, gender=Gender.WOMAN)


def _stays(
    rng: Random, houses: tuple[Shelter, ...], people: tuple[Household, ...]
) -> tuple[Stay, ...]:
    stays: list[Stay] = []
    for house in houses:
        resident: Stay | None = None
        for unit in house.units:
            if rng.random() < 0.5:
                hers = rng.choice(people) if rng.random() < 0.2 else None
                one = Stay(
                    household=HouseholdId(f"r{unit.id}") if hers is None else hers.id,
                    unit=unit.id,
                    span=NightSpan(*_nights(rng, -30, 40)),
                    state=StayState.ARRIVED if hers is None else StayState.HELD,
                    t_eff=rng.choice(list(ThreatLevel)),
                    persons=rng.randint(1, 2) if hers is None else len(hers.members),
                    networks=frozenset([NetworkId("n")]) if rng.random() < 0.1 else frozenset(),
                )
                if resident and hers is None and rng.random() < 0.4:
                    # A household in two units of the house, not always on the same nights.
                    one = replace(resident, unit=unit.id, span=one.span)
                resident = one if hers is None else resident
                stays.append(one)
    return tuple(stays)


def _nights(rng: Random, first: int, last: int) -> tuple[date, date]:
    start = TONIGHT + timedelta(days=rng.randint(first, last))
    return start, start + timedelta(days=rng.randint(1, 60))
