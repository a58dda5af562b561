"""The last nights again under other numbers: what a rule set would have done, before it may count.

Nothing here is a proposal. What was known of each case by the end is taken as known from the start,
and every vacancy as confirmed, alike under both: so two rule sets are compared, and no night is
judged as it was. Source: docs/domain.md SG13; docs/decisions/0141.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, datetime

from matching.explain_words import MAY_BE_RESTRICTED
from matching.plan import Plan
from matching.rules import blocks
from matching.ruleset import RuleSet
from matching.situation import NightsUsed, Situation, Stay
from matching.standing import Standing
from matching.vocabulary import HouseholdId, Priority, Rule, ShelterId, value

Solve = Callable[[Situation], Plan]


@value(kw_only=True)
class PastNight:
    """One night: who waited as it began, who had a bed since before, and who got which house."""

    tonight: date
    now: datetime
    clock_offset_minutes: int
    waiting: frozenset[HouseholdId]
    stays: tuple[Stay, ...]
    used: Mapping[HouseholdId, tuple[NightsUsed, ...]] = field(default_factory=dict)
    """Nights that those who waited had lived in each house by then: what came later is not against
    them (H09)."""
    took: tuple[tuple[HouseholdId, ShelterId], ...] = ()


@value
class Past:
    """Houses as they are now with all households of those nights, and the nights."""

    base: Situation
    nights: tuple[PastNight, ...]


@value(kw_only=True)
class Replayed:
    """Two rule sets side by side. Unit: household-nights without a bed in P1, P2 and P3."""

    nights: int
    unplaced_before: tuple[int, int, int]
    unplaced_after: tuple[int, int, int]
    worse_nights: int
    """Nights on which more would have been without a bed, P1 before P2 before P3."""
    other_class: int
    """Households that would be of another class on some night."""
    took: int
    """Beds that were taken in those nights."""
    barred: Mapping[Rule, int]
    """Of those, how many each rule would bar that does not bar them now."""
    restricted: int
    """How many a rule would bar of which nobody is told which one it is."""


def situations(past: Past) -> Iterator[tuple[PastNight, Situation]]:
    """Each night as it is replayed."""
    for night in past.nights:
        houses = (replace(one, vacancy_confirmed_at=night.now) for one in past.base.shelters)
        waiting = (
            replace(
                one,
                waiting_since=min(one.waiting_since, night.now),
                nights_used=night.used.get(one.id, ()),
            )
            for one in past.base.households
            if one.id in night.waiting
        )
        yield (
            night,
            replace(
                past.base,
                now=night.now,
                clock_offset_minutes=night.clock_offset_minutes,
                tonight=night.tonight,
                shelters=tuple(houses),
                households=tuple(waiting),
                stays=night.stays,
                proposals=(),
            ),
        )


def replay(past: Past, rules: RuleSet, quick: Solve) -> Replayed:
    """Every night planned twice, with the numbers in force and with these."""
    before, after = [0, 0, 0], [0, 0, 0]
    worse, took, restricted = 0, 0, 0
    others, barred = set[HouseholdId](), Counter[Rule]()
    for night, there in situations(past):
        then = replace(there, rules=rules)
        old, new = Standing(there), Standing(then)
        counts = tuple(_unplaced(quick(one)) for one in (there, then))
        for sums, found in zip((before, after), counts, strict=True):
            for index, number in enumerate(found):
                sums[index] += number
        worse += counts[1] > counts[0]
        others |= {h.id for h in there.households if old.priority(h) is not new.priority(h)}
        for hers, house in night.took:
            took += 1
            more = _rules(new, hers, house) - _rules(old, hers, house)
            barred.update(more - MAY_BE_RESTRICTED)
            restricted += bool(more & MAY_BE_RESTRICTED)
    return Replayed(
        nights=len(past.nights),
        unplaced_before=(before[0], before[1], before[2]),
        unplaced_after=(after[0], after[1], after[2]),
        worse_nights=worse,
        other_class=len(others),
        took=took,
        barred=dict(sorted(barred.items())),
        restricted=restricted,
    )


def _rules(standing: Standing, household: HouseholdId, shelter: ShelterId) -> set[Rule]:
    hers, house = standing.households.get(household), standing.shelters.get(shelter)
    if hers is None or house is None:
        return set()
    return {block.rule for block in blocks(hers, house, standing)}


def _unplaced(plan: Plan) -> tuple[int, int, int]:
    count = Counter(one.priority for one in plan.unplaced)
    return count[Priority.P1], count[Priority.P2], count[Priority.P3]
