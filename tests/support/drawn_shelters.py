"""Shelters drawn so that each rule bars some and lets others through, often by a hair."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from matching.check.level import HIGH, REGULATION, REINFORCED
from matching.geography import Place, Zone
from matching.situation import (
    AcceptancePolicy,
    IntakeWindow,
    SecurityFeature,
    ServiceOffer,
    Shelter,
    StayPolicy,
    Unit,
)
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Exemption,
    FeatureCode,
    NetworkId,
    NightSpan,
    Phase,
    Region,
    ResidentsGender,
    ServiceType,
    ShelterId,
    ShelterKind,
    ShelterStatus,
    SubstanceRule,
    UnitId,
    UnitKind,
    UnitSide,
)

TOWNS = (
    Place(59.91, 10.75),
    Place(59.74, 10.20),
    Place(59.22, 10.93),
    Place(60.79, 11.07),
    Place(58.97, 5.73),
    Place(60.39, 5.32),
    Place(63.43, 10.40),
    Place(69.65, 18.96),
    Place(58.15, 8.00),
    Place(62.47, 6.15),
)
"""Points of towns; no shelter stands on them, they are centres of zones."""

NEEDED = (ServiceType.DIALYSIS, ServiceType.MATERNITY, ServiceType.MENTAL_HEALTH)
HOUSE_GENDERS = [ResidentsGender.WOMEN] * 8 + [ResidentsGender.SEPARATED] * 5
HOUSE_GENDERS += [ResidentsGender.MIXED, ResidentsGender.MEN, ResidentsGender.UNKNOWN]
SIDES = [UnitSide.WOMEN] * 4 + [UnitSide.MEN, UnitSide.EITHER, UnitSide.EITHER, UnitSide.UNKNOWN]


def mostly(rng: Random, usual: Answer = Answer.YES, share: float = 0.8) -> Answer:
    """The usual answer, or another one."""
    others = [answer for answer in Answer if answer is not usual]
    return usual if rng.random() < share else rng.choice(others)


def drawn_shelter(rng: Random, number: int, zone: Zone, now: datetime, tonight: date) -> Shelter:
    """One shelter in a zone, seldom without any."""
    kinds = [kind for kind in ShelterKind if kind is not ShelterKind.PRIVATE_WITH_SUPPORT]
    by_hours = now - timedelta(hours=rng.choice([6, 6, 72]), minutes=rng.choice([-1, 1, 1]))
    fresh = now - timedelta(minutes=rng.randint(0, 300))
    confirmed = fresh if rng.random() < 0.7 else by_hours
    return Shelter(
        id=ShelterId(f"s{number}"),
        kind=rng.choice(kinds),
        phases=frozenset(rng.sample(list(Phase), k=rng.randint(1, 3))),
        zone=zone.id if rng.random() < 0.97 else None,
        region=rng.choice(list(Region)),
        status=ShelterStatus.OPEN if rng.random() < 0.91 else rng.choice(list(ShelterStatus)),
        features=_features(rng, tonight),
        police_within_15_min=mostly(rng),
        residents_gender=rng.choice(HOUSE_GENDERS),
        separate_entrance=mostly(rng, share=0.75),
        acceptance=_acceptance(rng),
        stay=_stay(rng),
        services=_services(rng, tonight),
        intake_hours_known=rng.random() < 0.9,
        intake_hours=tuple(IntakeWindow(day, 0, 1440) for day in range(7)),
        after_hours=mostly(rng, Answer.UNKNOWN, 0.5),
        vacancy_confirmed_at=None if rng.random() < 0.05 else confirmed,
        max_concurrent_t4=rng.choice([None, None, 1, 2]),
        max_concurrent_long_stay=rng.choice([None, None, None, 2, 4]),
        staff_ties=frozenset({NetworkId(f"N{rng.randint(1, 3)}")} if rng.random() < 0.2 else ()),
        ties_asked=mostly(rng, share=0.6),
        units=tuple(_unit(rng, number, one, tonight) for one in range(rng.randint(1, 3))),
    )


def _features(rng: Random, tonight: date) -> tuple[SecurityFeature, ...]:
    """All that a drawn level needs, where one may be missing, not said, or just lapsing."""
    wanted = set(REGULATION)
    level = rng.choice([1, 2, 3, 4, 4, 4, 4, 4, 4, 4])
    if level >= 3:
        wanted |= REINFORCED
    if level == 4:
        wanted |= HIGH
    if rng.random() < 0.7:
        wanted.add(FeatureCode.MAIL_PROXY)
    if level == 1:
        wanted.discard(rng.choice(sorted(wanted)))
    lapsing = rng.choice(sorted(wanted)) if rng.random() < 0.15 else None
    unsure = rng.choice(sorted(wanted)) if rng.random() < 0.05 else None
    made = []
    for code in sorted(wanted):
        days = rng.choice([-1, 0, 1]) if code == lapsing else rng.randint(2, 365)
        present = rng.choice([Answer.NO, Answer.UNKNOWN]) if code == unsure else Answer.YES
        until = None if code == lapsing and rng.random() < 0.2 else tonight + timedelta(days=days)
        made.append(SecurityFeature(code=code, present=present, expires_on=until))
    return tuple(made)


def _acceptance(rng: Random) -> AcceptancePolicy:
    groups = [CaseByCase.YES] * 24 + [CaseByCase.CASE_BY_CASE] * 2
    groups += [CaseByCase.NO, CaseByCase.UNKNOWN]
    return AcceptancePolicy(
        boys_max_age=rng.choice([17, 17, 17, 17, 17, 12, 11, 6, 16, None]),
        girls_max_age=rng.choice([17] * 10 + [16, 12, None]),
        max_children=rng.choice([4] * 7 + [3, 2, 1, None]),
        min_age=rng.choice([18] * 10 + [19, 25]),
        trafficking_residents=rng.choice(groups),
        partner_violence=rng.choice(groups),
        family_violence=rng.choice(groups),
        substance_use=rng.choice([SubstanceRule.ACCEPT] * 8 + list(SubstanceRule)),
        acute_psychosis=mostly(rng, share=0.7),
        wheelchair=mostly(rng, share=0.7),
        pets=mostly(rng, share=0.7),
        adult_men_in_household=mostly(rng, share=0.5),
    )


def _stay(rng: Random) -> StayPolicy:
    return StayPolicy(
        limit_known=rng.random() < 0.8,
        max_nights=rng.choice([None, None, 30, 42, 90, 90]),
        exemption=rng.choice(list(Exemption)),
        exempt_max_nights=rng.choice([0, 14, 90]),
        separate_long_stay_wing=mostly(rng),
        other_residents_limited=mostly(rng),
    )


def _services(rng: Random, tonight: date) -> tuple[ServiceOffer, ...]:
    return tuple(
        ServiceOffer(
            type=kind,
            on_site=rng.choice(list(Answer)),
            minutes=rng.choice([None, 20, 29, 30, 30, 31, 44, 45, 46]),
            capacity_now=mostly(rng, share=0.9),
            verified_on=None
            if rng.random() < 0.05
            else tonight - timedelta(days=rng.choice([0, 30, 179, 180, 181])),
        )
        for kind in NEEDED
        if rng.random() < 0.85
    )


def _unit(rng: Random, house: int, number: int, tonight: date) -> Unit:
    start = tonight + timedelta(days=rng.choice([-3, 0, 1, 10]))
    closed = NightSpan(start, start + timedelta(days=rng.choice([1, 2, 5])))
    return Unit(
        id=UnitId(f"u{house}-{number}"),
        kind=rng.choice(list(UnitKind)),
        beds=rng.choice([1, 2, 2, 3, 4]),
        cots=rng.choice([0, 0, 1, 2]),
        cot_possible=mostly(rng, Answer.NO, 0.7),
        wheelchair=mostly(rng, share=0.5),
        wing=rng.choice([None, "a", "a", "b"]),
        side=rng.choice(SIDES),
        out_of_service=(closed,) if rng.random() < 0.15 else (),
    )
