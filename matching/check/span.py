"""Which nights she needs, how long a house may keep her, and her priority (domain 9.4, 10.1)."""

from __future__ import annotations

from datetime import date, timedelta

from matching.check.danger import met_by
from matching.check.facts import Facts
from matching.ruleset import RuleSet
from matching.situation import Household, Shelter, Situation, Stay, StayState
from matching.vocabulary import (
    Answer,
    CompromiseLevel,
    Exemption,
    NightSpan,
    ThreatLevel,
)


def first_night(household: Household, situation: Situation) -> date:
    """The first night she needs; tonight unless she said that tonight is not needed."""
    if household.tonight is Answer.NO:
        return max(household.needed_from, situation.tonight)
    return situation.tonight


def planned_span(household: Household, situation: Situation) -> NightSpan:
    """From her first night to the end of her plan or permit; at least one night (9.4)."""
    start = first_night(household, situation)
    rules = situation.rules
    end = household.planned_until or start + timedelta(days=rules.default_horizon_nights)
    if household.permit_until is not None:
        end = min(end, household.permit_until + timedelta(days=rules.permit_grace_nights))
    return NightSpan(start, max(end, start + timedelta(days=1)))


def nights_left(household: Household, shelter: Shelter, rules: RuleSet) -> int | None:
    """Nights she may still stay by the limit alone; None is no limit. Unknown limit: 42."""
    policy = shelter.stay
    limit = policy.max_nights if policy.limit_known else rules.unknown_limit_nights
    if limit is None:
        return None
    return limit - sum(used.nights for used in household.nights_used if used.shelter == shelter.id)


def nights_by_exemption(shelter: Shelter) -> int | None:
    """Nights that an exemption may add; None when the house grants none or has not said."""
    grants = shelter.stay.exemption in (Exemption.POSSIBLE, Exemption.STANDARD)
    return shelter.stay.exempt_max_nights if grants else None


def stay_fits(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """H09 for the pair: whether any first segment there may be proposed at all."""
    situation, rules = facts.situation, facts.situation.rules
    left, extra = nights_left(household, shelter, rules), nights_by_exemption(shelter)
    nights = planned_span(household, situation).nights
    if left is None or nights <= left:
        return True
    if extra is not None and nights <= left + extra:
        return True
    return left >= shortest_first(facts, household, nights)


def shortest_first(facts: Facts, household: Household, planned_nights: int) -> int:
    """Fewest nights of a first segment: one is enough tonight, a safe bed is left for more (9.4)."""
    if has_safe_bed(facts, household):
        return min(facts.situation.rules.min_planned_segment_nights, planned_nights)
    return 1


def has_safe_bed(facts: Facts, household: Household) -> bool:
    """Whether she said that she has one tonight, and it is not surely known to those she flees (10.1)."""
    known = known_tonight(facts, household)
    return household.tonight is Answer.NO and CompromiseLevel.CONFIRMED not in known


def known_tonight(facts: Facts, household: Household) -> set[CompromiseLevel]:
    """How surely the house in which she sleeps tonight is known to those she flees."""
    return {
        level for stay in tonights(facts, household) for level in known_at(facts, household, stay)
    }


def standing(facts: Facts, household: Household) -> list[Stay]:
    """Her accepted or begun stays that are not over before tonight."""
    return [
        stay
        for stay in facts.stays_of.get(household.id, ())
        if stay.state is not StayState.HELD and stay.span.end > facts.situation.tonight
    ]


def ends_soon(facts: Facts, stay: Stay) -> bool:
    """Whether a stay ends within the days of a P3 need."""
    days = (stay.span.end - facts.situation.tonight).days
    return days <= facts.situation.rules.bed_needed_within_days


def tonights(facts: Facts, household: Household) -> list[Stay]:
    """Those of them that cover tonight."""
    return [s for s in standing(facts, household) if facts.situation.tonight in s.span]


def known_at(facts: Facts, household: Household, stay: Stay) -> set[CompromiseLevel]:
    """How surely the house she is in is known to those she flees."""
    house = facts.shelter_of(stay.unit)
    if house in household.found_at:
        return {CompromiseLevel.CONFIRMED}
    every_report = ThreatLevel.T3  # a suspected report is a need of its own at any level
    levels = (met_by(household, c, every_report) for c in facts.compromises.get(house, ()))
    return {level for level in levels if level is not None}
