"""Tasks: one owner each, open once about a subject, told of, taken, done, and up when they are late."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.store import tasks
from app.tasks_due import tell_and_escalate
from models.notice import NoticeRecord
from models.task import TaskRecord
from models.words import DutyPost, Role, TaskKind, TaskState
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones, place
from tests.support.served import Caller, Clock, Served, serving


@pytest.fixture
def served(database: Database) -> Iterator[Served]:
    with serving(database, Clock(stopped=True)) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture
def coordinator(served: Served) -> Caller:
    return served.caller(Role.COORDINATOR)


def on_duty(served: Served, who: Caller, post: str, by: Caller) -> None:
    now = served.clock()
    span = {
        "account": str(who.account),
        "post": post,
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=8)).isoformat(),
    }
    by.ok("POST", "/duty-spans", span)


def set_one(served: Served, kind: TaskKind = TaskKind.CALL_BACK, **more: Any) -> UUID:
    now = served.clock()
    with served.service.store.transaction() as tx:
        due = more.pop("due_at", now + timedelta(minutes=15))
        return tasks.set_(tx, kind, now=now, due_at=due, **more)


def listed(who: Caller, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.ok("GET", f"/tasks{query}")["tasks"]
    return found


def told(database: Database, subject: UUID) -> set[UUID]:
    """Who has a notice about it; it holds no content."""
    owner = create_engine(database.owner_url)
    with Session(owner) as session:
        query = select(NoticeRecord.account_id).where(NoticeRecord.subject_id == subject)
        found = set(session.execute(query).scalars())
    owner.dispose()
    return found


def test_it_belongs_to_who_is_on_duty_and_she_alone_is_told(
    served: Served, coordinator: Caller, database: Database
) -> None:
    other = served.caller(Role.COORDINATOR)
    on_duty(served, other, "COORDINATOR", coordinator)
    case = UUID(call(served, coordinator)["id"])
    task = set_one(served, referral=case)
    (line,) = listed(other)
    assert (line["id"], line["kind"], line["mine"]) == (str(task), "CALL_BACK", True)
    assert (line["referral"], line["subject"]) == (str(case), str(case))
    assert told(database, task) == {other.account}
    assert [one["mine"] for one in listed(coordinator)] == [False]
    assert listed(coordinator, "?mine=true") == []


def test_with_nobody_on_duty_everybody_of_rosa_is_told_and_one_takes_it(
    served: Served, coordinator: Caller, database: Database
) -> None:
    other = served.caller(Role.COORDINATOR)
    task = set_one(served, referral=UUID(call(served, coordinator)["id"]))
    assert told(database, task) == {coordinator.account, other.account}
    assert listed(other)[0]["owner"] is None
    other.ok("POST", f"/tasks/{task}/take")
    assert [line["mine"] for line in listed(other)] == [True]
    assert listed(coordinator)[0]["owner"] is not None


def test_one_is_open_of_a_kind_about_a_subject_and_the_next_comes_after_it(
    served: Served, coordinator: Caller
) -> None:
    case = UUID(call(served, coordinator)["id"])
    first = set_one(served, referral=case)
    assert set_one(served, referral=case) == first
    assert set_one(served, TaskKind.NEEDS_REVIEW, referral=case) != first
    coordinator.ok("POST", f"/tasks/{first}/done", {"outcome": "NOT_REACHED"})
    assert [line["kind"] for line in listed(coordinator)] == ["NEEDS_REVIEW"]
    assert set_one(served, referral=case) != first
    assert coordinator("POST", f"/tasks/{first}/done", {}).status_code == 404


def test_of_many_who_set_it_at_once_one_does(served: Served, coordinator: Caller) -> None:
    case = UUID(call(served, coordinator)["id"])
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: set_one(served, referral=case), range(16)))
    assert len(set(made)) == 1
    assert [line["id"] for line in listed(coordinator)] == [str(made[0])]


def test_a_page_is_a_piece_of_the_whole_list(served: Served, coordinator: Caller) -> None:
    """Cut before anything is joined to it: nothing is told twice, left out or of another's list."""
    case, other = UUID(call(served, coordinator)["id"]), served.caller(Role.COORDINATOR)
    kept_from_her = UUID(call(served, other)["id"])
    barred = {"handle": served.handle(coordinator)}
    other.ok("POST", f"/referrals/{kept_from_her}/readers", barred)
    for number in range(15):
        referral = kept_from_her if number % 2 else case
        owner = (coordinator if number % 3 else other).account
        set_one(served, referral=referral, subject=tasks.About("offer", uuid4()), owner=owner)
    whole = listed(coordinator, "?limit=50")
    assert {one["referral"] for one in whole} == {str(case)}
    assert len(whole) == 8
    for query, wanted in (("", whole), ("mine=true&", [one for one in whole if one["mine"]])):
        pages, at = list[list[dict[str, Any]]](), f"/tasks?{query}limit=2"
        while at:
            page = coordinator.ok("GET", at)
            pages.append(page["tasks"])
            at = page["next"] and f"/tasks?{query}limit=2&cursor={page['next']}"
        assert [one for page in pages for one in page] == wanted
        assert {len(page) for page in pages[:-1]} == {2}


def test_what_it_was_about_is_over_and_it_falls_away(served: Served, coordinator: Caller) -> None:
    offer = uuid4()
    task = set_one(
        served,
        referral=UUID(call(served, coordinator)["id"]),
        subject=tasks.About("offer", offer),
    )
    with served.service.store.transaction() as tx:
        assert tasks.drop(tx, subjects=[offer], now=served.clock()) == [task]
    assert listed(coordinator) == []


def test_only_who_stands_on_the_case_sees_it_on_call_and_nobody_whom_a_list_keeps_away(
    served: Served, coordinator: Caller
) -> None:
    mine, theirs = served.caller(Role.ON_CALL), served.caller(Role.ON_CALL)
    away = served.caller(Role.COORDINATOR)
    case = call(served, mine)["id"]
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "ABSENCE"})
    handle = next(
        one["handle"]
        for one in served.caller(Role.ADMIN).ok("GET", "/accounts")["accounts"]
        if one["id"] == str(away.account)
    )
    coordinator.ok("POST", f"/referrals/{case}/readers", {"handle": handle})
    task = set_one(served, referral=UUID(case))
    assert [line["id"] for line in listed(mine)] == [str(task)]
    assert listed(theirs) == [] == listed(away)
    for who in (theirs, away):
        for act in ("take", "done"):
            body: dict[str, str] | None = {} if act == "done" else None
            real = who("POST", f"/tasks/{task}/{act}", body)
            random = who("POST", f"/tasks/{uuid4()}/{act}", body)
            assert (real.status_code, real.content) == (random.status_code, random.content)
            assert real.status_code == 404


def test_what_is_to_do_goes_with_the_shift_and_who_went_knows_of_it_no_more(
    served: Served, coordinator: Caller, database: Database
) -> None:
    goes, comes = served.caller(Role.ON_CALL), served.caller(Role.ON_CALL)
    handed, ended = (call(served, goes)["id"] for _ in range(2))
    passed = set_one(served, referral=UUID(handed), owner=goes.account)
    left = set_one(served, referral=UUID(ended), owner=goes.account)
    coordinator.ok("POST", f"/referrals/{ended}/take-over", {"purpose": "ABSENCE"})
    stands = coordinator.ok("GET", f"/referrals/{ended}/members")["members"]
    (member,) = (one["id"] for one in stands if one["handle"] == served.handle(goes))
    coordinator.ok("POST", f"/referrals/{ended}/members/{member}/end")
    assert [line["id"] for line in listed(goes)] == [str(passed)]
    goes.ok("POST", "/shift/hand-over", {"handle": served.handle(comes)})
    assert listed(goes) == []
    assert goes("POST", f"/tasks/{left}/done", {}).status_code == 404
    assert [(line["id"], line["mine"]) for line in listed(comes)] == [(str(passed), True)]
    assert comes.account in told(database, passed)


def test_what_is_to_do_of_a_case_goes_to_who_takes_over_for_somebody_absent(
    served: Served, coordinator: Caller, database: Database
) -> None:
    absent, there = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    lawyer = served.caller(Role.LAWYER)
    on_duty(served, there, "COORDINATOR", coordinator)
    case = call(served, absent)["id"]
    hers = set_one(served, referral=UUID(case), owner=absent.account)
    here = set_one(served, TaskKind.NEEDS_REVIEW, referral=UUID(case), owner=there.account)
    beside = set_one(served, TaskKind.FOLLOW_UP_ACTION, referral=UUID(case), owner=lawyer.account)
    review = set_one(
        served,
        TaskKind.REVIEW_COMPLAINT,
        referral=UUID(case),
        owner=absent.account,
        subject=tasks.About("complaint", uuid4()),
    )

    def mine() -> set[str]:
        return {line["id"] for line in listed(coordinator) if line["mine"]}

    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "REVIEW"})
    assert mine() == set()
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "ABSENCE"})
    assert mine() == {str(hers)}
    assert coordinator.account in told(database, hers)
    assert {line["id"] for line in listed(there) if line["mine"]} == {str(here)}
    assert {line["id"] for line in listed(lawyer)} == {str(beside)}
    assert {line["id"] for line in listed(absent) if line["mine"]} == {str(review)}


@pytest.mark.parametrize("how", ["end", "deny"])
def test_what_was_to_do_of_who_stands_there_no_more_is_a_coordinators(
    served: Served, coordinator: Caller, database: Database, how: str
) -> None:
    goes = served.caller(Role.ON_CALL)
    case = call(served, goes)["id"]
    left = set_one(served, referral=UUID(case), owner=goes.account)
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "REVIEW"})
    if how == "end":
        stands = coordinator.ok("GET", f"/referrals/{case}/members")["members"]
        (member,) = (one["id"] for one in stands if one["handle"] == served.handle(goes))
        coordinator.ok("POST", f"/referrals/{case}/members/{member}/end")
    else:
        coordinator.ok("POST", f"/referrals/{case}/readers", {"handle": served.handle(goes)})
    assert [(line["id"], line["mine"]) for line in listed(coordinator)] == [(str(left), True)]
    assert coordinator.account in told(database, left)


def test_what_was_to_do_of_the_last_who_stood_there_is_heard_of_by_all(
    served: Served, coordinator: Caller, database: Database
) -> None:
    goes = served.caller(Role.COORDINATOR)
    case = call(served, goes)["id"]
    left = set_one(served, referral=UUID(case), owner=goes.account)
    (member,) = (one["id"] for one in goes.ok("GET", f"/referrals/{case}/members")["members"])
    goes.ok("POST", f"/referrals/{case}/members/{member}/end")
    assert [(line["id"], line["owner"]) for line in listed(coordinator)] == [(str(left), None)]
    assert coordinator.account in told(database, left)


def test_a_house_sees_its_own_and_no_case(served: Served, coordinator: Caller) -> None:
    place(served, "Bergen")
    home = house(served, coordinator, "FJORD-1", "Tromsø")
    task = set_one(served, TaskKind.ARRIVAL_KIT, shelter=UUID(home["id"]), post=None)
    (line,) = listed(home["staff"])
    assert line["id"] == str(task)
    assert "referral" not in line
    set_one(served, TaskKind.REVIEW_REFUSAL, shelter=UUID(home["id"]))
    assert len(listed(home["staff"])) == 1
    home["staff"].ok("POST", f"/tasks/{task}/done", {})


def test_one_beside_rosa_sees_what_is_hers_and_neither_case_nor_house(
    served: Served, coordinator: Caller
) -> None:
    lawyer = served.caller(Role.LAWYER)
    case = UUID(call(served, coordinator)["id"])
    set_one(served, TaskKind.NEEDS_REVIEW, referral=case)
    task = set_one(served, TaskKind.FOLLOW_UP_ACTION, referral=case, owner=lawyer.account)
    (line,) = listed(lawyer)
    assert line["id"] == str(task)
    assert not {"referral", "shelter", "subject", "owner"} & line.keys()


def test_a_late_one_is_an_alarm_and_then_goes_to_the_duty_manager(
    served: Served, coordinator: Caller, database: Database
) -> None:
    admin = served.caller(Role.ADMIN)
    on_duty(served, admin, "DUTY_MANAGER", coordinator)
    task = set_one(served, referral=UUID(call(served, coordinator)["id"]))
    assert listed(admin) == []

    def later(minutes: int) -> None:
        served.clock.forward(minutes=minutes)
        tell_and_escalate(served.service, served.clock())

    later(14)
    assert coordinator.ok("GET", "/alarms")["alarms"] == []
    later(2)
    (alarm,) = coordinator.ok("GET", "/alarms")["alarms"]
    assert (alarm["kind"], alarm["subject"]) == ("TASK_OVERDUE", str(task))
    assert [line["overdue"] for line in listed(coordinator, "?overdue=true")] == [True]
    later(10)
    assert listed(admin) == []
    later(6)
    assert [line["escalations"] for line in listed(admin)] == [2]
    assert admin.account in told(database, task)
    admin.ok("POST", f"/tasks/{task}/take")
    later(30)
    assert len(coordinator.ok("GET", "/alarms")["alarms"]) == 1


def test_a_late_one_is_told_to_nobody_from_whom_a_list_keeps_its_case(
    served: Served, coordinator: Caller, database: Database
) -> None:
    insider, case = served.caller(Role.COORDINATOR), call(served, coordinator)["id"]
    body = {"handle": served.handle(insider)}
    coordinator.ok("POST", f"/referrals/{case}/readers", body)
    task = set_one(served, referral=UUID(case))
    for minutes in (16, 16):
        served.clock.forward(minutes=minutes)
        tell_and_escalate(served.service, served.clock())
    assert coordinator.account in told(database, task)
    assert insider.account not in told(database, task)


def test_what_is_due_in_weeks_is_told_of_a_day_before(
    served: Served, coordinator: Caller, database: Database
) -> None:
    case, due = UUID(call(served, coordinator)["id"]), served.clock() + timedelta(days=30)
    task = set_one(
        served, TaskKind.STAY_LIMIT, referral=case, due_at=due, post=DutyPost.COORDINATOR
    )
    tell_and_escalate(served.service, served.clock())
    assert told(database, task) == set()
    served.clock.forward(days=29, hours=1)
    tell_and_escalate(served.service, served.clock())
    assert told(database, task) == {coordinator.account}


def test_its_acts_are_in_the_chain(served: Served, coordinator: Caller, database: Database) -> None:
    task = set_one(served, referral=UUID(call(served, coordinator)["id"]))
    coordinator.ok("POST", f"/tasks/{task}/take")
    coordinator.ok("POST", f"/tasks/{task}/done", {})
    events = served.caller(Role.AUDITOR).ok("GET", "/audit-events")["events"]
    acts = [one["act"] for one in events if one["subject"] == str(task)]
    assert sorted(acts) == ["TASK_DONE", "TASK_SET", "TASK_TAKEN"]
    owner = create_engine(database.owner_url)
    with Session(owner) as session:
        row = session.get_one(TaskRecord, task)
        assert (row.state, row.done_by) == (TaskState.DONE, coordinator.account)
    owner.dispose()
