"""Reports of an invented year, so that everybody can see what such a file looks like; of nobody at all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping

from app.reports import first_telling, outside, words
from app.reports.counting import Count
from app.reports.periods import QUARTERS, Quarter
from app.reports.tables import Known, Report
from models.words import CountOf, Payer

SEED = 2008
CASES_A_QUARTER = 240
"""Of a whole country; a small organisation would see more hidden."""
LEFT_A_QUARTER = 70
GAPS = {"EAST FAMILY": 34, "EAST ROOM": 19, "MID FAMILY": 12, "NORTH ROOM": 4, "WEST FLAT": 23}
EXPENSES = {
    "KOMMUNE-A": (42, 310_000),
    "KOMMUNE-B": (17, 88_400),
    "KOMMUNE-C": (6, 21_300),
    words.not_named(Payer.MUNICIPALITY): (14, 40_500),
}


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
                {name: Count.of_each(cases) for name, (cases, _) in EXPENSES.items()},
                {name: Count(paid, cases) for name, (cases, paid) in EXPENSES.items()},
            )
        ),
    )
    yield outside.quarterly(Quarter(year, 1), quarters[1])
    gaps = {word: Count.of_each(number) for word, number in GAPS.items()}
    yield outside.gap(Quarter(year, 1), _known(first_telling.of_gaps(gaps)))


def _year(
    chance: random.Random, likely: Mapping[CountOf, list[float]]
) -> tuple[dict[int, Known], Known]:
    quarters = {
        number: _known(first_telling.of_quarter(_numbers(chance, likely))) for number in QUARTERS
    }
    cells = {
        number: {key: (Count.of_each(n), key in known.told) for key, n in known.numbers.items()}
        for number, known in quarters.items()
    }
    return quarters, _known(first_telling.of_year(cells))


def _numbers(
    chance: random.Random, likely: Mapping[CountOf, list[float]]
) -> dict[CountOf, dict[str, Count]]:
    drawn = {subject: Counter[str]() for subject in likely}
    for _ in range(CASES_A_QUARTER):
        for subject, word in _case(chance, likely):
            drawn[subject][word] += 1
    for subject in words.OF_STAYS:
        drawn[subject] += Counter(
            chance.choices(words.WORDS[subject], likely[subject], k=LEFT_A_QUARTER)
        )
    return {
        subject: {word: Count.of_each(numbers[word]) for word in words.WORDS[subject]}
        for subject, numbers in drawn.items()
    }


def _case(
    chance: random.Random, likely: Mapping[CountOf, list[float]]
) -> Iterator[tuple[CountOf, str]]:
    """One case whose words go together: who came had an option before, and was shown it."""
    step = chance.choices(words.STEPS, (2, 2, 5))[0]
    priority = chance.choices(words.CLASSES, (4, 3, 2, 1, 1))[0]
    option, bed = sorted(chance.choices(range(len(words.BANDS) - 1), (5, 3, 2, 1), k=2))
    never = len(words.BANDS) - 1
    if step == "NOT_OFFERED" and chance.random() < 0.6:
        option = never
    if step != "ACCEPTED":
        bed = never
    yield CountOf.STEP, step
    yield CountOf.FIRST_OPTION, words.of_class(priority, words.BANDS[option])
    yield CountOf.FIRST_BED, words.of_class(priority, words.BANDS[bed])
    for subject, may in (
        (CountOf.REFERRER, True),
        (CountOf.DECLINE, step != "NOT_OFFERED"),
        (CountOf.REFUSAL, option != never),
    ):
        listed = words.WORDS[subject]
        said = chance.choices(listed, likely[subject])[0] if may else words.NONE
        yield subject, said


def _known(decided: first_telling.Decided) -> Known:
    rows = list(decided)
    return Known(
        {(subject, word): count.number for subject, word, count, _ in rows},
        frozenset((subject, word) for subject, word, _, told in rows if told),
    )
