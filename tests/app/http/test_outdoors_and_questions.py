"""Moving about outside, agreed with her; and what a house and the coordinators ask each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.app.http.test_transfers import lives
from tests.support.houses import house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    made = [
        house(served, coordinator, name, town, units=8)
        for name, town in (("OUT-1", "Tromsø"), ("OUT-2", "Bodø"))
    ]
    return {one["id"]: one for one in made}


def tasks_of(who: Caller, kind: str) -> list[dict[str, Any]]:
    found = who.ok("GET", "/tasks?limit=50")["tasks"]
    return [one for one in found if one["kind"] == kind]


def test_a_plan_for_outside_is_agreed_with_her_and_looked_at_again(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    staff = houses[her["house"]]["staff"]
    path = f"/placements/{her['placement']['id']}"
    assert staff("GET", f"{path}/outdoors").status_code == 404
    told = staff.ok("PUT", f"{path}/outdoors", {})
    assert told["settled"] is False  # what nobody asked is not settled
    body = {
        "alone": "NO",
        "escort": "STAFF",
        "alarm": "YES",
        "rules": ["DAYLIGHT_ONLY", "SAYS_WHEN_BACK"],
        "agreed_with_her": "YES",
        "in_her_words": "to the shop and back",
    }
    told = staff.ok("PUT", f"{path}/outdoors", body)
    assert (told["settled"], told["version"]) == (True, 2)
    (due,) = [
        one
        for one in coordinator.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
        if one["kind"] == "OUTDOOR_PLAN"
    ]
    assert due["due_at"][:10] == told["review_on"]  # T3 as nobody judged her yet: two weeks
    assert told["review_on"] == (served.today() + timedelta(days=14)).isoformat()
    items = staff.ok("GET", f"{path}/checklists")["items"]
    (item,) = [one for one in items if one["item"] == "OUTDOOR_PLAN"]
    assert item["done_at"] is not None
    for wrong in (
        {**body, "alone": "YES"},
        {**body, "review_on": served.today().isoformat()},
        {**body, "in_her_words": "to my sister Amina and back"},
    ):
        assert staff("PUT", f"{path}/outdoors", wrong).status_code == 422
    other = next(h["staff"] for one, h in houses.items() if one != her["house"])
    assert other("GET", f"{path}/outdoors").status_code == 404
    assert other("PUT", f"{path}/outdoors", body).status_code == 404


def test_a_house_and_the_coordinators_ask_and_answer_in_one_thread_by_role(
    served, coordinator, on_call, houses
):
    (one, other) = houses.values()
    path, staff = f"/shelters/{one['id']}/questions", one["staff"]
    staff.ok("POST", path, {"said": "may we take somebody with a dog tonight?"})
    (task,) = [t for t in tasks_of(coordinator, "QUESTION") if t["shelter"] == one["id"]]
    assert tasks_of(staff, "QUESTION") == []
    coordinator.ok("POST", path, {"said": "yes, but for which unit?"})
    assert task["id"] not in [t["id"] for t in tasks_of(coordinator, "QUESTION")]
    assert len(tasks_of(staff, "QUESTION")) == 1
    staff.ok("POST", path, {"said": "the one by the garden"})
    thread = staff.ok("GET", path)["messages"]
    assert [(m["from_role"], m["said"].split()[0]) for m in thread] == [
        ("SHELTER", "may"),
        ("COORDINATOR", "yes,"),
        ("SHELTER", "the"),
    ]
    assert all(m.keys() == {"id", "from_role", "said", "said_at"} for m in thread)
    assert coordinator.ok("GET", path)["messages"] == thread
    for got in (other["staff"]("GET", path), other["staff"]("POST", path, {"said": "who?"})):
        assert got.status_code == 404
    assert on_call("GET", path).status_code == 404
    for wrong in ("x" * 501, "may Kari Nordmann move in?"):
        assert staff("POST", path, {"said": wrong}).status_code == 422
    assert staff.ok("GET", path)["messages"] == thread
