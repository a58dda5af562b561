"""Break-glass: who may, for what and how long, who hears of it, and the review that must be closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.asking import tell_overdue_reviews
from app.contract.glass import NewBreak
from app.errors import GlassClosed
from app.store import sessions
from app.store.glass import glass_open
from app.use_cases.acting import Acting
from app.use_cases.break_glass import break_glass
from models.words import GlassReason, Role, SealedGroup, SignedInBy
from tests.support.houses import call
from tests.support.served import Caller, Served

SENT = {"group": "ADDRESS", "reason_code": "LIFE_IN_DANGER", "reason": "she does not answer"}


def broken(served: Served, who: Caller, case: str, sent: dict[str, Any] = SENT) -> UUID:
    """The glass broken by somebody who has just shown again, in a session, who she is."""
    now = served.clock()
    with served.service.store.transaction() as tx:
        session, _ = sessions.begin(tx, who.account, SignedInBy.PASSKEY, now=now)
        secret, _ = sessions.step_up(tx, session, now=now)
        stepped_up = sessions.holder(tx, secret, now=now)
    assert stepped_up is not None
    with served.service.store.transaction(stepped_up) as tx:
        return break_glass(Acting(tx, stepped_up, now), UUID(case), NewBreak(**sent)).id


def is_open(
    served: Served, who: Caller, case: str, at: datetime, group: SealedGroup = SealedGroup.ADDRESS
) -> bool:
    with served.service.store.transaction() as tx:
        return glass_open(tx, who.account, UUID(case), group, at)


def rows(served: Served, statement: str, **values: Any) -> list[Any]:
    with served.service.store.transaction() as tx:
        return list(tx.execute(text(statement), values).scalars())


@pytest.fixture
def case(served: Served, on_call: Caller) -> str:
    return str(call(served, on_call)["id"])


def test_v7_5_3_a_token_breaks_no_glass(served: Served, coordinator: Caller, case: str) -> None:
    got = coordinator("POST", f"/referrals/{case}/glass-breaks", SENT)
    assert (got.status_code, got.json()["type"]) == (403, "urn:havn:problem:step-up-needed")
    random = coordinator("POST", f"/referrals/{uuid4()}/glass-breaks", SENT)
    assert random.status_code == 404
    assert rows(served, "SELECT id FROM glass_breaks WHERE referral_id = :c", c=case) == []


def test_v8_2_4_it_opens_one_group_of_one_case_for_one_account_for_60_minutes_to_the_second(
    served: Served, on_call: Caller, case: str
) -> None:
    who, other = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    with served.clock.standing():
        start = served.clock()
        broken(served, who, case)
    hour = timedelta(minutes=60)
    assert is_open(served, who, case, start)
    assert is_open(served, who, case, start + hour - timedelta(seconds=1))
    assert not is_open(served, who, case, start + hour)
    assert not is_open(served, who, case, start - timedelta(seconds=1))
    assert not is_open(served, who, case, start, SealedGroup.IDENTITY)
    assert not is_open(served, other, case, start)
    assert not is_open(served, who, str(call(served, on_call)["id"]), start)


def test_two_others_hear_of_it_in_the_same_transaction_and_not_who_broke_it(
    served: Served, case: str
) -> None:
    who = served.caller(Role.COORDINATOR)
    others = [served.caller(Role.COORDINATOR) for _ in range(2)]
    glass = broken(served, who, case)
    alarm = rows(served, "SELECT id FROM alarms WHERE subject_id = :g", g=glass)
    assert len(alarm) == 1
    told = rows(served, "SELECT account_id FROM notices WHERE subject_id = :a", a=alarm[0])
    assert {one.account for one in others} <= set(told)
    assert who.account not in told
    acts = rows(
        served,
        "SELECT act FROM audit_events WHERE subject_id = :c AND act = 'GLASS_BROKEN'",
        c=case,
    )
    assert len(acts) == 1

    def inbox(reader: Caller) -> set[str]:
        return {one["id"] for one in reader.every("/alarms", "alarms")}

    assert str(alarm[0]) in inbox(others[0])
    assert str(alarm[0]) not in inbox(who)
    own = who("POST", f"/alarms/{alarm[0]}/answer")
    random = who("POST", f"/alarms/{uuid4()}/answer")
    assert (own.status_code, own.content) == (404, random.content)
    others[0].ok("POST", f"/alarms/{alarm[0]}/answer")
    assert str(alarm[0]) not in inbox(others[1])
    assert others[1]("POST", f"/alarms/{alarm[0]}/answer").status_code == 404


def test_without_a_review_in_24_hours_that_account_breaks_no_glass_again(
    served: Served, case: str
) -> None:
    who, other = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    with served.clock.standing():
        glass = broken(served, who, case)
        served.clock.forward(hours=24, seconds=-1)
        second = broken(served, who, case)
        served.clock.forward(seconds=1)
        with pytest.raises(GlassClosed):
            broken(served, who, case)
        tell_overdue_reviews(served.service, served.clock())
        late = (
            "SELECT about_account_id FROM alarms WHERE kind = 'REVIEW_OVERDUE' AND subject_id = :g"
        )
        assert rows(served, late, g=glass) == [who.account]
        assert rows(served, late, g=second) == []
        verdict = {"verdict": "JUSTIFIED", "finding": "she was found alive"}
        own = who("POST", f"/glass-breaks/{glass}/review", verdict)
        assert (own.status_code, own.json()["type"]) == (409, "urn:havn:problem:second-person")
        waiting = [b["id"] for b in other.ok("GET", "/glass-breaks?limit=50")["breaks"]]
        assert str(glass) in waiting
        other.ok("POST", f"/glass-breaks/{glass}/review", verdict)
        again = other("POST", f"/glass-breaks/{glass}/review", verdict)
        assert (again.status_code, again.json()["type"]) == (409, "urn:havn:problem:wrong-state")
        broken(served, who, case)
        served.clock.forward(hours=-24)


def test_only_who_is_on_duty_and_in_a_gap_of_the_roster_any_coordinator(
    served: Served, case: str
) -> None:
    on, off = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    broken(served, off, case)
    now = served.clock()
    span = served.caller(Role.ADMIN).ok(
        "POST",
        "/duty-spans",
        {
            "account": str(on.account),
            "post": "COORDINATOR",
            "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(hours=1)).isoformat(),
        },
    )
    with pytest.raises(GlassClosed):
        broken(served, off, case)
    broken(served, on, case)
    served.caller(Role.ADMIN).ok("DELETE", f"/duty-spans/{span['id']}")


@pytest.mark.parametrize(
    "change",
    [
        "until = broken_at + interval '61 minutes'",
        "review_due = broken_at + interval '25 hours'",
        "reviewed_at = broken_at, reviewed_by = account_id, verdict = 'JUSTIFIED'",
        "verdict = 'JUSTIFIED'",
    ],
)
def test_the_database_has_the_last_word(served: Served, case: str, change: str) -> None:
    glass = broken(served, served.caller(Role.COORDINATOR), case)
    with pytest.raises((DBAPIError, Exception), match="constraint ck_glass_breaks"):
        rows(served, f"UPDATE glass_breaks SET {change} WHERE id = :g RETURNING id", g=glass)


def test_each_reason_is_of_life_and_health() -> None:
    assert "OTHER" not in set(GlassReason)


def glass_broken(who: Caller, case: str) -> Any:
    return who("POST", f"/referrals/{case}/glass-breaks", SENT)


def entered(served: Served, by: Caller, who: Caller, post: str, *, minutes: float) -> str:
    """A span of eight hours that begins so many minutes from now."""
    starts = served.clock() + timedelta(minutes=minutes)
    sent = {
        "account": str(who.account),
        "post": post,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=8)).isoformat(),
    }
    return str(by.ok("POST", "/duty-spans", sent)["id"])


def test_at16_nobody_makes_herself_on_call_or_a_gap_for_herself(served: Served, case: str) -> None:
    admin = served.signed_in(Role.ADMIN)
    colleague = served.caller(Role.COORDINATOR)
    shift = entered(served, admin, colleague, "COORDINATOR", minutes=10)
    served.clock.forward(minutes=11)
    forced, on, other = (served.signed_in(Role.COORDINATOR) for _ in range(3))
    refused = (409, "urn:havn:problem:glass-closed")

    def got(who: Caller) -> tuple[int, str]:
        answer = glass_broken(who, case)
        return answer.status_code, answer.json()["type"]

    own = entered(served, forced, forced, "DUTY_MANAGER", minutes=0)
    assert got(forced) == refused
    told = rows(served, "SELECT account_id FROM notices WHERE subject_id = :s", s=own)
    assert colleague.account in told and forced.account not in told
    assert got(forced) == refused
    # Entered by another while it runs, it counts an hour later.
    late = entered(served, admin, on, "COORDINATOR", minutes=0)
    assert got(on) == refused
    forced.ok("DELETE", f"/duty-spans/{shift}")
    told = rows(served, "SELECT account_id FROM notices WHERE subject_id = :s", s=shift)
    assert colleague.account in told and forced.account not in told
    assert got(forced) == refused
    # For everybody else the colleague is gone, and who was entered by another is on call.
    assert glass_broken(on, case).status_code == 201
    assert got(other) == refused
    admin.ok("DELETE", f"/duty-spans/{late}")
    admin.ok("DELETE", f"/duty-spans/{own}")
    assert glass_broken(other, case).status_code == 201


def test_v7_5_3_entering_oneself_for_today_or_taking_oneself_out_wants_a_step_up(
    served: Served, case: str
) -> None:
    who = served.caller(Role.COORDINATOR)
    now = served.clock()
    sent = {
        "account": str(who.account),
        "post": "COORDINATOR",
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
    }
    got = who("POST", "/duty-spans", sent)
    assert (got.status_code, got.json()["type"]) == (403, "urn:havn:problem:step-up-needed")
    admin = served.caller(Role.ADMIN)
    span = admin.ok("POST", "/duty-spans", sent)["id"]
    assert who("DELETE", f"/duty-spans/{span}").status_code == 403
    admin.ok("DELETE", f"/duty-spans/{span}")


def test_with_the_police_alone_on_duty_every_coordinator_is_on_call(
    served: Served, case: str
) -> None:
    admin, police = served.caller(Role.ADMIN), served.caller(Role.POLICE)
    span = entered(served, admin, police, "POLICE", minutes=0)
    assert glass_broken(served.signed_in(Role.COORDINATOR), case).status_code == 201
    admin.ok("DELETE", f"/duty-spans/{span}")
