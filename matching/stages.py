"""The tiers as stages of the joint plan: what each column and each unplaced household costs.

Source: docs/domain.md 10.2. Every number is an integer, so a bound may be rounded up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from matching.candidates import Home, tie_hash
from matching.costs.residual import FULL_RESIDUAL
from matching.coupling import Table
from matching.model import Floats, Stage
from matching.plan import Costs
from matching.standing import Standing
from matching.vocabulary import Priority, Tier

TIES = 16
"""Values of the keyed hash that orders ties; more would only make the last problem harder."""
NOTHING = Costs(0, 0, 0, 0, 0, 0)
HOUR = timedelta(hours=1)
CLASS_TIERS = {Tier.P1: Priority.P1, Tier.P2: Priority.P2, Tier.P3: Priority.P3}
COST_TIERS = {
    Tier.RISK_SUM: "risk",
    Tier.CHANGES: "changes",
    Tier.WISHES: "wishes",
    Tier.STABILITY: "stability",
    Tier.SERVICES: "services",
    Tier.STEWARDSHIP: "stewardship",
}


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one table of candidates in the order they are solved."""

    tiers: dict[Tier, Stage]
    """All but RISK_MAX, which bars columns instead of adding costs."""
    forced: Stage
    """Of P4 those whom a rule moves: as few as can be stay in a house that is barred to them."""
    risk: NDArray[np.uint8]
    """Risk per column, for RISK_MAX; seconds carry none."""
    waiting: Stage
    """Between CHANGES and WISHES: those left out have waited least, so that wishing for something
    never costs anybody her place."""
    who: Stage
    """Keyed hash among those who waited alike: who of them is left out."""


def stages(table: Table, standing: Standing, *, moving: bool = False) -> Stages:
    """The stages for the columns of a table.

    ``moving``: all of them are of those who have a bed and wish for a better one (P4). Left alone
    they cost nothing, and a move counts with its difference to the bed she has, so below 0 is better.
    """
    homes = table.found.homes
    now = standing.situation.now

    def idle(cost: Callable[[Home], int]) -> Floats:
        needs = [home.priority is not Priority.P4 and not moving for home in homes]
        return np.array([float(cost(h)) if n else 0.0 for h, n in zip(homes, needs, strict=True)])

    tiers = {
        tier: Stage(None, idle(lambda home, p=priority: home.priority is p))  # type: ignore[misc]
        for tier, priority in CLASS_TIERS.items()
    }
    left_out: dict[Tier, Floats] = {
        Tier.RISK_SUM: idle(lambda home: FULL_RESIDUAL * standing.rules.weight(home.t_eff)),
        Tier.CHANGES: idle(lambda home: home.keeps_proposal),
    }
    nobody = np.zeros(len(homes))
    for tier, name in COST_TIERS.items():
        tiers[tier] = Stage(_column(table, name, moving=moving), left_out.get(tier, nobody))
    risk = np.zeros(table.problem.columns, dtype=np.uint8)
    risk[: len(table.numbers)] = table.found.firsts.costs["risk"][table.numbers]
    return Stages(
        tiers=tiers,
        forced=Stage(None, np.array([float(moving and home.forced) for home in homes])),
        risk=risk,
        waiting=Stage(
            None, idle(lambda home: max(0, (now - home.household.waiting_since) // HOUR))
        ),
        who=Stage(None, idle(lambda home: tie_hash(standing, home.household.id) % TIES)),
    )


def ties(table: Table, standing: Standing) -> Stage:
    """Last of all: a keyed hash of household and shelter for each column."""
    homes, shelters = table.found.homes, table.found.columns.shelters
    places = table.places
    key = places.home.astype(np.int64) * len(shelters) + places.shelter
    pairs, which = np.unique(key, return_inverse=True)
    names = [
        tie_hash(
            standing, homes[pair // len(shelters)].household.id, shelters[pair % len(shelters)].id
        )
        % TIES
        for pair in pairs.tolist()
    ]
    return Stage(np.array(names, dtype=np.float64)[which], np.zeros(len(homes)))


def _column(table: Table, name: str, *, moving: bool) -> NDArray[np.uint8] | NDArray[np.int16]:
    """What each column costs; of those who move the difference to the bed they have."""
    found, numbers = table.found, table.numbers
    own = found.firsts.costs[name][numbers]
    if not moving and not len(table.seconds):
        return own
    cost = own.astype(np.int16)
    if moving:
        present = np.array([getattr(h.present or NOTHING, name) for h in found.homes], np.int16)
        cost -= present[found.firsts.home[numbers]]
    added = table.seconds.added if name == "stability" else np.zeros(len(table.seconds), np.int8)
    return np.concatenate([cost, added.astype(np.int16)])
