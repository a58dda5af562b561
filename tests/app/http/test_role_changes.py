"""A role is granted by two, neither of whom is the one it is about (AT14)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.store import locks, members
from models.words import ReferrerKind, Role
from tests.app.http.test_outside import put_on
from tests.support.houses import call, house
from tests.support.served import Caller, Served

WHY = {"purpose": "STAFF_CHANGE", "reason": "she changes her post"}
PLAIN = [role for role in Role if role is not Role.SHELTER]
WAITING_HERE = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted"
    " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
)
"""Who waits for a row waits for a transaction, and of which database that is pg_locks does not say."""


def grant(asker: Caller, account: Any, role: Role) -> Any:
    return asker("POST", f"/accounts/{account}/role", {**WHY, "role": role.value})


def test_at14_nobody_grants_herself_a_role_over_all_pairs_of_roles(served: Served) -> None:
    tried = 0
    for mine in PLAIN:
        who = served.caller(mine)
        for wanted in PLAIN:
            got = grant(who, who.account, wanted)
            proposes = mine in (Role.ADMIN, Role.COORDINATOR)
            assert got.status_code == (409 if proposes else 404), (mine, wanted)
            tried += 1
    assert tried == len(PLAIN) ** 2


@pytest.mark.parametrize(
    ("asker", "second"), list(product((Role.ADMIN, Role.COORDINATOR), repeat=2))
)
def test_v2_3_5_a_role_is_granted_by_two_and_the_old_one_ends_at_once(
    served: Served, asker: Role, second: Role
) -> None:
    proposer, other = served.caller(asker), served.signed_in(second)
    whom = served.caller(Role.ON_CALL)
    asked = grant(proposer, whom.account, Role.COORDINATOR)
    assert asked.status_code == 201
    approval = asked.json()["approval"]
    alone = proposer("POST", f"/approvals/{approval}/agree")
    assert (alone.status_code, alone.json()["type"]) == (409, "urn:havn:problem:second-person")
    assert whom("POST", f"/approvals/{approval}/agree").status_code == 404
    whom.ok("GET", "/referrals")
    other.ok("POST", f"/approvals/{approval}/agree")
    assert whom("GET", "/referrals").status_code == 401


def test_whom_it_is_about_never_agrees_even_as_an_administrator(served: Served) -> None:
    proposer, whom = served.caller(Role.ADMIN), served.caller(Role.ADMIN)
    approval = grant(proposer, whom.account, Role.COORDINATOR).json()["approval"]
    got = whom("POST", f"/approvals/{approval}/agree")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")


def test_another_role_meanwhile_makes_it_stale(served: Served) -> None:
    one, two = served.caller(Role.ADMIN), served.caller(Role.ADMIN)
    three = served.signed_in(Role.ADMIN)
    whom = served.caller(Role.ON_CALL)
    approval = grant(one, whom.account, Role.COORDINATOR).json()["approval"]
    other = grant(two, whom.account, Role.AUDITOR)
    assert (other.status_code, other.json()["type"]) == (409, "urn:havn:problem:asked-already")
    with served.service.store.transaction() as tx:
        tx.execute(
            text("UPDATE accounts SET role = 'AUDITOR', version = version + 1 WHERE id = :id"),
            {"id": whom.account},
        )
    got = three("POST", f"/approvals/{approval}/agree")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:approval-stale")
    assert grant(one, whom.account, Role.COORDINATOR).status_code == 201
    assert one.ok("GET", f"/approvals/{approval}")["state"] == "EXPIRED"


def test_the_same_role_or_a_house_that_is_not_there_is_nothing_to_ask_for(served: Served) -> None:
    admin, whom = served.caller(Role.ADMIN), served.caller(Role.ON_CALL)
    assert grant(admin, whom.account, Role.ON_CALL).status_code == 409
    nowhere = {**WHY, "role": "SHELTER", "shelter": str(whom.account)}
    assert admin("POST", f"/accounts/{whom.account}/role", nowhere).status_code == 404
    bare = {**WHY, "role": "SHELTER"}
    assert admin("POST", f"/accounts/{whom.account}/role", bare).status_code == 422


def test_nobody_of_rosa_becomes_one_of_an_outside_organisation_or_the_other_way_round(
    served: Served,
) -> None:
    admin, worker = served.caller(Role.ADMIN), served.caller(Role.ON_CALL)
    order = {"code_name": "LEGAL-AID", "kind": "NOAS"}
    organisation = admin.ok("POST", "/organisations", order)["id"]
    admin.ok("POST", f"/organisations/{organisation}/verify")
    new = {"handle": "a-lawyer", "role": "LAWYER", "organisation": organisation}
    made = admin.ok("POST", "/accounts", new)
    served.signed_in(Role.ADMIN).ok("POST", f"/approvals/{made['approval']}/agree")
    wrong = (409, "urn:havn:problem:wrong-state")
    for account, role in ((worker.account, Role.POLICE), (made["id"], Role.COORDINATOR)):
        got = grant(admin, account, role)
        assert (got.status_code, got.json()["type"]) == wrong
    assert grant(admin, made["id"], Role.MUNICIPALITY).status_code == 201
    assert grant(admin, worker.account, Role.AUDITOR).status_code == 201


def test_an_administrator_reads_code_names_of_houses_and_nothing_else_of_them(
    served: Served,
) -> None:
    admin, boss = served.caller(Role.ADMIN), served.caller(Role.COORDINATOR)
    made = house(served, boss, "NAMED-1", "Tromsø", units=1)
    found = admin.every("/house-names", "houses")
    assert {"id": made["id"], "code_name": "NAMED-1"} in found
    assert all(one.keys() == {"id", "code_name"} for one in found)
    random = boss("GET", f"/accounts/{uuid4()}")
    for who in (boss, served.caller(Role.AUDITOR), made["staff"]):
        assert who("GET", "/house-names").content == random.content


def test_another_role_beside_rosa_stands_on_no_case_by_a_consent_that_was_for_the_old_one(
    served: Served, on_call: Caller
) -> None:
    boss, who = served.signed_in(Role.COORDINATOR), served.caller(Role.POLICE)
    one, two = call(served, on_call), call(served, on_call)
    for case in (one, two):
        put_on(served, boss, case, who, Role.POLICE)
    lines = [line["id"] for line in who.ok("GET", "/own-cases")["cases"]]
    assert len(lines) == 2
    organisation = served.organisation("LAW-1", ReferrerKind.LAWYER)
    with served.service.store.transaction() as tx:
        values = {"o": organisation, "id": who.account}
        tx.execute(text("UPDATE accounts SET organisation_id = :o WHERE id = :id"), values)
    asked = grant(served.caller(Role.ADMIN), who.account, Role.LAWYER)
    assert asked.status_code == 201, asked.text
    boss.ok("POST", f"/approvals/{asked.json()['approval']}/agree")
    lawyer = served.again(who)
    assert lawyer.ok("GET", "/own-cases")["cases"] == []
    random = lawyer("GET", f"/own-cases/{uuid4()}/clocks")
    for line in lines:
        got = lawyer("GET", f"/own-cases/{line}/clocks")
        assert (got.status_code, got.content) == (404, random.content)
    put_on(served, boss, one, lawyer, Role.LAWYER)
    (line,) = lawyer.ok("GET", "/own-cases")["cases"]
    lawyer.ok("GET", f"/own-cases/{line['id']}/clocks")


def test_who_agrees_takes_the_lower_account_first_and_holds_none_while_she_waits(
    served: Served,
) -> None:
    """Two may agree on each other's role at once: in one order, neither waits for the other."""
    proposer = served.caller(Role.ADMIN)
    pairs = ((served.caller(Role.ON_CALL), served.signed_in(Role.ADMIN)) for _ in range(40))
    whom, second = next((low, high) for low, high in pairs if low.account < high.account)
    approval = grant(proposer, whom.account, Role.COORDINATOR).json()["approval"]
    store = served.service.store
    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as tx:
            locks.account(tx, whom.account)
            agreeing = pool.submit(second, "POST", f"/approvals/{approval}/agree")
            until = time.monotonic() + 10
            while not (waits := tx.execute(WAITING_HERE).scalar_one()) and time.monotonic() < until:
                time.sleep(0.01)
            assert waits, "whoever agrees never waited"
            with store.transaction() as other:
                locks.account(other, second.account)
        assert agreeing.result(timeout=30).status_code == 200


def test_whoever_stood_on_cases_by_a_consent_does_not_in_another_role(
    served: Served,
) -> None:
    on_call, boss = served.caller(Role.ON_CALL), served.caller(Role.COORDINATOR)
    lawyer, assigned = served.caller(Role.LAWYER), served.caller(Role.COORDINATOR)
    case = call(served, on_call)
    put_on(served, boss, case, lawyer, Role.LAWYER)
    path = f"/referrals/{case['id']}"
    assigned.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    with served.service.store.transaction() as tx:
        for who in (lawyer, assigned):
            members.end_by_consents(tx, who.account, by=boss.account, now=served.clock())
    assert lawyer.ok("GET", "/own-cases")["cases"] == []
    scopes = [one["scope"] for one in boss.ok("GET", f"{path}/members")["members"]]
    assert sorted(scopes) == ["ASSIGNED"] * 3
