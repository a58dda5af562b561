"""Reports of an invented year, so that everybody can see what such a file looks like; of nobody at all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping

from app.reports import first_telling, outside, words
from app.reports.periods import QUARTERS, Quarter
from app.reports.tables import Known, Report
from models.words import CountOf

SEED = 2008
CASES_A_QUARTER = 240
"""Of a whole country; a small organisation would see more hidden."""
LEFT_A_QUARTER = 70
GAPS = {"EAST FAMILY": 34, "EAST ROOM": 19, "MID FAMILY": 12, "NORTH ROOM": 4, "WEST FLAT": 23}
EXPENSES = {"KOMMUNE-A": (42, 310_000), "KOMMUNE-B": (17, 88_400), "KOMMUNE-C": (6, 21_300)}


def reports(year: int) -> Iterator[Report]:
    """One of each kind."""
    chance = random.Random(SEED)  # noqa: S311 - an example, the same each time
    likely = {
        subject: [chance.random() ** 4 for _ in words.WORDS[subject]]
        for subject in (*words.OF_CASES, *words.OF_STAYS)
    }
    (_, before), (quarters, told) = (_year(chance, likely) for _ in range(2))
    yield outside.annual(year, {year - 1: before, year: told})
    yield outside.equity(year, told)
    yield outside.stays(year, told)
    yield outside.expenses(
        year,
        _known(
            first_telling.of_expenses(
                {name: cases for name, (cases, _) in EXPENSES.items()},
                {name: paid for name, (_, paid) in EXPENSES.items()},
            )
        ),
    )
    yield outside.quarterly(Quarter(year, 1), quarters[1])
    yield outside.gap(Quarter(year, 1), _known(first_telling.of_gaps(GAPS)))


def _year(
    chance: random.Random, likely: Mapping[CountOf, list[float]]
) -> tuple[dict[int, Known], Known]:
    quarters = {
        number: _known(first_telling.of_quarter(_numbers(chance, likely))) for number in QUARTERS
    }
    cells = {
        number: {key: (n, key in known.told) for key, n in known.numbers.items()}
        for number, known in quarters.items()
    }
    return quarters, _known(first_telling.of_year(cells))


def _numbers(
    chance: random.Random, likely: Mapping[CountOf, list[float]]
) -> dict[CountOf, dict[str, int]]:
    found = {}
    for subjects, size in ((words.OF_CASES, CASES_A_QUARTER), (words.OF_STAYS, LEFT_A_QUARTER)):
        for subject in subjects:
            listed = words.WORDS[subject]
            drawn = Counter(chance.choices(listed, likely[subject], k=size))
            found[subject] = {word: drawn[word] for word in listed}
    return found


def _known(decided: first_telling.Decided) -> Known:
    rows = list(decided)
    return Known(
        {(subject, word): number for subject, word, number, _ in rows},
        frozenset((subject, word) for subject, word, _, told in rows if told),
    )
