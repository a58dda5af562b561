"""The costs of tiers 2-6 for one household in one bundle of units: integers, one function each.

Source: docs/domain.md 10.2, 10.3. Tiers 2, 3, 5 and 6 are judged for the FIRM segment; tier 4 also
prices what comes after it, in two pieces: ``first_stability`` belongs to the FIRM segment alone and
``second_stability`` is what an INTENDED segment adds to it (never more than 0 when it is worth
having). Their sum is the tier.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from matching.bundles import Bundle
from matching.costs import residual, services, stewardship, wishes
from matching.costs.stability import (
    changes,
    first_stability,
    known_moves,
    mode_cost,
    second_stability,
)
from matching.plan import Costs
from matching.rules.company import her_barred_house
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.stay import Way, ways
from matching.vocabulary import NightSpan, PlanMode

__all__ = ["costs", "first_stability", "known_moves", "mode_cost", "present", "second_stability"]


def costs(
    household: Household, shelter: Shelter, bundle: Bundle, way: Way, standing: Standing
) -> Costs:
    """Costs of all tiers for her in these units, on this way, without a second segment.

    Unit: integers in the ranges of domain 10.2; smaller is better. Unknown: on the worse side,
    as each cost says.
    """
    return Costs(
        risk=residual.risk(household, shelter, standing),
        changes=changes(household, shelter, standing),
        wishes=wishes.wishes(household, shelter, bundle, way, standing),
        stability=first_stability(household, shelter, way, standing),
        services=services.services(household, shelter, standing),
        stewardship=stewardship.stewardship(household, shelter, bundle, standing),
    )


def present(household: Household, standing: Standing) -> Costs | None:
    """Costs of the bed she has, by the same functions; None when she has none.

    Source: domain 10.2 (P4 moves only where her own tiers improve) [D]. Her plan is read against
    the limit of the house she is in; with no night left there she stays until her stay ends.
    Where a rule bars that house to her by now no house that is open to her is worse: its risk is
    one more than the whole residual of her level.
    """
    stay = standing.her_bed(household)
    if stay is None:
        return None
    shelter = standing.shelters[standing.shelter_of[stay.unit]]
    hers = {s.unit for s in standing.stays_of(household.id) if s.span.meets(stay.span)}
    groups = {unit: g for g in reversed(standing.groups_in(shelter.id)) for unit in g.units}
    bundle = Bundle(tuple(groups[unit] for unit in sorted(hers & set(groups))))
    planned = standing.plan_span(household)
    shortest = standing.shortest_first_segment(household)
    found = ways(household, shelter, planned, shortest, standing.rules)
    if not found:
        night_after = planned.start + timedelta(days=1)
        end = min(planned.end, max(stay.span.end, night_after))
        found = (Way(PlanMode.SEGMENTED, NightSpan(planned.start, end), planned, 0),)
    here = min(
        (costs(household, shelter, bundle, way, standing) for way in found),
        key=lambda c: c.stability,
    )
    if her_barred_house(household, standing) is None:
        return here
    whole = residual.FULL_RESIDUAL * standing.rules.weight(standing.t_eff(household))
    return replace(here, risk=whole + 1)
