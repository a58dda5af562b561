"""What O15, O16 and O17 have in common: a town whose cases have a standing team."""

from __future__ import annotations

from typing import Any

from app.countries.profile import profile
from models.words import Role
from tests.app.http.test_outside import put_on
from tests.support.houses import call, place
from tests.support.served import Caller, Served


def proposes_its_members_and_adds_none(
    served: Served, coordinator: Caller, on_call: Caller, *, town: str, team: str
) -> None:
    """A case of the town proposes who is in that team of Norway; only her consent puts one on it."""
    municipality = {one.code_name: one.municipality for one in profile("NO").teams}[team]
    contact = served.caller(Role.MUNICIPALITY)
    name = served.handle(contact)
    made = coordinator.ok("POST", "/local-teams", {"code_name": team, "municipality": municipality})
    members = f"/local-teams/{made['id']}/members"
    coordinator.ok("PUT", members, {"members": [name]}, version=made["version"])
    case = call(served, on_call, where_now=place(served, town))
    path = f"/referrals/{case['id']}"
    tasks = coordinator.ok("GET", f"/tasks?referral={case['id']}")["tasks"]
    assert "LOCAL_TEAM" in {one["kind"] for one in tasks}
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})

    def proposed() -> list[tuple[Any, ...]]:
        found = coordinator.ok("GET", f"{path}/proposed-members")["proposed"]
        return [(one["team"], one["handle"], one["stands"]) for one in found]

    assert proposed() == [(team, name, False)]
    assert coordinator("POST", f"{path}/members", {"handle": name}).status_code == 422
    assert proposed() == [(team, name, False)]
    put_on(served, coordinator, case, contact, Role.MUNICIPALITY)
    assert proposed() == [(team, name, True)]
