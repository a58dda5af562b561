"""A complaint or an exclusion is reasoned, heard by somebody who had no part in it, and moves nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.asking import tell_overdue_reviews
from app.service import store_of_owner
from app.store import case_counts
from app.tasks_due import tell_and_escalate
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house
from tests.support.served import Caller, Served

LEFT_OUT = {
    "kind": "EXCLUSION",
    "about": "SAFE_ELSEWHERE",
    "said_by": "STAFF",
    "reason": "her sister has a flat",
}
WAITED = {"about": "LEFT_WAITING", "reason": "nobody called back"}
FOUND = {"verdict": "RIGHT", "finding": "the call was not noted"}


def complain(who: Caller, case: str, sent: dict[str, Any] = WAITED) -> str:
    made = who.ok("POST", f"/referrals/{case}/complaints", sent)
    assert set(made) == {"id"}, "the answer is kept for retries"
    return str(made["id"])


def review(who: Caller, complaint: str) -> Any:
    return who("POST", f"/complaints/{complaint}/review", FOUND)


def tasks(who: Caller, case: str) -> list[str]:
    found = who.ok("GET", f"/tasks?referral={case}")["tasks"]
    return [t["kind"] for t in found if t["kind"].startswith("REVIEW_")]


@pytest.mark.parametrize(
    ("sent", "kind"), [(WAITED, "REVIEW_COMPLAINT"), (LEFT_OUT, "REVIEW_EXCLUSION")]
)
def test_it_waits_for_somebody_independent_within_72_hours(
    served: Served, coordinator: Caller, on_call: Caller, sent: dict[str, Any], kind: str
) -> None:
    case = call(served, on_call)["id"]
    complaint = complain(on_call, case, sent)
    (told,) = on_call.ok("GET", f"/referrals/{case}/complaints")["complaints"]
    took = (served.clock() - served.clock().fromisoformat(told["made_at"])).total_seconds()
    due = served.clock().fromisoformat(told["due_at"]) - served.clock()
    assert 0 <= took < 60 and abs(due.total_seconds() + took - 72 * 3600) < 1
    assert tasks(coordinator, case) == [kind]
    waiting = coordinator.ok("GET", "/complaints")["complaints"]
    assert complaint in {one["id"] for one in waiting}
    assert review(coordinator, complaint).status_code == 200
    assert tasks(coordinator, case) == []
    assert review(coordinator, complaint).status_code == 409
    (told,) = on_call.ok("GET", f"/referrals/{case}/complaints")["complaints"]
    assert (told["verdict"], told["finding"]) == ("RIGHT", FOUND["finding"])


def test_whoever_made_it_took_the_case_or_ever_stood_on_it_is_not_independent(
    served: Served, coordinator: Caller
) -> None:
    took, stood, wrote = (served.caller(Role.COORDINATOR) for _ in range(3))
    case = call(served, took)["id"]
    stood.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    members = coordinator.ok("GET", f"/referrals/{case}") and took.ok(
        "GET", f"/referrals/{case}/members"
    )
    ended = [m["id"] for m in members["members"]]
    complaint = complain(wrote, case)
    for one in ended:
        took("POST", f"/referrals/{case}/members/{one}/end")
    for who in (took, stood, wrote):
        got = review(who, complaint)
        assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")
    auditor = served.caller(Role.AUDITOR)
    assert complaint in {c["id"] for c in auditor.ok("GET", "/complaints")["complaints"]}
    assert review(auditor, complaint).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"about": "SAFE_ELSEWHERE"},
        {"kind": "EXCLUSION"},
        {**LEFT_OUT, "said_by": "HERSELF"},
        {**LEFT_OUT, "about": "BEHAVES_WRONGLY"},
        {"reason": None},
    ],
)
def test_it_is_reasoned_and_behaviour_is_no_reason_to_leave_her_out(
    served: Served, on_call: Caller, wrong: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    sent = {**WAITED, **wrong}
    assert on_call("POST", f"/referrals/{case}/complaints", sent).status_code == 422


def test_neither_what_is_said_nor_what_is_found_names_anybody(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    path = f"/referrals/{call(served, on_call)['id']}/complaints"
    got = on_call("POST", path, {**WAITED, "reason": "Kari Nordmann did not call back"})
    assert (got.status_code, got.json()["wrong"][0]["at"]) == (422, "/reason")
    assert on_call.ok("GET", path)["complaints"] == []
    complaint = on_call.ok("POST", path, WAITED)["id"]
    found = {**FOUND, "finding": "she rang from 97 12 34 56"}
    got = coordinator("POST", f"/complaints/{complaint}/review", found)
    assert (got.status_code, got.json()["wrong"][0]["at"]) == (422, "/finding")
    assert review(coordinator, complaint).status_code == 200


def test_neither_changes_her_priority_her_options_or_where_her_case_stands(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    house(served, coordinator, "COMPLAINT-01", "Tromsø")
    case = call(served, on_call)["id"]

    def stands() -> Any:
        found = on_call.ok("POST", f"/referrals/{case}/options", key=None)
        told = coordinator.ok("GET", f"/referrals/{case}")
        return (
            [(o["shelter"], o["rank"], o["why"]) for o in found["options"]],
            (told["level"], told["priority"], told["state"], told["version"]),
        )

    before = stands()
    assert before[0]
    for sent in (WAITED, LEFT_OUT):
        review(served.caller(Role.AUDITOR), complain(on_call, case, sent))
        complain(on_call, case, sent)
        assert stands() == before


def test_they_are_counted_and_the_late_ones_are_heard_of(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    def count(verdict: str | None) -> tuple[int, int]:
        for one in coordinator.ok("GET", "/complaint-counts")["counts"]:
            if (one["about"], one["verdict"]) == ("PRIVACY", verdict):
                return one["number"], one["late"]
        return 0, 0

    case = call(served, on_call)["id"]
    sent = {"about": "PRIVACY", "reason": "spoken of in the corridor"}
    first, second = complain(on_call, case, sent), complain(on_call, case, sent)
    assert (count(None), count("RIGHT")) == ((2, 0), (0, 0))
    review(coordinator, first)
    assert (count(None), count("RIGHT")) == ((1, 0), (1, 0))
    served.clock.forward(hours=71)
    tell_overdue_reviews(served.service, served.clock())
    assert second not in overdue(served)
    served.clock.forward(hours=2)
    tell_overdue_reviews(served.service, served.clock())
    assert second in overdue(served) and first not in overdue(served)
    assert count(None) == (1, 1)
    review(coordinator, second)
    assert second not in overdue(served), "nobody is told of it day after day"


def test_what_was_found_stays_counted_when_the_case_is_erased(
    served: Served, coordinator: Caller, on_call: Caller, module_database: Database
) -> None:
    def of_erased() -> int:
        return sum(
            one["number"]
            for one in coordinator.ok("GET", "/complaint-counts")["counts"]
            if (one["kind"], one["about"], one["verdict"]) == ("COMPLAINT", None, "RIGHT")
        )

    case = call(served, on_call)["id"]
    review(coordinator, complain(on_call, case))
    with served.service.store.transaction() as tx:
        query = "UPDATE persons SET address_block = 'NONE' WHERE household_id IN"
        hers = "(SELECT id FROM households WHERE referral_id = :r)"
        tx.execute(text(f"{query} {hers}"), {"r": case})
    before = of_erased()
    owner = store_of_owner(module_database.owner_url, served.service.master)
    with owner as store, store.transaction() as tx:
        case_counts.add(tx, UUID(case), (), today=served.today())
    assert of_erased() == before + 1


def overdue(served: Served) -> set[str]:
    """Complaints with an open alarm."""
    with served.service.store.transaction() as tx:
        query = (
            "SELECT subject_id FROM alarms WHERE kind = 'REVIEW_OVERDUE' AND answered_at IS NULL"
        )
        rows = tx.execute(text(query))
        return {str(row.subject_id) for row in rows}


def test_a_complaint_about_somebody_elses_case_finds_nothing(
    served: Served, on_call: Caller
) -> None:
    case, other = call(served, on_call)["id"], served.caller(Role.ON_CALL)
    assert other("POST", f"/referrals/{case}/complaints", WAITED).status_code == 404
    assert other("GET", f"/referrals/{case}/complaints").status_code == 404


def test_an_overdue_review_is_no_alarm_for_whom_a_list_keeps_from_the_case(
    served: Served, coordinator: Caller
) -> None:
    insider, case = served.caller(Role.COORDINATOR), call(served, coordinator)["id"]
    coordinator.ok("POST", f"/referrals/{case}/readers", {"handle": served.handle(insider)})
    complaint = complain(coordinator, case)
    served.clock.forward(hours=73)
    tell_overdue_reviews(served.service, served.clock())
    seen = [str(who.ok("GET", "/alarms?limit=50")) for who in (coordinator, insider)]
    assert [complaint in one for one in seen] == [True, False]


def test_whoever_takes_the_task_of_a_review_stays_independent(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    complaint = complain(on_call, case)
    (task,) = coordinator.ok("GET", f"/tasks?referral={case}")["tasks"]
    coordinator.ok("POST", f"/tasks/{task['id']}/take")
    assert coordinator("GET", f"/referrals/{case}/actors").status_code == 404
    assert review(coordinator, complaint).status_code == 200


@pytest.mark.parametrize("sent", [WAITED, LEFT_OUT])
def test_only_a_review_ends_the_task_of_a_review(
    served: Served, coordinator: Caller, on_call: Caller, sent: dict[str, Any]
) -> None:
    """Not a word, nor that the case is closed: whom it is about could say and do both."""
    case = call(served, on_call)["id"]
    complaint = complain(on_call, case, sent)
    (task,) = coordinator.ok("GET", f"/tasks?referral={case}")["tasks"]
    got = coordinator("POST", f"/tasks/{task['id']}/done", {"outcome": "DONE"})
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:wrong-state")
    version = on_call.ok("GET", f"/referrals/{case}")["version"]
    on_call.ok("POST", f"/referrals/{case}/withdraw", version=version)
    assert len(tasks(coordinator, case)) == 1
    assert review(coordinator, complaint).status_code == 200
    assert tasks(coordinator, case) == []


def test_with_nobody_independent_on_duty_it_is_nobodys_who_had_a_part_in_it(
    served: Served, coordinator: Caller
) -> None:
    took = served.caller(Role.COORDINATOR)
    hour = timedelta(hours=1)
    span = {"account": str(took.account), "post": "DUTY_MANAGER"}
    span |= {"starts_at": (served.clock() - hour).isoformat()}
    span |= {"ends_at": (served.clock() + 60 * hour).isoformat()}
    served.caller(Role.ADMIN).ok("POST", "/duty-spans", span)
    case = call(served, took)["id"]
    complain(took, case)

    def owners() -> list[str | None]:
        found = coordinator.ok("GET", f"/tasks?referral={case}")["tasks"]
        return [one["owner"] for one in found if one["kind"] == "REVIEW_COMPLAINT"]

    assert owners() == [None]
    served.clock.forward(hours=25)
    tell_and_escalate(served.service, served.clock())
    assert owners() == [None]
