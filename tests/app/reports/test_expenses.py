"""What was paid is told for eleven cases and more, also where one case is refunded by several."""

from __future__ import annotations

from itertools import combinations
from random import Random

from app.reports import first_telling, words
from app.reports.counting import Count
from app.reports.suppression import LEAST
from models.words import CountOf


def told(payers: dict[str, set[int]]) -> set[str]:
    """The names of which the number is told, by the cases that each refunds."""
    cases = {name: Count.of_each(len(hers)) for name, hers in payers.items()}
    decided = first_telling.of_expenses(cases, dict.fromkeys(cases, Count(1_000)))
    return {word for of, word, _, is_told in decided if is_told and of is CountOf.EXPENSE_CASES}


def test_six_cases_that_two_refund_are_never_what_is_left_of_the_sum() -> None:
    same = set(range(6))
    assert told({"A": same, "B": same}) == set(), "twelve together, and six persons"
    assert told({"A": same, "B": same, "C": set(range(10, 60))}) == {words.ALL}
    large = {"C": set(range(10, 60)), "D": set(range(60, 90))}
    assert told({"A": same, "B": same, **large}) == {"C", words.ALL}


def test_no_difference_of_told_sums_is_of_fewer_than_eleven_cases() -> None:
    chance, kept = Random(11), 0
    for _ in range(300):
        payers = {
            name: set(chance.sample(range(40), chance.choice((2, 5, 9, 11, 14, 30))))
            for name in "ABCDE"
        }
        out = told(payers)
        kept += words.ALL in out
        if words.ALL not in out:
            continue
        for number in range(len(payers) + 1):
            for some in combinations(sorted(out - {words.ALL}), number):
                left = [hers for name, hers in payers.items() if name not in some]
                assert not left or len(set().union(*left)) >= LEAST
    assert kept >= 200
