"""The tiers as stages of the joint plan: what each column and each unplaced household costs.

Source: docs/domain.md 10.2. Every number is an integer, so a bound may be rounded up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from matching.candidates import Home, tie_hash
from matching.coupling import Table
from matching.model import Floats, Stage
from matching.plan import Costs
from matching.standing import Standing
from matching.vocabulary import Priority, Tier

FULL_RESIDUAL = 11
"""Bands of an unplaced household: margin 9, leg 1, conspicuous 1 (domain 10.2 [D])."""

TIES = 16
"""Values of the keyed hash that orders ties; more would only make the last problem harder."""
NOTHING = Costs(0, 0, 0, 0, 0, 0)
HOUR = timedelta(hours=1)
CLASS_TIERS = {Tier.P1: Priority.P1, Tier.P2: Priority.P2, Tier.P3: Priority.P3}


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one table of candidates in the order they are solved."""

    tiers: dict[Tier, Stage]
    """All but RISK_MAX, which bars columns instead of adding costs."""
    risk: Floats
    """Risk per column, for RISK_MAX; seconds carry none."""
    waiting: Stage
    """Between CHANGES and WISHES: those left out have waited least, so that wishing for something
    never costs anybody her place."""
    who: Stage
    """Keyed hash among those who waited alike: who of them is left out."""
    tie: Stage
    """Last: keyed hash of household and shelter."""


def stages(table: Table, standing: Standing) -> Stages:
    """The stages for all households of a table.

    A household that only wishes to move (P4) has a bed: left alone it costs nothing, and a move
    counts with its difference to the bed she has, so below 0 is better.
    """
    homes, firsts, width = table.homes, table.firsts, table.problem.columns
    nobody = np.zeros(len(homes))
    present = [home.present or NOTHING for home in homes]

    def column(cost: Callable[[Costs], int]) -> Floats:
        whole = np.zeros(width)
        for number, first in enumerate(firsts):
            home = table.columns[number].home
            whole[number] = cost(first.costs) - cost(present[home])
        return whole

    def idle(cost: Callable[[Home], int]) -> Floats:
        needing = [home.priority is not Priority.P4 for home in homes]
        return np.array([float(cost(h)) if n else 0.0 for h, n in zip(homes, needing, strict=True)])

    proposed = {p.household: p.shelter for p in standing.situation.proposals}
    now = standing.situation.now
    stability = column(lambda costs: costs.stability)
    stability[len(firsts) :] = [second.stability for second in table.seconds]
    tiers = {
        tier: Stage(np.zeros(width), idle(lambda home, p=priority: home.priority is p))  # type: ignore[misc]
        for tier, priority in CLASS_TIERS.items()
    }
    tiers[Tier.RISK_SUM] = Stage(
        column(lambda costs: costs.risk),
        idle(lambda home: FULL_RESIDUAL * standing.rules.weight(home.t_eff)),
    )
    tiers[Tier.CHANGES] = Stage(
        column(lambda costs: costs.changes),
        idle(
            lambda home: any(f.shelter.id == proposed.get(home.household.id) for f in home.firsts)
        ),
    )
    tiers[Tier.WISHES] = Stage(column(lambda costs: costs.wishes), nobody)
    tiers[Tier.STABILITY] = Stage(stability, nobody)
    tiers[Tier.SERVICES] = Stage(column(lambda costs: costs.services), nobody)
    tiers[Tier.STEWARDSHIP] = Stage(column(lambda costs: costs.stewardship), nobody)
    names = [
        tie_hash(standing, homes[c.home].household.id, c.shelter.id) % TIES for c in table.columns
    ]
    risk = np.zeros(width)
    risk[: len(firsts)] = [first.costs.risk for first in firsts]
    return Stages(
        tiers=tiers,
        risk=risk,
        waiting=Stage(
            np.zeros(width),
            idle(lambda home: max(0, (now - home.household.waiting_since) // HOUR)),
        ),
        who=Stage(np.zeros(width), idle(lambda home: tie_hash(standing, home.household.id) % TIES)),
        tie=Stage(np.array(names, dtype=float), nobody),
    )
