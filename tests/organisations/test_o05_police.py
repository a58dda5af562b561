"""O05 Police districts: their report on a house bars it at once, proposes moves, and two persons decide."""

from __future__ import annotations

from models.words import Role
from tests.app.http.test_reports_of_police import feared, stand
from tests.app.http.test_transfers import agreed, by, keep, lives, moves


def test_a_report_of_the_police_proposes_a_move_at_once_and_two_persons_make_it_firm(
    served, coordinator, second, on_call, houses
):
    her = lives(served, on_call, houses)
    police = served.caller(Role.POLICE)
    network = coordinator.ok("POST", "/networks", {"label": "O05"})["id"]
    actor = feared(coordinator, her["case"], network)
    stand(served, coordinator, her["case"], police)
    (own,) = police.ok("GET", "/own-cases")["cases"]
    said = police.ok("GET", f"/own-cases/{own['id']}/actors")["actors"]
    assert actor in {one["id"] for one in said}
    report = {"scope": "ACTOR", "actor": actor, "shelter": her["house"], "level": "CONFIRMED"}
    police.ok("POST", "/compromises", report)
    (move,) = moves(coordinator, her)  # in the very transaction of the report
    assert (move["state"], move["reason"]) == ("PROPOSED", "COMPROMISE")
    move = agreed(coordinator, move)
    offer = keep(coordinator, her["case"], houses, but=her["house"])

    def firm():
        path = f"/offers/{offer['id']}/move"
        return coordinator("POST", path, by(served, hours=6), version=offer["version"])

    assert firm().json()["type"] == "urn:havn:problem:second-person"
    why = {"purpose": "POLICE_ADVICE", "reason": "he knows where she is"}
    path = f"/transfers/{move['id']}/danger"
    asked = coordinator.ok("POST", path, why, version=move["version"])
    assert firm().status_code == 409
    second.ok("POST", f"/approvals/{asked['approval']}/agree")
    assert firm().status_code == 200
