"""What is told together bounds no hidden number below eleven: against every solution, and pair by pair."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports import first_telling, words
from app.reports.bounds import Equation, Largest
from app.reports.suppression import LEAST, hidden
from app.reports.year_hiding import TOTAL, Year
from models.words import CountOf

NUMBERS = st.one_of(st.integers(0, 14), st.integers(11, 60))
TABLES = ("A", "B")


@st.composite
def years(draw: st.DrawFn) -> Year:
    """Two tables over the same cases of four quarters, each quarter hidden in itself."""
    numbers: dict[tuple[str, int, str], int] = {}
    told: dict[tuple[str, int, str], bool] = {}
    totals: dict[int, bool] = {}
    for quarter in (1, 2, 3, 4):
        first = {word: draw(NUMBERS) for word in ("x", "y", "z")}
        total = sum(first.values())
        other = {"p": draw(st.integers(0, total))}
        other["q"] = total - other["p"]
        totals[quarter] = total >= LEAST
        for table, words_ in zip(TABLES, (first, other), strict=True):
            out = hidden(words_)
            for word, number in words_.items():
                numbers[table, quarter, word] = number
                told[table, quarter, word] = word not in out
    return Year(numbers, told, totals)


def vectors(
    year: Year, sums: set[tuple[str, str]]
) -> list[tuple[dict[tuple[str, int, str], int], int]]:
    """Each told number as a set of cells, worked out from its meaning alone."""
    cells = year._numbers
    found = [({atom: 1}, n) for atom, n in cells.items() if year._told[atom]]
    for quarter, is_told in year._totals.items():
        for table in TABLES:
            row = {a: 1 for a in cells if a[0] == table and a[1] == quarter}
            if is_told:
                found.append((row, sum(cells[a] for a in row)))
    for table, word in sums:
        of = {a: 1 for a in cells if a[0] == (table or "A") and (not table or a[2] == word)}
        found.append((of, sum(cells[a] for a in of)))
    return found


@settings(max_examples=60, deadline=None)
@given(years())
def test_no_difference_of_two_told_numbers_is_of_fewer_than_eleven(year: Year) -> None:
    told = vectors(year, year.tellable())
    for (one, n), (other, m) in combinations(told, 2):
        for big, small, left in ((one, other, n - m), (other, one, m - n)):
            if set(small) < set(big):
                rest = set(big) - set(small)
                assert left >= LEAST or (all(year._told[atom] for atom in rest) and not left)


@settings(max_examples=60, deadline=None)
@given(years())
def test_no_elimination_of_told_numbers_yields_a_small_one(year: Year) -> None:
    told = vectors(year, year.tellable())
    atoms = sorted(year._numbers)
    rows = [[Fraction(cells.get(a, 0)) for a in atoms] + [Fraction(n)] for cells, n in told]
    for row in reduced(rows):
        *weights, number = row
        if all(w >= 0 for w in weights):
            for atom, weight in zip(atoms, weights, strict=True):
                if weight:
                    assert number / weight >= LEAST, atom


def reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Gauss and Jordan, over fractions."""
    done: list[list[Fraction]] = []
    for column in range(len(rows[0]) - 1 if rows else 0):
        pivot = next((r for r in rows if r[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [v / pivot[column] for v in pivot]
        rows = [[v - r[column] * p for v, p in zip(r, pivot, strict=True)] for r in rows]
        done = [[v - r[column] * p for v, p in zip(r, pivot, strict=True)] for r in done]
        done.append(pivot)
    return done


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sets(st.integers(0, 3), min_size=1)), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
)
def test_the_largest_value_is_that_of_every_solution_written_out(
    sums: list[tuple[set[int]]], truth: list[int]
) -> None:
    everything = [({0, 1, 2, 3},), *sums]
    equations = [
        Equation({("t", c, ""): 1 for c in cells}, sum(truth[c] for c in cells))
        for (cells,) in everything
    ]
    total = sum(truth)
    solutions = [
        guess
        for guess in product(range(total + 1), repeat=4)
        if all(
            sum(guess[c] for c in cells) == sum(truth[c] for c in cells) for (cells,) in everything
        )
    ]
    largest = Largest(equations)
    for cell in range(4):
        whole = max(guess[cell] for guess in solutions)
        # Halves may exceed the whole ones: told as larger than it can be is never the case for hiding.
        assert whole <= largest.of(("t", cell, "")) <= total


def test_a_sum_that_would_give_a_quarter_away_is_hidden() -> None:
    # x: 20 and 3 hidden with y: 4 | the sums of the year of x, 93, and of y, 64, would give 3 and 4
    numbers = {("A", 1, "x"): 3, ("A", 1, "y"): 4, ("A", 1, "z"): 13}
    numbers |= {("A", q, w): n for q in (2, 3, 4) for w, n in (("x", 30), ("y", 20), ("z", 40))}
    told = {atom: atom[1] != 1 for atom in numbers}
    year = Year(numbers, told, dict.fromkeys((1, 2, 3, 4), True))
    assert year.first_open({("A", "x")}) == ("A", 1, "x")
    assert year.first_open({(TOTAL, TOTAL)}) is None
    assert year.tellable() == {(TOTAL, TOTAL)}


def test_a_quarter_of_few_is_not_found_by_the_year() -> None:
    numbers = {("A", 1, "x"): 4, ("A", 1, "y"): 2}
    numbers |= {("A", q, w): 30 for q in (2, 3, 4) for w in ("x", "y")}
    told = {atom: atom[1] != 1 for atom in numbers}
    year = Year(numbers, told, {1: False, 2: True, 3: True, 4: True})
    assert year.tellable() == set()


@pytest.mark.parametrize(
    ("counts", "out"),
    [
        ({"a": 30, "b": 40}, set()),
        ({"a": 3, "b": 40, "c": 20}, {"a", "c"}),
        ({"a": 3, "b": 4, "c": 20, "d": 50}, {"a", "b", "c"}),
        ({"a": 6, "b": 7, "c": 20}, {"a", "b"}),
        ({"a": 0, "b": 50}, {"a", "b"}),
        ({"a": 2, "b": 3}, {"a", "b"}),
    ],
)
def test_what_is_hidden_in_one_table_has_company(counts: dict[str, int], out: set[str]) -> None:
    assert hidden(counts) == out


def test_a_year_of_all_tables_is_decided_and_small_ones_stay_hidden() -> None:
    tables = {s: dict.fromkeys(words.WORDS[s], 0) for s in (*words.OF_CASES, *words.OF_STAYS)}
    for subject, table in tables.items():
        size = 90 if subject in words.OF_CASES else 40
        for n, word in enumerate(table):
            table[word] = size // 3 if n < 3 else 0
    quarter = {(s, w): (n, t) for s, w, n, t in first_telling.of_quarter(tables)}
    year = {
        (s, w): (n, t) for s, w, n, t in first_telling.of_year(dict.fromkeys((1, 2, 3, 4), quarter))
    }
    assert year[CountOf.CASES, words.ALL] == (360, True)
    assert year[CountOf.STEP, "ACCEPTED"] == (120, True)
    assert all(n >= LEAST for n, told in year.values() if told)
    assert not year[CountOf.REFERRER, "UDI"][1]
