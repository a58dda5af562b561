"""Who stands on a case by a consent reads of it, once it was merged, how it goes on, and nothing of the merge."""

from __future__ import annotations

from typing import Any

import pytest

from models.words import Role
from tests.app.http.test_outside import OUTSIDE, put_on
from tests.app.http.test_transfers import lives
from tests.support.houses import BERGEN, call, house, place
from tests.support.served import Caller, Served


def seen(who: Caller) -> tuple[list[Any], list[Any]]:
    """All that is read of own cases: the list, and each of them."""
    lines = who.ok("GET", "/own-cases")["cases"]
    return lines, [who.ok("GET", f"/own-cases/{line['id']}") for line in lines]


def act(boss: Caller, case: str, part: str, body: Any = None) -> None:
    version = boss.ok("GET", f"/referrals/{case}")["version"]
    boss.ok("POST", f"/referrals/{case}/{part}", body, version=version)


@pytest.mark.parametrize("role", OUTSIDE)
def test_a_merged_case_is_read_as_one_that_goes_on_until_the_last_one_is_closed(
    served: Served, on_call: Caller, role: Role
) -> None:
    boss, who = served.caller(Role.COORDINATOR), served.caller(role)
    first, second, last = (call(served, on_call) for _ in range(3))
    put_on(served, boss, first, who, role)
    before = seen(who)
    for one, into in ((first, second), (second, last)):
        act(boss, one["id"], "merge", {"into": into["id"]})
        assert seen(who) == before
    for part, word in (("options", "IN_PROGRESS"), ("withdraw", "CLOSED")):
        if part == "options":
            boss.ok("POST", f"/referrals/{last['id']}/options", key=None)
        else:
            act(boss, last["id"], part)
        if role is Role.POLICE:  # they read each state of an own case, the others three words
            word = boss.ok("GET", f"/referrals/{last['id']}")["state"]
            assert word in ("OPTIONS_READY", "NO_SAFE_BED", "WITHDRAWN")
        (line,), (told,) = seen(who)
        assert (line.pop("state"), told.pop("state")) == (word, word)
        (old_line,), (old_told,) = before
        assert line == {name: old_line[name] for name in line}
        assert told == {name: old_told[name] for name in told}


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """Two far houses with many rooms."""
    made = [
        house(served, coordinator, n, t, units=20)
        for n, t in (("OWN-1", "Tromsø"), ("OWN-2", "Bodø"))
    ]
    return {one["id"]: one for one in made}


def all_said(served: Served, police: Caller, at: str) -> list[Any]:
    """What the police say of an own case, each with its answer but for the ids that are in it."""
    (actor,) = police.ok("GET", f"{at}/actors")["actors"]
    told = []
    grave = [{"instrument": "SARA", "band": "HIGH"}]
    searches = [{"question": "Q02"}, {"question": "Q04"}]
    for part, sent in (
        ("threat", {"level": "T3", "known": searches, "instruments": grave}),
        ("areas", {"place": place(served, BERGEN), "kind": "LAST_SEEN", "actor": actor["id"]}),
        (f"actors/{actor['id']}/whereabouts", {"status": "ABROAD", "others_at_large": "YES"}),
        ("compromises", {"actor": actor["id"], "level": "CONFIRMED"}),
    ):
        got = police("POST", f"{at}/{part}", sent)
        told.append((part.rpartition("/")[2], got.status_code, {**got.json(), "id": None}))
    for part in ("", "/actors", "/areas", "/compromises"):
        told.append(without_ids(police.ok("GET", f"{at}{part}")))
    return told


def without_ids(said: Any) -> Any:
    """The same without what differs between any two cases."""
    if isinstance(said, dict):
        names = said.keys() - {
            "id",
            "code_name",
            "actor",
            "received_at",
            "since",
            "until",
            "consent",
        }
        return {name: without_ids(said[name]) for name in sorted(names)}
    return [without_ids(one) for one in said] if isinstance(said, list) else said


def test_what_the_police_say_of_a_merged_case_counts_where_it_goes_on_and_is_answered_as_of_any(
    served: Served, on_call: Caller, houses: dict[str, Any]
) -> None:
    boss = served.caller(Role.COORDINATOR)
    answers = []
    for merged in (False, True):
        her = lives(served, on_call, houses)
        police, first = served.caller(Role.POLICE), boss.ok("GET", f"/referrals/{her['case']}")
        if merged:
            first, second = call(served, on_call), call(served, on_call)
        put_on(served, boss, first, police, Role.POLICE)
        if merged:
            act(boss, first["id"], "merge", {"into": second["id"]})
            act(boss, second["id"], "merge", {"into": her["case"]})
        (line,) = police.ok("GET", "/own-cases")["cases"]
        answers.append(all_said(served, police, f"/own-cases/{line['id']}"))
        boss.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
        path = f"/referrals/{her['case']}"
        areas = boss.ok("GET", f"{path}/areas")["areas"]
        actors = boss.ok("GET", f"{path}/actors")["actors"]
        said_there = [one for one in areas if one["kind"] == "LAST_SEEN"]
        assert [one["place"] for one in said_there] == [place(served, BERGEN)]
        he_is = [(one["status"], one["others_at_large"]) for one in actors]
        assert he_is.count(("ABROAD", "YES")) == 1
        assert len(actors) == (3 if merged else 1), "whether two are one is for people to say"
        version = boss.ok("GET", path)["version"]
        judged = boss.ok("POST", f"{path}/threat", {"level": "T1"}, version=version)
        assert judged["level"] == "T4"
        moves = on_call.every("/transfers", "transfers")
        assert "COMPROMISE" in [one["reason"] for one in moves if one["referral"] == her["case"]]
        alarms = [one for one in boss.every("/alarms", "alarms") if one["subject"] == her["case"]]
        assert "SAFETY_GAP" in [one["kind"] for one in alarms]
    assert answers[0] == answers[1]


def test_two_own_cases_that_must_be_apart_are_kept_apart_where_they_go_on(
    served: Served, on_call: Caller, houses: dict[str, Any]
) -> None:
    boss, police = served.caller(Role.COORDINATOR), served.caller(Role.POLICE)
    her = lives(served, on_call, houses)
    first, second = call(served, on_call), call(served, on_call)
    for case in (boss.ok("GET", f"/referrals/{her['case']}"), first):
        put_on(served, boss, case, police, Role.POLICE)
    act(boss, first["id"], "merge", {"into": second["id"]})

    def offered() -> set[str]:
        found = boss.ok("POST", f"/referrals/{second['id']}/options", key=None)
        return {one["shelter"] for one in found["options"]} & set(houses)

    assert offered() == set(houses)
    one, other = police.ok("GET", "/own-cases")["cases"]
    sent = {"other": other["id"], "kind": "MUST_SEPARATE"}
    police.ok("POST", f"/own-cases/{one['id']}/links", sent)
    assert offered() == set(houses) - {her["house"]}
    for case, beside in ((one, other), (other, one)):
        (link,) = police.ok("GET", f"/own-cases/{case['id']}/links")["links"]
        assert link["other"] == beside["id"]
