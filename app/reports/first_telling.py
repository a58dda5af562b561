"""Which numbers of a quarter, and of a year beside its quarters, are told when they are counted first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.reports import words
from app.reports.suppression import LEAST, hidden
from app.reports.year_hiding import TOTAL, Year
from models.words import CountOf

Numbers = Mapping[CountOf, Mapping[str, int]]
Decided = Iterator[tuple[CountOf, str, int, bool]]
"""Subject, word, number, and whether it is told."""
ALL_OF = dict.fromkeys(words.OF_CASES, CountOf.CASES) | dict.fromkeys(words.OF_STAYS, CountOf.LEFT)
"""Where the sum of a table stands, under the word ALL."""


def of_quarter(numbers: Numbers) -> Decided:
    """Each table hidden in itself; the sums of cases and of stays beside them."""
    cases = sum(numbers[words.OF_CASES[0]].values())
    left = sum(numbers[words.OF_STAYS[0]].values())
    yield CountOf.CASES, words.ALL, cases, cases >= LEAST
    yield CountOf.LEFT, words.ALL, left, left >= LEAST
    for subject in (*words.OF_CASES, *words.OF_STAYS):
        yield from _table(subject, numbers[subject])


def of_expenses(cases: Mapping[str, int], paid: Mapping[str, int]) -> Decided:
    """What was paid is told with the number of cases for which it was.

    A case that several refund stands with each: six cases of two organisations are no twelve.
    """
    table = {words.ALL: (sum(cases.values()), sum(paid.values()))}
    out = hidden(cases, together=max)
    if max(cases.values(), default=0) < LEAST:
        out.add(words.ALL)
    for word in sorted(cases):
        table[word] = (cases[word], paid[word])
    for word, (number, money) in table.items():
        told = word not in out and number >= LEAST
        yield CountOf.EXPENSE_CASES, word, number, told
        yield CountOf.EXPENSE_PAID, word, money, told


def of_gaps(households: Mapping[str, int]) -> Decided:
    """Rows of their own: none is a part of another, and no sum of them is told."""
    for word, number in sorted(households.items()):
        yield CountOf.GAP, word, number, number >= LEAST


def of_year(quarters: Mapping[int, Mapping[tuple[CountOf, str], tuple[int, bool]]]) -> Decided:
    """The sums of a year, by what was told of its quarters: number and whether, by subject and word."""
    for subjects, all_of in ((words.OF_CASES, CountOf.CASES), (words.OF_STAYS, CountOf.LEFT)):
        year = over_quarters(quarters, subjects, all_of)
        told = year.tellable()
        for (table, word), number in sorted(year.sums().items()):
            if table == TOTAL:
                yield all_of, words.ALL, number, (table, word) in told
            else:
                yield CountOf(table), word, number, (table, word) in told


def over_quarters(
    quarters: Mapping[int, Mapping[tuple[CountOf, str], tuple[int, bool]]],
    subjects: tuple[CountOf, ...],
    all_of: CountOf,
) -> Year:
    """The tables of these subjects over four quarters."""
    nothing = (0, False)
    cells = {
        (subject.value, quarter, word): found.get((subject, word), nothing)
        for subject in subjects
        for word in _words(quarters, subject)
        for quarter, found in quarters.items()
    }
    return Year(
        {atom: number for atom, (number, _) in cells.items()},
        {atom: told for atom, (_, told) in cells.items()},
        {quarter: found[all_of, words.ALL][1] for quarter, found in quarters.items()},
    )


def _words(
    quarters: Mapping[int, Mapping[tuple[CountOf, str], tuple[int, bool]]], subject: CountOf
) -> list[str]:
    known = {word for found in quarters.values() for of, word in found if of is subject}
    return sorted(known - {words.ALL})


def _table(subject: CountOf, numbers: Mapping[str, int]) -> Decided:
    out = hidden(numbers)
    for word, number in numbers.items():
        yield subject, word, number, word not in out
