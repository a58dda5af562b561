"""Over all kinds and roles nobody approves an own act; the roster and an open question outlast clocks
and processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.asking import ask_the_next
from app.errors import NotFound, SecondPersonNeeded
from app.store import approvals, duty
from app.store.refusals import ConstraintBroken
from app.store.tokens import Actor
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.seconds import SECONDS
from models.words import ApprovalKind, ApprovalPurpose, ApprovalState, DutyPost, Role
from tests.support.database import Database
from tests.support.served import Served, serving

WHY = {"purpose": "STAFF_CHANGE", "reason": "she changes her post"}


def waiting(served: Served, kind: ApprovalKind, by: UUID, *apart: UUID) -> UUID:
    """An open question of this kind, as ``ask`` writes it."""
    now = served.clock()
    with served.service.store.transaction() as tx:
        return approvals.add(
            tx,
            kind=kind,
            subject_kind="test",
            subject_id=uuid4(),
            asked_by=by,
            asked_at=now,
            expires_at=now + SECONDS[kind].lasts,
            apart=sorted({by, *apart}),
            purpose=ApprovalPurpose.OTHER,
            reason="a reason",
            words={},
            stamp="a stamp",
        )


def test_v2_3_5_every_kind_has_its_seconds_and_more_than_one_post() -> None:
    assert set(SECONDS) == set(ApprovalKind)
    for kind, seconds in SECONDS.items():
        assert len({post for post, _ in seconds.order} | seconds.unasked) >= 2, kind


@pytest.mark.parametrize("kind", list(ApprovalKind))
def test_v2_3_5_nobody_who_stands_apart_decides_whatever_the_role(
    served: Served, kind: ApprovalKind
) -> None:
    asker, author = served.caller(Role.COORDINATOR).account, served.caller(Role.ADMIN).account
    approval = waiting(served, kind, asker, author)
    for role in Role:
        for account in (asker, author):
            shelter = uuid4() if role is Role.SHELTER else None
            who = Actor(account, role, shelter, frozenset({"read", "write"}))
            for decide in (two_persons.agree, two_persons.refuse):
                with (
                    pytest.raises((SecondPersonNeeded, NotFound)),
                    served.service.store.transaction() as tx,
                ):
                    decide(Acting(tx, who, served.clock()), approval)
    with served.service.store.transaction() as tx:
        assert approvals.find(tx, approval).state is ApprovalState.OPEN


@pytest.mark.parametrize("state", [ApprovalState.AGREED, ApprovalState.REFUSED])
@pytest.mark.parametrize("kind", list(ApprovalKind))
def test_v2_3_5_the_database_refuses_it_too(
    served: Served, kind: ApprovalKind, state: ApprovalState
) -> None:
    asker, author = served.caller(Role.COORDINATOR).account, served.caller(Role.ADMIN).account
    approval = waiting(served, kind, asker, author)
    for account in (asker, author, None):
        with (
            pytest.raises(ConstraintBroken, match="ck_approvals_decided_by_a_second"),
            served.service.store.transaction() as tx,
        ):
            approvals.decide(tx, approval, state, by=account, now=served.clock())


def test_the_database_takes_no_yes_when_the_time_is_over(served: Served) -> None:
    asker, second = (served.caller(Role.COORDINATOR).account for _ in range(2))
    approval = waiting(served, ApprovalKind.LOWER_THREAT, asker)
    over = served.clock() + timedelta(hours=25)
    with (
        pytest.raises(ConstraintBroken, match="ck_approvals_agreed_in_time"),
        served.service.store.transaction() as tx,
    ):
        approvals.decide(tx, approval, ApprovalState.AGREED, by=second, now=over)


@pytest.mark.parametrize(
    ("starts", "hours"),
    [(datetime(2026, 10, 24, 22, tzinfo=UTC), 9), (datetime(2026, 3, 28, 22, tzinfo=UTC), 7)],
    ids=["the night of 25 hours", "the night of 23 hours"],
)
def test_duty_over_a_clock_change_is_counted_in_instants_to_the_second(
    served: Served, starts: datetime, hours: int
) -> None:
    who, second = served.caller(Role.COORDINATOR), timedelta(seconds=1)
    ends = starts + timedelta(hours=hours)
    with served.service.store.transaction() as tx:
        duty.add(
            tx,
            account_id=who.account,
            post=DutyPost.COORDINATOR,
            starts_at=starts,
            ends_at=ends,
            entered_by=who.account,
            entered_at=starts,
        )

        def on(at: datetime) -> bool:
            return who.account in [one.account for one in duty.on_duty(tx, at)]

        assert [on(starts - second), on(starts), on(ends - second), on(ends)] == [
            False,
            True,
            True,
            False,
        ]
        minutes = [starts + timedelta(minutes=15 * n) for n in range(hours * 4)]
        assert all(on(at) for at in minutes)


def test_nobody_is_on_duty_twice_at_once(served: Served) -> None:
    admin, who = served.caller(Role.ADMIN), served.caller(Role.COORDINATOR)
    now = served.clock()
    span = {
        "account": str(who.account),
        "post": "COORDINATOR",
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
    }
    made = admin.ok("POST", "/duty-spans", span)
    again = admin("POST", "/duty-spans", {**span, "post": "DUTY_MANAGER"})
    assert (again.status_code, again.json()["type"]) == (409, "urn:havn:problem:on-duty-then")
    police = admin("POST", "/duty-spans", {**span, "post": "POLICE"})
    assert (police.status_code, police.json()["wrong"][0]["at"]) == (422, "/account")
    admin.ok("DELETE", f"/duty-spans/{made['id']}")


def test_in_a_gap_of_the_roster_an_alarm_is_raised_and_who_comes_on_duty_is_asked(
    served: Served,
) -> None:
    admin, whom = served.caller(Role.ADMIN), served.caller(Role.ON_CALL)
    later = served.caller(Role.COORDINATOR)
    body = {**WHY, "role": "AUDITOR"}
    with served.clock.standing():
        approval = admin.ok("POST", f"/accounts/{whom.account}/role", body)["approval"]
        assert about(served, "SELECT kind FROM alarms WHERE subject_id = :id", approval) == [
            "NOBODY_ON_DUTY"
        ]
        now = served.clock()
        span = admin.ok(
            "POST",
            "/duty-spans",
            {
                "account": str(later.account),
                "post": "DUTY_MANAGER",
                "starts_at": (now + timedelta(minutes=5)).isoformat(),
                "ends_at": (now + timedelta(hours=5)).isoformat(),
            },
        )
        asked = "SELECT account_id FROM approval_asks WHERE approval_id = :id"
        ask_the_next(served.service, served.clock())
        assert about(served, asked, approval) == []
        served.clock.forward(minutes=5)
        ask_the_next(served.service, served.clock())
        assert about(served, asked, approval) == [later.account]
        served.clock.forward(minutes=-5)
    admin.ok("DELETE", f"/duty-spans/{span['id']}")


def about(served: Served, statement: str, approval: str) -> list[Any]:
    with served.service.store.transaction() as tx:
        return list(tx.execute(text(statement), {"id": approval}).scalars())


def test_a_service_that_ends_between_the_two_loses_nothing_and_does_it_once(
    database: Database,
) -> None:
    with serving(database) as first:
        admin, whom = first.caller(Role.ADMIN), first.caller(Role.ON_CALL)
        second = first.signed_in(Role.COORDINATOR)
        body = {**WHY, "role": "AUDITOR"}
        approval = admin.ok("POST", f"/accounts/{whom.account}/role", body)["approval"]
    with serving(database) as again:
        told = replace(second, client=again.client)
        key = uuid4().hex
        for _ in range(2):
            told.ok("POST", f"/approvals/{approval}/agree", key=key)
        assert told("POST", f"/approvals/{approval}/agree").status_code == 409
        roles = about(again, "SELECT role FROM accounts WHERE id = :id", str(whom.account))
        granted = about(
            again,
            "SELECT seq FROM audit_events WHERE act = 'ROLE_GRANTED' AND subject_id = :id",
            str(whom.account),
        )
        assert (roles, len(granted)) == (["AUDITOR"], 1)
