"""O18 Assistance lawyers: clocks and meetings, and never which house she is in."""

from __future__ import annotations

from models.words import Role
from tests.app.http.test_due_cases import put_legal
from tests.app.http.test_follow_up import add, own_actions
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import lives


def test_a_lawyer_sees_clocks_and_meetings_and_no_house(served, coordinator, on_call, houses):
    lawyer = served.caller(Role.LAWYER)
    her = lives(served, on_call, houses)
    put_on(served, coordinator, {"id": her["case"]}, lawyer, Role.LAWYER)
    put_legal(coordinator, her["case"], {"track": "REFLECTION", "first": "2026-01-01"})
    meeting = {"kind": "LAWYER_MEETING", "place": "LAWYERS_OFFICE"}
    assert add(served, coordinator, {"id": her["case"]}, lawyer, **meeting).status_code == 201
    (line,) = lawyer.ok("GET", "/own-cases")["cases"]
    clocks = lawyer.ok("GET", f"/own-cases/{line['id']}/clocks")
    assert clocks["periods"] and clocks["clocks"]
    path, found = own_actions(lawyer)
    assert [(one["kind"], one["place"]) for one in found] == [("LAWYER_MEETING", "LAWYERS_OFFICE")]
    said = "".join(
        lawyer("GET", one).text
        for one in (
            "/own-cases",
            f"/own-cases/{line['id']}",
            f"/own-cases/{line['id']}/clocks",
            path,
            "/tasks",
        )
    )
    hidden = {her["house"], houses[her["house"]]["name"], her["placement"]["id"], her["case"]}
    assert not [word for word in hidden if word in said]
    assert lawyer("GET", f"/placements/{her['placement']['id']}").status_code == 404
