"""With each line: how sure its distance is, and how else she could stay there and for what price."""

from __future__ import annotations

from typing import Any

import pytest

from app.plan_remarks import remarks
from matching.solve import Night, scarcest_first
from tests.app.http.test_plan_runs import lines, run
from tests.support import builders
from tests.support.houses import call, house, place


def test_a_line_says_which_mode_it_chose_and_what_the_other_would_have_cost(
    served, coordinator, on_call
):
    made = house(served, coordinator, "MODE-01", "Tromsø", units=1)
    stay: dict[str, Any] = {
        "limit_known": True,
        "max_nights": 60,
        "exemption": "POSSIBLE",
        "exempt_max_nights": 200,
    }
    version = coordinator.ok("GET", f"/shelters/{made['id']}")["version"]
    coordinator.ok("PUT", f"/shelters/{made['id']}/stay-policy", stay, version=version)
    case = call(served, on_call)
    (line,) = [one for one in lines(coordinator, run(coordinator)) if one["state"] == "PROPOSED"]
    assert line["referral"] == case["id"]
    told = line["other_mode"]
    assert {told["chosen"], told["other"]} == {"EXEMPTED", "SEGMENTED"}
    assert told["chosen"] == line["mode"]
    assert told["chosen_cost"] <= told["other_cost"]
    assert line["sensitivity"] == "ROBUST"


def test_options_say_it_to_a_coordinator_and_not_to_on_call(served, coordinator, on_call):
    case = call(served, on_call, places_to_avoid={"known": "YES", "his": [place(served, "Oslo")]})
    told = coordinator.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"]
    found = {one["code_name"]: one["sensitivity"] for one in told}
    assert found.get("MODE-01") == "ROBUST"
    seen = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"]
    assert all(one.get("sensitivity") is None for one in seen)


@pytest.mark.parametrize(("town", "word"), [("Bergen", "ROBUST"), ("Drammen", "FRAGILE")])
def test_a_line_is_fragile_where_a_radius_grown_by_half_would_bar_it(town, word):
    """Drammen lies 37 km from Oslo: outside the 30 km of a fresh, exact place at T2, within 45."""
    feared = builders.danger(builders.TOWNS["Oslo"])
    who = builders.household("h1", danger=(feared,))
    world = builders.situation((who,), (builders.shelter("s1", zone=town),))
    plan = Night(world).greedy(scarcest_first)
    assert len(plan.placed) == 1
    assert remarks(world, plan)[who.id]["sensitivity"] == word
