"""Pictures of a replay that are carried on, against pictures made from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching.columns import Columns
from matching.situation import Compromise, Situation
from matching.standing import Standing
from matching.stay_columns import StayColumns
from matching.vocabulary import CompromiseLevel, CompromiseScope, NightSpan
from tests.benchmarks.test_year import small_year
from tests.support.year.country import Country
from tests.support.year.dates import night_of
from tests.support.year.pictures import Pictures
from tests.support.year.policies import policy
from tests.support.year.replay import replay


class Compared(Pictures):
    """Each picture beside one made from nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.carried = 0

    def of(self, situation: Situation) -> tuple[Standing, Columns]:
        """The carried one, once it is found to be the same."""
        before = self._last
        standing, columns = super().of(situation)
        fresh = Standing(situation)
        same_standing(standing, fresh)
        same_columns(columns, Columns(fresh))
        self.carried += before is not None and columns.bundles is not before[1].bundles
        return standing, columns


def same_standing(one: Standing, fresh: Standing) -> None:
    lazy = {"_links", "_in_network", "_proposed"}
    assert vars(one).keys() - lazy == vars(fresh).keys() - lazy
    for name in ("_stays_in", "_stays_of", "_stays_at", "_compromises", "_waivers"):
        found, made = getattr(one, name), getattr(fresh, name)
        assert {key: own for key, own in found.items() if own} == dict(made), name
    assert (one.shelters, one.households) == (fresh.shelters, fresh.households)
    assert (one._links, one._in_network, one._proposed) == (
        fresh._links,
        fresh._in_network,
        fresh._proposed,
    )
    assert {s: one.groups_in(s) for s in one.shelters} == {
        s: fresh.groups_in(s) for s in fresh.shelters
    }
    assert not one._t_eff
    assert not one._separated
    assert one.houses is one


def same_columns(one: Columns, fresh: Columns) -> None:
    assert vars(one).keys() == vars(fresh).keys()
    assert one.bundles.groups == fresh.bundles.groups
    assert one.waived == fresh.waived
    assert alike((one.scarce, one.numbers, one.flags), (fresh.scarce, fresh.numbers, fresh.flags))
    assert alike(told(one.reports), told(fresh.reports))
    assert vars(one.stays).keys() == vars(fresh.stays).keys()
    assert rows(one.stays) == rows(fresh.stays)
    assert one.stays.of == fresh.stays.of
    for name in ("capped", "_cap", "_loads"):
        found, made = getattr(one.stays, name), getattr(fresh.stays, name)
        assert alike(told(found), told(made)), name


def rows(stays: StayColumns) -> list[tuple[Any, ...]]:
    """Every stay as it stands in the arrays, in whatever order."""
    speaks: dict[int, list[str]] = {}
    for word in sorted(stays.languages):
        for row in stays.languages[word].tolist():
            speaks.setdefault(row, []).append(word)
    names = ("shelter", "start", "end", "number_of", "long", "t4", "group")
    columns = [getattr(stays, name).tolist() for name in names]
    return sorted(
        (*row, tuple(speaks.get(n, ()))) for n, row in enumerate(zip(*columns, strict=True))
    )


def told(of: Any) -> Any:
    """Values with slots or in a dictionary, as something that can be compared."""
    if isinstance(of, dict):
        return {key: told(own) for key, own in of.items()}
    if hasattr(of, "__slots__"):
        return {name: told(getattr(of, name)) for name in of.__slots__}
    return of


def alike(one: Any, other: Any) -> bool:
    """Equal, arrays element by element."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, tuple):
        return all(alike(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


@pytest.mark.parametrize("name", ["plain", "today"])
def test_a_picture_that_is_carried_on_is_the_one_made_from_nothing(name: str) -> None:
    country = Country(small_year(days=8))
    country.pictures = compared = Compared()
    replay(country.year, policy(name), country=country)
    assert compared.carried > 20


def test_a_move_and_a_report_within_one_night() -> None:
    year = small_year(days=3)
    country = Country(replace(year, residents=()))
    country.pictures = compared = Compared()
    span = NightSpan(night_of(0), night_of(9))
    for shelter in year.shelters[:2]:
        waiting = country.call(year.cases[0])
        country.picture()
        country.book(waiting, shelter.id, (shelter.units[0].id,), span)
        country.picture()
    assert compared.carried == 2
    country.found.append(
        Compromise(
            shelter=year.shelters[0].id,
            scope=CompromiseScope.GENERAL,
            level=CompromiseLevel.CONFIRMED,
        )
    )
    country.changed()
    country.picture()


def test_nobody_is_told_otherwise_where_pictures_are_kept() -> None:
    year = small_year(days=8)
    found = []
    for afresh in (False, True):
        country = Country(year)
        country.pictures = Pictures(afresh=afresh)
        found.append(replay(year, policy("plain"), country=country).told)
    assert found[0] == found[1]
    assert any(one.bed is not None for one in found[0])
