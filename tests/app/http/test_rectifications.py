"""She puts right what is recorded of her; what stood there before is kept until the case is erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.keeping.erasing import erase_one
from app.service import chain_key
from app.store.engine import make_engine
from app.store.transactions import Store
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call
from tests.support.served import Caller, Served

SENT = {"part": "PEOPLE", "before": "two children", "right": "one child"}


def path(case: dict[str, Any]) -> str:
    return f"/referrals/{case['id']}/rectifications"


def test_what_she_puts_right_stands_beside_what_was_recorded(served: Served, on_call: Caller):
    case = call(served, on_call)
    on_call.ok("POST", path(case), SENT)
    on_call.ok("POST", path(case), {**SENT, "before": "one child", "right": "no child"})
    found = on_call.ok("GET", path(case))["rectifications"]
    assert sorted((one["before"], one["right"]) for one in found) == [
        ("one child", "no child"),
        ("two children", "one child"),
    ]
    with served.service.store.transaction() as tx:
        said = text(
            "SELECT detail FROM audit_events WHERE subject_id = :c AND act = 'RECORD_RECTIFIED'"
        )
        acts = tx.execute(said, {"c": case["id"]}).scalars().all()
    assert acts == [{"part": "PEOPLE"}] * 2, "the part alone, and never her words"


def test_who_does_not_stand_on_the_case_hears_what_a_random_id_answers(served, on_call):
    case = call(served, on_call)
    on_call.ok("POST", path(case), SENT)
    for who, method in (
        (served.caller(Role.COORDINATOR), "GET"),
        (served.caller(Role.ON_CALL), "GET"),
        (served.caller(Role.ON_CALL), "POST"),
        (served.caller(Role.POLICE), "GET"),
        (served.caller(Role.ADMIN), "POST"),
    ):
        body = SENT if method == "POST" else None
        got, random = (who(method, path({"id": one}), body) for one in (case["id"], uuid4()))
        assert (got.status_code, got.content) == (404, random.content)


@pytest.mark.parametrize(
    "wrong",
    [{"part": "WEATHER"}, {"before": ""}, {"right": "x" * 281}, {"right": None}, {"by": "me"}],
)
def test_what_is_not_a_part_or_too_long_is_refused(served, on_call, wrong):
    case = call(served, on_call)
    assert on_call("POST", path(case), {**SENT, **wrong}).status_code == 422
    assert on_call.ok("GET", path(case))["rectifications"] == []


def test_it_is_in_her_report_and_goes_with_the_case(
    served: Served, on_call: Caller, module_database: Database
) -> None:
    case, clerk = call(served, on_call), served.signed_in(Role.COORDINATOR)
    clerk.ok("POST", path(case), SENT)
    report = clerk.ok("POST", f"/referrals/{case['id']}/subject-report")
    told = {part["what"]: part["rows"] for part in report["parts"]}["rectifications"]
    assert [(row["recorded_before"], row["right_by_her"]) for row in told] == [
        ("two children", "one child")
    ]
    assert str(clerk.account) not in str(told)
    engine = make_engine(module_database.owner_url)
    try:
        owned = Store(engine, chain_key(served.service.master))
        assert erase_one(
            owned, UUID(case["id"]), served.clock(), by=clerk.account, second=on_call.account
        )
        with owned.transaction() as tx:
            count = text("SELECT count(*) FROM rectifications WHERE referral_id = :c")
            assert tx.execute(count, {"c": case["id"]}).scalar_one() == 0
    finally:
        engine.dispose()
    assert clerk("POST", path(case), SENT).status_code == 404, "an erased case says nothing of her"
