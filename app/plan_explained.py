"""Why, and why not, for each household of a plan: worked out when it is made, from what it was made of.

Source: docs/domain.md 9.5, 10.2, 14; decision 0265. Nothing of it changes the plan.
"""

from __future__ import annotations

from app.store.plan_verdicts import Explained
from matching.columns import Columns
from matching.plan import Plan
from matching.situation import Situation
from matching.standing import Standing
from matching.vocabulary import HouseholdId
from matching.why import smallest_bars, why_not


def explained(situation: Situation, plan: Plan) -> dict[HouseholdId, Explained]:
    """For each household with a line what became of every shelter, and the fewest rules that bar her."""
    standing = Standing(situation)
    columns = Columns(standing)
    told = {}
    for placed in plan.placed:
        her = standing.households[placed.household]
        told[her.id] = Explained(why_not(her, placed, columns, standing), None)
    for unplaced in plan.unplaced:
        her = standing.households[unplaced.household]
        bars = smallest_bars(her, columns, standing)
        told[her.id] = Explained(why_not(her, None, columns, standing), bars)
    return told
