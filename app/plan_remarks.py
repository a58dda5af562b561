"""What is told beside each line of a plan: how sure its distance is, and how else she could stay there.

Source: docs/domain.md 9.4, 10.3, 11.2. Worked out when the plan is made, from what it was made of.
"""

from __future__ import annotations

from typing import Any

from matching.plan import Plan
from matching.situation import Situation
from matching.standing import Standing
from matching.vocabulary import HouseholdId
from matching.why import OtherMode, other_mode, robustness

Remarks = dict[HouseholdId, dict[str, Any]]


def remarks(situation: Situation, plan: Plan) -> Remarks:
    """For each household that is placed what is told beside its line."""
    standing = Standing(situation)
    told: Remarks = {}
    for placed in plan.placed:
        household = standing.households[placed.household]
        told[placed.household] = {
            "sensitivity": robustness(household, placed, standing).value,
            "other_mode": _other(other_mode(household, placed, standing)),
        }
    return told


def _other(mode: OtherMode | None) -> dict[str, Any] | None:
    if mode is None:
        return None
    return {
        "chosen": mode.chosen.value,
        "chosen_cost": mode.chosen_cost,
        "other": mode.other.value,
        "other_cost": mode.other_cost,
    }
