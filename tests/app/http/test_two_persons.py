"""Acts of two persons over HTTP: who may be the second, and what one alone can never do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.asking import ask_the_next
from app.store import referrals, tokens
from app.store.refusals import NotFound
from app.use_cases.acting import Acting
from app.use_cases.two_persons import go_round, seen_by
from models.words import Role
from tests.support.acts import acts_on
from tests.support.houses import call, house
from tests.support.served import Caller, Served

WHY = {"purpose": "NEW_FACTS", "reason": "the police say so"}


@pytest.fixture(scope="module")
def far(served: Served, coordinator: Caller) -> dict[str, Any]:
    return house(served, coordinator, "FAR-TWO", "Tromsø")


def on_duty(served: Served, who: Caller, post: str, hours: float = 8.0) -> str:
    now = served.clock()
    entered = served.caller(Role.ADMIN).ok(
        "POST",
        "/duty-spans",
        {
            "account": str(who.account),
            "post": post,
            "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(hours=hours)).isoformat(),
        },
    )
    return str(entered["id"])


def frightened(served: Served, worker: Caller) -> dict[str, Any]:
    """A case with a full picture and a floor of T3."""
    case = call(served, worker)
    version = worker.ok("GET", f"/referrals/{case['id']}")["version"]
    no = [{"question": f"Q{n:02}", "reply": "NO", "source": "HERSELF"} for n in (2, 3, 4, 5, 6, 7)]
    judged = worker.ok(
        "POST",
        f"/referrals/{case['id']}/threat",
        {
            "level": "T1",
            "answers": [
                {"question": "Q01", "reply": "FOR_MY_LIFE", "source": "HERSELF"},
                *no,
            ],
        },
        version=version,
    )
    assert (judged["floor"], judged["level"]) == ("T3", "T3")
    return {"id": case["id"], "version": judged["version"]}


def lowering(served: Served, asker: Caller, case: dict[str, Any], days: int = 10) -> str:
    until = (served.clock() + timedelta(days=days)).date().isoformat()
    body = {**WHY, "to": "T2", "expires_on": until}
    path = f"/referrals/{case['id']}/lowering"
    return str(asker.ok("POST", path, body, version=case["version"])["approval"])


def area_cleared(served: Served, asker: Caller, case: dict[str, Any]) -> str:
    asker.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "ABSENCE"})
    areas = asker.ok("GET", f"/referrals/{case['id']}/areas")["areas"]
    path = f"/referrals/{case['id']}/areas/{areas[0]['id']}/clear"
    return str(asker.ok("POST", path, WHY, version=case["version"])["approval"])


def level(served: Served, reader: Caller, case: dict[str, Any]) -> str:
    return str(reader.ok("GET", f"/referrals/{case['id']}")["level"])


def test_v2_3_5_a_level_below_the_floor_needs_two_distinct_persons(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    approval = lowering(served, coordinator, case)
    assert level(served, coordinator, case) == "T3"
    alone = coordinator("POST", f"/approvals/{approval}/agree")
    assert (alone.status_code, alone.json()["type"]) == (409, "urn:havn:problem:second-person")
    told = second.ok("GET", f"/approvals/{approval}")
    assert (told["kind"], told["words"]["to"]) == ("LOWER_THREAT", "T2")
    assert second.ok("POST", f"/approvals/{approval}/agree")["state"] == "AGREED"
    assert level(served, coordinator, case) == "T2"
    again = second("POST", f"/approvals/{approval}/agree")
    assert (again.status_code, again.json()["type"]) == (409, "urn:havn:problem:wrong-state")


def test_a_lowering_ends_on_its_day(served: Served, coordinator: Caller, on_call: Caller) -> None:
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    approval = lowering(served, coordinator, case, days=5)
    second.ok("POST", f"/approvals/{approval}/agree")
    assert level(served, coordinator, case) == "T2"
    served.clock.forward(days=6)
    try:
        assert level(served, coordinator, case) == "T3"
    finally:
        served.clock.forward(days=-6)


@pytest.mark.parametrize(
    ("change", "at"),
    [({"to": "T3"}, "/to"), ({"to": "T4"}, "/to"), ({"expires_on": "2099-01-01"}, "/expires_on")],
)
def test_what_is_no_lowering_or_too_long_is_malformed(
    served: Served, coordinator: Caller, on_call: Caller, change: dict[str, Any], at: str
) -> None:
    case = frightened(served, on_call)
    until = (served.clock() + timedelta(days=10)).date().isoformat()
    body = {**WHY, "to": "T2", "expires_on": until, **change}
    got = coordinator("POST", f"/referrals/{case['id']}/lowering", body, version=case["version"])
    assert (got.status_code, got.json()["wrong"][0]["at"]) == (422, at)


def test_a_new_answer_makes_the_question_stale_and_changes_nothing(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    approval = lowering(served, coordinator, case)
    worker_says = {
        "level": "T1",
        "answers": [{"question": "Q02", "reply": "YES", "source": "POLICE"}],
    }
    on_call.ok("POST", f"/referrals/{case['id']}/threat", worker_says, version=case["version"])
    got = second("POST", f"/approvals/{approval}/agree")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:approval-stale")
    assert level(served, coordinator, case) == "T3"
    assert second.ok("GET", f"/approvals/{approval}")["state"] == "OPEN"


def test_the_taker_of_the_call_is_never_the_second(served: Served, coordinator: Caller) -> None:
    taker = served.caller(Role.COORDINATOR)
    case = frightened(served, taker)
    approval = lowering(served, coordinator, case)
    own = taker("POST", f"/approvals/{approval}/agree")
    assert (own.status_code, own.json()["type"]) == (409, "urn:havn:problem:second-person")
    served.caller(Role.COORDINATOR).ok("POST", f"/approvals/{approval}/agree")


@pytest.mark.parametrize(
    ("post", "role"),
    [
        ("COORDINATOR", Role.COORDINATOR),
        ("DUTY_MANAGER", Role.COORDINATOR),
        ("POLICE", Role.POLICE),
        ("PARTNER_ORGANISATION", Role.FOLLOW_UP),
    ],
)
def test_with_one_coordinator_absent_whoever_is_on_duty_is_asked_and_answers(
    served: Served, coordinator: Caller, on_call: Caller, post: str, role: Role
) -> None:
    case, stranger, second = (
        frightened(served, on_call),
        served.caller(role),
        served.caller(role),
    )
    span = on_duty(served, second, post)
    approval = area_cleared(served, coordinator, case)
    assert approval in [one["id"] for one in second.ok("GET", "/approvals?limit=50")["approvals"]]
    if role is not Role.COORDINATOR:
        unasked = stranger("POST", f"/approvals/{approval}/agree")
        random = stranger("POST", f"/approvals/{uuid4()}/agree")
        assert (unasked.status_code, unasked.content) == (404, random.content)
    second.ok("POST", f"/approvals/{approval}/agree")
    left = coordinator.ok("GET", f"/referrals/{case['id']}/areas")["areas"]
    assert left == []
    served.caller(Role.ADMIN).ok("DELETE", f"/duty-spans/{span}")


def test_of_two_seconds_at_once_exactly_one_decides(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    for _ in range(5):
        case = frightened(served, on_call)
        seconds = [served.caller(Role.COORDINATOR) for _ in range(4)]
        approval = lowering(served, coordinator, case)

        def say(which: tuple[int, Caller], approval: str = approval) -> int:
            number, second = which
            verb = "agree" if number % 2 else "refuse"
            return second("POST", f"/approvals/{approval}/{verb}").status_code

        with ThreadPoolExecutor(4) as pool:
            got = list(pool.map(say, enumerate(seconds)))
        assert sorted(got) == [200, 409, 409, 409]


def test_it_ends_to_the_second(served: Served, coordinator: Caller, on_call: Caller) -> None:
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    with served.clock.standing():
        approval = lowering(served, coordinator, case)
        served.clock.forward(hours=24, seconds=-1)
        assert second.ok("GET", f"/approvals/{approval}")["state"] == "OPEN"
        served.clock.forward(seconds=1)
        late = second("POST", f"/approvals/{approval}/agree")
        assert (late.status_code, late.json()["type"]) == (409, "urn:havn:problem:wrong-state")
        assert second.ok("GET", f"/approvals/{approval}")["state"] == "EXPIRED"
        ask_the_next(served.service, served.clock())
        served.clock.forward(hours=-24)
    again = lowering(served, coordinator, case)
    assert again != approval


def test_who_asks_may_take_it_back_and_nobody_else(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    approval = lowering(served, coordinator, case)
    twice = {
        **WHY,
        "to": "T2",
        "expires_on": (served.clock() + timedelta(days=3)).date().isoformat(),
    }
    same = coordinator("POST", f"/referrals/{case['id']}/lowering", twice, version=case["version"])
    assert (same.status_code, same.json()["type"]) == (409, "urn:havn:problem:asked-already")
    assert second("POST", f"/approvals/{approval}/withdraw").status_code == 404
    coordinator.ok("POST", f"/approvals/{approval}/withdraw")
    assert second("POST", f"/approvals/{approval}/agree").status_code == 409
    assert level(served, coordinator, case) == "T3"


def hears(served: Served, who: Caller, approval: str) -> int:
    """How often somebody was told of it."""
    with served.service.store.transaction() as tx:
        said = text("SELECT count(*) FROM notices WHERE account_id = :who AND subject_id = :id")
        return int(tx.execute(said, {"who": who.account, "id": approval}).scalar_one())


@pytest.mark.parametrize(
    ("word", "by_who_asked", "told"),
    [
        ("agree", False, ("APPROVAL_GIVEN", {})),
        ("refuse", False, ("APPROVAL_REFUSED", {})),
        ("withdraw", True, ("APPROVAL_REFUSED", {"withdrawn": True})),
    ],
)
def test_what_is_asked_and_how_it_ended_stands_in_the_chain_and_who_asked_hears_of_it(
    served: Served,
    coordinator: Caller,
    on_call: Caller,
    word: str,
    by_who_asked: bool,
    told: tuple[str, dict[str, Any]],
) -> None:
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    approval = lowering(served, coordinator, case)
    assert alarms_about(served, approval, unanswered=True) == ["NOBODY_ON_DUTY"]
    (coordinator if by_who_asked else second).ok("POST", f"/approvals/{approval}/{word}")
    act, detail = told
    of = {"of": "LOWER_THREAT"}
    assert acts_on(served, approval) == [
        ("APPROVAL_ASKED", {**of, "purpose": "NEW_FACTS"}),
        (act, {**of, **detail}),
    ]
    assert hears(served, coordinator, approval) == (0 if by_who_asked else 1)
    assert alarms_about(served, approval, unanswered=True) == []


def test_when_nobody_decides_it_ends_by_itself_and_who_asked_hears_of_it(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = frightened(served, on_call)
    with served.clock.standing():
        approval = lowering(served, coordinator, case)
        served.clock.forward(hours=24)
        ask_the_next(served.service, served.clock())
        ask_the_next(served.service, served.clock())
        served.clock.forward(hours=-24)
    ended = [("APPROVAL_EXPIRED", {"of": "LOWER_THREAT"})]
    assert acts_on(served, approval)[1:] == ended
    assert hears(served, coordinator, approval) == 1


def test_time_changes_nothing_of_what_was_decided(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    approval = lowering(served, coordinator, case)
    second.ok("POST", f"/approvals/{approval}/refuse")
    before = acts_on(served, approval), hears(served, coordinator, approval)
    for hours in (1, 24):
        with served.service.store.transaction() as tx:
            go_round(tx, UUID(approval), served.clock() + timedelta(hours=hours))
    after = acts_on(served, approval), hears(served, coordinator, approval)
    assert after == before
    assert alarms_about(served, approval, unanswered=True) == []
    assert coordinator.ok("GET", f"/approvals/{approval}")["state"] == "REFUSED"


def test_who_decides_while_somebody_else_writes_on_the_case_is_asked_to_come_again(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    """All take the case first and what hangs on it later, so that no two wait for each other."""
    case, second = frightened(served, on_call), served.caller(Role.COORDINATOR)
    approval = lowering(served, coordinator, case)
    with served.service.store.transaction() as tx:
        referrals.lock(tx, UUID(case["id"]))
        assert second("POST", f"/approvals/{approval}/refuse").status_code == 503
    second.ok("POST", f"/approvals/{approval}/refuse")


def test_what_is_over_is_in_nobodys_way_when_it_is_asked_again(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = frightened(served, on_call)
    with served.clock.standing():
        over = lowering(served, coordinator, case)
        served.clock.forward(hours=24)
        anew = lowering(served, coordinator, case)
        assert acts_on(served, over)[1:] == [("APPROVAL_EXPIRED", {"of": "LOWER_THREAT"})]
        assert coordinator.ok("GET", f"/approvals/{anew}")["state"] == "OPEN"
        served.clock.forward(hours=-24)


def test_a_waiver_counts_with_its_second_person_and_one_of_them_is_outside_the_shift(
    served: Served, coordinator: Caller, on_call: Caller, far: dict[str, Any]
) -> None:
    case = call(served, on_call)
    body = {
        **WHY,
        "rule": "H02",
        "referral": case["id"],
        "shelter": far["id"],
        "expires_on": (served.clock() + timedelta(days=7)).date().isoformat(),
    }
    waiver = coordinator.ok("POST", "/waivers", body)
    assert waiver["persons"] == 1
    same_shift, outside = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    spans = [on_duty(served, one, "COORDINATOR") for one in (coordinator, same_shift)]
    got = same_shift("POST", f"/approvals/{waiver['waits']}/agree")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")
    outside.ok("POST", f"/approvals/{waiver['waits']}/agree")
    for span in spans:
        served.caller(Role.ADMIN).ok("DELETE", f"/duty-spans/{span}")


def test_what_keeps_two_women_apart_is_waived_for_no_house_as_a_whole(
    served: Served, coordinator: Caller, on_call: Caller, far: dict[str, Any]
) -> None:
    body = {
        **WHY,
        "rule": "H05",
        "referral": call(served, on_call)["id"],
        "shelter": far["id"],
        "expires_on": (served.clock() + timedelta(days=7)).date().isoformat(),
        "police_statement": True,
    }
    got = coordinator("POST", "/waivers", body)
    assert got.status_code == 422
    assert got.json()["wrong"] == [{"at": "/rule", "rule": "not_waivable"}]


@pytest.mark.parametrize("who", ["the second", "who asked"])
def test_nobody_steps_out_of_the_shift_for_a_waiver(
    served: Served, on_call: Caller, far: dict[str, Any], who: str
) -> None:
    case = call(served, on_call)
    asker, second = served.signed_in(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    spans = {one.account: on_duty(served, one, "COORDINATOR") for one in (asker, second)}
    body = {
        **WHY,
        "rule": "H02",
        "referral": case["id"],
        "shelter": far["id"],
        "expires_on": (served.clock() + timedelta(days=7)).date().isoformat(),
    }
    path = f"/approvals/{asker.ok('POST', '/waivers', body)['waits']}/agree"
    out, stays = (second, asker) if who == "the second" else (asker, second)
    out.ok("DELETE", f"/duty-spans/{spans[out.account]}")
    got = second("POST", path)
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")
    stays.ok("DELETE", f"/duty-spans/{spans[stays.account]}")
    assert second("POST", path).status_code == 409, "both of them were in it"
    served.caller(Role.COORDINATOR).ok("POST", path)


def test_a_shift_that_was_given_away_before_it_began_is_none(
    served: Served, on_call: Caller, far: dict[str, Any]
) -> None:
    case = call(served, on_call)
    asker, second = served.signed_in(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    until = (served.clock() + timedelta(days=7)).date().isoformat()
    body = {**WHY, "rule": "H02", "referral": case["id"], "shelter": far["id"], "expires_on": until}
    waits = asker.ok("POST", "/waivers", body)["waits"]
    served.clock.forward(hours=-1)
    mine = on_duty(served, asker, "COORDINATOR")
    later = served.clock() + timedelta(minutes=30)
    span = {
        "account": str(second.account),
        "post": "COORDINATOR",
        "starts_at": later.isoformat(),
        "ends_at": (later + timedelta(hours=8)).isoformat(),
    }
    made = served.caller(Role.ADMIN).ok("POST", "/duty-spans", span)["id"]
    second.ok("DELETE", f"/duty-spans/{made}")
    served.clock.forward(hours=1)
    second.ok("POST", f"/approvals/{waits}/agree")
    served.caller(Role.ADMIN).ok("DELETE", f"/duty-spans/{mine}")


def test_v8_3_3_it_is_done_with_the_rights_of_who_asked_and_not_without_them(
    served: Served, on_call: Caller
) -> None:
    asker, second = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    case = frightened(served, on_call)
    approval = lowering(served, asker, case)
    with served.service.store.transaction() as tx:
        tx.execute(
            text("UPDATE accounts SET status = 'LOCKED' WHERE id = :id"), {"id": asker.account}
        )
    got = second("POST", f"/approvals/{approval}/agree")
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:approval-stale")
    assert level(served, second, case) == "T3"


def test_when_one_does_not_answer_the_next_is_asked_and_at_last_an_alarm_is_raised(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = frightened(served, on_call)
    manager, police = served.caller(Role.COORDINATOR), served.caller(Role.POLICE)
    spans = [on_duty(served, manager, "DUTY_MANAGER"), on_duty(served, police, "POLICE")]

    def mine(who: Caller) -> set[str]:
        return {one["id"] for one in who.ok("GET", "/approvals?limit=50")["approvals"]}

    with served.clock.standing():
        approval = lowering(served, coordinator, case)
        assert asked(served, approval) == [manager.account]
        assert (hears(served, manager, approval), hears(served, police, approval)) == (1, 0)
        served.clock.forward(minutes=15, seconds=-1)
        ask_the_next(served.service, served.clock())
        assert asked(served, approval) == [manager.account]
        assert approval not in mine(police)
        served.clock.forward(seconds=1)
        ask_the_next(served.service, served.clock())
        assert asked(served, approval) == [manager.account, police.account]
        assert approval in mine(police)
        assert (hears(served, manager, approval), hears(served, police, approval)) == (1, 1)
        assert alarms_about(served, approval) == ["SECOND_PERSON_NEEDED"]
        with served.service.store.transaction() as tx:
            was = tokens.acting(tx, police.account)
            assert was is not None
            assert seen_by(Acting(tx, was, served.clock()), UUID(approval)).asked_by
            for role in (Role.ON_CALL, Role.FOLLOW_UP, Role.SHELTER):
                now = Acting(tx, replace(was, role=role), served.clock())
                with pytest.raises(NotFound):
                    seen_by(now, UUID(approval))
        served.clock.forward(minutes=15)
        ask_the_next(served.service, served.clock())
        ask_the_next(served.service, served.clock())
        both = {"NOBODY_ON_DUTY", "SECOND_PERSON_NEEDED"}
        assert set(alarms_about(served, approval)) == both
        police.ok("POST", f"/approvals/{approval}/agree")
        assert alarms_about(served, approval, unanswered=True) == []
        served.clock.forward(minutes=-30)
    for span in spans:
        coordinator.ok("DELETE", f"/duty-spans/{span}")


def asked(served: Served, approval: str) -> list[Any]:
    with served.service.store.transaction() as tx:
        rows = tx.execute(
            text("SELECT account_id FROM approval_asks WHERE approval_id = :id ORDER BY asked_at"),
            {"id": approval},
        )
        return list(rows.scalars())


def alarms_about(served: Served, subject: str, *, unanswered: bool = False) -> list[str]:
    query = "SELECT kind FROM alarms WHERE subject_id = :id"
    if unanswered:
        query += " AND answered_at IS NULL"
    with served.service.store.transaction() as tx:
        rows = tx.execute(text(query), {"id": subject})
        return list(rows.scalars())


def test_somebody_is_put_on_duty_by_work_name_or_by_id_and_not_by_both(served: Served) -> None:
    boss, other = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    named = served.handle(other)
    starts = served.clock() + timedelta(days=3)
    span = {
        "post": "COORDINATOR",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=8)).isoformat(),
    }
    assert boss("POST", "/duty-spans", {**span, "handle": "nobody-here"}).status_code == 422
    both = {**span, "handle": named, "account": str(other.account)}
    assert boss("POST", "/duty-spans", both).status_code == 422
    assert boss("POST", "/duty-spans", span).status_code == 422
    made = boss.ok("POST", "/duty-spans", {**span, "handle": named})["id"]
    (found,) = [one for one in boss.every("/duty-spans", "spans") if one["id"] == made]
    assert (found["account"], found["handle"]) == (str(other.account), named)
