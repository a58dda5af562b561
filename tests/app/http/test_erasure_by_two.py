"""A case that has ended is erased when two say so: never by one, and not because one is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.keeping.erasing import erase_due
from app.service import chain_key
from app.store import erasure
from app.store.engine import make_engine
from app.store.transactions import Store
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call
from tests.support.served import Caller, Served

WHY = {"purpose": "HER_WISH", "reason": "she wants nothing of her to be left"}


@pytest.fixture
def clerk(served: Served) -> Caller:
    """A coordinator who has just stepped up."""
    return served.signed_in(Role.COORDINATOR)


def ended(served: Served, on_call: Caller, clerk: Caller) -> str:
    """A case on which she stands and which was withdrawn."""
    path = f"/referrals/{call(served, on_call)['id']}"
    clerk.ok("POST", f"{path}/withdraw", version=clerk.ok("GET", path)["version"])
    return path


def asked(clerk: Caller, path: str) -> str:
    return str(clerk.ok("POST", f"{path}/erasure", WHY)["approval"])


def case_of(path: str) -> UUID:
    return UUID(path.rsplit("/", 1)[1])


def is_due(served: Served, path: str) -> bool:
    with served.service.store.transaction() as tx:
        due = erasure.due(tx, served.clock(), at_most=100)
    return case_of(path) in {one.case for one in due}


def refused(got: Any) -> tuple[int, str]:
    return got.status_code, got.json()["type"].rsplit(":", 1)[1]


def test_with_the_second_yes_it_is_due_and_the_owner_erases_it(
    served: Served, on_call: Caller, clerk: Caller, module_database: Database
) -> None:
    path, second = ended(served, on_call, clerk), served.signed_in(Role.COORDINATOR)
    waits = asked(clerk, path)
    assert not is_due(served, path), "one alone has only asked"
    second.ok("POST", f"/approvals/{waits}/agree")
    assert is_due(served, path)
    engine = make_engine(module_database.owner_url)
    try:
        owned = Store(engine, chain_key(served.service.master))
        assert erase_due(owned, served.clock()) == 1
    finally:
        engine.dispose()
    with served.service.store.transaction() as tx:
        assert not erasure.is_there(tx, case_of(path))
        rows = tx.execute(
            text("SELECT act, detail FROM audit_events WHERE subject_id = :c ORDER BY seq"),
            {"c": case_of(path)},
        ).all()
    told = {row.act: row.detail for row in rows}
    assert told["CASE_ERASED"]["decided"] is True
    assert told["REFERRAL_CHANGED"] == {"part": "erasure", "second": str(second.account)}


def test_nobody_erases_a_case_alone(served: Served, on_call: Caller, clerk: Caller) -> None:
    path = ended(served, on_call, clerk)
    waits = asked(clerk, path)
    got = clerk("POST", f"/approvals/{waits}/agree")
    assert refused(got) == (409, "second-person")
    assert on_call("POST", f"/approvals/{waits}/agree").status_code == 404
    assert not is_due(served, path)


def test_one_coordinator_absent_the_police_on_duty_are_asked_and_may_agree(
    served: Served, on_call: Caller, clerk: Caller
) -> None:
    path, police = ended(served, on_call, clerk), served.signed_in(Role.POLICE)
    now = served.clock()
    span = {
        "account": str(police.account),
        "post": "POLICE",
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=8)).isoformat(),
    }
    clerk.ok("POST", "/duty-spans", span)
    waits = asked(clerk, path)
    police.ok("POST", f"/approvals/{waits}/agree")
    assert is_due(served, path)


def test_only_a_case_whose_end_is_recorded_is_erased(served, on_call, clerk):
    path = f"/referrals/{call(served, on_call)['id']}"
    clerk.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    assert refused(clerk("POST", f"{path}/erasure", WHY)) == (409, "wrong-state")


def test_it_needs_a_step_up_and_a_place_on_the_case(served, on_call, clerk):
    path = ended(served, on_call, clerk)
    stranger = served.signed_in(Role.COORDINATOR)
    for who in (stranger, on_call):
        got, random = (
            who("POST", f"{one}/erasure", WHY) for one in (path, f"/referrals/{uuid4()}")
        )
        assert (got.status_code, got.content) == (404, random.content)
    asleep = served.signed_in(Role.COORDINATOR, stepped_up=False)
    asleep.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    assert refused(asleep("POST", f"{path}/erasure", WHY)) == (403, "step-up-needed")
    assert clerk("POST", f"{path}/erasure", {"purpose": "HER_WISH"}).status_code == 422
