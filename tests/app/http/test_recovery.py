"""A lost way in and a sleeping account: two administrators, neither of them its owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from models.words import Role
from tests.support.database import Database
from tests.support.people import Person, person
from tests.support.served import Caller, Clock, Served, serving

WHY = {"purpose": "NEW_FACTS", "reason": "She lost her telephone and called from the office."}
SECOND = "urn:havn:problem:second-person"


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand."""
    with serving(module_database, Clock(stopped=True)) as running:
        yield running


@pytest.fixture
def one(served: Served) -> Caller:
    return served.signed_in(Role.ADMIN)


@pytest.fixture
def other(served: Served) -> Caller:
    return served.signed_in(Role.ADMIN)


def asked(admin: Caller, her: Person, what: str) -> str:
    made: dict[str, Any] = admin.ok("POST", f"/accounts/{her.account}/{what}", WHY)
    return str(made["approval"])


def test_two_administrators_recover_an_account_and_its_person_enrols_anew(
    served: Served, one: Caller, other: Caller
) -> None:
    her = person(served).enrol_passkey()
    her.with_passkey()
    assert one("POST", f"/accounts/{her.account}/enrolment-link").status_code == 409
    approval = asked(one, her, "recovery")
    assert her.send("GET", "/session").status_code == 200
    other.ok("POST", f"/approvals/{approval}/agree")
    assert her.send("GET", "/session").status_code == 401
    assert her.with_passkey().status_code == 401
    link = one.ok("POST", f"/accounts/{her.account}/enrolment-link")["link"]
    her.key = type(her.key)()
    her.enrol_passkey(link)
    assert her.with_passkey().status_code == 200
    with served.service.store.transaction() as tx:
        acts = tx.execute(
            text("SELECT act FROM audit_events WHERE subject_id = :id"), {"id": her.account}
        ).scalars()
        assert "ACCOUNT_RECOVERED" in set(acts)


def test_the_second_administrator_reads_whose_account_it_is(
    served: Served, one: Caller, other: Caller
) -> None:
    her = person(served).enrol_passkey()
    approval = asked(one, her, "recovery")
    assert other.ok("GET", f"/approvals/{approval}")["words"] == {"account": her.handle}


def test_nobody_is_the_second_one_of_her_own_request(served: Served, one: Caller) -> None:
    her = person(served).enrol_passkey()
    approval = asked(one, her, "recovery")
    got = one("POST", f"/approvals/{approval}/agree")
    assert (got.status_code, got.json()["type"]) == (409, SECOND)
    assert her.with_passkey().status_code == 200


def test_an_owner_neither_asks_nor_agrees(served: Served, one: Caller, other: Caller) -> None:
    owner = person(served, Role.ADMIN).enrol_passkey()
    owner.with_passkey()
    owner.step_up()
    got = owner.caller()("POST", f"/accounts/{owner.account}/recovery", WHY)
    assert (got.status_code, got.json()["type"]) == (409, SECOND)
    approval = asked(one, owner, "recovery")
    got = owner.caller()("POST", f"/approvals/{approval}/agree")
    assert (got.status_code, got.json()["type"]) == (409, SECOND)
    other.ok("POST", f"/approvals/{approval}/agree")
    assert owner.with_passkey().status_code == 401


def test_nobody_but_an_administrator_agrees(served: Served, one: Caller) -> None:
    her = person(served).enrol_passkey()
    approval = asked(one, her, "recovery")
    for role in (Role.COORDINATOR, Role.ON_CALL, Role.AUDITOR):
        got = served.signed_in(role)("POST", f"/approvals/{approval}/agree")
        assert got.status_code == 404, role
    assert her.with_passkey().status_code == 200


def test_a_way_in_found_meanwhile_is_another_question(
    served: Served, one: Caller, other: Caller
) -> None:
    her = person(served).enrol_passkey()
    approval = asked(one, her, "recovery")
    her.enrol_password()
    assert other("POST", f"/approvals/{approval}/agree").status_code == 409
    assert her.with_passkey().status_code == 200


def test_an_account_without_a_way_in_needs_a_link_and_no_recovery(
    served: Served, one: Caller
) -> None:
    her = person(served)
    assert one("POST", f"/accounts/{her.account}/recovery", WHY).status_code == 409
    assert one("POST", f"/accounts/{her.account}/waking", WHY).status_code == 409


def test_two_administrators_wake_an_account_that_nobody_used(served: Served) -> None:
    her = person(served).enrol_passkey()
    served.clock.forward(days=31)
    one, other = served.signed_in(Role.ADMIN), served.signed_in(Role.ADMIN)
    assert her.with_passkey().status_code == 401
    approval = asked(one, her, "waking")
    assert her.with_passkey().status_code == 401
    other.ok("POST", f"/approvals/{approval}/agree")
    assert her.with_passkey().status_code == 200


def test_two_administrators_let_a_paused_account_ask_for_what_is_sealed(served: Served) -> None:
    her = person(served).enrol_passkey()
    served.clock.forward(days=14)
    one, other = served.signed_in(Role.ADMIN), served.signed_in(Role.ADMIN)
    her.with_passkey()
    her.step_up()
    assert her.send("POST", "/credentials/enrolment-link").status_code == 409
    other.ok("POST", f"/approvals/{asked(one, her, 'waking')}/agree")
    assert her.send("POST", "/credentials/enrolment-link").status_code == 200
