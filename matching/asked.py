"""One household's question to all shelters at once, and the verdicts laid over one another.

Source: docs/domain.md 9.1, 11.1.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from matching.columns import NO_LIMIT, Bools, Columns, Ints
from matching.exclusion import live_areas
from matching.geography import Place
from matching.groups import night_number
from matching.reach import Reach, reach
from matching.situation import DangerArea, Household
from matching.standing import Standing
from matching.verdicts import BIT, Verdict, verdict
from matching.vocabulary import NightSpan, Rule, ShelterId, ThreatLevel
from matching.zone_columns import Away


@dataclass(frozen=True, slots=True)
class Asked:
    """What every rule reads of her, worked out once, and what the rules said until now."""

    household: Household
    columns: Columns
    standing: Standing
    level: ThreatLevel
    span: NightSpan
    """Her whole plan."""
    start: int
    """Its first night; 0 is tonight."""
    planned: int
    """Its nights."""
    away: Away
    """How far the zones are from every place that anything is measured from."""
    reach: Reach
    left: Ints
    """Nights left under each house's limit; ``NO_LIMIT`` is none."""
    overstayed: Ints
    """Nights that she used there beyond it."""
    said: Verdict

    def number(self, name: str) -> Ints:
        """A column of whole numbers."""
        return self.columns.numbers[name]

    def flag(self, name: str) -> Bools:
        """A column of yes and not yes."""
        return self.columns.flags[name]

    def none(self) -> Bools:
        """No shelter, to be marked."""
        return np.zeros(len(self.columns), dtype=bool)

    def lay(self, said: Verdict) -> None:
        """Lay one more verdict over what was said."""
        np.bitwise_or(self.said, said, out=self.said)

    def kept(self, question: Hashable, ask: Callable[[], Verdict]) -> None:
        """Lay over a verdict that is the same for everybody with the same answer."""
        self.lay(self.columns.kept(question, ask))

    def bar(self, rule: Rule, barred: Bools, by_fact: Bools | bool = True) -> None:
        """Lay over a verdict for her alone."""
        self.lay(verdict(rule, barred, by_fact))

    def bar_some(self, rule: Rule, numbers: Ints) -> None:
        """Bar a few shelters by a fact."""
        if len(numbers):
            self.said[:, numbers] |= BIT[rule]

    def numbers_of(self, shelters: Iterable[ShelterId]) -> list[int]:
        """Numbers of those of these shelters that are in the picture."""
        known = self.columns.number
        return [known[shelter] for shelter in shelters if shelter in known]


def asked_of(household: Household, columns: Columns, standing: Standing) -> Asked:
    """Her question, with no verdict said yet."""
    span = standing.plan_span(household)
    areas = live_areas(household, columns.tonight)
    still = _left(household, columns)
    away = Away(columns.zones, _measured_from(household, areas))
    return Asked(
        household=household,
        columns=columns,
        standing=standing,
        level=standing.t_eff(household),
        span=span,
        start=night_number(span.start, columns.tonight),
        planned=span.nights,
        away=away,
        reach=reach(household, areas, away, standing),
        left=np.maximum(still, 0),
        overstayed=np.maximum(-still, 0),
        said=np.zeros((2, len(columns)), dtype=np.uint32),
    )


def _measured_from(household: Household, areas: Iterable[DangerArea]) -> Iterator[Place]:
    yield from (area.place for area in areas)
    yield from (area.place for area in household.no_go)
    yield from (wish.place for wish in household.wishes if wish.place is not None)
    if household.where_now is not None:
        yield household.where_now


def _left(household: Household, columns: Columns) -> Ints:
    """Nights left under each limit; below 0 where she stayed longer than it."""
    left = columns.numbers["limit"]
    used = [u for u in household.nights_used if u.shelter in columns.number]
    if not used:
        return left
    left = left.copy()
    for nights in used:
        number = columns.number[nights.shelter]
        if left[number] < NO_LIMIT:
            left[number] -= nights.nights
    return left
