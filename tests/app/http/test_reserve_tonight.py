"""What a region keeps for tonight's greatest danger (H15), from the options to two bookings at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.support.houses import call, house
from tests.support.served import Caller, Served

NO_ROOM = "NO_ROOM"
"""What on-call is told; a coordinator reads why."""
NO = [{"question": f"Q{n:02}", "reply": "NO", "source": "HERSELF"} for n in range(2, 13)]


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> list[dict[str, Any]]:
    """Three houses of the highest level in one region: two units may go to others, one is kept."""
    return [house(served, coordinator, f"KEPT-{n}", "Tromsø", units=1) for n in range(3)]


def calm(served: Served, worker: Caller, level: str = "T2") -> dict[str, Any]:
    """A case whose level is known."""
    case = call(served, worker)
    path = f"/referrals/{case['id']}"
    version = worker.ok("GET", path)["version"]
    fear = {"question": "Q01", "reply": "LITTLE", "source": "HERSELF"}
    judged = worker.ok(
        "POST", f"{path}/threat", {"level": level, "answers": [fear, *NO]}, version=version
    )
    assert judged["level"] == level
    return case


def asked(worker: Caller, case: dict[str, Any]) -> dict[str, Any]:
    return worker.ok("POST", f"/referrals/{case['id']}/options", key=None)  # type: ignore[no-any-return]


def hold(worker: Caller, offer: dict[str, Any]) -> Any:
    return worker("POST", f"/offers/{offer['offer']}/hold", version=1)


def release(worker: Caller, held: dict[str, Any]) -> None:
    worker.ok("POST", f"/offers/{held['id']}/release", version=held["version"])


def test_two_at_once_in_two_houses_do_not_share_what_one_may_take(
    served: Served, on_call: Caller, houses: list[dict[str, Any]]
) -> None:
    cases = [calm(served, on_call) for _ in range(3)]
    found = [asked(on_call, case)["options"] for case in cases]
    one_each = [
        next(option for option in options if option["shelter"] == there["id"])
        for options, there in zip(found, houses, strict=True)
    ]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda offer: hold(on_call, offer), one_each))
    assert sorted(a.status_code for a in answers) == [201, 201, 409]
    (refused,) = (a.json() for a in answers if a.status_code == 409)
    assert (refused["type"], refused["rules"]) == ("urn:havn:problem:blocked", [NO_ROOM])
    late = asked(on_call, cases[[a.status_code for a in answers].index(409)])
    assert late["result"] == "NO_SAFE_BED"
    for answer in answers:
        if answer.status_code == 201:
            release(on_call, answer.json())


def test_what_is_kept_goes_to_whom_it_is_kept_for_and_to_who_has_nowhere_else(
    served: Served, coordinator: Caller, on_call: Caller, houses: list[dict[str, Any]]
) -> None:
    held = [hold(on_call, asked(on_call, calm(served, on_call))["options"][0]).json()]
    held += [hold(on_call, asked(on_call, calm(served, on_call))["options"][0]).json()]
    calmer, feared = calm(served, on_call), calm(served, on_call, "T3")
    assert asked(on_call, calmer)["options"] == []
    (last,) = asked(on_call, feared)["options"]
    taken = hold(on_call, last)
    assert taken.status_code == 201, "P1, and no other house is open to her"
    release(on_call, taken.json())
    (mine,) = asked(on_call, calm(served, on_call, "T4"))["options"]
    taken = hold(on_call, mine)
    assert taken.status_code == 201
    release(on_call, taken.json())
    waiver = {
        "purpose": "NEW_FACTS",
        "reason": "two more beds are promised by noon",
        "rule": "H15",
        "referral": calmer["id"],
        "shelter": last["shelter"],
        "expires_on": (served.clock() + timedelta(days=1)).date().isoformat(),
    }
    coordinator.ok("POST", f"/referrals/{calmer['id']}/take-over", {"purpose": "ACUTE"})
    assert coordinator.ok("POST", "/waivers", waiver)["persons"] == 1
    (now_hers,) = asked(on_call, calmer)["options"]
    taken = hold(on_call, now_hers)
    assert taken.status_code == 201
    for one in (*held, taken.json()):
        release(on_call, one)


def test_nobody_holds_a_second_unit_of_what_is_kept_so_that_she_can_choose(
    served: Served, on_call: Caller, houses: list[dict[str, Any]]
) -> None:
    found = asked(on_call, calm(served, on_call, "T4"))["options"]
    assert len(found) == len(houses)
    answers = [hold(on_call, offer) for offer in found]
    assert [a.status_code for a in answers] == [201, 201, 409], "the last one is kept for others"
    assert answers[-1].json()["type"] == "urn:havn:problem:holds-full"
    (last,) = asked(on_call, calm(served, on_call, "T4"))["options"]
    taken = hold(on_call, last)
    assert taken.status_code == 201, "it is free for the next caller like her"
    for answer in (*answers[:2], taken):
        release(on_call, answer.json())
