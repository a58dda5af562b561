"""A plan as lines that a coordinator reads at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.worlds.tell_rules import rule_words
from matching.check.violation import Violation
from matching.plan import Placed, Plan, Source, TierValue, Unplaced, Why
from matching.vocabulary import Priority

_WHY = {
    Why.NO_SAFE_BED: "no safe bed",
    Why.TAKEN_BY_OTHERS: "safe beds exist and go to households before her",
    Why.HAND_OVER: "no adult is with them: child welfare must be called now",
    Why.NO_BETTER_BED: "keeps the bed she has",
    Why.NOT_YET: "needs a bed later, and is planned then",
}
_MOST_TOLD = 3
"""Rules told for one household that stays without a proposal."""


def plan_lines(plan: Plan) -> Iterator[str]:
    """The proof, the counts by class, and one line for each household."""
    yield f"plan for the night of {plan.tonight} (rules {plan.ruleset_version}), {_source(plan)}"
    yield ""
    yield f"{'tier':<14}{'value':>8}{'bound':>8}  proven"
    for tier in (*plan.tiers, plan.waiting):
        yield _tier(tier)
    for tier in plan.move_tiers:
        yield _tier(tier, "moves: ")
    yield ""
    yield from _counts(plan)
    yield ""
    for placed in sorted(plan.placed, key=lambda p: (p.priority, p.household)):
        yield _placed(placed)
    for unplaced in sorted(plan.unplaced, key=lambda u: (u.priority, u.household)):
        yield _unplaced(unplaced)


def violation_lines(found: tuple[Violation, ...]) -> Iterator[str]:
    """Each violation as household, rule and fault; a plan that breaks its form has no household."""
    for one in found:
        who = one.household if one.household is not None else "plan"
        rule = f" {one.rule}" if one.rule is not None else ""
        yield f"{who}:{rule} {one.wrong}"


def _source(plan: Plan) -> str:
    if plan.source is Source.GREEDY:
        return "GREEDY: the solver failed, scarcest first"
    return "optimal, proven tier by tier" if plan.proven else "NOT_PROVEN: the best so far"


def _tier(tier: TierValue, before: str = "") -> str:
    name = before + (tier.name or "hours waited")
    return f"{name:<14}{tier.value:>8}{tier.bound:>8}  {'yes' if tier.proven else 'NO'}"


def _counts(plan: Plan) -> Iterator[str]:
    placed = Counter(p.priority for p in plan.placed)
    without = Counter(u.priority for u in plan.unplaced)
    yield f"{'class':<14}{'placed':>8}{'without':>8}"
    for of in Priority:
        yield f"{of.name:<14}{placed[of]:>8}{without[of]:>8}"


def _placed(placed: Placed) -> str:
    parts = ", then ".join(
        f"{s.shelter} [{' + '.join(s.units)}] {s.span.start} to {s.span.end} {s.firmness}"
        for s in placed.segments
    )
    return f"{placed.household}  {placed.priority.name} {placed.t_eff.name}  {parts}  {placed.mode}"


def _unplaced(unplaced: Unplaced) -> str:
    line = f"{unplaced.household}  {unplaced.priority.name} {unplaced.t_eff.name}  -  "
    line += _WHY[unplaced.why]
    if unplaced.why is not Why.NO_SAFE_BED:
        return line
    told = dict.fromkeys(rule_words(by.rule) for by in unplaced.blocked_by[:_MOST_TOLD])
    return f"{line}: {', '.join(told)}" if told else line
