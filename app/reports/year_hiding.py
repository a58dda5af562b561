"""Which sums of a year leave beside the quarters that were told before it, of which none can be taken back.

The quarters are told first, each table hidden in itself. A sum of the year is one more equation for
whoever subtracts, and so is that one table's words are by their meaning a part of another's: who came
to a place said yes before. So sums are hidden, one after the other, until no hidden number, and no
difference that means something, can be bounded below eleven persons by all that is told together.
Whoever subtracts knows numbers of cases; of how many persons they are is less, so that no bound on
persons says more than one on cases (decision 0300). Source: decision 0235.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.reports.bounds import Atom, Equation, Largest
from app.reports.counting import Count
from app.reports.suppression import LEAST

TOTAL = ""
"""Table and word of the sum of all."""
WHOLE_YEAR = 0
"""The quarter of a table that is told by year alone."""
LEFT = "left"
REST: Atom = ("rest", 0, "")
"""The number of those of the whole who are in none of the tables."""
Key = tuple[str, str]
"""A sum of the year: table and word."""


@dataclass(frozen=True, slots=True)
class Part:
    """By their meaning whoever is counted in ``less`` is counted in ``more``: what is left is a number."""

    more: frozenset[Key]
    less: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Year:
    """Tables over the same cases: what of their sums may be told.

    ``numbers``: how many, by table, quarter and word; ``told``: of those, what was told of a quarter.
    ``totals_told``: of which quarters the sum of all was. Each case stands once in each table.
    """

    numbers: Mapping[Atom, Count]
    told: frozenset[Atom]
    totals_told: Mapping[int, bool]
    parts: tuple[Part, ...] = ()
    headlines: tuple[str, ...] = ()
    """Tables of which a sum is hidden only where nothing else helps."""
    whole: Count | None = None
    """How many these are all a part of, which is known: the rest of it is a number as well."""
    _cells: dict[Key, list[Atom]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for atom in self.numbers:
            self._cells.setdefault((atom[0], atom[2]), []).append(atom)

    def sums(self) -> dict[Key, Count]:
        """Over the year, by table and word, and of all."""
        found = {key: self._of(cells) for key, cells in self._cells.items()}
        found[TOTAL, TOTAL] = self._of(self._table(self._some_table()))
        return found

    def _of(self, atoms: Iterable[Atom]) -> Count:
        return sum((self.numbers[atom] for atom in atoms), Count())

    def tellable(self) -> set[Key]:
        """The sums that may be told beside the quarters; none where what was told of those, when
        persons were not counted yet, says too much by itself."""
        sums = self.sums()
        out = {key for key, count in sums.items() if count.persons >= LEAST}
        while out and (open_ := self.first_open(out)) is not None:
            out.remove(self._next(open_, out, sums))
        return out

    def first_open(self, sums: Iterable[Key]) -> Atom | None:
        """What all told numbers together bound below eleven; None is as it should be.

        What is left of a part is a number of its own, named ``LEFT`` and counted in their order.
        """
        told = set(sums)
        largest, all_sums = Largest(self._equations(told)), self.sums()
        for atom in sorted(self.numbers):
            alone = atom[1] == WHOLE_YEAR and (atom[0], atom[2]) in told
            if atom not in self.told and not alone and largest.of(atom) < LEAST:
                return atom
        for index, part in enumerate(self.parts):
            more, less = (sum(all_sums[k].number for k in keys) for keys in (part.more, part.less))
            some = more > less
            if some and largest.of(_left(index)) < LEAST:
                return _left(index)
        if self._rest().number and largest.of(REST) < LEAST:
            return REST
        return None

    def _rest(self) -> Count:
        """How many of the whole are in none of these tables; none where they can be no part of it."""
        whole = self.whole or Count()
        rest = whole - self.sums()[TOTAL, TOTAL]
        if rest.number <= 0 or whole.number < LEAST:
            return Count()
        return Count(rest.number, min(rest.number, max(0, rest.persons)))

    def _next(self, open_: Atom, out: set[Key], sums: Mapping[Key, Count]) -> Key:
        """Which sum goes: one without which nothing bounds it, rather not a headline, the smallest."""

        def cost(key: Key) -> tuple[bool, int, Key]:
            return key[0] in (TOTAL, *self.headlines), sums[key].persons, key

        for key in sorted(out, key=cost):
            if Largest(self._equations(out - {key})).of(open_) >= LEAST:
                return key
        own = {(open_[0], word) for _, word in sums} & out
        return min(own or out, key=cost)

    def _equations(self, sums: set[Key]) -> Iterator[Equation]:
        for atom in self.told:
            yield Equation({atom: 1}, self.numbers[atom].persons)
        yield from self._of_quarters()
        yield from self._over_tables()
        all_sums = self.sums()
        for key in sorted(sums):
            cells = self._table(self._some_table()) if key[0] == TOTAL else self._cells[key]
            yield Equation(dict.fromkeys(cells, 1), all_sums[key].persons)
        for index, part in enumerate(self.parts):
            more = dict.fromkeys((a for key in part.more for a in self._cells[key]), 1)
            less = dict.fromkeys((a for key in part.less for a in self._cells[key]), -1)
            yield Equation({**more, **less, _left(index): -1}, 0)
        rest = self._rest()
        if rest.number:
            of = dict.fromkeys(self._table(self._some_table()), 1)
            known = all_sums[TOTAL, TOTAL] + rest
            yield Equation({**of, REST: 1}, known.persons)

    def _of_quarters(self) -> Iterator[Equation]:
        """In a quarter each table has the same sum, which is known where it was told."""
        for quarter, is_told in self.totals_told.items():
            rows = [
                [a for a in self._table(table) if a[1] == quarter]
                for table in self._tables()
                if not self._by_year(table)
            ]
            if is_told:
                for row in rows:
                    yield Equation(dict.fromkeys(row, 1), self._of(row).persons)
            else:
                for row in rows[1:]:
                    yield Equation({**dict.fromkeys(rows[0], 1), **dict.fromkeys(row, -1)}, 0)

    def _over_tables(self) -> Iterator[Equation]:
        """Over the year each table has the same sum."""
        first, *others = self._tables()
        for table in others:
            one, other = self._table(first), self._table(table)
            yield Equation({**dict.fromkeys(one, 1), **dict.fromkeys(other, -1)}, 0)

    def _tables(self) -> list[str]:
        return sorted({atom[0] for atom in self.numbers})

    def _some_table(self) -> str:
        return self._tables()[0]

    def _table(self, table: str) -> list[Atom]:
        return [atom for atom in self.numbers if atom[0] == table]

    def _by_year(self, table: str) -> bool:
        return all(atom[1] == WHOLE_YEAR for atom in self._table(table))


def _left(index: int) -> Atom:
    """The number that is left of a part's whole."""
    return (LEFT, index, "")
