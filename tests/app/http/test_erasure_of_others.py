"""An account and a house are erased when two say so: never the last who are needed, nor a lived-in house."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.store import account_erasure, members, shelter_erasure
from models.words import Role
from tests.support.houses import call, house
from tests.support.people import person
from tests.support.served import Caller, Served

LEFT = {"purpose": "STAFF_CHANGE", "reason": "she works somewhere else by now"}
GONE = {"purpose": "POLICY", "reason": "the house was sold"}


def refused(got: Any) -> tuple[int, str]:
    return got.status_code, got.json()["type"].rsplit(":", 1)[1]


@pytest.fixture
def admins(served: Served) -> tuple[Caller, Caller]:
    """Two administrators with a way in, who have just stepped up."""
    both = [person(served, Role.ADMIN).enrol_passkey() for _ in range(2)]
    for one in both:
        assert one.with_passkey().is_success and one.step_up().is_success
    return both[0].caller(), both[1].caller()


def left(served: Served) -> Caller:
    return served.caller(Role.COORDINATOR)


def test_two_administrators_erase_an_account_and_its_token_is_worth_nothing(
    served: Served, admins: tuple[Caller, Caller], on_call: Caller
) -> None:
    one, other = admins
    who = left(served)
    case = call(served, on_call)
    who.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "SHIFT"})
    path = f"/accounts/{who.account}/erasure"
    waits = one.ok("POST", path, LEFT)["approval"]
    assert who("GET", "/referrals").status_code == 200, "one alone has only asked"
    assert refused(one("POST", f"/approvals/{waits}/agree")) == (409, "second-person")
    other.ok("POST", f"/approvals/{waits}/agree")
    assert who("GET", "/referrals").status_code == 401
    assert refused(one("POST", path, LEFT)) == (404, "not-found")
    with served.service.store.transaction() as tx:
        assert who.account in account_erasure.due(tx, served.clock(), at_most=50)
        assert not members.stands(tx, case["id"], who.account)
        acts = tx.execute(
            text(
                "SELECT detail FROM audit_events WHERE subject_id = :a AND act = 'ACCOUNT_CHANGED'"
            ),
            {"a": who.account},
        ).scalars()
        assert {"part": "erasure", "second": str(other.account)} in list(acts)


def test_nobody_erases_her_own_account_and_nobody_but_administrators_any(
    served: Served, admins: tuple[Caller, Caller]
) -> None:
    one, _ = admins
    assert refused(one("POST", f"/accounts/{one.account}/erasure", LEFT)) == (409, "second-person")
    who = left(served)
    coordinator = served.signed_in(Role.COORDINATOR)
    assert coordinator("POST", f"/accounts/{who.account}/erasure", LEFT).status_code == 404
    asleep = served.signed_in(Role.ADMIN, stepped_up=False)
    assert refused(asleep("POST", f"/accounts/{who.account}/erasure", LEFT))[0] == 403
    assert one("POST", f"/accounts/{uuid4()}/erasure", LEFT).status_code == 404


def test_two_administrators_who_can_act_always_stay(served: Served, database) -> None:
    from tests.support.served import serving

    with serving(database) as alone:
        people = [person(alone, Role.ADMIN).enrol_passkey() for _ in range(3)]
        for one in people:
            assert one.with_passkey().is_success and one.step_up().is_success
        first, second, third = (one.caller() for one in people)
        waits = first.ok("POST", f"/accounts/{third.account}/erasure", LEFT)["approval"]
        second.ok("POST", f"/approvals/{waits}/agree")
        got = first("POST", f"/accounts/{second.account}/erasure", LEFT)
        assert refused(got) == (409, "wrong-state")


def test_who_alone_may_open_a_case_stays_until_somebody_else_is_named(
    served: Served, admins: tuple[Caller, Caller], on_call: Caller
) -> None:
    one, other = admins
    who, heir = left(served), left(served)
    case = call(served, on_call)
    with served.service.store.transaction() as tx:
        members.allow_only(tx, case["id"], [who.account], by=who.account, now=served.clock())
    path = f"/accounts/{who.account}/erasure"
    assert refused(one("POST", path, LEFT)) == (409, "wrong-state")
    with served.service.store.transaction() as tx:
        both = [who.account, heir.account]
        members.allow_only(tx, case["id"], both, by=who.account, now=served.clock())
    waits = one.ok("POST", path, LEFT)["approval"]
    with served.service.store.transaction() as tx:
        members.allow_only(tx, case["id"], [who.account], by=who.account, now=served.clock())
    assert refused(other("POST", f"/approvals/{waits}/agree")) == (409, "approval-stale")
    assert who("GET", "/referrals").status_code == 200, "nothing was done"


def closed(boss: Caller, home: dict[str, Any]) -> None:
    path = f"/shelters/{home['id']}"
    boss.ok("PATCH", path, {"status": "CLOSED"}, version=boss.ok("GET", path)["version"])


def test_a_closed_house_is_erased_by_two_and_its_people_are_let_in_no_more(
    served: Served, coordinator: Caller
) -> None:
    clerk, second = (served.signed_in(Role.COORDINATOR) for _ in range(2))
    home = house(served, coordinator, "SOLD-1", "Bergen")
    path = f"/shelters/{home['id']}/erasure"
    assert refused(clerk("POST", path, GONE)) == (409, "wrong-state"), "it is open"
    closed(coordinator, home)
    assert home["staff"]("GET", f"/shelters/{home['id']}").status_code == 200
    waits = clerk.ok("POST", path, GONE)["approval"]
    assert refused(clerk("POST", f"/approvals/{waits}/agree")) == (409, "second-person")
    second.ok("POST", f"/approvals/{waits}/agree")
    assert home["staff"]("GET", f"/shelters/{home['id']}").status_code == 401
    got = coordinator.ok("GET", f"/shelters/{home['id']}")
    reopened = coordinator(
        "PATCH", f"/shelters/{home['id']}", {"status": "OPEN"}, version=got["version"]
    )
    assert refused(reopened) == (409, "wrong-state")
    with served.service.store.transaction() as tx:
        due = shelter_erasure.due(tx, served.clock(), at_most=50)
    assert [str(one) for one in due] == [home["id"]]


def test_a_house_in_which_somebody_lives_is_not_erased(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    clerk = served.signed_in(Role.COORDINATOR)
    home = house(served, coordinator, "LIVED-1", "Tromsø")
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == home["id"])
    on_call.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    closed(coordinator, home)
    assert refused(clerk("POST", f"/shelters/{home['id']}/erasure", GONE)) == (409, "wrong-state")


def test_an_erased_account_and_an_erased_house_are_in_no_list(
    served: Served, coordinator: Caller, admins: tuple[Caller, Caller]
) -> None:
    who = left(served)
    home = house(served, coordinator, "GONE-1", "Bodø")
    with served.service.store.transaction() as tx:
        tx.execute(
            text(
                "UPDATE accounts SET status = 'CLOSED', erase_decided_at = now(), erased_at = now()"
                " WHERE id = :a"
            ),
            {"a": who.account},
        )
        tx.execute(
            text(
                "UPDATE shelters SET status = 'CLOSED', erase_decided_at = now(), erased_at = now()"
                " WHERE id = :s"
            ),
            {"s": home["id"]},
        )
    assert coordinator("GET", f"/shelters/{home['id']}").status_code == 404
    names = [one["code_name"] for one in coordinator.ok("GET", "/shelters?limit=50")["shelters"]]
    assert "GONE-1" not in names
    ids = [one["id"] for one in admins[0].ok("GET", "/accounts?limit=50")["accounts"]]
    assert str(who.account) not in ids
