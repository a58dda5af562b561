"""Those beside ROSA read own cases by a consent that holds, and an agency three words."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text

from app.contract.cases import PhoneReferral
from app.reports.counting import Count
from app.reports.suppression import LEAST, hidden
from app.store import tokens
from app.use_cases.acting import Acting
from app.use_cases.outside import REFERRALS_A_DAY, refer
from models.words import ReferrerKind, Role
from tests.support.database import Database
from tests.support.houses import call
from tests.support.served import Caller, Served

PURPOSE = {Role.POLICE: "POLICE_CONTACT", Role.RETURN_COUNSELLOR: "RETURN_COUNSELLING"}
OUTSIDE = (
    Role.POLICE,
    Role.LAWYER,
    Role.MUNICIPALITY,
    Role.RETURN_COUNSELLOR,
    Role.FOLLOW_UP,
)
BASIS = {"id", "code_name", "scope", "until", "state", "consent", "languages", "interpreter_gender"}
EXTRA = {
    Role.POLICE: {"received_at", "danger_now", "police_involved", "level", "floor", "review_due"},
    Role.LAWYER: set(),
    Role.MUNICIPALITY: {"needs"},
    Role.RETURN_COUNSELLOR: set(),
    Role.FOLLOW_UP: {"needs", "contact", "level"},
}


def put_on(served: Served, boss: Caller, case: dict[str, Any], who: Caller, role: Role) -> str:
    """Her consent for this person; the id of the consent."""
    path = f"/referrals/{case['id']}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    purpose = PURPOSE.get(role, "FOLLOW_UP_MEMBER")
    sent = {"purpose": purpose, "answer": "GIVEN", "form": "WRITTEN", "days": 20}
    version = boss.ok("GET", path)["version"]
    consent = str(boss.ok("POST", f"{path}/consents", sent, version=version)["id"])
    boss.ok("POST", f"{path}/members", {"handle": served.handle(who), "consent": consent})
    return consent


@pytest.mark.parametrize("role", OUTSIDE)
def test_v14_2_6_each_role_reads_its_part_of_own_cases_while_she_agrees(
    served: Served, on_call: Caller, role: Role
) -> None:
    boss, who, other = served.caller(Role.COORDINATOR), served.caller(role), served.caller(role)
    case = call(served, on_call)
    call(served, on_call)
    assert who.ok("GET", "/own-cases")["cases"] == []
    consent = put_on(served, boss, case, who, role)
    (line,) = who.ok("GET", "/own-cases")["cases"]
    assert line["id"] != case["id"] and line["code_name"] == case["code_name"]
    told = who.ok("GET", f"/own-cases/{line['id']}")
    assert told.keys() == BASIS | EXTRA[role]
    assert told["state"] == "RECEIVED"
    if role is Role.FOLLOW_UP:
        assert told["level"] in (1, 2, 3, 4)
    random = who("GET", f"/own-cases/{uuid4()}")
    for got in (
        other("GET", f"/own-cases/{line['id']}"),
        who("GET", f"/own-cases/{case['id']}"),
        who("GET", f"/referrals/{case['id']}"),
    ):
        assert (got.status_code, got.content) == (404, random.content)
    version = boss.ok("GET", f"/referrals/{case['id']}")["version"]
    boss.ok("POST", f"/referrals/{case['id']}/consents/{consent}/withdraw", version=version)
    got = who("GET", f"/own-cases/{line['id']}")
    assert (got.status_code, got.content) == (404, random.content)
    assert who.ok("GET", "/own-cases")["cases"] == []


def test_a_consent_that_is_over_or_followed_by_a_no_opens_nothing(
    served: Served, on_call: Caller
) -> None:
    boss, lawyer = served.caller(Role.COORDINATOR), served.caller(Role.LAWYER)
    case = call(served, on_call)
    put_on(served, boss, case, lawyer, Role.LAWYER)
    (line,) = lawyer.ok("GET", "/own-cases")["cases"]
    clocks = lawyer.ok("GET", f"/own-cases/{line['id']}/clocks")
    assert clocks.keys() == {"periods", "clocks", "next_step"}
    served.clock.forward(days=21)
    try:
        assert lawyer("GET", f"/own-cases/{line['id']}").status_code == 404
    finally:
        served.clock.forward(days=-21)
    assert lawyer("GET", f"/own-cases/{line['id']}").status_code == 200
    path = f"/referrals/{case['id']}"
    version = boss.ok("GET", path)["version"]
    no = {"purpose": "FOLLOW_UP_MEMBER", "answer": "REFUSED"}
    boss.ok("POST", f"{path}/consents", no, version=version)
    assert lawyer("GET", f"/own-cases/{line['id']}").status_code == 404


def test_the_police_read_whom_she_fears_and_links_that_nobody_else_reads(
    served: Served, on_call: Caller
) -> None:
    boss, police = served.caller(Role.COORDINATOR), served.caller(Role.POLICE)
    cases = [call(served, on_call) for _ in range(2)]
    for case in cases:
        put_on(served, boss, case, police, Role.POLICE)
    one, other = police.ok("GET", "/own-cases")["cases"]
    at = f"/own-cases/{one['id']}"
    assert police.ok("GET", f"{at}/actors")["actors"][0]["label"] == "A"
    assert police.ok("GET", f"{at}/areas")["areas"]
    assert police.ok("GET", f"{at}/compromises")["compromises"] == []
    sent = {"other": other["id"], "kind": "MUST_SEPARATE"}
    police.ok("POST", f"{at}/links", sent)
    (link,) = police.ok("GET", f"{at}/links")["links"]
    assert (link["other"], link["kind"]) == (other["id"], "MUST_SEPARATE")
    mine = {case["id"] for case in cases}
    assert not [k for k in boss.every("/links", "links") if {k["a"], k["b"]} <= mine]
    same = police("POST", f"{at}/links", {**sent, "other": one["id"]})
    assert (same.status_code, same.json()["wrong"][0]["rule"]) == (422, "two_cases")
    assert police("POST", f"{at}/links", {**sent, "other": str(uuid4())}).status_code == 404


@pytest.fixture
def agency(served: Served) -> Caller:
    """A referrer of a verified organisation."""
    made = served.organisation(f"AGENCY-{uuid4().hex[:6].upper()}", ReferrerKind.NOAS)
    return served.caller(Role.REFERRER, organisation=made)


def test_a_referrer_learns_three_words_of_own_referrals_under_an_id_of_its_own(
    served: Served, agency: Caller, coordinator: Caller
) -> None:
    sent = {"danger_now": "NO", "referrer_kind": "NOAS", "she_knows": "YES"}
    made = agency("POST", "/own-referrals", sent)
    again = agency("POST", "/own-referrals", sent)
    assert made.status_code == again.status_code == 201
    assert len(made.content) == len(again.content)
    assert made.json().keys() == {"id", "status"}
    own = agency.ok("GET", "/own-referrals")["referrals"]
    assert {one["status"] for one in own} == {"RECEIVED"} and len(own) == 2
    with served.service.store.transaction() as tx:
        referral = tx.execute(
            text("SELECT id FROM referrals WHERE referrer_reference = :ref"),
            {"ref": UUID(made.json()["id"])},
        ).scalar_one()
    assert str(referral) != made.json()["id"]
    coordinator.ok("POST", f"/referrals/{referral}/options", key=None)
    path = f"/own-referrals/{made.json()['id']}"
    assert agency.ok("GET", path)["status"] == "IN_PROGRESS"
    version = coordinator.ok("GET", f"/referrals/{referral}")["version"]
    coordinator.ok("POST", f"/referrals/{referral}/withdraw", version=version)
    assert agency.ok("GET", path)["status"] == "CLOSED"
    stranger = served.caller(Role.REFERRER)
    random = stranger("GET", f"/own-referrals/{uuid4()}")
    theirs = stranger("GET", path)
    assert (theirs.status_code, theirs.content) == (404, random.content)
    assert agency("GET", f"/referrals/{referral}").content == random.content
    assert stranger("POST", "/own-referrals", sent).status_code == 404


def test_a_referrer_who_refers_without_end_is_stopped(agency: Caller) -> None:
    for _ in range(REFERRALS_A_DAY):
        agency.ok("POST", "/own-referrals", {})
    assert agency("POST", "/own-referrals", {}).status_code == 429


def test_two_at_once_make_no_more_referrals_than_a_day_allows(
    served: Served, agency: Caller, module_database: Database
) -> None:
    for _ in range(REFERRALS_A_DAY - 1):
        agency.ok("POST", "/own-referrals", {})
    now, service = served.clock(), served.service
    with service.store.transaction() as tx:
        who = tokens.holder(tx, agency.token, now=now)
    assert who is not None
    owner = create_engine(module_database.owner_url)
    with ThreadPoolExecutor(1) as pool, owner.connect() as seen:
        with service.store.transaction(who) as tx:
            quota = service.settings.places_allowed
            refer(Acting(tx, who, now), PhoneReferral(), service.places, quota)
            other = pool.submit(agency, "POST", "/own-referrals", {})
            waits = text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            while not other.done() and not seen.execute(waits).scalar_one():
                time.sleep(0.01)
        assert other.result(timeout=30).status_code == 429
    owner.dispose()


def test_the_auditor_reads_who_opened_what_and_no_case(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    auditor, case = served.caller(Role.AUDITOR), call(served, on_call)
    coordinator.ok("GET", f"/referrals/{case['id']}")
    found = auditor.ok("GET", f"/audit-events?subject={case['id']}")
    read = [e for e in found["events"] if e["act"] == "CASE_READ"]
    assert [e["actor"] for e in read] == [str(coordinator.account)]
    first = auditor.ok("GET", "/audit-events?limit=2")
    second = auditor.ok("GET", f"/audit-events?limit=2&after={first['next']}")
    numbers = [e["seq"] for e in (*first["events"], *second["events"])]
    assert numbers == [1, 2, 3, 4]
    assert auditor.ok("GET", "/audit/head")["seq"] > 4
    assert "rule_sets" in auditor.ok("GET", "/rule-sets")
    assert auditor("GET", f"/referrals/{case['id']}").status_code == 404


def test_people_outside_need_a_verified_organisation(served: Served) -> None:
    admin = served.caller(Role.ADMIN)
    made = admin.ok("POST", "/organisations", {"code_name": "NOAS-7", "kind": "NOAS"})["id"]
    sent = {"handle": "noas-worker", "role": "REFERRER", "organisation": made}
    got = admin("POST", "/accounts", sent)
    assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, "not_verified")

    def is_verified() -> bool:
        found = admin.every("/organisations", "organisations")
        return next(o["verified_at"] is not None for o in found if o["id"] == made)

    assert not is_verified()
    admin.ok("POST", f"/organisations/{made}/verify")
    assert is_verified()
    admin.ok("POST", "/accounts", sent)
    for odd in (
        {"handle": "odd-one", "role": "REFERRER"},
        {"handle": "odd-two", "role": "ON_CALL", "organisation": made},
    ):
        assert admin("POST", "/accounts", odd).status_code == 422
    assert admin("POST", f"/organisations/{uuid4()}/verify").status_code == 404


def test_statistics_hide_small_counts_in_company_and_tell_finished_quarters_alone(
    served: Served, on_call: Caller
) -> None:
    reader = served.caller(Role.STATISTICS)
    for _ in range(LEAST + 2):
        on_call.ok("POST", "/referrals/phone", {})
    today = served.clock()
    this = f"/statistics?year={today.year}&quarter={(today.month - 1) // 3 + 1}"
    assert reader("GET", this).json()["wrong"][0]["rule"] == "not_over"
    served.clock.forward(days=92 + 14)
    try:
        told = served.caller(Role.STATISTICS).ok("GET", this)
    finally:
        served.clock.forward(days=-92 - 14)
    counts = [c["count"] for c in (*told["by_referrer"], *told["by_outcome"])]
    counts.append(told["total"])
    assert any(counts)
    assert all(count is None or (count >= LEAST and count % 5 == 0) for count in counts)


@pytest.mark.parametrize(
    ("counts", "out"),
    [
        ({"a": 30, "b": 40}, set()),
        ({"a": 3, "b": 40, "c": 20}, {"a", "c"}),
        ({"a": 3, "b": 4, "c": 20, "d": 50}, {"a", "b", "c"}),
        ({"a": 6, "b": 7, "c": 20}, {"a", "b"}),
        ({"a": 0, "b": 50}, {"a", "b"}),
    ],
)
def test_no_difference_of_counts_isolates_fewer_than_eleven(
    counts: dict[str, int], out: set[str]
) -> None:
    assert hidden({word: Count.of_each(number) for word, number in counts.items()}) == out
    assert not out or (len(out) >= 2 and sum(counts[word] for word in out) >= LEAST)
