"""What the words of two tables mean together gives nobody away: a class is of as many in both tables of waits."""

from __future__ import annotations

import pytest

from app.reports import first_telling, words
from app.reports.counting import Count
from app.reports.suppression import LEAST
from models.words import CountOf

OPTION, BED = CountOf.FIRST_OPTION, CountOf.FIRST_BED
BANDS = dict(zip(words.BANDS, (20, 20, 20, 20, 20), strict=True))
FEW = dict(zip(words.BANDS, (1, 19, 20, 20, 40), strict=True))
MORE = dict(zip(words.BANDS, (3, 17, 20, 20, 40), strict=True))


def of_a_quarter(came: int, left: int) -> dict[tuple[CountOf, str], tuple[Count, bool]]:
    numbers = dict.fromkeys(words.WORDS[CountOf.STEP], 20) | {"ACCEPTED": came}
    counts = {(CountOf.STEP, word): number for word, number in numbers.items()}
    for subject in words.OF_STAYS:
        first, second, *others = words.WORDS[subject]
        counts |= {(subject, first): left // 2, (subject, second): left - left // 2}
        counts |= {(subject, word): 0 for word in others}
    quarter = {key: (Count.of_each(number), False) for key, number in counts.items()}
    quarter[CountOf.CASES, words.ALL] = (Count.of_each(sum(numbers.values())), True)
    quarter[CountOf.LEFT, words.ALL] = (Count.of_each(left), False)
    return quarter


@pytest.mark.parametrize(
    ("came", "left", "before", "known"),
    [
        (15, 14, 0, False),
        (15, 12, 0, True),
        (15, 12, -5, False),
        (15, 14, 10, True),
        (2, 12, 0, True),
    ],
)
def test_who_lives_in_a_house_now_is_no_difference_of_who_came_and_who_left(
    came: int, left: int, before: int, known: bool
) -> None:
    four = dict.fromkeys((1, 2, 3, 4), of_a_quarter(came, left))
    decided = first_telling.of_year(four, before=Count.of_each(before))
    told = {(subject, word) for subject, word, _, is_told in decided if is_told}
    sums = [
        subject
        for subject in words.OF_STAYS
        if (subject, words.ALL) in told
        or all((subject, word) in told for word in words.WORDS[subject][:2])
    ]
    assert bool(sums) is known


@pytest.mark.parametrize("not_kept", [0, 30])
def test_what_is_told_of_a_class_in_one_table_gives_no_few_of_it_away_in_the_other(
    not_kept: int,
) -> None:
    # P3: five times 80 had an option | beds: 76, 80, 80 and 160 told would leave 4 within an hour
    numbers = {(OPTION, words.of_class(c, b)): n for c in words.CLASSES for b, n in BANDS.items()}
    for each in words.CLASSES:
        bands = {"P3": FEW, "P1": MORE}.get(each, BANDS)
        numbers |= {(BED, words.of_class(each, band)): n for band, n in bands.items()}
    quarter = {key: (Count.of_each(number), False) for key, number in numbers.items()}
    if not_kept:
        erased = (Count.of_each(not_kept), False)
        quarter |= {(subject, words.NOT_KEPT): erased for subject in (OPTION, BED)}
    quarter[CountOf.CASES, words.ALL] = (Count.of_each(500 + not_kept), True)
    four = dict.fromkeys((1, 2, 3, 4), quarter)
    told = first_telling.over_quarters(four, (OPTION, BED), CountOf.CASES).tellable()
    assert (BED.value, "P3 UNDER_1_HOUR") not in told
    hidden = {
        (subject, each): [
            4 * numbers[subject, words.of_class(each, band)]
            for band in words.BANDS
            if (subject.value, words.of_class(each, band)) not in told
        ]
        for subject in (OPTION, BED)
        for each in words.CLASSES
    }
    for each in words.CLASSES:
        known = not hidden[OPTION, each] or not hidden[BED, each]
        for subject in (OPTION, BED):
            rest = hidden[subject, each]
            assert not known or not rest or (len(rest) > 1 and sum(rest) >= LEAST), (subject, each)
