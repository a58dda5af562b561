"""One household, one shelter and one situation in which nothing bars; tests change one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from matching.geography import Place, Zone
from matching.plan import Block
from matching.rules import HardRule, blocks
from matching.ruleset import RuleSet
from matching.situation import (
    AcceptancePolicy,
    DangerArea,
    Household,
    Person,
    SecurityFeature,
    Shelter,
    Situation,
    Stay,
    StayPolicy,
    StayState,
    ThreatAssessment,
    Unit,
)
from matching.standing import Standing
from matching.vocabulary import (
    AddressBlock,
    AgeBand,
    Answer,
    AreaKind,
    CaseByCase,
    Fear,
    FeatureCode,
    Gender,
    HouseholdId,
    MemberRole,
    NightSpan,
    PersonId,
    Phase,
    Precision,
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
    UnitId,
    UnitKind,
    ZoneId,
)

OSLO = Place(59.9139, 10.7522)
TOWNS = {
    "Oslo": OSLO,
    "Drammen": Place(59.7439, 10.2045),
    "Fredrikstad": Place(59.2181, 10.9298),
    "Hamar": Place(60.7945, 11.0680),
    "Stavanger": Place(58.9700, 5.7331),
    "Bergen": Place(60.3913, 5.3221),
    "Trondheim": Place(63.4305, 10.3951),
    "Tromso": Place(69.6492, 18.9553),
}
"""Coordinates of domain 12."""
TONIGHT = date(2026, 3, 10)
"""A Tuesday."""
NOW = datetime(2026, 3, 10, 19, tzinfo=UTC)
"""20:00 in Oslo."""
EXACT_RULES = RuleSet(distance_factor=1.0, reserve_units_s3=0, reserve_units_s4=0)
"""Golden vectors: distance_factor 1 and zones of radius 0 give the bare great circle. Nothing is kept
for others, since a world of a house or two has not two units to spare (H15 has tests of its own)."""


def day(number: int) -> date:
    """The date that many days after tonight."""
    return TONIGHT + timedelta(days=number)


def nights(start: int, end: int) -> NightSpan:
    """Nights by number; 0 is tonight."""
    return NightSpan(day(start), day(end))


def threat(level: ThreatLevel | None = ThreatLevel.T2, **changes: Any) -> ThreatAssessment:
    """An assessment of tonight in which every question was answered with no."""
    asked = ThreatAssessment(
        q01_self_fear=Fear.NOT,
        q02_threat_to_kill=Answer.NO,
        q03_serious_violence=Answer.NO,
        q04_searching=Answer.NO,
        q05_knows_location=Answer.NO,
        q06_organised=Answer.NO,
        q07_witness=Answer.NO,
        q08_hostage=Answer.NO,
        q09_reach=Answer.NO,
        q10_tracked=Answer.NO,
        q11_escalation=Answer.NO,
        q12_returned_before=Answer.NO,
        level_human=level,
        assessed_on=TONIGHT,
    )
    return replace(asked, **changes)


def danger(place: Place, **changes: Any) -> DangerArea:
    """A home known EXACTLY and confirmed yesterday, of nobody in particular."""
    area = DangerArea(
        actor=None,
        place=place,
        kind=AreaKind.HOME,
        precision=Precision.EXACT,
        last_confirmed=day(-1),
    )
    return replace(area, **changes)


def woman(name: str = "w", **changes: Any) -> Person:
    """A grown woman."""
    person = Person(
        id=PersonId(name), role=MemberRole.ADULT, age_band=AgeBand.A25_39, gender=Gender.WOMAN
    )
    return replace(person, **changes)


def child(name: str = "c", band: AgeBand = AgeBand.A3_6, gender: Gender = Gender.WOMAN) -> Person:
    """A girl of 3 to 6, unless told otherwise."""
    return Person(id=PersonId(name), role=MemberRole.CHILD, age_band=band, gender=gender)


def household(name: str = "h1", **changes: Any) -> Household:
    """A woman alone at T2 who needs a bed tonight for 20 nights; what she fears is in Tromso."""
    plain = Household(
        id=HouseholdId(name),
        members=(woman(),),
        waiting_since=NOW - timedelta(hours=1),
        tonight=Answer.YES,
        needed_from=TONIGHT,
        planned_until=day(20),
        search_consent=SearchConsent.GIVEN,
        threat=threat(),
        danger=(danger(TOWNS["Tromso"]),),
        women_only=Answer.NO,
        target_group=TargetGroup.TRAFFICKING,
        substance_use=SubstanceUse.NONE,
        acute_psychosis=Answer.NO,
        wheelchair=Answer.NO,
        pets=Answer.NO,
        address_block=AddressBlock.NONE,
        where_now=OSLO,
    )
    return replace(plain, **changes)


S1_TO_S4: dict[int, frozenset[FeatureCode]] = {
    1: frozenset(),
    2: frozenset(
        FeatureCode(code)
        for code in [
            "INTERCOM",
            "CCTV_ENTRANCE",
            "SECURE_DOORS",
            "SECURE_WINDOWS",
            "INTRUDER_ALARM",
            "VISION_SCREEN",
        ]
    ),
}
S1_TO_S4[3] = S1_TO_S4[2] | {
    FeatureCode(code)
    for code in ["SHIELDED_ADDRESS", "ACCESS_CONTROL", "STAFFED_24_7", "POLICE_LIAISON"]
}
S1_TO_S4[4] = S1_TO_S4[3] | {
    FeatureCode(code) for code in ["AIRLOCK", "POLICE_ALARM", "TOUGH_GLASS", "ESCORT"]
}
"""Typed again from domain 9.2, so that a feature lost in matching/security.py shows."""


def features(level: int, expires_on: date | None = None) -> tuple[SecurityFeature, ...]:
    """Exactly the features of a level, verified until next year."""
    last = expires_on or date(2027, 3, 1)
    return tuple(
        SecurityFeature(code=code, present=Answer.YES, expires_on=last)
        for code in sorted(S1_TO_S4[level])
    )


def unit(name: str = "u1", beds: int = 2, **changes: Any) -> Unit:
    """A free room with two beds and no cot."""
    plain = Unit(id=UnitId(name), kind=UnitKind.ROOM, beds=beds, cot_possible=Answer.NO)
    return replace(plain, **changes)


def shelter(name: str = "s1", zone: str | None = "Oslo", **changes: Any) -> Shelter:
    """A women's house at S4 in Oslo with one room, open at any hour, which takes everybody."""
    plain = Shelter(
        id=ShelterId(name),
        kind=ShelterKind.CRISIS_CENTRE,
        phases=frozenset({Phase.ACUTE}),
        zone=None if zone is None else ZoneId(zone),
        region=Region.EAST,
        status=ShelterStatus.OPEN,
        features=features(4),
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
            adult_men_in_household=Answer.YES,
        ),
        stay=StayPolicy(limit_known=True, max_nights=None),
        after_hours=Answer.YES,
        vacancy_confirmed_at=NOW,
        ties_asked=Answer.YES,
        units=(unit(f"{name}-u1"),),
    )
    return replace(plain, **changes)


def stay(who: str, where: str, start: int = -5, end: int = 60, **changes: Any) -> Stay:
    """A stay of one resident at T2 that began five nights ago."""
    plain = Stay(
        household=HouseholdId(who),
        unit=UnitId(where),
        span=nights(start, end),
        state=StayState.ARRIVED,
        t_eff=ThreatLevel.T2,
        persons=1,
    )
    return replace(plain, **changes)


def situation(
    households: tuple[Household, ...], shelters: tuple[Shelter, ...], **changes: Any
) -> Situation:
    """An evening in March; every town a zone of radius 0, the distance factor 1."""
    plain: dict[str, Any] = {
        "now": NOW,
        "clock_offset_minutes": 60,
        "tonight": TONIGHT,
        "rules": EXACT_RULES,
        "zones": tuple(Zone(ZoneId(name), place, 0.0) for name, place in TOWNS.items()),
        "shelters": shelters,
        "households": households,
    }
    return Situation(**(plain | changes))


def asked(
    rule: HardRule, who: Household, where: Shelter, *others: Shelter, **changes: Any
) -> Block | None:
    """What one rule says of one household and one shelter."""
    return rule(who, where, Standing(situation((who,), (where, *others), **changes)))


def blocked(who: Household, where: Shelter, *others: Shelter, **changes: Any) -> dict[str, Block]:
    """Every block of the pair by rule id."""
    found = blocks(who, where, Standing(situation((who,), (where, *others), **changes)))
    return {block.rule.value: block for block in found}
