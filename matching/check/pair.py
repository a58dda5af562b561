"""Rules about one household and one shelter, told again from domain 9.1, and their waivers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone

from matching.check.danger import compromised, exclusion
from matching.check.facts import Facts, networks_of
from matching.check.level import features_that_count, security_level
from matching.check.span import first_night, stay_fits
from matching.situation import (
    AcceptancePolicy,
    Household,
    Person,
    ServiceOffer,
    Shelter,
    Situation,
    Waiver,
)
from matching.vocabulary import (
    AddressBlock,
    AgeBand,
    Answer,
    CaseByCase,
    Criticality,
    FeatureCode,
    Gender,
    MemberRole,
    ResidentsGender,
    Rule,
    SearchConsent,
    SecurityLevel,
    ShelterKind,
    ShelterStatus,
    SubstanceRule,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
    Trigger,
    WaivedBy,
)

WAIVER_DAYS = 14

YOUNGEST = {
    AgeBand.A0_2: 0,
    AgeBand.A3_6: 3,
    AgeBand.A7_12: 7,
    AgeBand.A13_17: 13,
    AgeBand.A18_24: 18,
    AgeBand.A25_39: 25,
    AgeBand.A40_64: 40,
    AgeBand.A65: 65,
}
OLDEST_CHILD = {AgeBand.A0_2: 2, AgeBand.A3_6: 6, AgeBand.A7_12: 12}
UNDER_18 = {AgeBand.A0_2, AgeBand.A3_6, AgeBand.A7_12, AgeBand.A13_17}
GROWN_UP = {AgeBand.A18_24, AgeBand.A25_39, AgeBand.A40_64, AgeBand.A65}
TAKEN_SUBSTANCE = {
    SubstanceUse.STABLE: {SubstanceRule.STABLE, SubstanceRule.ACCEPT},
    SubstanceUse.ACTIVE: {SubstanceRule.ACCEPT},
}
Barred = dict[Rule, WaivedBy]


def barred_for_good(facts: Facts, household: Household, shelter: Shelter, on: date) -> Barred:
    """Pair rules that do not ask how she arrives, with who may waive each.

    ``on`` is her first night: a feature that has lapsed by then does not count (9.2).
    """
    found: dict[Rule, WaivedBy | None] = {
        Rule.H02: _security(facts, household, shelter, on),
        Rule.H03: exclusion(facts, household, shelter),
        Rule.H04: compromised(facts, household, shelter),
        Rule.H07: None if _admits(household, shelter) else WaivedBy.NOBODY,
        Rule.H08: _eligible(household, shelter),
        Rule.H10: None if _critical_met(facts, household, shelter) else WaivedBy.TWO_WITH_HEALTH,
        Rule.H11: WaivedBy.HER if _her_no(facts, household, shelter) else None,
        Rule.H12: None if _may_search(household) else WaivedBy.NOBODY,
        Rule.H16: None if shelter.status is ShelterStatus.OPEN else WaivedBy.SHELTER,
        Rule.H17: None if has_adult(household) else WaivedBy.NOBODY,
        Rule.H20: WaivedBy.TWO if _tied(household, shelter) else None,
        Rule.H21: None if _circle(household, shelter, on) else WaivedBy.TWO_WITH_POLICE,
    }
    return {rule: by for rule, by in found.items() if by is not None}


def barred_at_the_door(facts: Facts, household: Household, shelter: Shelter) -> Barred:
    """Pair rules of a first segment: H13 arrival and H14 freshness."""
    found: Barred = {}
    if not _takes_in(facts, household, shelter):
        found[Rule.H13] = WaivedBy.COORDINATOR
    if not _fresh(facts, household, shelter):
        found[Rule.H14] = WaivedBy.COORDINATOR
    return found


def barred(facts: Facts, household: Household, shelter: Shelter) -> Barred:
    """Every pair rule that says no to a first segment, waived or not."""
    on = first_night(household, facts.situation)
    found = barred_for_good(facts, household, shelter, on)
    found |= barred_at_the_door(facts, household, shelter)
    if not stay_fits(facts, household, shelter):
        found[Rule.H09] = WaivedBy.COORDINATOR
    return found


def waived(facts: Facts, household: Household, shelter: Shelter, rule: Rule, by: WaivedBy) -> bool:
    """Whether a recorded waiver is enough for this rule and pair today (column W)."""
    waivers = facts.waivers.get((household.id, shelter.id), ())
    return any(w.rule is rule and _enough(facts, w, by) for w in waivers)


def has_adult(household: Household) -> bool:
    """H17. Somebody in it is an adult, and nobody doubts it."""
    return any(
        m.role is MemberRole.ADULT and m.age_band not in UNDER_18 and not m.apparent_minor
        for m in household.members
    )


def _enough(facts: Facts, waiver: Waiver, by: WaivedBy) -> bool:
    short = (waiver.expires_on - waiver.decided_on).days <= WAIVER_DAYS
    if not short or not waiver.decided_on <= facts.today < waiver.expires_on:
        return False
    if waiver.rule is Rule.H05 and not waiver.wished_by_both:
        return False
    two = len(waiver.by) >= 2
    match by:
        case WaivedBy.COORDINATOR:
            return waiver.by_coordinator and len(waiver.by) >= 1
        case WaivedBy.TWO:
            return two
        case WaivedBy.TWO_WITH_POLICE:
            return two and waiver.police_statement
        case WaivedBy.TWO_WITH_HEALTH:
            return two and waiver.health_professional
        case WaivedBy.NOBODY | WaivedBy.HER | WaivedBy.SHELTER:
            return False


def _security(facts: Facts, household: Household, shelter: Shelter, on: date) -> WaivedBy | None:
    level, have = facts.t_eff(household), security_level(shelter, on)
    if have >= facts.situation.rules.required_security[level - 1]:
        return None
    never = level is ThreatLevel.T4 and have < SecurityLevel.S3
    return WaivedBy.NOBODY if never else WaivedBy.TWO


def grown_up(household: Household) -> list[Person]:
    """Adult by role or by band; where the two disagree a member is both (9.6)."""
    return [
        member
        for member in household.members
        if member.role is MemberRole.ADULT or member.age_band in GROWN_UP
    ]


def _children(household: Household) -> list[Person]:
    return [
        member
        for member in household.members
        if member.role is MemberRole.CHILD or member.age_band in UNDER_18
    ]


def _admits(household: Household, shelter: Shelter) -> bool:
    """H07. The house's rule on gender admits each adult, her wish and her oldest boy."""
    house = shelter.residents_gender
    for adult in grown_up(household):
        match adult.gender:
            case Gender.WOMAN:
                open_to = {
                    ResidentsGender.WOMEN,
                    ResidentsGender.SEPARATED,
                    ResidentsGender.MIXED,
                }
            case Gender.MAN:
                open_to = {
                    ResidentsGender.MEN,
                    ResidentsGender.SEPARATED,
                    ResidentsGender.MIXED,
                }
            case Gender.OTHER | Gender.UNDISCLOSED:
                open_to = {ResidentsGender.SEPARATED}
        if house not in open_to:
            return False
    if wants_women_only(household):
        apart = house is ResidentsGender.SEPARATED and shelter.separate_entrance is Answer.YES
        if house is not ResidentsGender.WOMEN and not apart:
            return False
    boys = [c for c in _children(household) if c.gender is not Gender.WOMAN]
    return _within(boys, shelter.acceptance.boys_max_age)


def wants_women_only(household: Household) -> bool:
    """Asked for, or not answered by women only: then it is assumed (6.2)."""
    if household.women_only is not Answer.UNKNOWN:
        return household.women_only is Answer.YES
    return all(adult.gender is Gender.WOMAN for adult in grown_up(household))


def _within(children: list[Person], oldest: int | None) -> bool:
    if not children:
        return True
    ages = [OLDEST_CHILD.get(child.age_band, 17) for child in children]
    return oldest is not None and max(ages) <= oldest


def _eligible(household: Household, shelter: Shelter) -> WaivedBy | None:
    """H08. A private place is her own choice and never proposed (10.1)."""
    if shelter.kind is ShelterKind.PRIVATE_WITH_SUPPORT:
        return WaivedBy.NOBODY
    return None if _accepts(household, shelter) else WaivedBy.COORDINATOR


def _accepts(household: Household, shelter: Shelter) -> bool:
    """The house's policy takes this household; what it has not said it does not take."""
    policy = shelter.acceptance
    adults, children = grown_up(household), _children(household)
    if any(YOUNGEST.get(adult.age_band, 18) < policy.min_age for adult in adults):
        return False
    genders = {adult.gender for adult in adults}
    mixed = Gender.MAN in genders and len(genders) > 1
    if mixed and policy.adult_men_in_household is not Answer.YES:
        return False
    girls = [child for child in children if child.gender is not Gender.MAN]
    if not _within(girls, policy.girls_max_age):
        return False
    if children and (policy.max_children is None or len(children) > policy.max_children):
        return False
    open_to = TAKEN_SUBSTANCE.get(household.substance_use)
    if open_to is not None and policy.substance_use not in open_to:
        return False
    asked = (
        (household.acute_psychosis, policy.acute_psychosis),
        (household.wheelchair, policy.wheelchair),
        (household.pets, policy.pets),
    )
    if any(hers is Answer.YES and house is not Answer.YES for hers, house in asked):
        return False
    return _takes_group(household.target_group, policy)


def _takes_group(group: TargetGroup, policy: AcceptancePolicy) -> bool:
    """CASE_BY_CASE waits for a call; a group that is not known could be any of them."""
    answers = {
        TargetGroup.TRAFFICKING: policy.trafficking_residents,
        TargetGroup.PARTNER_VIOLENCE: policy.partner_violence,
        TargetGroup.FAMILY_VIOLENCE: policy.family_violence,
    }
    hers = answers if group is TargetGroup.UNKNOWN else [group]
    return all(answers[one] is CaseByCase.YES for one in hers)


def _critical_met(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """H10. Each safety-critical need is met on site or near enough, now, and verified lately."""
    for need in household.needs:
        if need.criticality is not Criticality.SAFETY_CRITICAL:
            continue
        offers = [offer for offer in shelter.services if offer.type is need.service]
        if not any(_reached(facts, offer, need.max_minutes) for offer in offers):
            return False
    return True


def _reached(facts: Facts, offer: ServiceOffer, most: int | None) -> bool:
    if offer.capacity_now is not Answer.YES or offer.verified_on is None:
        return False
    if (facts.today - offer.verified_on).days > facts.situation.rules.service_valid_days:
        return False
    near = most is not None and offer.minutes is not None and offer.minutes <= most
    return near or offer.on_site is Answer.YES


def _her_no(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """H11. She declined it, or its zone meets a place where she will not go."""
    zone, factor = facts.zone(shelter), facts.situation.rules.distance_factor
    if shelter.id in household.declined:
        return True
    if zone is None:
        return bool(household.no_go)
    return any(zone.km_from(area.place, factor) <= area.radius_km for area in household.no_go)


def _may_search(household: Household) -> bool:
    """H12. She did not refuse the search, and knows of it."""
    refused = household.search_consent is SearchConsent.REFUSED
    return not refused and not household.third_party_without_her


def _tied(household: Household, shelter: Shelter) -> bool:
    """H20. Somebody there has a tie, or nobody asked although her own fear is of contacts."""
    if shelter.staff_ties & networks_of(household):
        return True
    return household.threat.q09_reach is Answer.YES and shelter.ties_asked is not Answer.YES


def _circle(household: Household, shelter: Shelter, on: date) -> bool:
    """H21. A strictly protected address goes only where address and mail are shielded."""
    block = household.address_block
    strict = block is AddressBlock.KODE6
    if block is AddressBlock.UNKNOWN and household.police_involved:
        strict = True
    needed = {FeatureCode.SHIELDED_ADDRESS, FeatureCode.MAIL_PROXY}
    return not strict or needed <= features_that_count(shelter, on)


def _fresh(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """H14. The vacancy was confirmed within the hours that the need allows."""
    situation, said = facts.situation, shelter.vacancy_confirmed_at
    by_day = household.tonight is Answer.NO or situation.trigger is Trigger.NIGHT
    rules = situation.rules
    hours = rules.vacancy_fresh_hours_planned if by_day else rules.vacancy_fresh_hours_tonight
    return said is not None and situation.now - said <= timedelta(hours=hours)


def _takes_in(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """H13. Intake is open when she can arrive, and she can leave while she is still safe."""
    situation = facts.situation
    if household.tonight is Answer.NO or situation.trigger is Trigger.NIGHT:
        windows = shelter.intake_hours_known and bool(shelter.intake_hours)
        return windows or shelter.after_hours is Answer.YES
    ready = timedelta(minutes=situation.rules.ready_minutes)
    if household.safe_until is not None and situation.now + ready > household.safe_until:
        return False
    if shelter.after_hours is Answer.YES:
        return True
    leaves, zone = situation.now + ready, facts.zone(shelter)
    if household.where_now is None or zone is None:
        return all(_open_at(shelter, at) for at in _minutes_of_the_night(situation, leaves))
    km = zone.km_from(household.where_now, situation.rules.distance_factor)
    arrives = leaves + timedelta(hours=km / situation.rules.travel_kmh)
    return _open_at(shelter, _on_the_clock(situation, arrives))


def _minutes_of_the_night(situation: Situation, leaves: datetime) -> Iterator[datetime]:
    """What the clock shows each minute from her leaving to noon, an hour that comes twice too."""
    at = _on_the_clock(situation, leaves)
    noon = datetime.combine(at.date() + timedelta(days=at.time() > time(12)), time(12))
    while at <= noon:
        yield at
        leaves += timedelta(minutes=1)
        at = _on_the_clock(situation, leaves)


def _on_the_clock(situation: Situation, instant: datetime) -> datetime:
    """Wall time at an instant, by the offset that holds by then."""
    minutes, change = situation.clock_offset_minutes, situation.clock_change
    if change and change.at <= instant:
        minutes = change.offset_minutes
    return instant.astimezone(timezone(timedelta(minutes=minutes))).replace(tzinfo=None)


def _open_at(shelter: Shelter, at: datetime) -> bool:
    if not shelter.intake_hours_known:
        return False
    minute = at.hour * 60 + at.minute
    return any(
        window.weekday == at.weekday() and window.from_minute <= minute < window.to_minute
        for window in shelter.intake_hours
    )
