"""Kode 6: two decide it, three at most know of the case, everybody else meets a random id."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.store import cases, referrals
from models.words import Role
from tests.support.houses import call
from tests.support.served import Caller, Served

WHY = {"purpose": "POLICE_ADVICE", "reason": "the police have decided so"}


def ask(who: Caller, case: dict[str, Any], **more: Any) -> Any:
    version = who.ok("GET", f"/referrals/{case['id']}")["version"]
    path = f"/referrals/{case['id']}/address-block"
    return who("POST", path, {**WHY, **more}, version=version)


def closed(served: Served, case: dict[str, Any], *named: Caller) -> Caller:
    """The case is closed to all but these; who agreed to it."""
    second = served.signed_in(Role.COORDINATOR)
    readers = [served.handle(one) for one in named]
    asked = ask(named[0], case, block="KODE6", readers=readers)
    assert asked.status_code == 201, asked.text
    second.ok("POST", f"/approvals/{asked.json()['approval']}/agree")
    return second


def test_v8_2_4_a_kode6_case_is_the_404_of_a_random_id_for_all_who_are_not_named(
    served: Served, on_call: Caller
) -> None:
    case = call(served, on_call)
    named, other = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    second = closed(served, case, named)
    named.ok("GET", f"/referrals/{case['id']}")
    for who in (second, other, on_call):
        seen = who("GET", f"/referrals/{case['id']}")
        random = who("GET", f"/referrals/{uuid4()}")
        assert (seen.status_code, seen.content) == (404, random.content)
        assert case["id"] not in str(who.every("/referrals", "referrals"))


def test_what_waits_for_a_second_person_tells_nothing_of_it_to_others(
    served: Served, on_call: Caller
) -> None:
    case = call(served, on_call)
    named, also = served.caller(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    closed(served, case, named, also)
    asked = ask(named, case, block="NONE").json()["approval"]
    stranger = served.caller(Role.COORDINATOR)
    seen, random = (stranger("GET", f"/approvals/{one}") for one in (asked, uuid4()))
    assert (seen.status_code, seen.content) == (404, random.content)
    assert stranger("POST", f"/approvals/{asked}/agree").status_code == 404
    assert asked not in str(stranger.every("/approvals", "approvals"))
    also.ok("POST", f"/approvals/{asked}/agree")
    stranger.ok("GET", f"/referrals/{case['id']}")


def test_v2_3_5_nobody_decides_it_alone(served: Served, on_call: Caller) -> None:
    case, named = call(served, on_call), served.caller(Role.COORDINATOR)
    asked = ask(named, case, block="KODE6", readers=[served.handle(named)]).json()["approval"]
    got = named("POST", f"/approvals/{asked}/agree")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")
    served.caller(Role.COORDINATOR).ok("GET", f"/referrals/{case['id']}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"block": "KODE6"},
        {"block": "KODE6", "readers": ["a1", "a2", "a3", "a4"]},
        {"block": "KODE6", "readers": ["a1", "a1"]},
        {"block": "KODE7", "readers": ["a1"]},
        {"block": "UNKNOWN"},
        {"block": "KODE6", "readers": ["nobody-at-all"]},
    ],
)
def test_at_most_three_who_are_coordinators_are_named_under_kode6_alone(
    served: Served, on_call: Caller, wrong: dict[str, Any]
) -> None:
    case = call(served, on_call)
    assert ask(served.caller(Role.COORDINATOR), case, **wrong).status_code == 422


BLOCKS = ("KODE6", "UNKNOWN", "KODE7", "NONE")
"""The strictest first, as matching reads a household of several."""


def retype(who: Caller, case: dict[str, Any], block: str | None) -> None:
    path = f"/referrals/{case['id']}"
    version = who.ok("GET", path)["version"]
    member = {"role": "ADULT", "gender": "WOMAN", "address_block": block}
    who.ok("PUT", f"{path}/people", {"members": [member]}, version=version)


def blocks_of(served: Served, case: dict[str, Any]) -> list[str]:
    with served.service.store.transaction() as tx:
        return cases.address_blocks(tx, referrals.household_of(tx, UUID(case["id"])))


@pytest.mark.parametrize("sent", ["UNKNOWN", "KODE7", "NONE", None])
def test_what_two_have_decided_one_does_not_lift_by_typing_her_people_anew(
    served: Served, on_call: Caller, sent: str | None
) -> None:
    case, named = call(served, on_call), served.caller(Role.COORDINATOR)
    closed(served, case, named)
    retype(named, case, sent)
    assert blocks_of(served, case) == ["KODE6"]
    assert served.caller(Role.COORDINATOR)("GET", f"/referrals/{case['id']}").status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ON_CALL])
@pytest.mark.parametrize("stands", BLOCKS)
@pytest.mark.parametrize("sent", BLOCKS)
def test_one_person_makes_an_address_block_stricter_and_never_weaker(
    served: Served, stands: str, sent: str, role: Role
) -> None:
    worker = served.caller(role)
    case = call(served, worker)
    retype(worker, case, stands)
    retype(worker, case, sent)
    assert blocks_of(served, case) == [min(stands, sent, key=BLOCKS.index)]
    retype(worker, case, None)
    left_out = {"NONE": "UNKNOWN"}  # nobody was asked: that is not known
    strictest = min(stands, sent, key=BLOCKS.index)
    assert blocks_of(served, case) == [left_out.get(strictest, strictest)]


@pytest.mark.parametrize("verb", ["agree", "refuse"])
def test_v7_5_3_a_yes_to_kode6_wants_a_step_up_and_a_no_does_not(
    served: Served, on_call: Caller, verb: str
) -> None:
    case, named = call(served, on_call), served.caller(Role.COORDINATOR)
    asked = ask(named, case, block="KODE6", readers=[served.handle(named)]).json()["approval"]
    stale = served.signed_in(Role.COORDINATOR, stepped_up=False)
    for who in (served.caller(Role.COORDINATOR), stale):
        got = who("POST", f"/approvals/{asked}/agree")
        assert (got.status_code, got.json()["type"]) == (403, "urn:havn:problem:step-up-needed")
    who = served.signed_in(Role.COORDINATOR, stepped_up=verb == "agree")
    who.ok("POST", f"/approvals/{asked}/{verb}")


@pytest.mark.parametrize(
    ("merged", "into", "stands"),
    [
        ("KODE7", "UNKNOWN", "UNKNOWN"),
        ("UNKNOWN", "KODE7", "UNKNOWN"),
        ("KODE6", "UNKNOWN", "KODE6"),
        ("NONE", "KODE7", "KODE7"),
    ],
)
def test_a_merging_makes_an_address_block_stricter_and_never_weaker(
    served: Served, merged: str, into: str, stands: str
) -> None:
    alone = served.caller(Role.COORDINATOR)
    one, other = call(served, alone), call(served, alone)
    for case, block in ((one, merged), (other, into)):
        retype(alone, case, block)
    path = f"/referrals/{one['id']}"
    version = alone.ok("GET", path)["version"]
    alone.ok("POST", f"{path}/merge", {"into": other["id"]}, version=version)
    assert blocks_of(served, other) == [stands]
