"""O01 ROSA: two users bring a case from the call to its end with no other tool; the week is in tests/scenarios."""

from __future__ import annotations

from tests.app.http.test_transfers import keep
from tests.support.houses import call


def test_two_of_rosa_share_a_case_from_intake_to_departure(served, coordinator, second, houses):
    case = call(served, coordinator)
    path = f"/referrals/{case['id']}"
    held = keep(coordinator, case["id"], houses)
    second.ok("POST", f"{path}/take-over", {"purpose": "ABSENCE"})
    took = second.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    staff = houses[held["shelter"]]["staff"]
    stay = f"/placements/{took['placement']}"
    staff.ok("POST", f"{stay}/arrive", version=staff.ok("GET", stay)["version"])
    second.ok("PUT", f"{stay}/departure-plan", {"kind": "OWN_HOME"})
    away = {"first_night_away": served.today().isoformat(), "departure": "OWN_HOME"}
    ended = second.ok("POST", f"{stay}/end", away, version=second.ok("GET", stay)["version"])
    assert ended["state"] == "ENDED"
    assert coordinator.ok("GET", path)["state"] == "LEFT"
    steps = coordinator.ok("GET", f"{path}/steps")["steps"]
    walked = [one["after"] for one in steps if one["machine"] == "REFERRAL"]
    assert walked == ["OPTIONS_READY", "OFFERED", "ACCEPTED", "ARRIVED", "LEFT"]
