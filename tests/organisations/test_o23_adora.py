"""O23 Adora: a move that would break a running module costs more, and the answer shows it."""

from __future__ import annotations

from datetime import timedelta

from app.places.zones import zone_of
from tests.support.houses import call, place


def test_a_house_from_which_the_module_goes_on_costs_less(served, coordinator, houses):
    case = call(served, coordinator)
    path = f"/referrals/{case['id']}"

    def costs() -> dict[str, int]:
        found = coordinator.ok("POST", f"{path}/options", key=None)["options"]
        return {one["code_name"]: one["costs"]["stability"] for one in found}

    before = costs()
    zone = zone_of(place(served, "Bodø"))
    assert zone is not None
    until = (served.today() + timedelta(days=120)).isoformat()
    module = {"kind": "TRAINING", "zones": [zone.code], "until": until}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/continuity", {"running": [module]}, version=version)
    after = costs()
    assert before.keys() == after.keys() >= {"ORG-1", "ORG-2"}
    assert after["ORG-2"] == before["ORG-2"]
    assert after["ORG-1"] > before["ORG-1"]
