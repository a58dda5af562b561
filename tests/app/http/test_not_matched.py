"""Children alone, who needs a hospital first, and who wants no bed are handed over and never matched."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.store import not_matched
from app.store.picture_cases import open_ids
from models.words import NotMatchedWhy, Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served

MINOR = {"adults": 0, "children": ["13-17"], "women_only": "YES"}


@pytest.fixture(scope="module")
def there(served: Served, coordinator: Caller) -> dict[str, Any]:
    """A house that would take her."""
    return house(served, coordinator, "HANDED-01", "Tromsø", units=4)


def version(who: Caller, case: str) -> int:
    return int(who.ok("GET", f"/referrals/{case}")["version"])


def search(who: Caller, case: str) -> Any:
    return who.ok("POST", f"/referrals/{case}/options", key=None)


def tasks(who: Caller, case: str) -> dict[str, Any]:
    return {t["kind"]: t for t in who.ok("GET", f"/tasks?referral={case}")["tasks"]}


def set_aside(who: Caller, case: str, why: str) -> str:
    path = f"/referrals/{case}/not-matched"
    return str(who.ok("POST", path, {"why": why}, version=version(who, case))["id"])


def outcome(served: Served, case: str, kind: str) -> Any:
    query = "SELECT state, outcome FROM tasks WHERE referral_id = :r AND kind = :k"
    with served.service.store.transaction() as tx:
        return tuple(tx.execute(text(query), {"r": case, "k": kind}).one())


def minutes(served: Served, task: dict[str, Any]) -> float:
    due = served.clock().fromisoformat(task["due_at"]) - served.clock()
    return due.total_seconds() / 60


def test_a_child_alone_is_child_welfares_task_within_15_minutes_of_the_call(
    served: Served, on_call: Caller, there: dict[str, Any]
) -> None:
    case = call(served, on_call, people=MINOR)["id"]
    assert 13 < minutes(served, tasks(on_call, case)["CHILD_WELFARE"]) <= 15
    found = search(on_call, case)
    assert (found["result"], found["options"], found["call_first"]) == ("HAND_OVER", [], [])
    assert "CHILD_WELFARE_TONIGHT" in found["next_steps"]
    on_call.ok("POST", f"/referrals/{case}/hand-over", version=version(on_call, case))
    assert outcome(served, case, "CHILD_WELFARE") == ("DONE", "PASSED_ON")


def test_she_may_look_like_a_child_and_a_grown_up_beside_her_ends_it(
    served: Served, on_call: Caller, there: dict[str, Any]
) -> None:
    apparent = {"adults": 1, "apparent_minor": "YES", "gender": "WOMAN", "women_only": "YES"}
    case = call(served, on_call, people=apparent)["id"]
    assert "CHILD_WELFARE" in tasks(on_call, case)
    assert search(on_call, case)["options"] == []
    grown = {"role": "ADULT", "age_band": "25-39", "gender": "WOMAN", "apparent_minor": "NO"}
    child = {"role": "CHILD", "age_band": "13-17", "gender": "WOMAN"}
    path = f"/referrals/{case}/people"
    on_call.ok("PUT", path, {"members": [grown, child]}, version=version(on_call, case))
    assert "CHILD_WELFARE" not in tasks(on_call, case)
    assert search(on_call, case)["options"]
    on_call.ok("PUT", path, {"members": [child]}, version=version(on_call, case))
    assert "CHILD_WELFARE" in tasks(on_call, case)


@pytest.mark.parametrize(
    ("why", "kind", "within", "state"),
    [
        ("HOSPITAL_FIRST", "HOSPITAL_FIRST", 15, "OPTIONS_READY"),
        ("OWN_WISH", "SUPPORT_WITHOUT_BED", 24 * 60, "SUPPORT_WITHOUT_BED"),
    ],
)
def test_no_place_is_looked_for_until_she_can_or_wants_to(
    served: Served,
    on_call: Caller,
    there: dict[str, Any],
    why: str,
    kind: str,
    within: int,
    state: str,
) -> None:
    case = call(served, on_call)["id"]
    before = search(on_call, case)["options"][0]
    made = set_aside(on_call, case, why)
    assert within - 2 < minutes(served, tasks(on_call, case)[kind]) <= within
    assert on_call.ok("GET", f"/referrals/{case}")["state"] == state
    found = search(on_call, case)
    assert (found["result"], found["options"], found["call_first"]) == ("HAND_OVER", [], [])
    assert kind in found["next_steps"]
    assert on_call.ok("GET", f"/referrals/{case}")["state"] == state
    old = on_call("POST", f"/offers/{before['offer']}/hold", version=before["version"])
    assert old.status_code == 404
    on_call.ok("POST", f"/referrals/{case}/not-matched/{made}/end", version=version(on_call, case))
    assert kind not in tasks(on_call, case)
    assert search(on_call, case)["options"]
    (told,) = on_call.ok("GET", f"/referrals/{case}/not-matched")["not_matched"]
    assert (told["why"], told["ended_at"] is None) == (why, False)


def test_an_option_that_she_was_shown_before_cannot_be_held(
    served: Served, on_call: Caller, there: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    option = search(on_call, case)["options"][0]
    with served.service.store.transaction() as tx:
        why, now = NotMatchedWhy.HOSPITAL_FIRST, served.clock()
        not_matched.begin(tx, UUID(case), why, by=on_call.account, now=now)
    got = on_call("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:wrong-state")


def test_nobody_climbs_the_ladder_while_a_hospital_sees_her(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    men = {"adults": 1, "gender": "MAN"}
    case = call(served, on_call, people=men)["id"]
    assert search(on_call, case)["result"] == "NO_SAFE_BED"
    assert any(kind.startswith("LADDER") for kind in tasks(on_call, case))
    set_aside(on_call, case, "HOSPITAL_FIRST")
    assert not any(kind.startswith("LADDER") for kind in tasks(on_call, case))
    assert on_call.ok("GET", f"/referrals/{case}")["state"] == "NEEDS_INFO"
    assert search(on_call, case)["result"] == "HAND_OVER"
    assert not any(kind.startswith("LADDER") for kind in tasks(on_call, case))


def test_the_task_of_who_waits_for_a_hospital_comes_again_while_she_does(
    served: Served, on_call: Caller, there: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    made = set_aside(on_call, case, "HOSPITAL_FIRST")
    first = tasks(on_call, case)["HOSPITAL_FIRST"]
    on_call.ok("POST", f"/tasks/{first['id']}/done", {"outcome": "DONE"})
    again = tasks(on_call, case)["HOSPITAL_FIRST"]
    assert again["id"] != first["id"]
    assert 238 < minutes(served, again) <= 240
    on_call.ok("POST", f"/referrals/{case}/not-matched/{made}/end", version=version(on_call, case))
    assert "HOSPITAL_FIRST" not in tasks(on_call, case)


def test_the_night_does_not_plan_who_needs_a_hospital_first(
    served: Served, coordinator: Caller, on_call: Caller, there: dict[str, Any]
) -> None:
    case, other = (call(served, on_call)["id"] for _ in "ab")
    set_aside(on_call, case, "HOSPITAL_FIRST")
    with served.service.store.transaction() as tx:
        of = {
            str(row.referral_id): row.id
            for row in tx.execute(text("SELECT id, referral_id FROM households"))
        }
        planned = open_ids(tx)
    assert of[other] in planned and of[case] not in planned


def test_who_has_a_bed_is_not_set_aside_and_her_case_ends_the_task(
    served: Served, on_call: Caller, there: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    option = search(on_call, case)["options"][0]
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    sent, path = {"why": "OWN_WISH"}, f"/referrals/{case}/not-matched"
    assert on_call("POST", path, sent, version=version(on_call, case)).status_code == 409
    on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])
    set_aside(on_call, case, "OWN_WISH")
    assert on_call("POST", path, {"why": "MINOR"}, version=1).status_code == 422
    on_call.ok("POST", f"/referrals/{case}/withdraw", version=version(on_call, case))
    assert outcome(served, case, "SUPPORT_WITHOUT_BED") == ("DROPPED", None)


def test_another_on_call_worker_finds_nothing(served: Served, on_call: Caller) -> None:
    case, other = call(served, on_call)["id"], served.caller(Role.ON_CALL)
    made = set_aside(on_call, case, "OWN_WISH")
    path = f"/referrals/{case}/not-matched"
    assert other("GET", path).status_code == 404
    assert other("POST", f"{path}/{made}/end", version=1).status_code == 404
