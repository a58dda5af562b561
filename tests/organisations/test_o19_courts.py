"""O19 Public prosecutor and courts: a day in court has an escort, and nobody moves her around it."""

from __future__ import annotations

from datetime import timedelta

from tests.app.http.test_transfers import agreed, by, keep, lives, proposed


def test_a_day_in_court_inside_a_stay_has_an_escort_and_freezes_moves_around_it(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    path = f"/referrals/{her['case']}"
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    day = served.today() + timedelta(days=5)
    hearing = {"kind": "COURT", "zones": [], "until": day.isoformat()}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/continuity", {"running": [hearing]}, version=version)
    tasks = coordinator.ok("GET", f"/tasks?referral={her['case']}&limit=50")["tasks"]
    (escort,) = [one for one in tasks if one["kind"] == "ESCORT"]
    assert escort["due_at"][:10] <= day.isoformat()
    agreed(on_call, proposed(on_call, her, "OWN_WISH"))
    offer = keep(on_call, her["case"], houses, but=her["house"])
    move = f"/offers/{offer['id']}/move"
    frozen = on_call("POST", move, by(served, days=5), version=offer["version"])
    assert (frozen.status_code, frozen.json()["wrong"][0]["rule"]) == (
        422,
        "around_a_day_in_court",
    )
    firm = on_call.ok("POST", move, by(served, days=1), version=offer["version"])
    assert firm["state"] == "FIRM"
