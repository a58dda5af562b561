"""How a number leaves: none below eleven, and what was not kept of erased cases under a word of its own."""

from __future__ import annotations

import pytest

from app.reports import outside, words
from app.reports.suppression import LEAST, ROUNDED_TO, rounded
from app.reports.tables import Known, share
from models.words import CountOf


@pytest.mark.parametrize(("number", "told"), [(11, 15), (12, 15), (13, 15), (17, 15), (18, 20)])
def test_a_number_leaves_as_the_nearest_five_and_never_below_eleven(number: int, told: int) -> None:
    assert rounded(number) == told


def test_no_number_from_eleven_on_leaves_as_a_smaller_one_than_eleven() -> None:
    left = [rounded(number) for number in range(LEAST, 500)]
    assert min(left) >= LEAST and all(number % ROUNDED_TO == 0 for number in left)
    assert left == sorted(left)


def test_a_small_share_of_a_large_number_is_a_small_share() -> None:
    assert [share(part, 1_000).number for part in (11, 30, 120)] == [0, 5, 10]


@pytest.mark.parametrize("not_kept", [0, 40])
def test_what_was_not_kept_has_a_row_where_there_is_such(not_kept: int) -> None:
    numbers = {(CountOf.DECLINE, words.NONE): 90}
    if not_kept:
        numbers[CountOf.DECLINE, words.NOT_KEPT] = not_kept
    report = outside.equity(2025, Known(numbers, frozenset(numbers)))
    (table,) = (table for table in report.tables if table.name == "decline")
    rows = {row.word: row.cells[0].number for row in table.rows}
    assert rows[words.NONE] == 90
    assert rows.get(words.NOT_KEPT, 0) == not_kept
