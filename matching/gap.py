"""What one more unit would have placed: past nights solved again with it, region by region and kind by kind.

Each row is one change by itself. Households are counted, not nights: one who waited ten nights and
would have had a bed on one of them is one. Rows overlap and do not add up. Source: docs/domain.md 4
(the gap report), 9.5; docs/decisions/0141, 0236.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from matching import security
from matching.plan import Plan
from matching.replay import Past, situations
from matching.situation import Shelter, Situation
from matching.vocabulary import (
    HouseholdId,
    Region,
    ShelterStatus,
    UnitId,
    UnitKind,
    value,
)
from matching.what_if import NEW_HOUSE

Solve = Callable[[Situation], Plan]


@value(kw_only=True)
class Gap:
    """One more unit of that kind in that region. Unit: households."""

    region: Region
    kind: UnitKind
    placed: frozenset[HouseholdId]
    """Who would have had a bed on a night on which she had none."""
    nights: int
    """Nights on which more would have had a bed."""


@value
class Gaps:
    """How many nights were solved again, who was without a bed on one of them, and what would have helped."""

    nights: int
    without: frozenset[HouseholdId]
    rows: tuple[Gap, ...]


def gaps(past: Past, quick: Solve) -> Gaps:
    """Every night planned as it is, and again with each single unit more."""
    placed: dict[tuple[Region, UnitKind], set[HouseholdId]] = {}
    better: dict[tuple[Region, UnitKind], int] = {}
    without: set[HouseholdId] = set()
    for _, night in situations(past):
        left = _unplaced(quick(night))
        without |= left
        for key, changed in one_more(night):
            more, nights = placed.setdefault(key, set()), better.setdefault(key, 0)
            if not left:
                continue
            still = _unplaced(quick(changed))
            if len(still) < len(left):
                more |= left - still
                better[key] = nights + 1
    rows = (
        Gap(region=key[0], kind=key[1], placed=frozenset(found), nights=better[key])
        for key, found in sorted(placed.items())
    )
    return Gaps(len(past.nights), frozenset(without), tuple(rows))


def one_more(situation: Situation) -> Iterator[tuple[tuple[Region, UnitKind], Situation]]:
    """The situation with one more unit of each kind in each region, in the securest house that has it."""
    best: dict[tuple[Region, UnitKind], tuple[int, Shelter]] = {}
    for house in situation.shelters:
        if house.zone is None or house.status is not ShelterStatus.OPEN:
            continue
        level = int(security.level(house, situation.tonight))
        for unit in house.units:
            known = best.get((house.region, unit.kind))
            if known is None or level > known[0]:
                best[house.region, unit.kind] = (level, house)
    for (region, kind), (_, house) in sorted(best.items(), key=lambda one: one[0]):
        alike = max((u for u in house.units if u.kind is kind), key=lambda u: u.beds)
        more = replace(alike, id=UnitId(f"{NEW_HOUSE}-{house.id}"), out_of_service=())
        larger = replace(house, units=(*house.units, more))
        yield (
            (region, kind),
            replace(
                situation,
                shelters=tuple(larger if s.id == house.id else s for s in situation.shelters),
            ),
        )


def _unplaced(plan: Plan) -> frozenset[HouseholdId]:
    return frozenset(one.household for one in plan.unplaced)
