"""Why, and why not: for one household what became of every shelter, and what her way could have been.

Source: docs/domain.md 9.4, 9.5, 10.2, 10.3, 11.2 (9). Nothing here is changed by being asked.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

import numpy as np

from matching import costs
from matching.bundles import bundles
from matching.candidates import TIERS, screened
from matching.columns import Columns
from matching.costs import residual
from matching.explain_bars import bars_told
from matching.filter import rules_of, screen
from matching.firm_costs import MODES, FirmCosts
from matching.groups import night_number
from matching.options import folded
from matching.plan import Placed
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.stay import Way, cut_to, ways
from matching.vocabulary import PlanMode, Priority, Rule, ShelterId, Tier, WishKind, value

TOLD = {
    "risk": Tier.RISK_SUM,
    "changes": Tier.CHANGES,
    "wishes": Tier.WISHES,
    "stability": Tier.STABILITY,
    "services": Tier.SERVICES,
    "stewardship": Tier.STEWARDSHIP,
}
BETTER_FOR_HER = ("risk", "wishes", "stability", "services")
"""Tiers in which P4 must gain, or stays where she is (10.2)."""


class Verdict(StrEnum):
    """What became of a shelter for a household."""

    CHOSEN = "CHOSEN"
    DEARER = "DEARER"
    """Feasible, and worse for her in the tier that is named, which comes first."""
    ALIKE = "ALIKE"
    """Feasible, and in no tier different for her from the one that was chosen."""
    NEEDED_BY_OTHERS = "NEEDED_BY_OTHERS"
    """Feasible, and better for her than what was proposed, if anything was: all are placed better so."""
    NOT_TOLD = "NOT_TOLD"
    """Feasible and no worse in safety; what differs beyond is not told: it may hang on who lives
    where (domain 14), or on how she would go on from there."""
    NO_BETTER = "NO_BETTER"
    """Feasible, but for P4 no better than the bed she has, which she leaves for a better one only."""
    NOT_YET = "NOT_YET"
    """Feasible by now; for P4 without a bed, who is planned when she needs one within days."""
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
    """Never told as they are: that is what the words are for."""
    words: tuple[str, ...] = ()
    """Codes of the rules for a coordinator; restricted ones are one word and stand last."""
    call_may_help: bool = False
    """Whether all that bars it is something untold; never said beside what is restricted."""


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

    The best first segment of each shelter is compared, tier by tier, with the best one of the house
    that she was given; for P4 without a proposal with the bed she has.
    Unknown: as the rules and costs say. What is restricted is told in ``words`` only.
    """
    found, priced = screened(household, columns, standing)
    best = _best_of_each(priced)
    here = None if placed is None else columns.number[placed.segments[0].shelter]
    hers = _compared_with(household, here, priced, best, standing)
    stays = here is None and standing.priority(household) is Priority.P4
    told = []
    for number, (words, call) in enumerate(bars_told(household, columns, standing, found)):
        shelter, bars = columns.ids[number], int(found.bars[number])
        if number == here:
            told.append(WhyNot(shelter, Verdict.CHOSEN))
        elif bars:
            said = WhyNot(shelter, Verdict.BARRED, None, rules_of(bars), words, call)
            told.append(said)
        else:
            ways_ = [
                way
                for way in (best.get(number), None if here is None else best.get(here))
                if way is not None
            ]
            hushed = _hushed(household, {MODES[int(priced.mode[way])] for way in ways_})
            there = _tiers_of(priced, best.get(number))
            told.append(_open_to_her(shelter, there, hers, hushed, stays=stays))
    return tuple(told)


def smallest_bars(
    household: Household, columns: Columns, standing: Standing
) -> tuple[Rule, ...] | None:
    """The fewest rules without which some shelter could take her; of as few, what frees most (9.5).

    None where some shelter may take her by every rule, and where there is no shelter at all: then
    no set of rules keeps her out. Rules that may be restricted count as one and stand as H05, which
    is last, so that neither the size nor the order tells which of them, or how many, they are.
    """
    bars = screen(household, columns, standing).bars.tolist()
    if not all(bars) or not bars:
        return None
    frees = Counter(folded(mask) for mask in bars)
    smallest = min(frees, key=lambda mask: (mask.bit_count(), -frees[mask], mask))
    return tuple(sorted(rules_of(smallest), key=lambda rule: (rule is Rule.H05, rule)))


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
    planned, shortest = standing.plan_span(household), standing.shortest_first_segment(household)
    start = night_number(planned.start, standing.situation.tonight)
    suiting = bundles(household, shelter, standing)
    free = max((bundle.nights_for(household.id, start) for bundle in suiting), default=0)
    possible: dict[PlanMode, Way] = {}
    for way in ways(household, shelter, planned, shortest, standing.rules):
        cut = cut_to(way, free, shortest)
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


Tiers = dict[str, int]
"""Costs by the name of their tier, in the order of domain 10.2."""


def _tiers_of(priced: FirmCosts, way: int | None) -> Tiers | None:
    if way is None:
        return None
    return {name: int(getattr(priced, name)[way]) for name in TIERS}


def _compared_with(
    household: Household,
    here: int | None,
    priced: FirmCosts,
    best: dict[int, int],
    standing: Standing,
) -> Tiers | None:
    """What every other shelter is compared with; None where there is nothing to compare with."""
    if here is not None:
        return _tiers_of(priced, best.get(here))
    if standing.priority(household) is not Priority.P4:
        return None
    bed = costs.present(household, standing)
    return None if bed is None else {name: getattr(bed, name) for name in BETTER_FOR_HER}


COMPANY = (WishKind.WITH_PEERS, WishKind.WITHOUT_PEERS, WishKind.LANGUAGE_PEERS)
"""Wishes about who else lives there: whether a house meets one tells who does."""


def _hushed(household: Household, modes: set[PlanMode]) -> str | None:
    """The first tier of which nothing may be told, since who lives in a house decides it."""
    if any(wish.kind in COMPANY for wish in household.wishes):
        return "wishes"
    # A cover story weighs less beside another long-stay resident (10.3); and a plan in parts was
    # chosen with the part that comes after, which is compared with nothing here.
    return "stability" if modes & {PlanMode.EXEMPTED, PlanMode.SEGMENTED} else None


def _open_to_her(
    shelter: ShelterId,
    there: Tiers | None,
    hers: Tiers | None,
    hushed: str | None,
    *,
    stays: bool,
) -> WhyNot:
    """Of a shelter that no rule bars. ``stays``: she is P4 and nothing was proposed."""
    if stays and hers is None:
        return WhyNot(shelter, Verdict.NOT_YET)
    if there is None or hers is None:
        return WhyNot(shelter, Verdict.NO_BETTER if stays else Verdict.NEEDED_BY_OTHERS)
    for name, cost in hers.items():
        if name == hushed:
            return WhyNot(shelter, Verdict.NOT_TOLD)
        if there[name] > cost:
            return WhyNot(shelter, Verdict.DEARER, TOLD[name])
        if there[name] < cost:
            return WhyNot(shelter, Verdict.NEEDED_BY_OTHERS)
    return WhyNot(shelter, Verdict.NO_BETTER if stays else Verdict.ALIKE)
