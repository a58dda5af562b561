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
from matching.situation import Shelter, Situation, Unit
from matching.vocabulary import (
    HouseholdId,
    Region,
    ShelterStatus,
    UnitId,
    UnitKind,
    value,
)
from matching.what_if import NEW_HOUSE, in_its_place

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
    """How many nights were solved again, who was without a bed on one of them, and what would have helped.

    Unknown: a night on which nobody waited and nobody lived anywhere is not a night without a gap, it
    is one of which nothing was recorded, and is not counted.
    """

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
    recorded = sum(1 for night in past.nights if night.waiting or night.stays)
    return Gaps(recorded, frozenset(without), tuple(rows))


def one_more(situation: Situation) -> Iterator[tuple[tuple[Region, UnitKind], Situation]]:
    """The situation with one more unit of each kind in each region that has an open house.

    In the region's securest house that has the kind. Where none has it, in a house of its own that
    is like the securest with that kind anywhere, and stands in the zone of the region's securest.
    """
    open_ = [s for s in situation.shelters if s.zone and s.status is ShelterStatus.OPEN]
    levels = {house.id: int(security.level(house, situation.tonight)) for house in open_}
    # the first of equals, so that the same houses are tried each time
    ranked = sorted(open_, key=lambda house: -levels[house.id])
    kinds = sorted({unit.kind for house in ranked for unit in house.units})
    for region in sorted({house.region for house in ranked}):
        here = [house for house in ranked if house.region is region]
        for kind in kinds:
            having = next((house for house in here if _has(house, kind)), None)
            like = having or next(house for house in ranked if _has(house, kind))
            more = _one_like(like, kind)
            if having is not None:
                yield (region, kind), _larger(situation, having, more)
            else:
                yield (region, kind), _with_a_house(situation, like, here[0], more)


def _has(house: Shelter, kind: UnitKind) -> bool:
    return any(unit.kind is kind for unit in house.units)


def _one_like(house: Shelter, kind: UnitKind) -> Unit:
    alike = max((u for u in house.units if u.kind is kind), key=lambda u: u.beds)
    return replace(alike, id=UnitId(f"{NEW_HOUSE}-{house.id}"), out_of_service=())


def _larger(situation: Situation, house: Shelter, more: Unit) -> Situation:
    larger = replace(house, units=(*house.units, more))
    return replace(
        situation, shelters=tuple(larger if s.id == house.id else s for s in situation.shelters)
    )


def _with_a_house(situation: Situation, like: Shelter, beside: Shelter, more: Unit) -> Situation:
    made = replace(
        in_its_place(like, beside),
        id=NEW_HOUSE,
        vacancy_confirmed_at=situation.now,
        staff_ties=frozenset(),
        units=(more,),
    )
    return replace(situation, shelters=(*situation.shelters, made))


def _unplaced(plan: Plan) -> frozenset[HouseholdId]:
    return frozenset(one.household for one in plan.unplaced)
