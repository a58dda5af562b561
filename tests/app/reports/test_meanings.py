"""What the words of two tables mean together gives nobody away: a class is of as many in both tables of waits."""

from __future__ import annotations

import pytest

from app.reports import first_telling, words
from app.reports.suppression import LEAST
from models.words import CountOf

OPTION, BED = CountOf.FIRST_OPTION, CountOf.FIRST_BED
BANDS = dict(zip(words.BANDS, (20, 20, 20, 20, 20), strict=True))
FEW = dict(zip(words.BANDS, (1, 19, 20, 20, 40), strict=True))
MORE = dict(zip(words.BANDS, (3, 17, 20, 20, 40), strict=True))


@pytest.mark.parametrize("not_kept", [0, 30])
def test_what_is_told_of_a_class_in_one_table_gives_no_few_of_it_away_in_the_other(
    not_kept: int,
) -> None:
    # P3: five times 80 had an option | beds: 76, 80, 80 and 160 told would leave 4 within an hour
    numbers = {(OPTION, words.of_class(c, b)): n for c in words.CLASSES for b, n in BANDS.items()}
    for each in words.CLASSES:
        bands = {"P3": FEW, "P1": MORE}.get(each, BANDS)
        numbers |= {(BED, words.of_class(each, band)): n for band, n in bands.items()}
    quarter = {key: (number, False) for key, number in numbers.items()}
    if not_kept:
        quarter |= {(subject, words.NOT_KEPT): (not_kept, False) for subject in (OPTION, BED)}
    quarter[CountOf.CASES, words.ALL] = (500 + not_kept, True)
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
