"""Why, and why not: for one household of a plan every shelter with its verdict, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from app.worlds.tell_options import barred_words
from app.worlds.tell_rules import rule_words
from matching.columns import Columns
from matching.plan import Plan
from matching.rules import blocks
from matching.situation import Household, Situation
from matching.standing import Standing
from matching.why import Verdict, WhyNot, smallest_bars, why_not


def why_lines(household: Household, plan: Plan, situation: Situation) -> Iterator[str]:
    """Each shelter: chosen, dearer and in which tier, or barred and by which rules."""
    standing = Standing(situation)
    columns = Columns(standing)
    placed = next((one for one in plan.placed if one.household == household.id), None)
    yield ""
    yield f"{household.id}: what became of each shelter"
    bars = smallest_bars(household, columns, standing)
    if bars is not None:
        told = dict.fromkeys(rule_words(rule) for rule in bars)
        yield f"  without just {', '.join(told)} a shelter could take her"
    for one in why_not(household, placed, columns, standing):
        yield f"  {one.shelter}: {one.verdict}{_why(one, household, standing)}"


def _why(one: WhyNot, household: Household, standing: Standing) -> str:
    if one.tier is not None:
        return f" in {one.tier}"
    if one.verdict is Verdict.BARRED:
        said = blocks(household, standing.shelters[one.shelter], standing)
        return f": {', '.join(barred_words(said))}"
    return ""
