"""O17 TRONDHEIM-group: a case of Trondheim proposes the people of its standing team, and adds none without her."""

from __future__ import annotations

from models.words import Role
from tests.app.http.test_outside import handle, put_on
from tests.support.houses import call, place

TOWN, TEAM = "Trondheim", "O17-TEAM"


def test_a_case_of_the_town_proposes_the_members_of_its_team(served, coordinator, on_call):
    contact = served.caller(Role.MUNICIPALITY)
    name, town = handle(served, contact), place(served, TOWN)
    made = coordinator.ok(
        "POST", "/local-teams", {"code_name": TEAM, "municipality": municipality()}
    )
    members = f"/local-teams/{made['id']}/members"
    coordinator.ok("PUT", members, {"members": [name]}, version=made["version"])
    case = call(served, on_call, where_now=town)
    path = f"/referrals/{case['id']}"
    tasks = coordinator.ok("GET", f"/tasks?referral={case['id']}")["tasks"]
    assert "LOCAL_TEAM" in {one["kind"] for one in tasks}
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    proposed = coordinator.ok("GET", f"{path}/proposed-members")["proposed"]
    assert [(p["team"], p["handle"], p["stands"]) for p in proposed] == [(TEAM, name, False)]
    assert coordinator("POST", f"{path}/members", {"handle": name}).status_code == 422
    put_on(served, coordinator, case, contact, Role.MUNICIPALITY)
    proposed = coordinator.ok("GET", f"{path}/proposed-members")["proposed"]
    assert [one["stands"] for one in proposed] == [True]


def municipality():
    """The code of the municipality that the profile of the country names for this team."""
    return {"Bergen": "NO-K-4601", "Oslo": "NO-K-0301", "Trondheim": "NO-K-5001"}[TOWN]
