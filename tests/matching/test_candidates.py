"""The firsts of everybody, as they are laid one behind the other."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

from matching import candidates as module
from matching.candidates import TIERS, Candidates, candidates
from matching.filter import screen
from matching.firm_costs import firm_costs
from matching.standing import Standing
from tests.support.crowded import crowded_situation

KINDS = {
    "home": np.int32,
    "shelter": np.int32,
    "group": np.int32,
    "second": np.int32,
    "mode": np.uint8,
    "nights": np.int16,
} | dict.fromkeys(TIERS, np.uint8)


def arrays(found: Candidates) -> dict[str, Any]:
    """Every array of the firsts by its name."""
    firsts = found.firsts
    return {name: getattr(firsts, name, firsts.costs.get(name)) for name in KINDS}


@pytest.mark.parametrize("room", [1, 7])
def test_rows_that_outgrow_their_room_are_those_that_had_it(
    room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = Standing(crowded_situation(Random(3), 12, 9))
    plenty = arrays(candidates(standing))
    monkeypatch.setattr(module, "BEGIN", room)
    grown = arrays(candidates(standing))
    assert len(plenty["home"]) > 60
    for name, kind in KINDS.items():
        assert grown[name].dtype == kind, name
        assert grown[name].tolist() == plenty[name].tolist(), name


def test_each_household_has_her_own_rows() -> None:
    standing = Standing(crowded_situation(Random(5), 12, 9))
    found = candidates(standing)
    rows = arrays(found)
    for number, home in enumerate(found.homes):
        if home.present is not None:
            continue
        her = screen(home.household, found.columns, standing, every_unit=True)
        priced = firm_costs(home.household, found.columns, standing, her, her.bars == 0)
        assert (rows["home"][home.firsts] == number).all()
        assert rows["shelter"][home.firsts].tolist() == priced.shelter.tolist()
        for name in ("mode", "nights", *TIERS):
            assert rows[name][home.firsts].tolist() == getattr(priced, name).tolist(), name
    assert found.homes[-1].firsts.stop == len(found.firsts)
