"""Which sums of a year leave beside the quarters that were told before it, of which none can be taken back.

The quarters are told first, each table hidden in itself. A sum of the year is one more equation for
whoever subtracts. So sums are hidden, one after the other, until no hidden number can be bounded
below eleven by all that is told together. Source: decision 0235.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.reports.bounds import Atom, Equation, Largest
from app.reports.suppression import LEAST

TOTAL = ""
"""The word of a sum over all words of a table."""
Told = Mapping[Atom, bool]


class Year:
    """Tables over the same cases, of four quarters: what of their sums may be told.

    ``numbers``: how many, by table, quarter and word; each table names the same words in each
    quarter. ``told``: which of them were told. ``totals_told``: of which quarters the sum was.
    """

    def __init__(
        self,
        numbers: Mapping[Atom, int],
        told: Told,
        totals_told: Mapping[int, bool],
        *,
        linked: bool = True,
    ) -> None:
        self._numbers, self._told, self._totals = numbers, told, totals_told
        self._linked = linked
        """Whether each case stands once in each table, so that their sums are one number."""
        self._quarters = sorted(totals_told)
        self._words: dict[str, list[str]] = {}
        for table, _, word in numbers:
            words = self._words.setdefault(table, [])
            if word not in words:
                words.append(word)

    def sums(self) -> dict[tuple[str, str], int]:
        """Over the quarters, by table and word; the sum of all is that of table ``TOTAL``."""
        found: dict[tuple[str, str], int] = {}
        for (table, _, word), number in self._numbers.items():
            found[table, word] = found.get((table, word), 0) + number
        if self._linked and self._words:
            some = next(iter(self._words))
            found[TOTAL, TOTAL] = sum(n for (t, _, _), n in self._numbers.items() if t == some)
        return found

    def tellable(self) -> set[tuple[str, str]]:
        """The sums that may be told beside the quarters."""
        sums = self.sums()
        out = {key for key, number in sums.items() if number >= LEAST}
        while (open_ := self._first_open(out)) is not None:
            out.remove(self._company(open_, out, sums))
        return out

    def first_open(self, sums: Iterable[tuple[str, str]]) -> Atom | None:
        """A hidden number that all told numbers together bound below eleven; None is as it should be."""
        return self._first_open(set(sums))

    def _first_open(self, sums: set[tuple[str, str]]) -> Atom | None:
        largest = Largest(self._equations(sums))
        for atom in sorted(self._numbers):
            if not self._told[atom] and largest.of(atom) < LEAST:
                return atom
        return None

    def _company(
        self, atom: Atom, out: set[tuple[str, str]], sums: Mapping[tuple[str, str], int]
    ) -> tuple[str, str]:
        """Which sum goes next: its own, or one by which its company in that quarter is found."""
        table, quarter, word = atom
        company = {
            (table, other)
            for of, when, other in self._numbers
            if (of, when) == (table, quarter) and not self._told[of, when, other]
        }
        for among in ({(table, word)}, company, {(TOTAL, TOTAL)}, out):
            if among & out:
                return min(among & out, key=lambda key: (sums[key], key))
        raise AssertionError("the quarters alone bound nothing: each was hidden in itself")

    def _equations(self, sums: set[tuple[str, str]]) -> Iterator[Equation]:
        for atom, number in self._numbers.items():
            if self._told[atom]:
                yield Equation({atom: 1}, number)
        tables = sorted(self._words)
        for quarter in self._quarters:
            rows = [{(t, quarter, w): 1 for w in self._words[t]} for t in tables]
            if self._totals[quarter]:
                for row in rows:
                    yield Equation(row, sum(self._numbers[atom] for atom in row))
            elif self._linked:
                for row in rows[1:]:
                    yield Equation({**rows[0], **dict.fromkeys(row, -1)}, 0)
        all_sums = self.sums()
        for table, word in sorted(sums):
            if table == TOTAL:
                some = tables[0]
                cells = {(some, q, w): 1 for q in self._quarters for w in self._words[some]}
            else:
                cells = {(table, q, word): 1 for q in self._quarters}
            yield Equation(cells, all_sums[table, word])
