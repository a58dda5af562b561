"""How long a household may stay where, and the ways to fit her plan into a house's limit.

Source: docs/domain.md 9.4; unit: nights. An unknown limit is 42 nights.
"""

from __future__ import annotations

from datetime import date, timedelta

from matching.priority import no_safe_bed_tonight
from matching.ruleset import RuleSet
from matching.situation import Household, Shelter
from matching.vocabulary import Answer, Exemption, NightSpan, PlanMode, value


@value
class Way:
    """One way to stay: WITHIN_LIMIT and EXEMPTED cover the plan, SEGMENTED its first part."""

    mode: PlanMode
    span: NightSpan
    """The FIRM segment."""
    planned: NightSpan
    """Her whole plan."""
    limit_left: int | None
    """Nights left under the house's limit; None is no limit."""


def first_night(household: Household, tonight: date) -> date:
    """The night from which she needs the bed; an unknown need is tonight."""
    return max(household.needed_from, tonight) if household.tonight is Answer.NO else tonight


def plan_span(household: Household, tonight: date, rules: RuleSet) -> NightSpan:
    """Her plan: to its own end or the default horizon, at most 30 nights past her permit."""
    start = first_night(household, tonight)
    ends = [household.planned_until or start + timedelta(days=rules.default_horizon_nights)]
    if household.permit_until is not None:
        ends.append(household.permit_until + timedelta(days=rules.permit_grace_nights))
    return NightSpan(start, max(min(ends), start + timedelta(days=1)))


def limit_left(household: Household, shelter: Shelter, rules: RuleSet) -> int | None:
    """Nights left under the limit after those used in the last 365 days; None is no limit."""
    limit = shelter.stay.max_nights if shelter.stay.limit_known else rules.unknown_limit_nights
    return None if limit is None else max(0, limit - used_there(household, shelter))


def used_there(household: Household, shelter: Shelter) -> int:
    """Nights that she used there in the last 365 days."""
    return sum(u.nights for u in household.nights_used if u.shelter == shelter.id)


def exempted_left(household: Household, shelter: Shelter, rules: RuleSet) -> int | None:
    """Nights left with all that an exemption can add; None when there is none, or no limit.

    What she stayed there beyond the limit before was part of the same exemption (domain 9.1, H09).
    """
    policy = shelter.stay
    limit = policy.max_nights if policy.limit_known else rules.unknown_limit_nights
    if limit is None or policy.exemption not in (Exemption.POSSIBLE, Exemption.STANDARD):
        return None
    return limit + policy.exempt_max_nights - used_there(household, shelter)


def ways(
    household: Household, shelter: Shelter, planned: NightSpan, shortest: int, rules: RuleSet
) -> tuple[Way, ...]:
    """The ways that H09 allows, best covered first; none when too few nights are left there.

    ``shortest``: nights of :func:`shortest_first_segment`.
    """
    left = limit_left(household, shelter, rules)
    if left is None or planned.nights <= left:
        return (Way(PlanMode.WITHIN_LIMIT, planned, planned, left),)
    found = []
    exempted = exempted_left(household, shelter, rules)
    if exempted is not None and planned.nights <= exempted:
        found.append(Way(PlanMode.EXEMPTED, planned, planned, left))
    if left >= shortest:
        span = NightSpan(planned.start, planned.start + timedelta(days=left))
        found.append(Way(PlanMode.SEGMENTED, span, planned, left))
    return tuple(found)


def shortest_first_segment(
    household: Household, compromised_confirmed: bool, rules: RuleSet
) -> int:
    """Nights: one when she has no safe bed tonight, else the fewest that are worth a move.

    Source: domain 9.4, 10.1: a bed in a house that is CONFIRMED known to whom she fears is none.
    """
    if no_safe_bed_tonight(household, compromised_confirmed):
        return 1
    return rules.min_planned_segment_nights


def cut_to(way: Way, nights: int, shortest: int) -> Way | None:
    """The way when its units are free for so many nights only; None when that is too short.

    ``shortest``: nights of :func:`shortest_first_segment`. An exemption is for the whole
    plan: cut short, the way keeps to the house's own limit (H09).
    """
    if nights >= way.span.nights:
        return way
    if way.limit_left is not None:
        nights = min(nights, way.limit_left)
    if nights < shortest:
        return None
    span = NightSpan(way.span.start, way.span.start + timedelta(days=nights))
    return Way(PlanMode.SEGMENTED, span, way.planned, way.limit_left)
