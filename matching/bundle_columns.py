"""Bundles of units as arrays: every single group and every pair of groups of each shelter.

The rows repeat :mod:`matching.bundles`; a row is a group, or two groups of one house. Being free is
two numbers per row (free from, free until), so a window of nights costs the same however long it is.
Source: docs/domain.md 9.1 H01, H06.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from matching.bundles import Bundle, beds_needed, cots_needed
from matching.groups import FOREVER, Group, Held, night_number
from matching.situation import Household
from matching.vocabulary import Answer, HouseholdId, UnitKind

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BundleRows:
    """One array per column; all of one length. Nights count from tonight."""

    shelter: Ints
    pair: Bools
    adjoins: Bools
    """A pair of one named wing."""
    beds: Ints
    cots: Ints
    cot_possible: Bools
    wheelchair: Bools
    all_flats: Bools
    no_flats: Bools
    opens: Ints
    """First night from which all its units are free."""
    closes: Ints
    """First night of a later block."""
    has_held: Bools

    def at(self, rows: NDArray[np.intp] | Bools) -> BundleRows:
        """Only these rows."""
        return BundleRows(*(getattr(self, field.name)[rows] for field in fields(self)))


class BundleColumns:
    """Bundle rows of all shelters in shelter order, singles apart from pairs."""

    def __init__(self, groups: Sequence[Sequence[Group]], tonight: date) -> None:
        self.tonight = tonight
        singles: list[tuple[int, Bundle]] = []
        pairs: list[tuple[int, Bundle]] = []
        for shelter, own in enumerate(groups):
            singles += [(shelter, Bundle((group,))) for group in own]
            pairs += [(shelter, bundle) for bundle in all_pairs(own)]
        self.bundles: tuple[Bundle, ...] = tuple(b for _, b in (*singles, *pairs))
        self.singles = len(singles)
        self.rows = _rows([*singles, *pairs])
        self.held: tuple[tuple[int, Held], ...] = tuple(
            (row, group.held)
            for row, bundle in enumerate(self.bundles)
            for group in bundle.groups
            if group.held is not None
        )
        self._held_row = np.array([row for row, _ in self.held], dtype=np.int64)
        self._held_from = np.array(
            [self._night(h.span.start) for _, h in self.held], dtype=np.int64
        )
        self._held_until = np.array([self._night(h.span.end) for _, h in self.held], dtype=np.int64)
        self._held_for: dict[HouseholdId, list[int]] = {}
        for number, (_, held) in enumerate(self.held):
            self._held_for.setdefault(held.household, []).append(number)
        self._pair_start = np.searchsorted(
            self.rows.shelter[self.singles :], np.arange(len(groups) + 1)
        )

    def _night(self, night: date) -> int:
        return night_number(night, self.tonight)

    def _pairs_of(self, shelters: NDArray[np.intp]) -> Ints:
        """Row numbers of all pairs of these shelters."""
        start = self._pair_start[shelters]
        number = self._pair_start[shelters + 1] - start
        skipped = np.repeat(start - np.concatenate([[0], np.cumsum(number)[:-1]]), number)
        return self.singles + np.arange(number.sum()) + skipped

    def holding(self, household: Household, shelters: int) -> tuple[Ints, Bools]:
        """Rows that hold her, members spread over two units or not, and the houses that have one.

        A pair counts only in a house where no single unit holds her, as in ``bundles``; whether a
        pair must adjoin is for the caller.
        """
        rows, need = self.rows, beds_needed(household)
        cots, steps = cots_needed(household), household.wheelchair is Answer.YES
        single = np.flatnonzero(_fits(rows, slice(0, self.singles), need, cots, steps))
        has = np.zeros(shelters, dtype=bool)
        has[rows.shelter[single]] = True
        if has.all():
            return single, has
        beside = self._pairs_of(np.flatnonzero(~has))
        spread = beside[_fits(rows, beside, need, cots, steps)]
        any_way = has.copy()
        any_way[rows.shelter[spread]] = True
        return np.concatenate([single, spread]), any_way

    def busy_for(self, household: HouseholdId, start: int, rows: Ints, nights: Ints) -> Bools:
        """Which of these rows hold a unit that somebody else's hold takes in [start, start + n)."""
        if not self.held:
            return np.zeros(len(rows), dtype=bool)
        theirs = np.ones(len(self.held), dtype=bool)
        theirs[self._held_for.get(household, [])] = False
        first = np.full(len(self.rows.shelter), FOREVER, dtype=np.int64)
        meets = theirs & (self._held_until > start)
        np.minimum.at(first, self._held_row[meets], self._held_from[meets])
        busy: Bools = first[rows] < start + nights
        return busy


def all_pairs(groups: Iterable[Group]) -> list[Bundle]:
    """Every two units of one house, as the pairs of groups that :mod:`matching.bundles` tries."""
    return [
        Bundle(pair)
        for pair in combinations_with_replacement(tuple(groups), 2)
        if pair[0] is not pair[1] or len(pair[0].units) > 1
        if pair[0].units != pair[1].units or pair[0] is pair[1]
    ]


def _fits(rows: BundleRows, part: slice | Ints, beds: int, cots: int, steps: bool) -> Bools:
    fits: Bools = rows.beds[part] >= beds
    if cots:
        fits &= (rows.cots[part] >= cots) | rows.cot_possible[part]
    if steps:
        fits &= rows.wheelchair[part]
    return fits


def _opens(bundle: Bundle) -> int:
    """The night from which all units of the bundle are free."""
    return max(g.opens[bundle.groups.count(g) - 1] for g in bundle.groups)


def _rows(found: Sequence[tuple[int, Bundle]]) -> BundleRows:
    def ints(values: Iterable[int]) -> Ints:
        return np.fromiter(values, dtype=np.int64, count=len(found))

    def flags(values: Iterable[bool]) -> Bools:
        return np.fromiter(values, dtype=bool, count=len(found))

    bundles = [bundle for _, bundle in found]
    return BundleRows(
        shelter=ints(shelter for shelter, _ in found),
        pair=flags(len(b.groups) == 2 for b in bundles),
        adjoins=flags(
            len(b.groups) == 2
            and b.groups[0].wing is not None
            and b.groups[0].wing == b.groups[1].wing
            for b in bundles
        ),
        beds=ints(b.beds for b in bundles),
        cots=ints(sum(g.cots for g in b.groups) for b in bundles),
        cot_possible=flags(any(g.cot_possible for g in b.groups) for b in bundles),
        wheelchair=flags(any(g.wheelchair for g in b.groups) for b in bundles),
        all_flats=flags(all(g.kind is UnitKind.FLAT for g in b.groups) for b in bundles),
        no_flats=flags(all(g.kind is not UnitKind.FLAT for g in b.groups) for b in bundles),
        opens=ints(_opens(b) for b in bundles),
        closes=ints(min(g.closes for g in b.groups) for b in bundles),
        has_held=flags(any(g.held is not None for g in b.groups) for b in bundles),
    )
