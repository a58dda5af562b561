"""H05 in the joint plan: of two separated households at most one may be near a shelter on one night.

Where the pairs have few columns their rows stand in every program. Where they have millions they
stand in integer programs, for the columns in there, and of a pair that a relaxation brought together
in every program from then on: a bound without them is still a bound. Source: docs/domain.md 9.1 H05;
docs/decisions/0244.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matching.candidates import Candidates, Numbers
from matching.columns import Bools, Ints
from matching.places import Places
from matching.separation import pairs_apart, too_close
from matching.standing import Standing
from matching.vocabulary import ThreatLevel

TWO = 2
FEW = 200_000
"""Columns of all pairs together whose rows stand in every program."""

Terms = Ints
"""Rows and columns (two lines) of rows ``sum of columns <= 1``; rows count from 0."""


class Apart:
    """The pairs of one table, and which of its columns come too close."""

    def __init__(
        self,
        found: Candidates,
        places: Places,
        firsts: int,
        standing: Standing,
        taken: Places | None,
    ) -> None:
        self._places, self._firsts, self._standing = places, firsts, standing
        self._shelters = found.columns.shelters
        number = {home.household.id: n for n, home in enumerate(found.homes)}
        self._highest = {
            (number[a], number[b]): max(found.homes[number[a]].t_eff, found.homes[number[b]].t_eff)
            for a, b in pairs_apart(standing)
        }
        self._partners: dict[int, dict[int, tuple[int, int]]] = {}
        for pair in self._highest:
            self._partners.setdefault(pair[0], {})[pair[1]] = pair
            self._partners.setdefault(pair[1], {})[pair[0]] = pair
        self._of: dict[int, Ints] = {}
        zones = [standing.zone(shelter) for shelter in self._shelters]
        _, one_of, self._zone = np.unique(
            ["" if zone is None else f"z{zone.id}" for zone in zones],
            return_index=True,
            return_inverse=True,
        )
        self._one_of: list[int] = one_of.tolist()
        """A shelter of each zone."""
        self._near: dict[int, Bools] = {}
        self.barred = self._beside(taken)
        """Columns that somebody who is already placed rules out."""

    def broken(self, chosen: Ints) -> list[tuple[int, int]]:
        """Pairs of households of which this plan brings both too close."""
        if not self._highest:
            return []
        homes = self._places.home[chosen]
        mine: dict[int, list[int]] = {}
        for column, home in zip(chosen.tolist(), homes.tolist(), strict=True):
            mine.setdefault(home, []).append(column)
        return [
            pair
            for pair in self._highest
            if pair[0] in mine
            and pair[1] in mine
            and any(self._meet(a, b, pair) for a in mine[pair[0]] for b in mine[pair[1]])
        ]

    def too_close(self, column: int, chosen: list[int]) -> bool:
        """Whether a column is too close to one of those already chosen."""
        home = int(self._places.home[column])
        partners = self._partners.get(home)
        if not partners:
            return False
        return any(
            self._meet(column, other, partners[int(self._places.home[other])])
            for other in chosen
            if int(self._places.home[other]) in partners
        )

    @property
    def few(self) -> bool:
        """Whether the rows over all columns are few enough to stand in every program."""
        homes, count = np.unique(self._places.home, return_counts=True)
        size = dict(zip(homes.tolist(), count.tolist(), strict=True))
        many: int = sum(size.get(a, 0) + size.get(b, 0) for a, b in self._highest)
        return many <= FEW

    def among(
        self, columns: Numbers | Ints, pairs: Sequence[tuple[int, int]] | None = None
    ) -> Terms:
        """The rows of every pair, or of these, between these columns, which ascend.

        With them come rows of three or more that are apart, whoever of them was asked for.
        """
        if not self._highest or not len(columns):
            return np.zeros((2, 0), dtype=np.int64)
        homes = self._places.home[columns]
        paired = np.flatnonzero(np.isin(homes, np.array(list(self._partners))))
        of: dict[int, list[int]] = {}
        for column, home in zip(columns[paired].tolist(), homes[paired].tolist(), strict=True):
            of.setdefault(home, []).append(column)
        parts, count = [], 0
        for pair in self._highest if pairs is None else pairs:
            if pair[0] in of and pair[1] in of:
                both = np.array(of[pair[0]]), np.array(of[pair[1]])
                for one, other in self._rows(pair, *both):
                    own = np.concatenate([one, other])
                    parts.append(np.stack([np.full(len(own), count), own]))
                    count += 1
        for own in self._of_several({home: np.array(of[home]) for home in of}):
            parts.append(np.stack([np.full(len(own), count), own]))
            count += 1
        return np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), dtype=np.int64)

    def _of_several(self, of: dict[int, Ints]) -> Iterator[Ints]:
        """Rows over three or more households of which each two are apart: one of them in a place.

        They follow from the rows of two, and bound the relaxation where those allow halves.
        """
        places = self._places
        for several in self._together_apart(sorted(of)):
            columns = np.concatenate([of[home] for home in several])
            for part in (columns[columns < self._firsts], columns[columns >= self._firsts]):
                for night in np.unique(places.start[part]).tolist():
                    there = part[(places.start[part] <= night) & (night < places.end[part])]
                    homes, shelters = places.home[there], places.shelter[there]
                    for chosen in self._close_places(several, homes, shelters):
                        yield np.sort(there[chosen])

    def _together_apart(self, homes: list[int]) -> list[list[int]]:
        """Largest sets of three or more of these households of which each two are apart."""
        there, found = set(homes), set[tuple[int, ...]]()
        for pair in self._highest:
            if pair[0] not in there or pair[1] not in there:
                continue
            clique = list(pair)
            common = set(self._partners[pair[0]]) & set(self._partners[pair[1]]) & there
            for other in sorted(common):
                if all(other in self._partners[member] for member in clique):
                    clique.append(other)
            if len(clique) > TWO:
                found.add(tuple(sorted(clique)))
        return [list(clique) for clique in sorted(found)]

    def _close_places(
        self, several: list[int], homes: Numbers, shelters: Numbers
    ) -> Iterator[Bools]:
        """Sets of columns of these households that are all too close to those of the others."""
        told: set[bytes] = set()
        options = {home: np.unique(shelters[homes == home]) for home in several}
        for seed in np.unique(shelters).tolist():
            chosen = {home: options[home][options[home] == seed] for home in several}
            for home in several:
                near = np.ones(len(self._shelters), dtype=bool)
                for member in several:
                    if member != home:
                        near &= self._near_to_all(chosen[member], self._partners[home][member])
                more = options[home][near[options[home]]]
                chosen[home] = np.union1d(chosen[home], more)
            if sum(len(places) > 0 for places in chosen.values()) <= TWO:
                continue
            marked = np.zeros(len(homes), dtype=bool)
            for home, places in chosen.items():
                marked |= (homes == home) & np.isin(shelters, places)
            if marked.tobytes() not in told:
                told.add(marked.tobytes())
                yield marked

    def _rows(self, pair: tuple[int, int], ours: Ints, theirs: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Rows of which each lets only one of the two into houses that all lie too close.

        As many houses as possible in each: whole sets of houses that are near whole sets bound the
        relaxation far better than house by house. Firsts and seconds apart, since a household has
        one of each.
        """
        for mine in (ours[ours < self._firsts], ours[ours >= self._firsts]):
            for others in (theirs[theirs < self._firsts], theirs[theirs >= self._firsts]):
                if len(mine) and len(others):
                    for here, there in self._close_sets(pair, mine, others):
                        yield from self._sharing(here, there)

    def _close_sets(
        self, pair: tuple[int, int], mine: Ints, others: Ints
    ) -> Iterator[tuple[Ints, Ints]]:
        """Largest sets of columns of the one and of the other in houses too close to each other."""
        own, at = np.unique(self._places.shelter[mine], return_inverse=True)
        far, there = np.unique(self._places.shelter[others], return_inverse=True)
        near = np.stack([self._near_to(shelter, pair)[far] for shelter in own.tolist()])
        told: set[tuple[bytes, bytes]] = set()
        for pattern in np.unique(near, axis=0):
            if pattern.any():
                told.add(((near >= pattern).all(axis=1).tobytes(), pattern.tobytes()))
        for pattern in np.unique(near.T, axis=0):
            if pattern.any():
                told.add((pattern.tobytes(), (near.T >= pattern).all(axis=1).tobytes()))
        for one, other in sorted(told):
            houses, beside = np.frombuffer(one, dtype=bool), np.frombuffer(other, dtype=bool)
            yield mine[houses[at]], others[beside[there]]

    def _sharing(self, here: Ints, others: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Columns of the one and of the other of which each of the one meets all of the other."""
        if not len(others):
            return
        places = self._places
        both = np.concatenate([here, others])
        if places.start[both].max() < places.end[both].min():
            yield here, others
            return
        spans = np.stack([places.start[here], places.end[here]], axis=1)
        for start, end in np.unique(spans, axis=0).tolist():
            meet = others[(places.start[others] < end) & (places.end[others] > start)]
            if len(meet):
                yield here[(spans == (start, end)).all(axis=1)], meet

    def _meet(self, a: int, b: int, pair: tuple[int, int]) -> bool:
        places = self._places
        if places.start[a] >= places.end[b] or places.start[b] >= places.end[a]:
            return False
        one, other = self._shelters[places.shelter[a]], self._shelters[places.shelter[b]]
        return too_close(one, other, self._highest[pair], self._standing)

    def _near_to(self, shelter: int, pair: tuple[int, int]) -> Bools:
        """Shelters too close to this one; what is too close goes by zones alone, and so is kept."""
        if self._highest[pair] < ThreatLevel.T3:
            same: Bools = np.arange(len(self._shelters)) == shelter
            return same
        zone = int(self._zone[shelter])
        known = self._near.get(zone)
        if known is None:
            here, highest = self._shelters[self._one_of[zone]], self._highest[pair]
            meets = [
                too_close(here, self._shelters[other], highest, self._standing)
                for other in self._one_of
            ]
            known = self._near[zone] = np.array(meets, dtype=bool)[self._zone]
        return known

    def _near_to_all(self, places: Numbers, pair: tuple[int, int]) -> Bools:
        """Shelters too close to each of these."""
        asked = places.tolist()
        if self._highest[pair] >= ThreatLevel.T3:
            # Of one zone one is enough, unless it is the house alone that counts.
            asked = dict(zip(self._zone[places].tolist(), asked, strict=True)).values()
        near = np.ones(len(self._shelters), dtype=bool)
        for place in asked:
            near &= self._near_to(place, pair)
        return near

    def _columns(self, home: int) -> Ints:
        if home not in self._of:
            self._of[home] = np.flatnonzero(self._places.home == home)
        return self._of[home]

    def _beside(self, taken: Places | None) -> Ints:
        """Columns too close to what stands already, of the other half of a pair."""
        if taken is None or not len(taken):
            return np.zeros(0, dtype=np.int64)
        barred: list[int] = []
        where: dict[int, list[int]] = {}
        for row, home in enumerate(taken.home.tolist()):
            where.setdefault(home, []).append(row)
        for pair, highest in self._highest.items():
            for one, other in (pair, pair[::-1]):
                for row in where.get(one, ()):
                    there = self._shelters[taken.shelter[row]]
                    barred += [
                        int(column)
                        for column in self._columns(other)
                        if self._places.start[column] < taken.end[row]
                        and taken.start[row] < self._places.end[column]
                        and too_close(
                            there,
                            self._shelters[self._places.shelter[column]],
                            highest,
                            self._standing,
                        )
                    ]
        return np.unique(np.array(barred, dtype=np.int64))
