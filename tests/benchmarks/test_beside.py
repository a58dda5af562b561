"""A yardstick is told by what its plan is worth, never by its own word."""

from __future__ import annotations

import sys
from random import Random
from types import ModuleType

import numpy as np
import pytest

from matching.coupling import Table, table
from matching.model import keeps_all_rows
from matching.solve import Night
from matching.vocabulary import Priority
from tests.benchmarks import _beside
from tests.benchmarks._beside import Model, Numbers
from tests.support.crowded import crowded_situation

SEARCH = "tests.benchmarks._timefold"


def crowded() -> tuple[Night, Table]:
    night = Night(crowded_situation(Random(7), households=9, shelters=4))
    numbers = np.arange(night.found.needing, dtype=np.int32)
    return night, table(night.found, numbers, night.standing, later=False)


def told_of(monkeypatch: pytest.MonkeyPatch, night: Night, early: Table, wanted: list[int]):
    """What is told when Timefold says that these columns are its best plan."""

    def searched(model: Model, *_: object) -> Numbers:
        return np.flatnonzero(np.isin(model.of, wanted))

    search = ModuleType(SEARCH)
    monkeypatch.setattr(search, "searched", searched, raising=False)
    monkeypatch.setitem(sys.modules, SEARCH, search)
    told = _beside._timefold(early, night, 1.0)
    return told.note, _beside._values(told, early, night)


@pytest.mark.parametrize("missing", ["timefold.solver", "_jpyinterpreter.jvm_setup"])
def test_timefold_is_not_installed_where_it_cannot_be_imported(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    night, early = crowded()
    monkeypatch.delitem(sys.modules, SEARCH, raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    told = _beside._timefold(early, night, 1.0)
    assert told.note == "not installed"
    values = _beside._values(told, early, night)
    assert values == {**{str(tier): None for tier in _beside.TIERS}, "proven": 0}


def test_the_values_are_those_of_the_chosen_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    night, early = crowded()
    firsts, homes = night.found.firsts, night.found.homes
    weight = [11 * night.standing.rules.weight(home.t_eff) for home in homes]
    seen = set()
    for column, whose in enumerate(early.problem.first_of.tolist()):
        if not keeps_all_rows(early.problem, np.array([column])):
            continue
        note, values = told_of(monkeypatch, night, early, [column])
        left = [n for n, h in enumerate(homes) if n != whose and h.priority is not Priority.P4]
        risk = int(firsts.costs["risk"][early.numbers[column]]) + sum(weight[n] for n in left)
        count = [sum(homes[n].priority is p for n in left) for p in list(Priority)[:3]]
        assert note == ""
        assert [values[tier] for tier in _beside.TIERS] == [*count, risk]
        seen.add(tuple(count))
    assert len(seen) > 1


def test_a_search_that_ends_with_broken_rows_has_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    night, early = crowded()
    home = early.problem.first_of
    twice = np.flatnonzero(home == np.bincount(home).argmax()).tolist()[:2]
    note, values = told_of(monkeypatch, night, early, twice)
    assert note == "no plan in time"
    assert values["p1"] is None
