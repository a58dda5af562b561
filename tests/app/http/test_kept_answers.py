"""An answer kept for a retry is told to nobody who may not know it any more; the act is not done anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.store import members
from models.words import Role
from tests.app.http.test_outside import put_on
from tests.support.houses import call
from tests.support.served import Caller, Served

WHY = {"purpose": "STAFF_CHANGE", "reason": "she changes her post"}
HERS = {"purpose": "SHIFT"}


def heard(who: Caller, path: str, body: Any, **sent: Any) -> Any:
    """Answered once, and told again."""
    first = who.ok("POST", path, body, **sent)
    assert who.ok("POST", path, body, **sent) == first
    return first


def gone(who: Caller, path: str, body: Any, **sent: Any) -> None:
    """The retry hears what a random id is answered."""
    got, random = who("POST", path, body, **sent), who("GET", f"/referrals/{uuid4()}")
    assert (got.status_code, got.content) == (404, random.content)


def test_who_is_denied_a_case_hears_no_kept_answer(served: Served, on_call: Caller) -> None:
    case, who, other = call(served, on_call), *(served.caller(Role.COORDINATOR) for _ in range(2))
    path, key = f"/referrals/{case['id']}/take-over", uuid4().hex
    for one in (who, other):
        heard(one, path, HERS, key=key)
    other.ok("POST", f"/referrals/{case['id']}/readers", {"handle": served.handle(who)})
    gone(who, path, HERS, key=key)
    heard(other, path, HERS, key=key)


@pytest.mark.parametrize("how", ["withdrawn", "ended"])
def test_whose_consent_ended_hears_no_kept_answer(
    served: Served, on_call: Caller, how: str
) -> None:
    boss, police = served.caller(Role.COORDINATOR), served.caller(Role.POLICE)
    case = call(served, on_call)
    consent = put_on(served, boss, case, police, Role.POLICE)
    (line,) = police.ok("GET", "/own-cases")["cases"]
    path, body, key = f"/own-cases/{line['id']}/threat", {"level": "T4"}, uuid4().hex
    heard(police, path, body, key=key)
    at = f"/referrals/{case['id']}"
    if how == "withdrawn":
        version = boss.ok("GET", at)["version"]
        boss.ok("POST", f"{at}/consents/{consent}/withdraw", version=version)
    else:
        boss.ok("POST", f"{at}/members/{line['id']}/end")
    gone(police, path, body, key=key)


def test_who_has_another_role_hears_nothing_in_the_shape_of_the_old_one(
    served: Served, on_call: Caller
) -> None:
    whom, case = served.caller(Role.ON_CALL), call(served, on_call)
    to, key = {"handle": served.handle(on_call)}, uuid4().hex
    heard(whom, "/shift/hand-over", to, key=key)
    boss, second = served.caller(Role.COORDINATOR), served.signed_in(Role.ADMIN)
    asked = boss.ok("POST", f"/accounts/{whom.account}/role", {**WHY, "role": "COORDINATOR"})
    second.ok("POST", f"/approvals/{asked['approval']}/agree")
    again = served.again(whom)
    assert again.ok("GET", f"/referrals/{case['id']}")
    gone(again, "/shift/hand-over", to, key=key)


def test_under_kode6_those_named_alone_hear_what_was_kept_of_the_case(
    served: Served, on_call: Caller
) -> None:
    case, other_case = call(served, on_call), call(served, on_call)
    named, other = (served.caller(Role.COORDINATOR) for _ in range(2))
    key = uuid4().hex
    body = {"danger_now": "NO"}

    def changed(who: Caller, one: dict[str, Any], version: int) -> int:
        path = f"/referrals/{one['id']}"
        return who("PATCH", path, body, version=version, key=key + one["id"]).status_code

    versions = {}
    for who in (named, other):
        for one in (case, other_case):
            seen = who.ok("GET", f"/referrals/{one['id']}")["version"]
            versions[who.account, one["id"]] = seen
            assert [changed(who, one, seen) for _ in range(2)] == [200, 200]
    with served.service.store.transaction() as tx:
        members.allow_only(
            tx, UUID(case["id"]), [named.account], by=named.account, now=served.clock()
        )
    heard_again = {
        (who is named, one is case): changed(who, one, versions[who.account, one["id"]])
        for who in (named, other)
        for one in (case, other_case)
    }
    assert heard_again.pop((False, True)) == 404
    assert set(heard_again.values()) == {200}


def test_who_hands_her_shift_over_hears_what_she_did_herself(
    served: Served, on_call: Caller
) -> None:
    whom, key = served.caller(Role.ON_CALL), uuid4().hex
    call(served, whom)
    heard(whom, "/shift/hand-over", {"handle": served.handle(on_call)}, key=key)
