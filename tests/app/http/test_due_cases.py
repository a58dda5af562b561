"""Clocks of the law and reviews of the threat: each is a task in time, and no placement ends by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.telling import remind_of_clocks
from tests.app.http.test_transfers import lives
from tests.support.houses import house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    one = house(served, coordinator, "CLOCK-1", "Tromsø", units=20)
    return {one["id"]: one}


def there(
    served: Served, coordinator: Caller, on_call: Caller, houses: dict[str, Any], **more: Any
) -> Any:
    her = lives(served, on_call, houses, **more)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    return her


def put_legal(coordinator: Caller, case: str, *periods: dict[str, Any]) -> None:
    path = f"/referrals/{case}"
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/legal", {"periods": list(periods)}, version=version)


def tasks_of(coordinator: Caller, case: str, kind: str) -> list[dict[str, Any]]:
    found = coordinator.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    return [one for one in found if one["kind"] == kind]


@pytest.mark.parametrize(
    "track", ["REFUSED", "FINAL_REFUSAL", "ASYLUM_PENDING", "ASYLUM_GRANTED", "NONE", "UNKNOWN"]
)
def test_a_status_change_never_ends_a_placement(served, coordinator, on_call, houses, track):
    fresh(houses)
    her = there(served, coordinator, on_call, houses)
    put_legal(coordinator, her["case"], {"track": "REFLECTION", "first": "2026-01-01"})
    path = f"/placements/{her['placement']['id']}"
    before = coordinator.ok("GET", path)
    state = coordinator.ok("GET", f"/referrals/{her['case']}")["state"]
    put_legal(coordinator, her["case"], {"track": track})
    remind_of_clocks(served.service, served.clock())
    assert coordinator.ok("GET", path) == before
    assert coordinator.ok("GET", f"/referrals/{her['case']}")["state"] == state


def test_an_end_that_nobody_knows_is_asked_for_once(served, coordinator, on_call, houses):
    fresh(houses)
    her = there(served, coordinator, on_call, houses)
    put_legal(coordinator, her["case"], {"track": "REFLECTION"})
    for _ in range(2):
        remind_of_clocks(served.service, served.clock())
    assert len(tasks_of(coordinator, her["case"], "LEGAL_CLOCK")) == 1


def fresh(houses: dict[str, Any]) -> None:
    for one in houses.values():
        one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})


@pytest.mark.parametrize(("level", "hours"), [("T4", 24), ("T3", 168), ("T2", 720), ("T1", 2160)])
def test_the_threat_is_reviewed_by_its_level_and_a_new_judgement_is_the_review(
    served, coordinator, on_call, houses, level, hours
):
    fresh(houses)
    fear = {"self_fear": "NOT", "knows_location": "NO", "organised": "NO"}
    her = there(served, coordinator, on_call, houses, fear=fear)
    path = f"/referrals/{her['case']}"
    answers = [
        {"question": f"Q0{n}", "reply": "NOT" if n == 1 else "NO"} for n in (1, 2, 3, 4, 5, 6, 7)
    ]
    body = {"level": level, "answers": answers}

    def judge() -> str:
        version = coordinator.ok("GET", path)["version"]
        return str(coordinator.ok("POST", f"{path}/threat", body, version=version)["level"])

    with served.clock.standing():
        assert judge() == level
        at = served.clock()
        remind_of_clocks(served.service, served.clock())
        (task,) = tasks_of(coordinator, her["case"], "THREAT_REVIEW")
        due = (at + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")
    assert task["due_at"] == due
    judge()
    assert tasks_of(coordinator, her["case"], "THREAT_REVIEW") == []
    remind_of_clocks(served.service, served.clock())
    (again,) = tasks_of(coordinator, her["case"], "THREAT_REVIEW")
    assert again["id"] != task["id"]


@pytest.mark.parametrize(("hour", "before"), [(6, 1), (18, 0)], ids=["morning", "evening"])
def test_days_of_a_review_are_nights_so_a_morning_is_of_the_day_before(
    served, coordinator, on_call, houses, hour, before
):
    fresh(houses)
    fear = {"self_fear": "NOT", "knows_location": "NO", "organised": "NO"}
    her = there(served, coordinator, on_call, houses, fear=fear)
    path = f"/referrals/{her['case']}"
    answers = [{"question": f"Q0{n}", "reply": "NO"} for n in (2, 3, 4, 5, 6, 7)]
    served.clock.forward(hours=(24 + hour - served.clock().hour) % 24)
    with served.clock.standing():
        version = coordinator.ok("GET", path)["version"]
        body = {"level": "T2", "answers": answers}
        judged = coordinator.ok("POST", f"{path}/threat", body, version=version)
        due = served.clock().date() + timedelta(days=30 - before)
    assert judged["level"] == "T2"
    assert judged["review_due"] == due.isoformat()


def test_a_level_that_nobody_has_judged_is_reviewed_as_t3_and_a_late_one_is_on_the_list(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her = there(served, coordinator, on_call, houses)
    remind_of_clocks(served.service, served.clock())
    (task,) = tasks_of(coordinator, her["case"], "THREAT_REVIEW")
    assert task["overdue"] is False
    served.clock.forward(days=7.1)
    late = coordinator.ok("GET", f"/tasks?overdue=true&referral={her['case']}&limit=50")["tasks"]
    assert task["id"] in [one["id"] for one in late]


def test_a_clock_is_a_task_at_60_30_14_and_7_days_and_when_it_is_over(
    served, coordinator, on_call, houses
):
    fresh(houses)
    her = there(served, coordinator, on_call, houses)
    # At noon it is the same day here and by the clock of the world, whenever the test is run.
    served.clock.forward(hours=(36 - served.clock().hour) % 24)
    today = served.today()
    ends = (today + timedelta(days=70)).isoformat()
    put_legal(coordinator, her["case"], {"track": "LIMITED_PERMIT", "to": ends})
    met = []
    for ahead in range(70, -3, -1):
        remind_of_clocks(served.service, served.clock())
        for one in tasks_of(coordinator, her["case"], "LEGAL_CLOCK"):
            met.append(ahead)
            coordinator.ok("POST", f"/tasks/{one['id']}/done", {"outcome": "DONE"})
        served.clock.forward(days=1)
    assert met == [60, 30, 14, 7, 0]
    path = f"/placements/{her['placement']['id']}"
    assert coordinator.ok("GET", path)["state"] == "ARRIVED"
