"""Why, and why not: for one household what became of every shelter, and what her way could have been.

Source: docs/domain.md 9.4, 9.5, 10.2, 10.3, 11.2 (9). Nothing here is changed by being asked.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from matching import costs
from matching.bundles import bundles
from matching.candidates import TIERS, screened
from matching.columns import Columns
from matching.costs import residual
from matching.filter import rules_of
from matching.firm_costs import FirmCosts
from matching.groups import night_number
from matching.options import would_free
from matching.plan import BlockedBy, Placed
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.stay import Way, cut_to, ways
from matching.vocabulary import PlanMode, Rule, ShelterId, Tier, value

TOLD = {
    "risk": Tier.RISK_SUM,
    "changes": Tier.CHANGES,
    "wishes": Tier.WISHES,
    "stability": Tier.STABILITY,
    "services": Tier.SERVICES,
    "stewardship": Tier.STEWARDSHIP,
}


class Verdict(StrEnum):
    """What became of a shelter for a household."""

    CHOSEN = "CHOSEN"
    DEARER = "DEARER"
    """Feasible, and worse for her in the tier that is named, which comes first."""
    NEEDED_BY_OTHERS = "NEEDED_BY_OTHERS"
    """Feasible and no worse for her: the joint plan needs its units for somebody else."""
    BARRED = "BARRED"


class Robustness(StrEnum):
    """Whether a place stays allowed if every radius grows by half (domain 11.2)."""

    ROBUST = "ROBUST"
    FRAGILE = "FRAGILE"


@value
class WhyNot:
    """One shelter's verdict with the tier or the rules that gave it."""

    shelter: ShelterId
    verdict: Verdict
    tier: Tier | None = None
    rules: tuple[Rule, ...] = ()


@value
class OtherMode:
    """How else she could stay in the house that was chosen, and what tier 4 would have cost."""

    chosen: PlanMode
    chosen_cost: int
    other: PlanMode
    other_cost: int


def why_not(
    household: Household, placed: Placed | None, columns: Columns, standing: Standing
) -> tuple[WhyNot, ...]:
    """A verdict for every shelter, in the order of the picture.

    The best first segment of each shelter is compared with the one that she was given, tier by tier.
    Unknown: as the rules and costs say. What is restricted is told by :mod:`matching.explain` only.
    """
    found, priced = screened(household, columns, standing)
    best = _best_of_each(priced)
    here = None if placed is None else columns.number[placed.segments[0].shelter]
    told = []
    for number, shelter in enumerate(columns.ids):
        bars = int(found.bars[number])
        if number == here:
            told.append(WhyNot(shelter, Verdict.CHOSEN))
        elif bars:
            told.append(WhyNot(shelter, Verdict.BARRED, rules=rules_of(bars)))
        else:
            tier = None if here is None else _dearer_by(priced, best, number, here)
            verdict = Verdict.NEEDED_BY_OTHERS if tier is None else Verdict.DEARER
            told.append(WhyNot(shelter, verdict, tier))
    return tuple(told)


def smallest_bars(
    household: Household, columns: Columns, standing: Standing
) -> tuple[BlockedBy, ...]:
    """Of a household that no shelter may take: the fewest rules without which one could (9.5).

    Empty where some shelter may take her.
    """
    found, _ = screened(household, columns, standing)
    return would_free(found) if found.bars.all() else ()


def robustness(household: Household, placed: Placed, standing: Standing) -> Robustness:
    """ROBUST when every segment lies outside each danger area grown by half, else FRAGILE."""
    safe = all(
        residual.robust(household, standing.shelters[segment.shelter], standing)
        for segment in placed.segments
    )
    return Robustness.ROBUST if safe else Robustness.FRAGILE


def other_mode(household: Household, placed: Placed, standing: Standing) -> OtherMode | None:
    """The mode that was not chosen in her house, with both prices; None when there is but one.

    A mode counts where units that suit her are free for it as the house stands, before this plan.
    Unit: points of tier 4, moves or cover story (10.3); with a second segment the moves are known.
    """
    shelter = standing.shelters[placed.segments[0].shelter]
    planned, rules = standing.plan_span(household), standing.rules
    start = night_number(planned.start, standing.situation.tonight)
    suiting = bundles(household, shelter, standing)
    free = max((bundle.nights_for(household.id, start) for bundle in suiting), default=0)
    possible: dict[PlanMode, Way] = {}
    for way in ways(household, shelter, planned, rules):
        cut = cut_to(way, free, household, rules)
        if cut is not None:
            possible.setdefault(cut.mode, cut)
    others = [way for mode, way in possible.items() if mode is not placed.mode]
    if len(others) != 1:
        return None
    return OtherMode(
        chosen=placed.mode,
        chosen_cost=_chosen_cost(household, shelter, placed, others[0].limit_left, standing),
        other=others[0].mode,
        other_cost=costs.mode_cost(household, shelter, others[0], standing),
    )


def _chosen_cost(
    household: Household, shelter: Shelter, placed: Placed, left: int | None, standing: Standing
) -> int:
    planned = standing.plan_span(household)
    if len(placed.segments) > 1:
        then = placed.segments[1]
        house = standing.shelters[then.shelter]
        return costs.known_moves(household, house, planned, then.span, standing)
    hers = Way(placed.mode, placed.segments[0].span, planned, left)
    return costs.mode_cost(household, shelter, hers, standing)


def _best_of_each(priced: FirmCosts) -> dict[int, int]:
    """For each shelter the way with the smallest costs."""
    order = np.argsort(priced.keys(), kind="stable")
    best: dict[int, int] = {}
    for way in order.tolist():
        best.setdefault(int(priced.shelter[way]), way)
    return best


def _dearer_by(priced: FirmCosts, best: dict[int, int], there: int, here: int) -> Tier | None:
    """The first tier in which the best way there differs from the best way here, if it is dearer."""
    if there not in best or here not in best:
        return None
    for name in TIERS:
        one, other = (int(getattr(priced, name)[best[house]]) for house in (there, here))
        if one != other:
            return TOLD[name] if one > other else None
    return None
