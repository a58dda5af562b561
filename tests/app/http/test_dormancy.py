"""Accounts that nobody uses: 14 days pause what is sealed, 30 days lock (security 5.5)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.words import Role
from tests.support.database import Database
from tests.support.people import Person, person
from tests.support.served import Clock, Served, serving

SECOND = "urn:havn:problem:second-person"


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand."""
    with serving(module_database, Clock(stopped=True)) as running:
        yield running


def used_now(served: Served) -> Person:
    her = person(served).enrol_passkey()
    assert her.with_passkey().status_code == 200
    return her


def asks_for_what_is_sealed(her: Person) -> tuple[int, str]:
    """What asks for a step-up also asks whether the account was paused."""
    her.step_up()
    got = her.send("POST", "/credentials/enrolment-link")
    return got.status_code, got.json().get("type", "")


def test_an_account_is_locked_after_30_unused_days_to_the_second(served: Served) -> None:
    her = used_now(served)
    served.clock.forward(days=30, seconds=-1)
    assert her.with_passkey().status_code == 200
    served.clock.forward(days=30)
    locked = her.with_passkey()
    assert locked.status_code == 401
    nobody = her.send(
        "POST", "/sign-in/password", {"handle": "nobody", "password": "x", "code": "0" * 6}
    )
    assert locked.content == nobody.content


def test_an_account_that_was_never_used_is_locked_too(served: Served) -> None:
    her = person(served).enrol_passkey()
    served.clock.forward(days=30)
    assert her.with_passkey().status_code == 401


def test_a_token_of_an_unused_account_is_void(served: Served) -> None:
    telephone = served.caller(Role.ON_CALL)
    assert telephone("GET", "/referrals").status_code == 200
    served.clock.forward(days=29)
    assert telephone("GET", "/referrals").status_code == 200
    served.clock.forward(days=29)
    assert telephone("GET", "/referrals").status_code == 200
    served.clock.forward(days=30)
    assert telephone("GET", "/referrals").status_code == 401


def test_after_14_unused_days_what_is_sealed_needs_a_second_person(served: Served) -> None:
    her = used_now(served)
    served.clock.forward(days=14, hours=-1)
    assert her.with_passkey().status_code == 200
    assert asks_for_what_is_sealed(her) == (200, "")
    served.clock.forward(days=14)
    assert her.with_passkey().status_code == 200
    assert her.send("GET", "/shelters").status_code == 200
    assert asks_for_what_is_sealed(her) == (409, SECOND)
    served.clock.forward(hours=2)
    assert her.with_passkey().status_code == 200
    assert asks_for_what_is_sealed(her) == (409, SECOND)
