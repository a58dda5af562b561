"""What is done around her has one owner, who stands on the case as she agreed; teams are proposed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.telling import give_back_actions
from models.words import FollowUpPlace, Role
from tests.app.http.test_outside import put_on
from tests.support.houses import call, place
from tests.support.served import Caller, Served


@pytest.fixture
def case(served: Served, coordinator: Caller) -> dict[str, Any]:
    """Her case, on which this coordinator stands."""
    return call(served, coordinator)


def sent(served: Served, owner: Caller, **more: Any) -> dict[str, Any]:
    due = (served.clock() + timedelta(days=3)).isoformat()
    return {"kind": "HOUSING", "owner": served.handle(owner), "due_at": due, **more}


def add(served: Served, boss: Caller, case: dict[str, Any], owner: Caller, **more: Any) -> Any:
    path = f"/referrals/{case['id']}/follow-up-actions"
    return boss("POST", path, sent(served, owner, **more))


def of_case(boss: Caller, case: dict[str, Any]) -> list[dict[str, Any]]:
    found = boss.ok("GET", f"/referrals/{case['id']}/follow-up-actions")
    return list(found["actions"])


def tasks(who: Caller) -> list[str]:
    found = who.ok("GET", "/tasks?mine=true")["tasks"]
    return [t["subject"] for t in found if t["kind"] == "FOLLOW_UP_ACTION" and "subject" in t]


def own_actions(who: Caller) -> tuple[str, list[dict[str, Any]]]:
    (entry,) = who.ok("GET", "/own-cases")["cases"]
    path = f"/own-cases/{entry['id']}/follow-up-actions"
    return path, list(who.ok("GET", path)["actions"])


def test_an_action_has_one_owner_with_a_task_until_it_is_done(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    got = add(served, coordinator, case, coordinator)
    assert got.status_code == 201
    (action,) = of_case(coordinator, case)
    assert (action["owner"], action["scope"], action["state"], action["mine"]) == (
        served.handle(coordinator), "ASSIGNED", "OPEN", True,
    )  # fmt: skip
    assert action["id"] in tasks(coordinator)
    other = served.caller(Role.COORDINATOR)
    other.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "SHIFT"})
    path = f"/referrals/{case['id']}/follow-up-actions/{action['id']}"
    coordinator.ok("POST", f"{path}/owner", {"owner": served.handle(other)})
    assert action["id"] in tasks(other) and action["id"] not in tasks(coordinator)
    other.ok("POST", f"{path}/end", {"state": "DONE"})
    assert action["id"] not in tasks(other)
    assert other("POST", f"{path}/end", {"state": "DONE"}).status_code == 404
    assert [one["state"] for one in of_case(coordinator, case)] == ["DONE"]


def test_nobody_owns_what_is_done_who_does_not_stand_on_the_case(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    stranger = served.caller(Role.LAWYER)
    got = add(served, coordinator, case, stranger)
    assert got.status_code == 422
    assert of_case(coordinator, case) == []


def test_a_meeting_is_somewhere_and_never_where_she_lives(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    meeting = {"kind": "LAWYER_MEETING"}
    assert add(served, coordinator, case, coordinator, **meeting).status_code == 422
    for place_ in ("SHELTER", "HER_ROOM", "CRISIS_CENTRE"):
        got = add(served, coordinator, case, coordinator, **meeting, place=place_)
        assert got.status_code == 422
    assert not [p for p in FollowUpPlace if "SHELTER" in p or "HOUSE" in p]
    got = add(served, coordinator, case, coordinator, **meeting, place="LAWYERS_OFFICE")
    assert got.status_code == 201
    assert add(served, coordinator, case, coordinator, place="VIDEO").status_code == 422


def test_each_scope_reads_its_own_and_no_name_of_anybody(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    lawyer, town = served.caller(Role.LAWYER), served.caller(Role.MUNICIPALITY)
    put_on(served, coordinator, case, lawyer, Role.LAWYER)
    put_on(served, coordinator, case, town, Role.MUNICIPALITY)
    meeting = {"kind": "LAWYER_MEETING", "place": "LAWYERS_OFFICE"}
    assert add(served, coordinator, case, lawyer, **meeting).status_code == 201
    assert add(served, coordinator, case, town, kind="HOUSING").status_code == 201
    assert add(served, coordinator, case, coordinator, kind="OTHER").status_code == 201
    for who, kind, scope in (
        (lawyer, "LAWYER_MEETING", "LEGAL"),
        (town, "HOUSING", "MUNICIPALITY"),
    ):
        path, found = own_actions(who)
        assert [(one["kind"], one["scope"], one["mine"]) for one in found] == [(kind, scope, True)]
        assert set(found[0]) == {"id", "kind", "scope", "mine", "due_at", "place", "state"}
        (other,) = [a["id"] for a in of_case(coordinator, case) if a["kind"] == "OTHER"]
        assert who("POST", f"{path}/{other}/done").status_code == 404
        assert who("POST", f"{path}/{uuid4()}/done").status_code == 404
        done = who.ok("POST", f"{path}/{found[0]['id']}/done")["actions"]
        assert [one["state"] for one in done] == ["DONE"]


def test_what_was_of_somebody_who_may_no_more_is_a_coordinators_again(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    lawyer = served.caller(Role.LAWYER)
    consent = put_on(served, coordinator, case, lawyer, Role.LAWYER)
    add(served, coordinator, case, lawyer, kind="COURT_DATE")
    give_back_actions(served.service, served.clock())
    assert [one["owner"] for one in of_case(coordinator, case)] == [served.handle(lawyer)]
    path, found = own_actions(lawyer)
    version = coordinator.ok("GET", f"/referrals/{case['id']}")["version"]
    withdrawn = f"/referrals/{case['id']}/consents/{consent}/withdraw"
    coordinator.ok("POST", withdrawn, version=version)
    assert lawyer("GET", path).status_code == 404
    assert lawyer("POST", f"{path}/{found[0]['id']}/done").status_code == 404
    give_back_actions(served.service, served.clock())
    (action,) = of_case(coordinator, case)
    assert (action["owner"], action["scope"]) == (served.handle(coordinator), "ASSIGNED")
    assert action["id"] in tasks(coordinator)


def test_it_is_never_given_back_to_one_from_whom_a_list_keeps_the_case_since(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    lawyer, other = served.caller(Role.LAWYER), served.caller(Role.COORDINATOR)
    consent = put_on(served, coordinator, case, lawyer, Role.LAWYER)
    add(served, coordinator, case, lawyer, kind="COURT_DATE")
    other.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "SHIFT"})
    kept_away = {"handle": served.handle(coordinator)}
    other.ok("POST", f"/referrals/{case['id']}/readers", kept_away)
    version = other.ok("GET", f"/referrals/{case['id']}")["version"]
    path = f"/referrals/{case['id']}"
    other.ok("POST", f"{path}/consents/{consent}/withdraw", version=version)
    standing = other.ok("GET", f"{path}/members?limit=50")["members"]
    (me,) = [m["id"] for m in standing if m["handle"] == served.handle(other)]
    other.ok("POST", f"{path}/members/{me}/end")
    give_back_actions(served.service, served.clock())
    other.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    (action,) = of_case(other, case)
    assert action["owner"] not in (served.handle(coordinator), served.handle(lawyer))


def test_another_on_call_worker_finds_nothing(
    served: Served, coordinator: Caller, case: dict[str, Any]
) -> None:
    add(served, coordinator, case, coordinator)
    (action,) = of_case(coordinator, case)
    other, base = served.caller(Role.ON_CALL), f"/referrals/{case['id']}/follow-up-actions"
    assert other("GET", base).status_code == 404
    assert other("POST", base, sent(served, other)).status_code == 404
    assert other("POST", f"{base}/{action['id']}/end", {"state": "DONE"}).status_code == 404


@pytest.mark.parametrize(
    ("town", "municipality", "team"),
    [
        ("Bergen", "NO-K-4601", "TOT"),
        ("Oslo", "NO-K-0301", "OSLO-PILOTEN"),
        ("Trondheim", "NO-K-5001", "TRONDHEIM"),
    ],
)
def test_a_case_of_the_town_proposes_its_standing_team_and_adds_nobody_without_her(
    served: Served, coordinator: Caller, on_call: Caller, town: str, municipality: str, team: str
) -> None:
    people = {role: served.caller(role) for role in (Role.MUNICIPALITY, Role.POLICE)}
    new = {"code_name": team, "municipality": municipality}
    made = coordinator.ok("POST", "/local-teams", new)
    assert coordinator("POST", "/local-teams", new).status_code == 409
    names = sorted(served.handle(one) for one in people.values())
    path = f"/local-teams/{made['id']}/members"
    put = coordinator.ok("PUT", path, {"members": names}, version=made["version"])
    assert (put["members"], put["version"]) == (names, 2)
    assert coordinator("PUT", path, {"members": names}, version=1).status_code == 412

    case = call(served, on_call, where_now=place(served, town))
    elsewhere = call(served, on_call, where_now=place(served, "Tromsø"))
    for one, wanted in ((case, True), (elsewhere, False)):
        found = coordinator.ok("GET", f"/tasks?referral={one['id']}")["tasks"]
        assert ("LOCAL_TEAM" in {t["kind"] for t in found}) is wanted
        coordinator.ok("POST", f"/referrals/{one['id']}/take-over", {"purpose": "SHIFT"})
    listed = coordinator.ok("GET", f"/referrals/{elsewhere['id']}/proposed-members")
    assert listed == {"proposed": []}
    path = f"/referrals/{case['id']}"
    proposed = coordinator.ok("GET", f"{path}/proposed-members")["proposed"]
    assert [(p["team"], p["handle"], p["stands"]) for p in proposed] == [
        (team, name, False) for name in names
    ]
    assert {p["needs_consent"] for p in proposed} == {"FOLLOW_UP_MEMBER", "POLICE_CONTACT"}
    got = coordinator("POST", f"{path}/members", {"handle": names[0]})
    assert got.status_code == 422, "nobody is added but by her consent"
    put_on(served, coordinator, case, people[Role.MUNICIPALITY], Role.MUNICIPALITY)
    proposed = coordinator.ok("GET", f"{path}/proposed-members")["proposed"]
    stand = {p["handle"] for p in proposed if p["stands"]}
    assert stand == {served.handle(people[Role.MUNICIPALITY])}


def test_a_team_is_of_a_municipality_and_of_people_who_may_stand_on_a_case(
    served: Served, coordinator: Caller
) -> None:
    new = {"code_name": "NOWHERE", "municipality": place(served, "Bergen")}
    assert coordinator("POST", "/local-teams", new).status_code == 422
    made = coordinator.ok(
        "POST", "/local-teams", {"code_name": "SOMEWHERE", "municipality": "NO-K-1103"}
    )
    path = f"/local-teams/{made['id']}/members"
    for role in (Role.AUDITOR, Role.ADMIN):
        names = {"members": [served.handle(served.caller(role))]}
        assert coordinator("PUT", path, names, version=1).status_code == 422
    names = {"members": []}
    assert (
        coordinator("PUT", f"/local-teams/{uuid4()}/members", names, version=1).status_code == 404
    )
