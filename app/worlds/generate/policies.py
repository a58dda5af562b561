"""What a house takes, offers and asks: policies, services, staff, hours. Shares are [D] unless said."""

from __future__ import annotations

from datetime import date, timedelta

from app.worlds.generate.chance import Chance
from app.worlds.generate.figures import PLAYROOM, Size
from app.worlds.generate.spot import Spot
from matching.situation import (
    AcceptancePolicy,
    IntakeWindow,
    MunicipalitySupport,
    ServiceOffer,
    Staffing,
    StayPolicy,
)
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Exemption,
    ResidentsGender,
    ServiceType,
    ShelterKind,
    SubstanceRule,
)

LANGUAGES = ("ara", "som", "tir", "pol", "ukr", "rus", "spa", "fas", "tha", "fil", "ron", "kmr")
SPOKEN_BY_ALL = "eng"

_MOSTLY = {Answer.YES: 85.0, Answer.NO: 9.0, Answer.UNKNOWN: 6.0}
_HALF = {Answer.YES: 48.0, Answer.NO: 46.0, Answer.UNKNOWN: 6.0}
_SELDOM = {Answer.YES: 12.0, Answer.NO: 80.0, Answer.UNKNOWN: 8.0}

_ON_SITE = {ServiceType.ACTIVITY: 0.6, ServiceType.KINDERGARTEN: PLAYROOM / 4}
_MINUTES = {
    ServiceType.GP: 12,
    ServiceType.EMERGENCY_CLINIC: 22,
    ServiceType.HOSPITAL: 40,
    ServiceType.MATERNITY: 45,
    ServiceType.DIALYSIS: 50,
    ServiceType.MENTAL_HEALTH: 25,
    ServiceType.OPIOID_SUBST: 35,
    ServiceType.LANGUAGE_COURSE: 20,
    ServiceType.SCHOOL: 15,
    ServiceType.KINDERGARTEN: 12,
    ServiceType.WORK_TRAINING: 30,
    ServiceType.LAWYER: 30,
    ServiceType.COURT: 40,
    ServiceType.POLICE: 15,
    ServiceType.ACTIVITY: 20,
    ServiceType.SOCIAL_OFFICE: 15,
}
"""Median minutes door to door in a town of middling size."""


def acceptance(
    kind: ShelterKind, gender: ResidentsGender, step_free: bool, chance: Chance
) -> AcceptancePolicy:
    """Whom the house takes; a few have not said."""
    children = kind is not ShelterKind.SAFE_HOUSE or chance.happens(0.7)
    most = chance.weighted({2: 10.0, 3: 30.0, 4: 30.0, 6: 30.0}) if children else 0
    boys = chance.weighted({12: 15.0, 15: 25.0, 17: 60.0}) if children else 0
    men = gender in (ResidentsGender.MEN, ResidentsGender.MIXED)
    return AcceptancePolicy(
        boys_max_age=None if chance.happens(0.04) else boys,
        girls_max_age=17 if children else 0,
        max_children=None if chance.happens(0.04) else most,
        trafficking_residents=_group(70, 5, 20, 5, chance),
        partner_violence=_group(94, 1, 3, 2, chance),
        family_violence=_group(88, 2, 6, 4, chance),
        substance_use=chance.weighted(
            {
                SubstanceRule.ACCEPT: 8.0,
                SubstanceRule.STABLE: 42.0,
                SubstanceRule.NO: 42.0,
                SubstanceRule.UNKNOWN: 8.0,
            }
        ),
        acute_psychosis=chance.weighted(_SELDOM),
        wheelchair=Answer.YES
        if step_free
        else chance.weighted({Answer.NO: 85.0, Answer.UNKNOWN: 15.0}),
        pets=chance.weighted(_SELDOM),
        adult_men_in_household=Answer.YES if men else chance.weighted(_HALF),
    )


def _group(yes: float, no: float, asks: float, unknown: float, chance: Chance) -> CaseByCase:
    return chance.weighted(
        {
            CaseByCase.YES: yes,
            CaseByCase.NO: no,
            CaseByCase.CASE_BY_CASE: asks,
            CaseByCase.UNKNOWN: unknown,
        }
    )


def stay_policy(limit: int | None, chance: Chance) -> StayPolicy:
    """A limit as dealt, and what the house may do beyond it; 3 percent have not said."""
    if chance.happens(0.03):
        return StayPolicy()
    wing = chance.weighted(_SELDOM)
    if limit is None:
        return StayPolicy(
            limit_known=True,
            separate_long_stay_wing=wing,
            other_residents_limited=chance.weighted(_SELDOM),
        )
    exemption = chance.weighted(
        {
            Exemption.NONE: 35.0,
            Exemption.POSSIBLE: 40.0,
            Exemption.STANDARD: 18.0,
            Exemption.UNKNOWN: 7.0,
        }
    )
    lifts = exemption in (Exemption.POSSIBLE, Exemption.STANDARD)
    return StayPolicy(
        limit_known=True,
        max_nights=limit,
        exemption=exemption,
        exempt_max_nights=chance.one_of((90, 180, 365)) if lifts else 0,
        separate_long_stay_wing=wing,
        other_residents_limited=chance.weighted(_MOSTLY),
    )


def services(spot: Spot, tonight: date, chance: Chance) -> tuple[ServiceOffer, ...]:
    """What can be reached; small towns are farther from hospitals, and some facts are old."""
    remote = 1.0 if spot.people >= 30_000 else 1.6 if spot.people >= 5_000 else 2.6
    offers = []
    for kind, minutes in _MINUTES.items():
        if chance.happens(0.04):
            continue
        on_site = chance.happens(_ON_SITE.get(kind, 0.02))
        far = max(3, round(minutes * remote * chance.between(0.5, 1.6)))
        offers.append(
            ServiceOffer(
                type=kind,
                on_site=Answer.YES if on_site else Answer.NO,
                minutes=0 if on_site else None if chance.happens(0.03) else far,
                # Two hours a week in some places and two a day in others (evaluation 3.1).
                hours_per_week=float(chance.whole(2, 10))
                if kind is ServiceType.LANGUAGE_COURSE
                else None,
                capacity_now=chance.weighted(_MOSTLY),
                verified_on=None
                if chance.happens(0.03)
                else tonight - timedelta(days=chance.spell(60, 0, 300)),
            )
        )
    return tuple(offers)


def staffing(size: Size, tonight: date, chance: Chance) -> Staffing:
    """Languages, training and experience; domain A10-A13."""
    extra = chance.some_of(LANGUAGES, chance.whole(0, 4))
    trained = chance.happens(0.6)
    return Staffing(
        languages=frozenset({size.language, SPOKEN_BY_ALL, *extra}),
        phone_interpreter=chance.weighted(_MOSTLY),
        trafficking_trained_on=tonight - timedelta(days=chance.whole(30, 1500))
        if trained
        else None,
        # From one to several tens (evaluation 3.1); some never counted.
        trafficking_residents_served=None if chance.happens(0.1) else chance.spell(8, 0, 60),
        fixed_followup_team=chance.weighted(_HALF),
        volunteers=None
        if chance.happens(0.1)
        else chance.weighted({0: 50.0, 6: 20.0, 15: 20.0, 45: 10.0}),
    )


def support(chance: Chance) -> MunicipalitySupport:
    """What the municipality does for the house's residents."""
    return MunicipalitySupport(
        decision_days_median=None if chance.happens(0.2) else chance.spell(18, 1, 90),
        health_without_id=chance.weighted(_HALF),
    )


def intake(chance: Chance) -> tuple[bool, tuple[IntakeWindow, ...], Answer]:
    """Whether the hours are known, the hours, and whether somebody is taken in outside them."""
    kind = chance.weighted({"day and night": 72.0, "long day": 24.0, "unknown": 4.0})
    if kind == "unknown":
        return False, (), Answer.UNKNOWN
    hours = (0, 1440) if kind == "day and night" else (8 * 60, 22 * 60)
    windows = tuple(IntakeWindow(day, *hours) for day in range(7))
    after = Answer.YES if kind == "day and night" else chance.weighted(_HALF)
    return True, windows, after
