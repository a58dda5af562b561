"""Which numbers of a quarter, and of a year beside its quarters, are told when they are counted first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.reports import words
from app.reports.counting import Count
from app.reports.meanings import PARTS
from app.reports.suppression import LEAST, hidden
from app.reports.year_hiding import TOTAL, WHOLE_YEAR, Key, Part, Year
from models.words import CountOf

Numbers = Mapping[CountOf, Mapping[str, Count]]
Decided = Iterator[tuple[CountOf, str, Count, bool]]
"""Subject, word, number, and whether it is told."""
Quarters = Mapping[int, Mapping[tuple[CountOf, str], tuple[Count, bool]]]
"""Number and whether it was told, by quarter, subject and word."""
BY_QUARTER = (CountOf.REFERRER, CountOf.STEP)
"""Told of a quarter too: no word of one is by its meaning a part of the other's. The rest waits for the year."""

HEADLINES = (CountOf.STEP.value, CountOf.REFERRER.value)


def of_quarter(numbers: Numbers) -> Decided:
    """Each table that is told of a quarter hidden in itself, and the sum of all beside them."""
    cases = sum(numbers[words.OF_CASES[0]].values(), Count())
    left = sum(numbers[words.OF_STAYS[0]].values(), Count())
    yield CountOf.CASES, words.ALL, cases, cases.persons >= LEAST
    yield CountOf.LEFT, words.ALL, left, False
    for subject in (*words.OF_CASES, *words.OF_STAYS):
        out = hidden(numbers[subject])
        for word, number in numbers[subject].items():
            yield subject, word, number, subject in BY_QUARTER and word not in out


def of_expenses(cases: Mapping[str, Count], paid: Mapping[str, Count]) -> Decided:
    """What was paid is told with the number of cases for which it was.

    A case that several refund stands with each: six cases of two organisations are no twelve.
    """
    most = max((count.persons for count in cases.values()), default=0)
    out = hidden(cases, together=max)
    for word in sorted(cases):
        yield CountOf.EXPENSE_CASES, word, cases[word], word not in out
        yield CountOf.EXPENSE_PAID, word, paid[word], word not in out
    for subject, counts in ((CountOf.EXPENSE_CASES, cases), (CountOf.EXPENSE_PAID, paid)):
        number = sum(count.number for count in counts.values())
        yield subject, words.ALL, Count(number, most), most >= LEAST


def of_gaps(households: Mapping[str, Count]) -> Decided:
    """Rows of their own: none is a part of another, and no sum of them is told."""
    for word, count in sorted(households.items()):
        yield CountOf.GAP, word, count, count.persons >= LEAST


def of_year(quarters: Quarters, *, before: Count = Count()) -> Decided:  # noqa: B008 - it is frozen
    """The sums of a year, by what was told of its quarters.

    ``before``: who came in the years before and did not leave in them. Whoever left had come, so that who came
    less who left is who lives in a house: where it is small, not all of a table of stays is told.
    """
    came = Count()
    for of in quarters.values():
        came += of.get((CountOf.STEP, "ACCEPTED"), (Count(), False))[0]
    for subjects, all_of, whole in (
        (words.OF_CASES, CountOf.CASES, None),
        (words.OF_STAYS, CountOf.LEFT, before + came),
    ):
        year = replace(over_quarters(quarters, subjects, all_of), whole=whole)
        told = year.tellable()
        for (table, word), number in sorted(year.sums().items()):
            if table == TOTAL:
                yield all_of, words.ALL, number, (table, word) in told
            else:
                yield CountOf(table), word, number, (table, word) in told


def over_quarters(quarters: Quarters, subjects: tuple[CountOf, ...], all_of: CountOf) -> Year:
    """The tables of these subjects over four quarters; those that are told by year alone, over it."""
    numbers: dict[tuple[str, int, str], Count] = {}
    told = set()
    for subject in subjects:
        for word in _words(quarters, subject):
            for quarter, found in quarters.items():
                number, was_told = found.get((subject, word), (Count(), False))
                when = quarter if subject in BY_QUARTER else WHOLE_YEAR
                atom = (subject.value, when, word)
                numbers[atom] = numbers.get(atom, Count()) + number
                if was_told:
                    told.add(atom)
    known = {(table, word) for table, _, word in numbers}
    return Year(
        numbers,
        frozenset(told),
        {quarter: found[all_of, words.ALL][1] for quarter, found in quarters.items()},
        tuple(_kept(part, known) for part in PARTS if part.more | part.less <= known),
        HEADLINES,
    )


def _kept(part: Part, known: set[Key]) -> Part:
    """The same, where of cases that were erased earlier the step alone was counted: they may be in it."""
    if all(table != CountOf.STEP for table, _ in part.less):
        return part
    more = part.more | ({(table, words.NOT_KEPT) for table, _ in part.more} & known)
    return Part(more, part.less)


def _words(quarters: Quarters, subject: CountOf) -> list[str]:
    known = {word for found in quarters.values() for of, word in found if of is subject}
    return sorted(known - {words.ALL})
