"""O14, rådmann: a task that is late for more than N days reaches the escalation contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.store import tasks
from app.tasks_due import tell_and_escalate
from models.words import ReferrerKind, Role, TaskKind
from tests.support.database import Database
from tests.support.houses import call, load_all_zones
from tests.support.served import Caller, Clock, Served, serving

N = 7


@pytest.fixture
def served(database: Database) -> Iterator[Served]:
    with serving(database, Clock(stopped=True)) as running:
        load_all_zones(running.service)
        yield running


def municipality(served: Served, name: str) -> tuple[UUID, Caller, Caller]:
    """A verified municipality, its contact and its chief executive."""
    made = served.organisation(name, ReferrerKind.OTHER)
    contact, chief = (served.caller(Role.MUNICIPALITY, organisation=made) for _ in range(2))
    return made, contact, chief


def hand_over(served: Served, owner: UUID | None, case: str) -> UUID:
    """A task that is due in two days."""
    now = served.clock()
    with served.service.store.transaction() as tx:
        return tasks.set_(
            tx,
            TaskKind.HAND_OVER,
            now=now,
            due_at=now + timedelta(days=2),
            referral=UUID(case),
            owner=owner,
        )


def days(served: Served, some: float) -> None:
    """So many days pass, each with its rounds of upkeep."""
    for _ in range(round(some * 2)):
        served.clock.forward(days=0.5)
        tell_and_escalate(served.service, served.clock())


def listed(who: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.ok("GET", "/tasks")["tasks"]
    return found


def notices(served: Served, who: Caller, task: UUID) -> int:
    query = text("SELECT count(*) FROM notices WHERE account_id = :a AND subject_id = :s")
    with served.service.store.transaction() as tx:
        return int(tx.execute(query, {"a": who.account, "s": task}).scalar_one())


def test_it_reaches_the_contact_of_its_owners_municipality_and_no_other(served: Served) -> None:
    office, boss = served.caller(Role.ADMIN), served.caller(Role.COORDINATOR)
    place, contact, chief = municipality(served, "TOWN-1")
    other, _, other_chief = municipality(served, "TOWN-2")
    for where, who in ((place, chief), (other, other_chief)):
        named = {"organisation": str(where), "account": str(who.account), "after_days": N}
        office.ok("PUT", "/escalation-contacts", named)
    task = hand_over(served, contact.account, call(served, boss)["id"])
    assert [line["mine"] for line in listed(contact)] == [True]
    days(served, 2 + N - 0.5)
    assert listed(chief) == []
    assert notices(served, chief, task) == 0
    days(served, 1)
    (line,) = listed(chief)
    assert (line["id"], line["escalations"], line["overdue"]) == (str(task), 3, True)
    assert notices(served, chief, task) == 1
    assert listed(other_chief) == []
    days(served, 2)
    assert notices(served, chief, task) == 1


def test_she_reads_that_it_is_late_and_neither_whose_case_nor_which_house(served: Served) -> None:
    office, boss = served.caller(Role.ADMIN), served.caller(Role.COORDINATOR)
    place, contact, chief = municipality(served, "TOWN-1")
    named = {"organisation": str(place), "account": str(chief.account), "after_days": N}
    office.ok("PUT", "/escalation-contacts", named)
    hand_over(served, contact.account, call(served, boss)["id"])
    days(served, 2 + N + 1)
    (line,) = listed(chief)
    assert (line["code_name"], line["case"]) == (None, None)
    assert not {"referral", "owner", "subject", "shelter"} & line.keys()


def test_a_task_of_rosa_reaches_who_is_named_for_everybody_else_and_she_may_end_it(
    served: Served,
) -> None:
    office, boss = served.caller(Role.ADMIN), served.caller(Role.COORDINATOR)
    _, _, chief = municipality(served, "TOWN-1")
    office.ok("PUT", "/escalation-contacts", {"account": str(chief.account), "after_days": N})
    (named,) = office.ok("GET", "/escalation-contacts")["contacts"]
    assert (named["organisation"], named["after_days"]) == (None, N)
    task = hand_over(served, boss.account, call(served, boss)["id"])
    days(served, 2 + N + 1)
    chief.ok("POST", f"/tasks/{task}/done", {"outcome": "PASSED_ON"})
    assert listed(chief) == [] == listed(boss)


def test_what_is_done_in_time_reaches_nobody_and_nobody_names_herself(served: Served) -> None:
    office, boss = served.caller(Role.ADMIN), served.caller(Role.COORDINATOR)
    _, _, chief = municipality(served, "TOWN-1")
    named = {"account": str(chief.account), "after_days": N}
    assert chief("PUT", "/escalation-contacts", named).status_code == 404
    assert office("PUT", "/escalation-contacts", {**named, "after_days": 0}).status_code == 422
    office.ok("PUT", "/escalation-contacts", named)
    task = hand_over(served, boss.account, call(served, boss)["id"])
    days(served, 3)
    boss.ok("POST", f"/tasks/{task}/done", {})
    days(served, N + 1)
    assert notices(served, chief, task) == 0
