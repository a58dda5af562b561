"""The values a plan reports, counted again from the lines it holds (domain 10.2)."""

from __future__ import annotations

from collections.abc import Iterator

from matching.check.facts import Facts
from matching.check.violation import Violation, Wrong
from matching.plan import Plan
from matching.vocabulary import Priority, Tier

WORST_BANDS = 11
"""Margin 9, leg 1 and conspicuous 1: the residual an unplaced household is counted with."""


def stages(facts: Facts, plan: Plan) -> Iterator[Violation]:
    """Every stage once, in order, with the value of this plan and an honest proof.

    The hours waited and the moves of P4 have no sum in the plan's lines; their proof is read.
    """
    if [tier.name for tier in plan.tiers] != list(Tier):
        yield Violation(Wrong.STAGES)
    counted = values(facts, plan)
    for tier in plan.tiers:
        if tier.name is None:
            continue
        # A household left out loses its proposal too, if that one still held; whether it did
        # hangs on capacity, so only the range is counted again.
        lost = _lost_proposals(facts, plan) if tier.name is Tier.CHANGES else 0
        if not counted[tier.name] <= tier.value <= counted[tier.name] + lost:
            yield Violation(Wrong.STAGE_VALUE)
    every = (*plan.tiers, plan.waiting, *plan.move_tiers)
    for tier in every:
        if tier.bound > tier.value:
            yield Violation(Wrong.STAGE_BOUND)
        if tier.proven is not (tier.bound == tier.value):
            yield Violation(Wrong.STAGE_PROOF)
    too_much = plan.proven and not all(tier.proven for tier in plan.tiers)
    too_little = not plan.proven and all(tier.proven for tier in every)
    if too_much or too_little:
        yield Violation(Wrong.PLAN_PROOF)


def _lost_proposals(facts: Facts, plan: Plan) -> int:
    """Households of P1-P3 left out by this plan which the last one had proposed something to."""
    proposed = {proposal.household for proposal in facts.situation.proposals}
    return sum(
        unplaced.household in proposed and unplaced.priority is not Priority.P4
        for unplaced in plan.unplaced
    )


def values(facts: Facts, plan: Plan) -> dict[Tier, int]:
    """Value of each stage: sums over the placed; an unplaced household counts its whole residual.

    P4 is planned after the stages and stands in none of them (10.2).
    """
    costs = [placed.costs for placed in plan.placed if placed.priority is not Priority.P4]
    classes = [unplaced.priority for unplaced in plan.unplaced]
    weight = facts.situation.rules.threat_weight
    residual = sum(
        WORST_BANDS * weight[unplaced.t_eff - 1]
        for unplaced in plan.unplaced
        if unplaced.priority is not Priority.P4
    )
    return {
        Tier.P1: classes.count(Priority.P1),
        Tier.P2: classes.count(Priority.P2),
        Tier.P3: classes.count(Priority.P3),
        Tier.RISK_MAX: max((cost.risk for cost in costs), default=0),
        Tier.RISK_SUM: sum(cost.risk for cost in costs) + residual,
        Tier.CHANGES: sum(cost.changes for cost in costs),
        Tier.WISHES: sum(cost.wishes for cost in costs),
        Tier.STABILITY: sum(cost.stability for cost in costs),
        Tier.SERVICES: sum(cost.services for cost in costs),
        Tier.STEWARDSHIP: sum(cost.stewardship for cost in costs),
    }
