"""Bundles of units as arrays: which houses have room for a household like hers, from which night.

Households that need the same (beds, cots, steps, sides, together, first night) fit the same bundles,
so the bundles free for such a need are worked out once for a picture and kept. A window of nights
then costs two numbers per bundle, however long it is. The rows repeat :mod:`matching.bundles`.
Source: docs/domain.md 9.1 H01, H06.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.bundles import Bundle, beds_needed, cots_needed, sides
from matching.groups import Group
from matching.situation import Household
from matching.vocabulary import Answer, HouseholdId, Together, UnitKind, UnitSide

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_UNIT = 10**9
"""The night from which a second unit is free in a group that has only one."""
KEPT_NEEDS = 512
ALONE = -1
"""In place of the second group of a bundle of one unit."""
NOT_READ = -1
"""The side of a unit where nobody asks for it."""
SIDES = tuple(UnitSide)


@dataclass(frozen=True, slots=True)
class BedNeed:
    """All that decides which units can hold a household and are free on her first night."""

    beds: int
    cots: int
    steps: bool
    sides: frozenset[UnitSide]
    """Sides of a SEPARATED house that admit them."""
    must: bool
    start: int
    every: bool
    """Every bundle, or of those alike but for their beds only the smallest of each house."""


@dataclass(frozen=True, slots=True)
class Held:
    """Holds on units, by group or by the rows of a fitting; nights count from tonight."""

    row: Ints
    since: Ints
    until: Ints
    household: Ints
    """A number for each household that holds."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Bundles that hold such a household and are free on its first night, and every house."""

    first: Ints
    """Number of the first group; of the second, or ``ALONE``."""
    second: Ints
    shelter: Ints
    together: Bools
    """Whether the members stay together there as they must; else only H01 asks (H06)."""
    beds: Ints
    all_flats: Bools
    no_flats: Bools
    nights: Ints
    """Nights from the first on for which its units are free for who holds them."""
    held: Held
    """Units that are held for somebody, by row."""
    houses_together: Bools
    """Houses with units that hold them as they wish, free or not."""
    houses_anyhow: Bools
    """Houses with units that would hold them if they may be spread."""


class BundleColumns:
    """All groups of all shelters, in shelter order; nights count from tonight."""

    def __init__(self, groups: Sequence[Sequence[Group]], tonight: date) -> None:
        self.tonight, self.shelters = tonight, len(groups)
        self.groups: tuple[Group, ...] = tuple(group for own in groups for group in own)
        counts = [len(own) for own in groups]
        self.shelter = np.repeat(np.arange(len(groups)), counts)
        self.end = np.repeat(np.cumsum(counts, dtype=np.int64), counts)
        flat, of = self.groups, self._ints
        self.beds = of(g.beds for g in flat)
        self.cots = of(g.cots for g in flat)
        self.cot_possible = of(g.cot_possible for g in flat) == 1
        self.steps = of(g.wheelchair for g in flat) == 1
        self.flat = of(g.kind is UnitKind.FLAT for g in flat) == 1
        self.wing = _numbered(g.wing for g in flat)
        self.same_unit = _numbered(g.units[0] for g in flat)
        self.opens = of(g.opens[0] for g in flat)
        self.opens_second = of(g.opens[1] if len(g.opens) > 1 else NO_UNIT for g in flat)
        self.closes = of(g.closes for g in flat)
        side = of(NOT_READ if g.side is None else SIDES.index(g.side) for g in flat)
        self.on_side = {one: (side == NOT_READ) | (side == n) for n, one in enumerate(SIDES)}
        self.holds_on = of(len(g.held) for g in flat)
        self.is_held = self.holds_on > 0
        self._holder: dict[HouseholdId, int] = {}
        self._holds = self._held_groups()
        self.most_beds = np.zeros(len(groups), dtype=np.int64)
        np.maximum.at(self.most_beds, self.shelter, self.beds)
        self._kept: dict[BedNeed, Fitting] = {}

    def _ints(self, values: Iterable[int]) -> Ints:
        return np.fromiter(values, dtype=np.int64, count=len(self.groups))

    def fitting(self, household: Household, start: int, *, every: bool) -> Fitting:
        """What fits her, worked out once for all households with the same need."""
        need = BedNeed(
            beds=beds_needed(household),
            cots=cots_needed(household),
            steps=household.wheelchair is Answer.YES,
            sides=sides(household),
            must=household.together is Together.MUST,
            start=start,
            every=every,
        )
        known = self._kept.get(need)
        if known is None:
            if len(self._kept) >= KEPT_NEEDS:
                self._kept.clear()
            known = self._kept[need] = self._fitting(need)
        return known

    def bundle(self, fitting: Fitting, row: int) -> Bundle:
        """The bundle of one row."""
        first, second = int(fitting.first[row]), int(fitting.second[row])
        one = self.groups[first]
        return Bundle((one,) if second == ALONE else (one, self.groups[second]))

    def nights_for(self, household: HouseholdId, fitting: Fitting, start: int) -> Ints:
        """Nights from ``start`` on for which the units of each row are free for her."""
        held = fitting.held
        theirs = held.household != self._holder.get(household, ALONE)
        cut = theirs & (start < held.until)
        if not cut.any():
            return fitting.nights
        nights = fitting.nights.copy()
        np.minimum.at(nights, held.row[cut], np.maximum(0, held.since[cut] - start))
        return nights

    def _fitting(self, need: BedNeed) -> Fitting:
        """A pair counts only in a house where no single unit holds them, as in ``bundles``."""
        admits = self._admitting(need)
        holds = admits & (self.beds >= need.beds)
        if need.cots:
            holds &= (self.cots >= need.cots) | self.cot_possible
        if need.steps:
            holds &= self.steps
        single = np.flatnonzero(holds)
        has_single = self._houses(self.shelter[single])
        a, b = self._pairs(need, has_single, admits)
        adjoin = (self.wing[a] >= 0) & (self.wing[a] == self.wing[b])
        good = adjoin if need.must else np.ones(len(a), dtype=bool)
        together = has_single | self._houses(self.shelter[a[good]])
        anyhow = has_single | self._houses(self.shelter[a])
        # A house that could take them only spread out is barred by H06; H01 still asks if free.
        kept = good | ~together[self.shelter[a]]
        a, b, good = a[kept], b[kept], good[kept]
        first = np.concatenate([single, a])
        second = np.concatenate([np.full(len(single), ALONE), b])
        fine = np.concatenate([np.ones(len(single), dtype=bool), good])
        return self._free(need, first, second, fine, together, anyhow)

    def _admitting(self, need: BedNeed) -> Bools:
        """Groups whose side admits them, or is not read."""
        return np.logical_or.reduce([self.on_side[side] for side in need.sides])

    def _pairs(self, need: BedNeed, has_single: Bools, admits: Bools) -> tuple[Ints, Ints]:
        """Every two units of a house without a single one, that hold them together."""
        roomy = self.beds + self.most_beds[self.shelter] >= need.beds
        a = np.flatnonzero(admits & ~has_single[self.shelter] & roomy)
        number = self.end[a] - a
        first = np.repeat(a, number)
        skipped = np.repeat(np.cumsum(number) - number, number)
        second = first + np.arange(len(first)) - skipped
        holds = admits[second] & (self.beds[first] + self.beds[second] >= need.beds)
        first, second = first[holds], second[holds]
        fine = np.where(
            first == second,
            self.opens_second[first] < NO_UNIT,
            self.same_unit[first] != self.same_unit[second],
        )
        if need.cots:
            enough = self.cots[first] + self.cots[second] >= need.cots
            fine &= enough | self.cot_possible[first] | self.cot_possible[second]
        if need.steps:
            fine &= self.steps[first] | self.steps[second]
        return first[fine], second[fine]

    def _free(
        self,
        need: BedNeed,
        first: Ints,
        second: Ints,
        together: Bools,
        houses_together: Bools,
        houses_anyhow: Bools,
    ) -> Fitting:
        """Only the bundles whose units are free on the first night."""
        other = np.where(second == ALONE, first, second)
        opens = np.where(
            second == first,
            self.opens_second[first],
            np.maximum(self.opens[first], self.opens[other]),
        )
        closes = np.minimum(self.closes[first], self.closes[other])
        free = np.flatnonzero((opens <= need.start) & (need.start < closes))
        beds = self.beds[first] + np.where(second == ALONE, 0, self.beds[other])
        flats = self.flat[first] * 1 + self.flat[other] * 1
        if not need.every:
            held = self.is_held[first] | self.is_held[other]
            free = _smallest(free, self.shelter[first], flats, closes, together, held, beds)
        first, second, other = first[free], second[free], other[free]
        return Fitting(
            first=first,
            second=second,
            shelter=self.shelter[first],
            together=together[free],
            beds=beds[free],
            all_flats=flats[free] == 2,
            no_flats=flats[free] == 0,
            nights=closes[free] - need.start,
            held=self._held(first, second),
            houses_together=houses_together,
            houses_anyhow=houses_anyhow,
        )

    def _held_groups(self) -> Held:
        """All holds in the order of their groups."""
        holds = [(place, held) for place, group in enumerate(self.groups) for held in group.held]
        number = len(holds)
        return Held(
            np.fromiter((place for place, _ in holds), np.int64, number),
            np.fromiter((held.since for _, held in holds), np.int64, number),
            np.fromiter((held.until for _, held in holds), np.int64, number),
            np.fromiter(
                (self._holder.setdefault(h.household, len(self._holder)) for _, h in holds),
                np.int64,
                number,
            ),
        )

    def _held(self, first: Ints, second: Ints) -> Held:
        """The holds on the units of each row."""
        one = np.flatnonzero(self.is_held[first])
        two = np.flatnonzero((second != ALONE) & self.is_held[second])
        rows, groups = np.concatenate([one, two]), np.concatenate([first[one], second[two]])
        number = self.holds_on[groups]
        before = np.cumsum(number) - number
        at = np.searchsorted(self._holds.row, np.repeat(groups, number))
        at += np.arange(len(at)) - np.repeat(before, number)
        holds = self._holds
        return Held(np.repeat(rows, number), holds.since[at], holds.until[at], holds.household[at])

    def _houses(self, shelters: Ints) -> Bools:
        found = np.zeros(self.shelters, dtype=bool)
        found[shelters] = True
        return found


def _smallest(
    rows: Ints,
    shelter: Ints,
    flats: Ints,
    closes: Ints,
    together: Bools,
    held: Bools,
    beds: Ints,
) -> Ints:
    """Of these rows those with fewest beds among rows of a house that are alike; all held ones."""
    order = rows[np.lexsort((beds[rows], together[rows], closes[rows], flats[rows], shelter[rows]))]
    alike = np.ones(len(order), dtype=bool)
    for column in (shelter, flats, closes, together):
        alike[1:] &= column[order[1:]] == column[order[:-1]]
    alike[:1] = False
    free = ~held[order]
    # A held row may be busy for her, so it stands in for no other one.
    alike[1:] &= free[1:] & free[:-1]
    return np.sort(order[~alike])


def _numbered(words: Iterable[str | None]) -> Ints:
    """A number for each different word; below 0 for None."""
    known: dict[str, int] = {}
    return np.array(
        [-1 if word is None else known.setdefault(word, len(known)) for word in words],
        dtype=np.int64,
    )
