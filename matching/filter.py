"""Every hard rule against every shelter at once: one bit per rule, all rules asked.

Each function below repeats one scalar rule of :mod:`matching.rules` on arrays; tests hold the two
together on every drawn pair, and whatever is offered is read again by the rulebook. A bit in
``bars`` says that the rule bars the shelter, the same bit in ``facts`` that a fact and not merely
something untold is the reason. Source: docs/domain.md 9.1, 11.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching import rules as rulebook
from matching.arrival_filter import house_can_carry, she_can_arrive, vacancy_is_fresh
from matching.asked import Asked, asked_of
from matching.bundle_columns import Fitting
from matching.columns import NO_LIMIT, Bools, Columns, Ints
from matching.house_filter import accepted, admitted, critical_services
from matching.plan import Because, Block
from matching.reserve_filter import Drawn, reserve_is_kept
from matching.safety_filter import (
    address_circle,
    far_enough,
    no_tie,
    secure_enough,
    unknown_to_those_she_fears,
)
from matching.situation import Household
from matching.standing import Standing
from matching.verdicts import BARS, FACTS
from matching.verdicts import bit as bit
from matching.vocabulary import Rule

Bits = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Bedding:
    """Her ways into the bundles that fit her; one value per row of ``fitting``."""

    fitting: Fitting
    real: Bools
    """Whether it may be offered at all, as far as beds and nights go (H06, H09)."""
    whole: Bools
    """Whether her whole plan fits: within the limit, or by exemption."""
    exempt: Bools
    """By shelter: whether the whole plan needs an exemption there."""
    part: Bools
    """Whether a first segment fits."""
    nights: Ints
    """Nights of that first segment."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the filter found out about one household and all shelters."""

    bars: Bits
    facts: Bits
    asked: Asked
    bedding: Bedding
    drawn: Drawn


FILTERS = (
    secure_enough,
    far_enough,
    unknown_to_those_she_fears,
    admitted,
    accepted,
    critical_services,
    she_can_arrive,
    vacancy_is_fresh,
    house_can_carry,
    no_tie,
    address_circle,
)
"""The rules over arrays, but for those on beds, those that read only her, and H15, which asks last."""
OF_HER_ALONE = (Rule.H12, Rule.H17, Rule.H19)
"""Rules that read nothing of the shelter."""
HOLDS = {entry.rule: entry.holds for entry in rulebook.RULEBOOK if entry.holds is not None}


def screen(
    household: Household, columns: Columns, standing: Standing, *, every_unit: bool = False
) -> Screen:
    """Every rule's word on every shelter, waivers taken off.

    ``every_unit`` keeps each bundle that fits; without it only those that could be best for one
    household are kept, since units alike but for more beds only cost more.

    Unit: one bit per rule, ``bit(rule)``. Source: domain 9.1. Unknown: as each rule says.
    """
    asked = asked_of(household, columns, standing)
    bedding = _beds(asked, every_unit)
    for one in FILTERS:
        one(asked)
    if columns.shelters:
        _of_her_alone(asked)
    bars, facts = asked.said[BARS], asked.said[FACTS]
    for number in columns.waived.get(household.id, ()):
        bars[number], facts[number] = as_bits(
            rulebook.blocks(household, columns.shelters[number], standing)
        )
    return Screen(bars, facts, asked, bedding, reserve_is_kept(asked))


@lru_cache(maxsize=4096)
def rules_of(mask: int) -> tuple[Rule, ...]:
    """The rules of a mask, in the rulebook's order."""
    return tuple(rule for rule in Rule if mask & bit(rule))


def as_bits(found: Iterable[Block]) -> tuple[int, int]:
    """Typed blocks as the two masks."""
    bars = facts = 0
    for block in found:
        bars |= bit(block.rule)
        facts |= bit(block.rule) if block.because is Because.FACT else 0
    return bars, facts


def _of_her_alone(asked: Asked) -> None:
    """What reads nothing of the shelter is asked once, of any."""
    shelter = asked.columns.shelters[0]
    found = (HOLDS[rule](asked.household, shelter, asked.standing) for rule in OF_HER_ALONE)
    bars, facts = as_bits(block for block in found if block is not None)
    if bars:
        asked.said[BARS] |= np.uint32(bars)
        asked.said[FACTS] |= np.uint32(facts)


# --- beds and nights: H01, H06, H09 ---


def _beds(asked: Asked, every_unit: bool) -> Bedding:
    """Rows that hold her, her ways into them, and what H01, H06 and H09 say."""
    columns, household = asked.columns, asked.household
    shortest = asked.standing.shortest_first_segment(household)
    within = asked.planned <= asked.left
    exemption = asked.number("exemption")
    exempted = asked.left + exemption - asked.overstayed
    by_exemption = ~within & (exemption >= 0) & (asked.planned <= exempted)
    way = within | by_exemption | (asked.left >= shortest)
    fitting = columns.bundles.fitting(household, asked.start, every=every_unit)
    # Where H09 leaves no way, the whole plan shows whether a unit would be free at all.
    endless = np.where(way, asked.left, NO_LIMIT)
    # Where only an untold limit leaves no way, a call may open the house for the whole plan.
    offered = way | ~asked.flag("limit_told")
    for number in columns.waived.get(household.id, ()):
        offered[number] = True
    bedding = _bedding(asked, fitting, endless, by_exemption, offered, shortest)
    busy = np.ones(len(columns), dtype=bool)
    busy[fitting.shelter[bedding.whole | bedding.part]] = False
    asked.bar(Rule.H01, busy)
    asked.bar(Rule.H06, fitting.only_apart)
    asked.bar(Rule.H09, ~way, asked.flag("limit_told"))
    return bedding


def _bedding(
    asked: Asked,
    fitting: Fitting,
    left: Ints,
    by_exemption: Bools,
    offered: Bools,
    shortest: int,
) -> Bedding:
    planned, shelter = asked.planned, fitting.shelter
    free = asked.columns.bundles.nights_for(asked.household.id, fitting, asked.start)
    limit, exempt = left[shelter], by_exemption[shelter]
    within = planned <= limit
    whole = (within | exempt) & (free >= planned)
    nights = np.minimum(limit, free)
    part = ~(within & whole) & (nights >= shortest)
    real = offered[shelter] & fitting.together
    return Bedding(fitting, real, whole, by_exemption, part, nights)
