"""What is told together bounds no hidden number below eleven: against every solution, and pair by pair."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports import first_telling, words
from app.reports.bounds import Atom, Equation, Largest
from app.reports.counting import Count
from app.reports.suppression import LEAST, hidden
from app.reports.year_hiding import TOTAL, WHOLE_YEAR, Key, Part, Year
from models.words import CountOf

NUMBERS = st.one_of(st.integers(0, 14), st.integers(11, 60))
YES, CAME = ("Y", "yes"), ("B", "p")


@st.composite
def years(draw: st.DrawFn) -> Year:
    """Tables A and B of four quarters, and Y of the year, over the same persons; ``came`` is in ``yes``.

    Some called more than once, so that numbers of cases are larger than those of persons.
    """
    numbers: dict[Atom, Count] = {}
    told: set[Atom] = set()
    totals: dict[int, bool] = {}
    again = st.one_of(st.just(0), st.integers(0, 30))
    for quarter in (1, 2, 3, 4):
        first = {word: draw(NUMBERS) for word in ("x", "y", "z")}
        total = sum(first.values())
        other = {"p": draw(st.integers(0, total))}
        other["q"] = total - other["p"]
        totals[quarter] = total >= LEAST
        for table, listed in (("A", first), ("B", other)):
            out = hidden({word: Count.of_each(number) for word, number in listed.items()})
            for word, number in listed.items():
                numbers[table, quarter, word] = Count(number + draw(again), number)
                if word not in out:
                    told.add((table, quarter, word))
    every = sum(n.persons for (table, _, _), n in numbers.items() if table == "A")
    came = sum((n for (table, _, word), n in numbers.items() if (table, word) == CAME), Count())
    more = min(every - came.persons, draw(st.one_of(st.just(0), st.integers(1, 25))))
    yes = came + Count(more + draw(again), more)
    numbers["Y", WHOLE_YEAR, "yes"] = yes
    numbers["Y", WHOLE_YEAR, "no"] = Count.of_each(every - yes.persons)
    return Year(numbers, frozenset(told), totals, (Part(frozenset({YES}), frozenset({CAME})),))


Sums = list[tuple[dict[Atom, int], int]]


def told_sums(year: Year, sums: set[Key]) -> Sums:
    """Each told number as a set of cells and the persons in them, worked out from its meaning alone."""
    cells = {atom: count.persons for atom, count in year.numbers.items()}
    found: Sums = [({atom: 1}, cells[atom]) for atom in year.told]
    for quarter, is_told in year.totals_told.items():
        for table in "AB":
            row = {a: 1 for a in cells if a[:2] == (table, quarter)}
            if is_told:
                found.append((row, sum(cells[a] for a in row)))
    for table, word in sums:
        for other in "ABY" if table == TOTAL else table:
            of = {a: 1 for a in cells if a[0] == other and (table == TOTAL or a[2] == word)}
            found.append((of, sum(cells[a] for a in of)))
    return found


@settings(max_examples=60, deadline=None)
@given(years())
def test_no_difference_of_two_told_numbers_is_of_fewer_than_eleven(year: Year) -> None:
    told = told_sums(year, year.tellable())
    for (one, n), (other, m) in combinations(told, 2):
        for big, small, left in ((one, other, n - m), (other, one, m - n)):
            if set(small) < set(big):
                assert left >= LEAST


@settings(max_examples=60, deadline=None)
@given(years())
def test_no_elimination_of_told_numbers_yields_a_small_one(year: Year) -> None:
    told = told_sums(year, year.tellable())
    atoms = sorted(year.numbers)
    rows = [[Fraction(cells.get(a, 0)) for a in atoms] + [Fraction(n)] for cells, n in told]
    for row in reduced(rows):
        *weights, number = row
        if all(w >= 0 for w in weights):
            for atom, weight in zip(atoms, weights, strict=True):
                if weight:
                    assert number / weight >= LEAST, atom


@settings(max_examples=60, deadline=None)
@given(years())
def test_who_said_yes_and_did_not_come_is_not_the_difference_of_two_told_numbers(
    year: Year,
) -> None:
    sums, told = year.sums(), year.tellable()
    left = sums[YES] - sums[CAME]
    assert not ({YES, CAME} <= told and left.number and left.persons < LEAST)


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
    st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
)
def test_no_solution_written_out_is_larger_than_the_largest(
    some: list[set[int]], truth: list[int]
) -> None:
    sums = [{0, 1, 2, 3}, *some]
    largest = Largest(
        Equation({("t", c, ""): 1 for c in cells}, sum(truth[c] for c in cells)) for cells in sums
    )
    total = sum(truth)
    solutions = [
        guess
        for guess in product(range(total + 1), repeat=4)
        if all(sum(guess[c] for c in cells) == sum(truth[c] for c in cells) for cells in sums)
    ]
    for cell in range(4):
        assert max(guess[cell] for guess in solutions) <= largest.of(("t", cell, "")) <= total


def test_what_follows_at_once_is_bounded_by_hand() -> None:
    # a + b + c = 20, a = 12, b + d = 30  |  b <= 8, c <= 8, 22 <= d <= 30
    a, b, c, d = (("t", n, "") for n in range(4))
    largest = Largest(
        [Equation({a: 1, b: 1, c: 1}, 20), Equation({a: 1}, 12), Equation({b: 1, d: 1}, 30)]
    )
    assert [largest.of(one) for one in (a, b, c, d)] == [12, 8, 8, 30]


def test_a_sum_that_would_give_a_quarter_away_is_hidden() -> None:
    # in the first quarter 3 and 4 have 13 for company; with the year of z that is 20 - 13 = 7 for both
    numbers = {("A", 1, "x"): 3, ("A", 1, "y"): 4, ("A", 1, "z"): 13}
    numbers |= {("A", q, w): n for q in (2, 3, 4) for w, n in (("x", 30), ("y", 20), ("z", 40))}
    told = frozenset(atom for atom in numbers if atom[1] != 1)
    year = Year(of_each(numbers), told, dict.fromkeys((1, 2, 3, 4), True))
    assert year.first_open({("A", "x")}) == ("A", 1, "x")
    assert year.first_open({("A", "z")}) == ("A", 1, "x")
    assert year.first_open({(TOTAL, TOTAL)}) is None
    assert year.tellable() == {(TOTAL, TOTAL)}


def test_a_quarter_of_few_is_not_found_by_the_year() -> None:
    numbers = {("A", 1, "x"): 4, ("A", 1, "y"): 2}
    numbers |= {("A", q, w): 30 for q in (2, 3, 4) for w in ("x", "y")}
    told = frozenset(atom for atom in numbers if atom[1] != 1)
    year = Year(of_each(numbers), told, {1: False, 2: True, 3: True, 4: True})
    assert year.tellable() == set()


def of_each(numbers: dict[Atom, int]) -> dict[Atom, Count]:
    return {atom: Count.of_each(number) for atom, number in numbers.items()}


def test_a_year_of_which_a_quarter_was_told_before_persons_were_counted_tells_no_sum() -> None:
    """Whatever is told beside what cannot be taken back, nobody knows of how many persons it is."""
    numbers = {("A", q, w): Count(30, 30 * (q > 1)) for q in (1, 2, 3, 4) for w in ("x", "y")}
    year = Year(numbers, frozenset(numbers), dict.fromkeys((1, 2, 3, 4), True))
    assert year.tellable() == {(TOTAL, TOTAL), ("A", "x"), ("A", "y")}, "all is known already"
    numbers[("A", 1, "z")] = Count(4, 0)
    year = Year(numbers, year.told, year.totals_told)
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
    assert hidden({word: Count.of_each(number) for word, number in counts.items()}) == out


def test_a_year_of_all_tables_is_decided_and_small_ones_stay_hidden() -> None:
    quarter = {key: (count, told) for key, count, told in a_quarter()}
    decided = first_telling.of_year(dict.fromkeys((1, 2, 3, 4), quarter))
    year = {(subject, word): (count.persons, told) for subject, word, count, told in decided}
    assert year[CountOf.CASES, words.ALL] == (360, True)
    assert year[CountOf.STEP, "ACCEPTED"] == (120, True)
    assert all(n >= LEAST for n, told in year.values() if told)
    assert not year[CountOf.REFERRER, "UDI"][1]


def a_quarter() -> list[tuple[tuple[CountOf, str], Count, bool]]:
    """Ninety cases: thirty at once without anything, thirty offered, thirty who came; forty left."""
    tables = {s: dict.fromkeys(words.WORDS[s], 0) for s in (*words.OF_CASES, *words.OF_STAYS)}
    for referrer in ("POLICE", "NAV", "SELF"):
        tables[CountOf.REFERRER][referrer] = 30
    for step in words.STEPS:
        tables[CountOf.STEP][step] = 30
    for subject, came in ((CountOf.FIRST_OPTION, 60), (CountOf.FIRST_BED, 30)):
        tables[subject]["P1 UNDER_1_HOUR"] = came
        tables[subject]["P1 NOT_AT_ALL"] = 90 - came
    for subject in (CountOf.DECLINE, CountOf.REFUSAL):
        tables[subject][words.NONE] = 90
    for subject in words.OF_STAYS:
        tables[subject][words.WORDS[subject][0]] = 40
    of = {s: {w: Count.of_each(n) for w, n in counts.items()} for s, counts in tables.items()}
    return [((s, w), n, t) for s, w, n, t in first_telling.of_quarter(of)]


def test_nothing_but_referrers_and_steps_is_told_of_a_quarter() -> None:
    told = {subject for (subject, _), _, is_told in a_quarter() if is_told}
    assert told == {CountOf.CASES, CountOf.REFERRER, CountOf.STEP}
