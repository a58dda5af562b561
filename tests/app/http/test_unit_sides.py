"""A house with a part for women and one for men, over HTTP: who is offered a bed there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.houses import call, house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def parted(served: Served, coordinator: Caller) -> dict[str, Any]:
    """One house, SEPARATED, with two rooms of which nobody said for whom they are."""
    own: dict[str, Any] = {"residents_gender": "SEPARATED", "separate_entrance": "YES"}
    return house(served, coordinator, "FJORD-07", "Tromsø", **own)


def offered(served: Served, on_call: Caller, gender: str) -> set[str]:
    """Houses of the options of somebody of this gender."""
    said = "YES" if gender == "WOMAN" else "NO"
    taken = call(served, on_call, people={"adults": 1, "gender": gender, "women_only": said})
    found = on_call.ok("POST", f"/referrals/{taken['id']}/options", key=None)
    return {option["shelter"] for option in found["options"]}


def test_a_unit_is_offered_to_those_for_whom_it_is(
    served: Served, coordinator: Caller, on_call: Caller, parted: dict[str, Any]
) -> None:
    at, version = f"/shelters/{parted['id']}", parted["version"]
    here = {parted["id"]}
    assert {unit["side"] for unit in coordinator.ok("GET", f"{at}/units")["units"]} == {None}
    nobody: dict[str, set[str]] = {"WOMAN": set(), "MAN": set(), "UNDISCLOSED": set()}
    admitted = {
        None: nobody,
        "UNKNOWN": nobody,
        "WOMEN": nobody | {"WOMAN": here},
        "MEN": nobody | {"MAN": here},
        "EITHER": dict.fromkeys(nobody, here),
    }
    for side, expected in admitted.items():
        for unit in parted["units"]:
            changed = coordinator.ok("PATCH", f"{at}/units/{unit}", {"side": side}, version=version)
            version = changed["version"]
        assert {u["side"] for u in coordinator.ok("GET", f"{at}/units")["units"]} == {side}
        assert {g: offered(served, on_call, g) for g in nobody} == expected, side
    made = coordinator.ok(
        "POST",
        f"{at}/units",
        {"code": "M1", "kind": "ROOM", "beds": 1, "side": "MEN"},
        version=version,
    )
    told = coordinator.ok("GET", f"{at}/units")["units"]
    assert [u["side"] for u in told if u["id"] == made["id"]] == ["MEN"]
