"""Bundles of units as arrays: which houses have room for a household like hers, from which night.

Households that need the same (beds, cots, steps, sides, together, first night) fit the same bundles,
so the bundles free for such a need are worked out once for a picture and kept. A window of nights
then costs two numbers per bundle, however long it is. The rows repeat :mod:`matching.bundles`.
Source: docs/domain.md 9.1 H01, H06.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

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
KEPT_NIGHTS = 60
USUAL_SIDES = (frozenset({UnitSide.WOMEN, UnitSide.EITHER}),)
USUAL_BEDS, USUAL_COTS = range(1, 7), range(2)
"""What ``prepare`` works out before anybody asks."""


@dataclass(frozen=True, slots=True)
class BedNeed:
    """All that decides which units can hold a household, free or not."""

    beds: int
    cots: int
    steps: bool
    sides: frozenset[UnitSide]
    """Sides of a SEPARATED house that admit them."""
    must: bool
    """Whether two units must adjoin."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The groups and houses that can hold such a household, on whatever night."""

    admits: Bools
    """Groups on a side for them."""
    holds: Bools
    """Groups of which one unit holds them."""
    has_single: Bools
    """Houses with such a group."""
    together: Bools
    """Houses that hold them as they wish."""
    only_apart: Bools
    """Houses that would hold them only if they were spread (H06)."""


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
    only_apart: Bools
    """Houses with units that would hold them only if they were spread, free or not."""


class BundleColumns:
    """All groups of all shelters, in shelter order; nights count from tonight."""

    def __init__(self, groups: Sequence[Sequence[Group]]) -> None:
        self.shelters = len(groups)
        self.groups: tuple[Group, ...] = tuple(group for own in groups for group in own)
        counts = [len(own) for own in groups]
        self.shelter = np.repeat(np.arange(len(groups)), counts)
        flat, of = self.groups, self._ints
        self.beds = of(g.beds for g in flat)
        self.cots = of(g.cots for g in flat)
        self.cot_possible = of(g.cot_possible for g in flat) == 1
        self.steps = of(g.wheelchair for g in flat) == 1
        self.flat = of(g.kind is UnitKind.FLAT for g in flat) == 1
        self.wing = _numbered(g.wing for g in flat)
        self.same_unit = _numbered(g.units[0] for g in flat)
        one = np.unique(self.same_unit, return_index=True)[1]
        self._by_house = one[np.lexsort((-self.beds[one], self.shelter[one]))]
        one = one[self.wing[one] >= 0]
        self._by_wing = one[np.lexsort((-self.beds[one], self.wing[one], self.shelter[one]))]
        _, self._wing_of_house = np.unique(
            self.shelter * (self.wing.max(initial=0) + 2) + self.wing + 1, return_inverse=True
        )
        self.opens = of(g.opens[0] for g in flat)
        self.opens_second = of(g.opens[1] if len(g.opens) > 1 else NO_UNIT for g in flat)
        self.closes = of(g.closes for g in flat)
        self.unit_group = np.repeat(np.arange(len(flat)), [len(g.opens) for g in flat])
        """Of every unit, and beside it the night from which it is free."""
        self.unit_opens = np.array([night for g in flat for night in g.opens], dtype=np.int64)
        side = of(NOT_READ if g.side is None else SIDES.index(g.side) for g in flat)
        self.on_side = {one: (side == NOT_READ) | (side == n) for n, one in enumerate(SIDES)}
        self.holds_on = of(len(g.held) for g in flat)
        self.is_held = self.holds_on > 0
        self._holder: dict[HouseholdId, int] = {}
        self._holds = self._held_groups()
        self.most_beds = np.zeros(len(groups), dtype=np.int64)
        np.maximum.at(self.most_beds, self.shelter, self.beds)
        self._by_likeness = np.lexsort((self.beds, self.closes, self.flat, self.shelter))
        self._likeness = self._alike()
        self._free_on: dict[int, Ints] = {}
        self._holding: dict[BedNeed, Holding] = {}
        self._kept: dict[tuple[BedNeed, int, bool], Fitting] = {}

    def _ints(self, values: Iterable[int]) -> Ints:
        return np.fromiter(values, dtype=np.int64, count=len(self.groups))

    def fitting(self, household: Household, start: int, *, every: bool) -> Fitting:
        """What fits her and is free on the first night, worked out once for all with that need.

        ``every``: every bundle, or of those alike but for their beds only the smallest of a house.
        """
        need = _need(household)
        known = self._kept.get((need, start, every))
        if known is None:
            if len(self._kept) >= KEPT_NEEDS:
                self._kept.clear()
            known = self._kept[need, start, every] = self._fitting(need, start, every)
        return known

    def from_night(self, household: Household, night: int) -> Fitting:
        """Every bundle that fits her and is free on a later night; nobody else will ask, so it is
        not kept."""
        return self._fitting(_need(household), night, every=True)

    def prepare(self) -> None:
        """Work out beforehand what nearly every caller needs: tonight, without a wheelchair."""
        for side, beds, cots, must in product(USUAL_SIDES, USUAL_BEDS, USUAL_COTS, (True, False)):
            if beds > cots:
                need = BedNeed(beds=beds, cots=cots, steps=False, sides=side, must=must)
                self._kept[need, 0, False] = self._fitting(need, 0, False)

    def units_needed(self, household: Household) -> Ints:
        """By house: one unit, or two where no single one could hold her."""
        return 2 - self._holding_of(_need(household)).has_single

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

    def _fitting(self, need: BedNeed, start: int, every: bool) -> Fitting:
        """A pair counts only in a house where no single unit holds them, as in ``bundles``."""
        holding = self._holding_of(need)
        free = self._free(start)
        single = free[holding.holds[free]]
        if not every:
            single = self._smallest(single)
        a, b = self._pairs(need, holding, free, self.shelter, start)
        good = self._adjoin(a, b) if need.must else np.ones(len(a), dtype=bool)
        # A house that could take them only spread out is barred by H06; H01 still asks if free.
        kept = good | ~holding.together[self.shelter[a]]
        a, b, good = a[kept], b[kept], good[kept]
        first = np.concatenate([single, a])
        second = np.concatenate([np.full(len(single), ALONE), b])
        other = np.concatenate([single, b])
        flats = self.flat[first] * 1 + self.flat[other] * 1
        beds = self.beds[first]
        beds[len(single) :] += self.beds[b]
        return Fitting(
            first=first,
            second=second,
            shelter=self.shelter[first],
            together=np.concatenate([np.ones(len(single), dtype=bool), good]),
            beds=beds,
            all_flats=flats == 2,
            no_flats=flats == 0,
            nights=np.minimum(self.closes[first], self.closes[other]) - start,
            held=self._held(first, second),
            only_apart=holding.only_apart,
        )

    def _free(self, start: int) -> Ints:
        """Groups with a unit free on this night, those alike beside each other, fewest beds first."""
        known = self._free_on.get(start)
        if known is None:
            if len(self._free_on) >= KEPT_NIGHTS:
                self._free_on.clear()
            free = (self.opens <= start) & (start < self.closes)
            known = self._free_on[start] = self._by_likeness[free[self._by_likeness]]
        return known

    def _alike(self) -> Ints:
        """A number for groups of one house that differ in nothing but their beds and their nights
        before they are free."""
        order = self._by_likeness
        new = np.ones(len(order), dtype=bool)
        new[1:] = False
        for column in (self.shelter, self.flat, self.closes):
            new[1:] |= column[order[1:]] != column[order[:-1]]
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.cumsum(new)
        return number

    def _smallest(self, single: Ints) -> Ints:
        """Of free groups those with the fewest beds among those alike, and all that are held.

        A held one may be busy for her, so it stands in for no other one.
        """
        held = self.is_held[single]
        calm = single[~held]
        alike = self._likeness[calm]
        first = np.ones(len(calm), dtype=bool)
        first[1:] = alike[1:] != alike[:-1]
        return np.concatenate([calm[first], single[held]])

    def _holding_of(self, need: BedNeed) -> Holding:
        known = self._holding.get(need)
        if known is None:
            if len(self._holding) >= KEPT_NEEDS:
                self._holding.clear()
            known = self._holding[need] = self._holds_somewhere(need)
        return known

    def _holds_somewhere(self, need: BedNeed) -> Holding:
        admits: Bools = np.logical_or.reduce([self.on_side[side] for side in need.sides])
        holds = admits & (self.beds >= need.beds)
        if need.cots:
            holds &= (self.cots >= need.cots) | self.cot_possible
        if need.steps:
            holds &= self.steps
        has_single = self._houses(self.shelter[holds])
        nowhere = np.zeros(self.shelters, dtype=bool)
        found = Holding(admits, holds, has_single, has_single, nowhere)
        if not need.must:
            # Who merely prefers one unit is never barred by H06.
            return found
        a = self._with_another(need, found, self._by_wing, self._wing_of_house)
        together = has_single | self._houses(self.shelter[a])
        found = Holding(admits, holds, together, together, nowhere)
        a = self._with_another(need, found, self._by_house, self.shelter)
        return Holding(admits, holds, has_single, together, self._houses(self.shelter[a]))

    def _with_another(self, need: BedNeed, holding: Holding, order: Ints, place: Ints) -> Ints:
        """Groups that hold them with another of the same place, in houses without a single one.

        Whether any two units of a place do is seen from the two of each kind with most beds.
        ``order``: one group for each unit, place by place and most beds first.
        """
        few = order[(holding.admits & ~holding.has_single[self.shelter])[order]]
        kind = np.zeros(len(few), dtype=np.int64)
        if need.cots:
            kind = 2 * np.minimum(self.cots[few], need.cots) + self.cot_possible[few]
        if need.steps:
            kind = 2 * kind + self.steps[few]
        largest = np.zeros(len(few), dtype=bool)
        for one in range(kind.max(initial=0) + 1):
            alike = np.flatnonzero(kind == one)
            third = np.zeros(len(alike), dtype=bool)
            there = place[few[alike]]
            third[2:] = there[2:] == there[:-2]
            largest[alike[~third]] = True
        first, _ = self._pairs(need, holding, few[largest], place, None)
        return first

    def _adjoin(self, a: Ints, b: Ints) -> Bools:
        wing = self.wing[a]
        same: Bools = (wing >= 0) & (wing == self.wing[b])
        return same

    def _pairs(
        self, need: BedNeed, holding: Holding, among: Ints, place: Ints, start: int | None
    ) -> tuple[Ints, Ints]:
        """Every two units of one place that hold them together, in houses without a single one.

        ``among``: groups, place by place; ``start``: the night on which both are free.
        """
        shelter = self.shelter[among]
        roomy = self.beds[among] + self.most_beds[shelter] >= need.beds
        few = among[holding.admits[among] & ~holding.has_single[shelter] & roomy]
        there, at = place[few], np.arange(len(few))
        number = np.searchsorted(there, there, side="right") - at
        one = np.repeat(at, number)
        skipped = np.repeat(np.cumsum(number) - number, number)
        two = one + np.arange(len(one)) - skipped
        beds = self.beds[few]
        holds = beds[one] + beds[two] >= need.beds
        first, second = few[one[holds]], few[two[holds]]
        opens = self.opens_second[first]
        fine = np.where(
            first == second,
            opens < NO_UNIT if start is None else opens <= start,
            self.same_unit[first] != self.same_unit[second],
        )
        if need.cots:
            enough = self.cots[first] + self.cots[second] >= need.cots
            fine &= enough | self.cot_possible[first] | self.cot_possible[second]
        if need.steps:
            fine &= self.steps[first] | self.steps[second]
        return first[fine], second[fine]

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


def _need(household: Household) -> BedNeed:
    return BedNeed(
        beds=beds_needed(household),
        cots=cots_needed(household),
        steps=household.wheelchair is Answer.YES,
        sides=sides(household),
        must=household.together is Together.MUST,
    )


def _numbered(words: Iterable[str | None]) -> Ints:
    """A number for each different word; below 0 for None."""
    known: dict[str, int] = {}
    return np.array(
        [-1 if word is None else known.setdefault(word, len(known)) for word in words],
        dtype=np.int64,
    )
