"""Rows of everybody else, on every route that names one: as if they were not there (security 5, V8.2.2).

Coordinators may know of every case; what keeps one of them away stands in test_matrix.py.
"""

from __future__ import annotations

import pytest

from models.words import Role
from tests.support.ids_of_others import not_hers, walked
from tests.support.two_worlds import Theatre

OF_ACCOUNTS = ("/accounts/{", "/duty-spans/{", "/organisations/{", "/alarms/{", "/tokens/{")
OF_NOBODY = (
    ("/dashboard/", "a file of the page"),
    ("/reports/", "a report by its name"),
    ("/plan-runs/", "the one plan of the country, which the planner reads"),
    ("/shelters/{shelter}/vacancy", "whoever takes calls writes down any house's vacancy"),
    ("/transfers/", "rows of a move name a placement alone; test_matrix.py has them"),
    ("/disclosures/", "whether a seal is opened is asked by test_disclosure.py"),
    ("/reading-digests/", "an auditor is told of everybody's readings, once"),
)
"""Beginnings of paths for which no row is somebody else's, and why."""


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_v8_2_2_a_row_of_somebody_else_is_not_there(two_worlds: Theatre, role: Role) -> None:
    walk = walked(two_worlds, role)
    assert walk.told_apart == []
    known = tuple(path for path, _ in OF_NOBODY) + (OF_ACCOUNTS if role is Role.ADMIN else ())
    assert [path for path in walk.left_out if not path.startswith(known)] == []
    assert set(walk.met) <= {404}, "whoever asks wrongly is asked nothing"


def test_the_same_walk_finds_what_may_be_known(two_worlds: Theatre) -> None:
    """A coordinator may know of every case: were all answers alike for her too, it would show nothing."""
    assert len(walked(two_worlds, Role.COORDINATOR).told_apart) > 50


@pytest.mark.parametrize("role", Role)
def test_v8_2_1_what_a_role_may_not_call_is_not_there(two_worlds: Theatre, role: Role) -> None:
    walk = not_hers(two_worlds, role)
    assert walk.told_apart == []
    assert set(walk.met) == {404} and walk.met[404] > 50


def test_the_same_walk_finds_a_route_that_is_hers(
    two_worlds: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.ids_of_others.allowed_on", lambda _: frozenset[Role]())
    assert len(not_hers(two_worlds, Role.ON_CALL).told_apart) > 50
