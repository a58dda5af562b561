"""A program's account begins with nothing, has what two persons grant, and ends at once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from app import access
from app.contract.accounts import OUTSIDE
from app.use_cases.service_accounts import MAY_HAVE
from models.words import ReferrerKind, Role, ServiceScope
from tests.support.database import Database
from tests.support.houses import house, load_all_zones
from tests.support.people import person
from tests.support.served import Caller, Served, serving

WHY = {"purpose": "POLICY", "reason": "The house has a system of its own."}


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="module")
def shelter(served: Served) -> UUID:
    return UUID(house(served, served.caller(Role.COORDINATOR), "SYS-1", "Tromsø")["id"])


@pytest.fixture
def admins(served: Served) -> tuple[Caller, Caller]:
    return served.signed_in(Role.ADMIN), served.signed_in(Role.ADMIN)


def account(served: Served, role: Role, shelter: UUID | None = None) -> str:
    """An account that may act and with which nobody has enrolled, nor has it a token."""
    organisation = None
    if role in OUTSIDE:
        organisation = served.organisation(f"ORG-{uuid4().hex[:6].upper()}", ReferrerKind.NOAS)
    made = served.caller(role, shelter, organisation=organisation)
    served.caller(Role.ADMIN).ok("DELETE", f"/tokens/{made.token_id}")
    return str(made.account)


def granted(admins: tuple[Caller, Caller], program: str, *scopes: str) -> None:
    asked = admins[0].ok("POST", f"/accounts/{program}/service", {**WHY, "scopes": list(scopes)})
    admins[1].ok("POST", f"/approvals/{asked['approval']}/agree")


def token(served: Served, admin: Caller, program: str, device: str = "SYSTEM-1") -> Caller:
    order = {"device": device, "days": 30}
    made = admin.ok("POST", f"/accounts/{program}/service-tokens", order)
    return Caller(served.client, made["token"], UUID(program), UUID(made["id"]))


def test_one_person_grants_nothing(served, admins, shelter):
    program = account(served, Role.SHELTER, shelter)
    order = {**WHY, "scopes": ["events"]}
    asked = admins[0].ok("POST", f"/accounts/{program}/service", order)
    one = {"device": "SYSTEM-1", "days": 30}
    assert admins[0]("POST", f"/accounts/{program}/service-tokens", one).status_code == 404
    assert admins[0]("POST", f"/approvals/{asked['approval']}/agree").status_code == 409
    assert admins[0]("PUT", f"/accounts/{program}/event-hook", {"hook": "one"}).status_code == 404
    told = admins[1].ok("GET", f"/approvals/{asked['approval']}")["words"]
    assert (told["scopes"], told["role"], told["house"]) == (["events"], "SHELTER", str(shelter))
    admins[1].ok("POST", f"/approvals/{asked['approval']}/agree")
    assert token(served, admins[0], program).ok("GET", "/own-events")["events"] == []


@pytest.mark.parametrize(
    ("role", "scopes"), [(role, scope) for role in MAY_HAVE for scope in sorted(MAY_HAVE[role])]
)
def test_a_scope_opens_its_routes_and_no_other(served, admins, shelter, role, scopes):
    program = account(served, role, shelter if role is Role.SHELTER else None)
    granted(admins, program, scopes)
    caller = token(served, admins[0], program)
    opened = access.AUDIENCES[scopes.value]
    for where, roles in access.ROLES.items():
        if role not in roles or where[0] != "GET" or "{" in where[1] or where[1] == "/changes":
            continue
        answer = caller(*where)
        assert (answer.status_code != 404) is (where in opened), where
    assert caller("POST", "/tokens", {}).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_no_role_has_a_scope_that_is_not_listed_for_it(served, admins, shelter, role):
    program = account(served, role, shelter if role is Role.SHELTER else None)
    for scope in set(ServiceScope) - MAY_HAVE.get(role, frozenset()):
        order = {**WHY, "scopes": [scope.value]}
        assert admins[0]("POST", f"/accounts/{program}/service", order).status_code == 409


def test_it_is_ended_by_one_person_on_the_very_next_request(served, admins, shelter):
    program = account(served, Role.SHELTER, shelter)
    granted(admins, program, "events", "capacity")
    caller = token(served, admins[0], program)
    caller.ok("GET", f"/shelters/{shelter}/beds")
    admins[1].ok("DELETE", f"/accounts/{program}/service")
    assert caller("GET", "/own-events").status_code == 401
    assert admins[1]("DELETE", f"/accounts/{program}/service").status_code == 404
    order = {"device": "SYSTEM-1", "days": 30}
    assert admins[0]("POST", f"/accounts/{program}/service-tokens", order).status_code == 404
    [told] = [s for s in admins[0].every("/service-accounts", "services") if s["id"] == program]
    assert told["ended_at"] is not None and told["hook"] is None


def test_other_scopes_end_what_was_granted_before(served, admins, shelter):
    program = account(served, Role.SHELTER, shelter)
    granted(admins, program, "events")
    before = token(served, admins[0], program)
    order = {**WHY, "scopes": ["events"]}
    assert admins[0]("POST", f"/accounts/{program}/service", order).status_code == 409
    granted(admins, program, "capacity")
    assert before("GET", "/own-events").status_code == 401
    now = token(served, admins[0], program)
    assert now("GET", "/own-events").status_code == 404
    assert now("GET", f"/shelters/{shelter}/units").status_code == 200


def test_the_next_token_of_one_installation_ends_the_last(served, admins, shelter):
    program = account(served, Role.SHELTER, shelter)
    granted(admins, program, "events")
    first = token(served, admins[0], program, "SYSTEM-1")
    other = token(served, admins[0], program, "SYSTEM-2")
    token(served, admins[0], program, "SYSTEM-1")
    assert first("GET", "/own-events").status_code == 401
    assert other("GET", "/own-events").status_code == 200


def test_no_person_acts_with_a_programs_account_nor_a_program_with_a_persons(served, admins):
    program = account(served, Role.COORDINATOR)
    link = admins[0].ok("POST", f"/accounts/{program}/enrolment-link")["link"]
    granted(admins, program, "events")
    assert person(served).send("POST", "/enrolment/begin", {"link": link}).status_code == 404
    assert admins[0]("POST", f"/accounts/{program}/enrolment-link").status_code == 409
    admins[0].ok("DELETE", f"/accounts/{program}/service")
    assert admins[0]("POST", f"/accounts/{program}/enrolment-link").status_code == 409
    hers = person(served)
    new = admins[0].ok(
        "POST", "/accounts", {"handle": f"n-{uuid4().hex[:8]}", "role": "COORDINATOR"}
    )
    admins[1].ok("POST", f"/approvals/{new['approval']}/agree")
    hers.enrol_passkey(admins[0].ok("POST", f"/accounts/{new['id']}/enrolment-link")["link"])
    order = {**WHY, "scopes": ["events"]}
    assert admins[0]("POST", f"/accounts/{new['id']}/service", order).status_code == 409


def test_a_token_that_a_session_is_missing_for_takes_a_step_up(served, admins):
    program = account(served, Role.COORDINATOR)
    granted(admins, program, "events")
    order = {"device": "SYSTEM-1", "days": 30}
    tired = served.caller(Role.ADMIN)
    assert tired("POST", f"/accounts/{program}/service-tokens", order).status_code == 403


def test_a_token_is_told_once_and_a_retry_has_none(served, admins):
    program = account(served, Role.COORDINATOR)
    granted(admins, program, "events")
    order = {"device": "SYSTEM-1", "days": 30}
    path = f"/accounts/{program}/service-tokens"
    first = admins[0].ok("POST", path, order, key="once-0001")
    again = admins[0].ok("POST", path, order, key="once-0001")
    assert first["token"].startswith("havn_") and again == {**first, "token": None}


def test_nobody_grants_herself_a_programs_scopes(served, admins):
    order = {**WHY, "scopes": ["events"]}
    me = admins[0].account
    assert admins[0]("POST", f"/accounts/{me}/service", order).status_code == 409
    for role in set(Role) - {Role.ADMIN, Role.SHELTER}:
        who = served.caller(role)
        assert who("POST", f"/accounts/{who.account}/service", order).status_code == 404
        assert who("GET", "/service-accounts").status_code == 404


@pytest.mark.parametrize("other", ["ROLE", "HOUSE"])
def test_another_role_or_house_ends_all_that_was_granted_for_the_old_one(
    served, admins, shelter, other
):
    """Its hook would go on with what the new one may know, though nobody agreed to that."""
    program = account(served, Role.SHELTER, shelter)
    granted(admins, program, "events")
    before = token(served, admins[0], program)
    admins[0].ok("PUT", f"/accounts/{program}/event-hook", {"hook": "of-the-house"})
    sent = {**WHY, "role": "COORDINATOR"}
    if other == "HOUSE":
        boss = served.caller(Role.COORDINATOR)
        elsewhere = house(served, boss, f"SYS-{uuid4().hex[:6].upper()}", "Oslo")["id"]
        sent = {**WHY, "role": "SHELTER", "shelter": elsewhere}
    asked = admins[0].ok("POST", f"/accounts/{program}/role", sent)
    admins[1].ok("POST", f"/approvals/{asked['approval']}/agree")
    assert before("GET", "/own-events").status_code == 401
    listed = admins[0].every("/service-accounts", "services")
    (left,) = [one for one in listed if one["id"] == program]
    assert left["ended_at"] is not None and left["hook"] is None
    one = {"device": "SYSTEM-1", "days": 30}
    assert admins[0]("POST", f"/accounts/{program}/service-tokens", one).status_code == 404
    assert admins[0]("PUT", f"/accounts/{program}/event-hook", {"hook": "one"}).status_code == 404
    granted(admins, program, "events")
    assert token(served, admins[0], program).ok("GET", "/own-events")["events"] == []
