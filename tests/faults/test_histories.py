"""What many do with one unit at once is a history of one unit (F19); the checker knows one that is not."""

from __future__ import annotations

import pytest

from tests.support.database import Database
from tests.support.history import Act, histories, linearizable


def test_units_that_many_hold_and_release_at_once_have_a_history(database: Database) -> None:
    told = histories(database, 2, 400)
    assert told.impossible == 0
    assert told.acts >= 800
    assert told.held > 100 and told.taken > 100


def hold(began: float, ended: float, first: int, to: int, *, done: bool = True) -> Act:
    return Act(began, ended, "hold", (first, to), done)


def release(began: float, ended: float, first: int, to: int) -> Act:
    return Act(began, ended, "release", (first, to), True)


@pytest.mark.parametrize(
    "acts",
    [
        [hold(0, 1, 0, 3), hold(2, 3, 2, 5)],  # two at once in one night
        [hold(0, 1, 0, 3), release(2, 3, 0, 3), hold(4, 5, 0, 1, done=False)],  # taken by nobody
        [hold(0, 5, 0, 3), hold(0, 5, 1, 2), release(6, 7, 0, 3)],  # side by side, both with a yes
        [release(0, 1, 0, 3)],  # what was never held
        [hold(0, 1, 0, 3), release(2, 9, 0, 3), hold(3, 4, 0, 3), hold(5, 6, 1, 2)],
    ],
)
def test_what_one_unit_cannot_have_answered_is_no_history(acts: list[Act]) -> None:
    assert not linearizable(acts)


@pytest.mark.parametrize(
    "acts",
    [
        [hold(0, 1, 0, 3), hold(2, 3, 3, 5)],
        [hold(0, 5, 0, 3), hold(1, 2, 0, 3, done=False)],  # the longer one was first
        [hold(0, 1, 0, 3), release(2, 9, 0, 3), hold(3, 4, 0, 3), hold(5, 6, 1, 2, done=False)],
        [hold(0, 9, 0, 3, done=False), hold(1, 2, 1, 2), release(3, 4, 1, 2)],
    ],
)
def test_what_has_an_order_is_a_history(acts: list[Act]) -> None:
    assert linearizable(acts)
