"""What H15 keeps for others, over all shelters: asked last, since its exception asks all other rules.

Source: docs/domain.md 9.0, 9.1, 9.6. The scalar rule is `reserve_is_kept` of the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.asked import Asked
from matching.columns import NO_LIMIT, Bools
from matching.rules.reserve import counts, is_hers
from matching.verdicts import BARS, BIT, FACTS
from matching.vocabulary import Priority, Rule, SecurityLevel


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a unit for her is one of those of which some are kept for others tonight."""

    over: int
    """In houses above this level that keep any. ``NOWHERE`` also of P1 to whom only such are open:
    what others of a plan take may leave her nothing else."""
    spared: frozenset[int] = frozenset()
    """Houses that would be such but for a bed of hers, or for a waiver."""


NOWHERE = Drawn(over=max(SecurityLevel))


def reserve_is_kept(asked: Asked) -> Drawn:
    """H15: so many free units stay in its region as are kept there tonight."""
    household, columns, standing = asked.household, asked.columns, asked.standing
    above = columns.numbers["beyond_reserve"]
    if asked.start > 0 or not len(columns):
        return NOWHERE
    pool: Bools = above < NO_LIMIT
    first = standing.priority(household) is Priority.P1
    over = int(standing.rules.required(asked.level)) if first else 0
    pool &= columns.numbers["level"] > over
    elsewhere = np.ones(len(columns), dtype=bool)
    held = [n for n in columns.stays.of.get(household.id, ()) if pool[n] and _hers(asked, n)]
    elsewhere[held] = False
    spared = frozenset(
        number
        for number in _of_her_own(asked)
        if pool[number] and not counts(household, columns.shelters[number], standing)
    )
    pool[list(spared)] = False
    if not pool.any():
        return NOWHERE
    few = pool & (above < columns.bundles.units_needed(household))
    elsewhere &= (asked.said[BARS] & ~BIT[Rule.H15]) == 0
    if not first or (elsewhere & ~few).any():
        few[list(columns.waived.get(household.id, ()))] = False  # the rulebook has answered there
        asked.said[BARS : FACTS + 1, few] |= BIT[Rule.H15]
    if first and not (elsewhere & ~pool).any():
        return NOWHERE
    return Drawn(over, spared)


def _hers(asked: Asked, number: int) -> bool:
    """A house of which she holds what is kept is no other option to her: it has not answered."""
    return is_hers(asked.household, asked.columns.shelters[number], asked.standing)


def _of_her_own(asked: Asked) -> Iterator[int]:
    """Houses of which she has a stay or a waiver."""
    mine = asked.household.id
    yield from asked.columns.stays.of.get(mine, ())
    yield from asked.columns.waived.get(mine, ())
