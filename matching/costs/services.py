"""Tier 5: what she can reach, do, say and be helped with there.

Source: docs/domain.md 10.3. Remoteness is relative to her needs and not to a centre. The tier's sum
is at most 26 of its 30.
"""

from __future__ import annotations

from datetime import date

from matching.ruleset import RuleSet
from matching.situation import Household, ServiceOffer, Shelter
from matching.standing import Standing
from matching.vocabulary import Answer, Criticality, ServiceType

FREE_MINUTES, FULL_MINUTES = 20, 120
FULL_REMOTENESS = 10
PER_POINT = (FULL_MINUTES - FREE_MINUTES) // FULL_REMOTENESS
"""Minutes for one point."""
CONTENT = frozenset(
    {
        ServiceType.LANGUAGE_COURSE,
        ServiceType.TRAINING,
        ServiceType.WORK_TRAINING,
        ServiceType.ACTIVITY,
    }
)
"""What fills a week: courses and activities."""
FULL_WEEK_HOURS, THIN_WEEK_HOURS = 10, 2
TRAINED_DAYS = 730
"""24 months."""
EXPERIENCED = 10
MANY_VOLUNTEERS = 20


def services(household: Household, shelter: Shelter, standing: Standing) -> int:
    """All costs of tier 5. Unit: 0..30. Source: domain 10.3."""
    tonight, rules = standing.situation.tonight, standing.rules
    return (
        remoteness(household, shelter, tonight, rules)
        + language(household, shelter)
        + house(shelter, tonight, rules)
    )


def house(shelter: Shelter, tonight: date, rules: RuleSet) -> int:
    """The part of tier 5 that is the same for every household. Unit: 0..13."""
    return content(shelter, tonight, rules) + competence(shelter, tonight) + municipality(shelter)


def remoteness(household: Household, shelter: Shelter, tonight: date, rules: RuleSet) -> int:
    """How far her IMPORTANT needs are, as the mean over them.

    Unit: 0 at <= 20 minutes, linear to 10 at >= 120; the mean is rounded half up.
    Source: domain 10.3. Unknown: what is not known, not verified in time or has no room is as
    far as can be; no need is no cost.
    """
    far = [
        excess_minutes(shelter, need.service, tonight, rules)
        for need in household.needs
        if need.criticality is Criticality.IMPORTANT
    ]
    return mean_remoteness(sum(far), len(far))


def excess_minutes(shelter: Shelter, service: ServiceType, tonight: date, rules: RuleSet) -> int:
    """Minutes above the free 20, at most 100. Unknown: 100."""
    minutes = reach_minutes(shelter, service, tonight, rules)
    if minutes is None:
        return FULL_MINUTES - FREE_MINUTES
    return min(max(minutes, FREE_MINUTES), FULL_MINUTES) - FREE_MINUTES


def mean_remoteness(excess: int, needs: int) -> int:
    """The mean cost of so many needs with so many minutes above the free ones in all."""
    if needs == 0:
        return 0
    return (2 * excess + PER_POINT * needs) // (2 * PER_POINT * needs)


def reach_minutes(
    shelter: Shelter, service: ServiceType, tonight: date, rules: RuleSet
) -> int | None:
    """Minutes to the nearest offer of this service that can be counted on; 0 on site.

    Unit: minutes door to door. Source: domain 8.1, H10. Unknown: an offer without a date, older
    than ``service_valid_days``, without a known way or without room now is no offer: None.
    """
    return min(
        (
            minutes
            for offer in shelter.services
            if offer.type is service
            and offer.capacity_now is Answer.YES
            and in_time(offer, tonight, rules)
            and (minutes := 0 if offer.on_site is Answer.YES else offer.minutes) is not None
        ),
        default=None,
    )


def in_time(offer: ServiceOffer, tonight: date, rules: RuleSet) -> bool:
    """Whether the offer was verified within ``service_valid_days``; never verified is not."""
    if offer.verified_on is None:
        return False
    return (tonight - offer.verified_on).days <= rules.service_valid_days


def content(shelter: Shelter, tonight: date, rules: RuleSet) -> int:
    """How empty the week is.

    Unit: course and activity hours a week; >= 10: 0, from 2: 1, fewer: 3. Source: domain 10.3.
    Unknown: hours not known or not verified in time are 2, unless the known ones fill the week
    to a better answer already.
    """
    offers = [offer for offer in shelter.services if offer.type in CONTENT]
    known = [
        offer.hours_per_week
        for offer in offers
        if offer.hours_per_week is not None and in_time(offer, tonight, rules)
    ]
    hours = sum(known)
    if hours >= FULL_WEEK_HOURS:
        return 0
    if hours >= THIN_WEEK_HOURS:
        return 1
    return 2 if len(known) < len(offers) or not offers else 3


def language(household: Household, shelter: Shelter) -> int:
    """Whether somebody there speaks with her.

    Unit: staff 0, phone interpreter 1, else 3. Source: domain 10.3.
    Unknown: her language not answered needs the interpreter; a house that did not say has none.
    """
    if household.languages & shelter.staffing.languages:
        return 0
    return interpreter(shelter)


def interpreter(shelter: Shelter) -> int:
    """What language costs where no staff speaks hers. Unit: 1 or 3."""
    return 1 if shelter.staffing.phone_interpreter is Answer.YES else 3


def competence(shelter: Shelter, tonight: date) -> int:
    """Whether the staff know what was done to her, and stay the same people.

    Unit: 10 or more served or trained within 24 months: 0; some: 1; none: 3; two more without a
    fixed team and above 20 volunteers. Source: domain 10.3.
    Unknown: training and service not told are none; a team not told is not fixed, volunteers
    not told are many.
    """
    staff = shelter.staffing
    served = staff.trafficking_residents_served or 0
    trained = staff.trafficking_trained_on
    recently = trained is not None and (tonight - trained).days <= TRAINED_DAYS
    if served >= EXPERIENCED or recently:
        base = 0
    elif served > 0 or trained is not None:
        base = 1
    else:
        base = 3
    many = staff.volunteers is None or staff.volunteers > MANY_VOLUNTEERS
    changing = staff.fixed_followup_team is not Answer.YES and many
    return base + (2 if changing else 0)


def municipality(shelter: Shelter) -> int:
    """How fast the host municipality decides, and whether she gets health care without papers.

    Unit: median days; <= 7: 0, <= 21: 1, above: 3; two more without health care. Source: domain
    10.3. Unknown: days not told are 2; health care not told is none.
    """
    days = shelter.support.decision_days_median
    if days is None:
        base = 2
    elif days <= 7:
        base = 0
    elif days <= 21:
        base = 1
    else:
        base = 3
    return base + (0 if shelter.support.health_without_id is Answer.YES else 2)
