"""No account may act on one person's word, and nobody grants herself anything (AT14)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.words import Role
from tests.support.database import Database
from tests.support.houses import house, load_all_zones
from tests.support.people import person
from tests.support.served import Caller, Served, serving

WHY = {"purpose": "STAFF_CHANGE", "reason": "She begins on Monday."}
GRANTED = ("COORDINATOR", "ON_CALL", "BATCH", "ADMIN")


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service with nothing in it but people."""
    with serving(module_database) as running:
        yield running


def made(admin: Caller, role: str) -> dict[str, str]:
    order = {"handle": f"new-{uuid4().hex[:8]}", "role": role}
    told: dict[str, str] = admin.ok("POST", "/accounts", order)
    return told


@pytest.mark.parametrize("role", GRANTED)
def test_at14_a_role_that_one_administrator_grants_is_worth_nothing(
    served: Served, role: str
) -> None:
    admin = served.signed_in(Role.ADMIN)
    account = made(admin, role)
    assert admin("POST", f"/accounts/{account['id']}/enrolment-link").status_code == 404
    audience = "batch" if role == "BATCH" else "intake"
    order = {"account": account["id"], "days": 1, "audience": audience}
    assert admin("POST", "/tokens", order).status_code == 404
    assert admin("POST", f"/approvals/{account['approval']}/agree").status_code == 409
    listed = admin.ok("GET", "/accounts?limit=50")["accounts"]
    assert {one["status"] for one in listed if one["id"] == account["id"]} == {"LOCKED"}


@pytest.mark.parametrize("second", [Role.ADMIN, Role.COORDINATOR])
def test_it_may_act_when_a_second_person_has_agreed(served: Served, second: Role) -> None:
    admin = served.signed_in(Role.ADMIN)
    account = made(admin, "ON_CALL")
    served.signed_in(second).ok("POST", f"/approvals/{account['approval']}/agree")
    link = admin.ok("POST", f"/accounts/{account['id']}/enrolment-link")["link"]
    her = person(served)
    her.enrol_passkey(link)
    assert her.with_passkey().status_code == 200
    assert her.send("GET", "/session").json()["role"] == "ON_CALL"
    with served.service.store.transaction() as tx:
        acts = tx.execute(
            text("SELECT act FROM audit_events WHERE subject_id = :id"), {"id": account["id"]}
        ).scalars()
        assert "ROLE_GRANTED" in set(acts)


def test_the_second_person_reads_whose_account_it_is_and_for_which_house(served: Served) -> None:
    admin, second = served.signed_in(Role.ADMIN), served.signed_in(Role.COORDINATOR)
    load_all_zones(served.service)
    shelter = house(served, served.caller(Role.COORDINATOR), "GRANT-1", "Tromsø")["id"]
    for role, of in (("ON_CALL", None), ("SHELTER", shelter)):
        handle = f"new-{uuid4().hex[:8]}"
        order = {"handle": handle, "role": role} | ({"shelter": of} if of else {})
        approval = admin.ok("POST", "/accounts", order)["approval"]
        words = second.ok("GET", f"/approvals/{approval}")["words"]
        told = {"account": handle, "role": role, "house": of, "organisation": None}
        assert words == told


def test_after_a_no_it_is_asked_anew(served: Served) -> None:
    admin, other = served.signed_in(Role.ADMIN), served.signed_in(Role.ADMIN)
    account = made(admin, "COORDINATOR")
    path = f"/accounts/{account['id']}/grant"
    assert admin("POST", path, WHY).status_code == 409
    other.ok("POST", f"/approvals/{account['approval']}/refuse")
    again = admin.ok("POST", path, WHY)
    other.ok("POST", f"/approvals/{again['approval']}/agree")
    assert admin("POST", path, WHY).status_code == 409
    assert admin("POST", f"/accounts/{uuid4()}/grant", WHY).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.SHELTER)])
def test_at14_nobody_else_makes_an_account(served: Served, role: Role) -> None:
    order = {"handle": f"own-{uuid4().hex[:8]}", "role": "ADMIN"}
    who = served.caller(role)
    assert who("POST", "/accounts", order).status_code == 404
    assert who("POST", f"/accounts/{who.account}/grant", WHY).status_code == 404
