"""The police report on what their own cases fear and where these live, and learn of nothing else (O05)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from models.words import Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served


def stand(served: Served, boss: Caller, referral: str, police: Caller) -> str:
    """She agrees that this officer stands on her case; the id of her consent."""
    path = f"/referrals/{referral}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    sent = {"purpose": "POLICE_CONTACT", "answer": "GIVEN", "form": "WRITTEN", "days": 20}
    version = boss.ok("GET", path)["version"]
    consent = str(boss.ok("POST", f"{path}/consents", sent, version=version)["id"])
    boss.ok("POST", f"{path}/members", {"handle": served.handle(police), "consent": consent})
    return consent


def feared(boss: Caller, referral: str, network: str) -> str:
    path = f"/referrals/{referral}"
    version = boss.ok("GET", path)["version"]
    sent = {"label": "B", "network": network}
    return str(boss.ok("POST", f"{path}/actors", sent, version=version)["id"])


def lodge(worker: Caller, home: dict[str, Any], referral: str) -> None:
    """She says yes to a room in this house."""
    found = worker.ok("POST", f"/referrals/{referral}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == home["id"])
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    answered = home["staff"].ok(
        "POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"]
    )
    worker.ok("POST", f"/offers/{held['id']}/accept", version=answered["version"])


@pytest.fixture(scope="module")
def police(served: Served) -> Caller:
    return served.caller(Role.POLICE)


@pytest.fixture(scope="module")
def world(served: Served, coordinator: Caller, on_call: Caller, police: Caller) -> dict[str, Any]:
    """One case of the officer's in a house, and another person's case in another house."""
    lived, other = (
        house(served, coordinator, f"POL-{name}", town)
        for name, town in (("AAA", "Tromsø"), ("BBB", "Bodø"))
    )
    mine, theirs = call(served, on_call)["id"], call(served, on_call)["id"]
    lodge(on_call, lived, mine)
    lodge(on_call, other, theirs)
    networks = [coordinator.ok("POST", "/networks", {"label": f"POL-{n}"})["id"] for n in (1, 2)]
    actors = [
        feared(coordinator, case, network)
        for case, network in zip((mine, theirs), networks, strict=True)
    ]
    consent = stand(served, coordinator, mine, police)
    return {
        "lived": lived["id"],
        "other": other["id"],
        "actors": actors,
        "networks": networks,
        "mine": mine,
        "consent": consent,
    }


def report(who: Caller, shelter: str, **more: Any) -> tuple[int, bytes]:
    scope = {"actor": "ACTOR", "network": "NETWORK"}[next(iter(more))] if more else "GENERAL"
    got = who(
        "POST", "/compromises", {"shelter": shelter, "scope": scope, "level": "SUSPECTED"} | more
    )
    return got.status_code, got.content


def test_what_their_cases_fear_and_where_they_live_is_reported_and_bars_the_house(
    world: dict[str, Any], police: Caller, coordinator: Caller
) -> None:
    before = coordinator.ok("GET", "/compromises?limit=50")["compromises"]
    assert report(police, world["lived"])[0] == 201
    assert report(police, world["other"], actor=world["actors"][0])[0] == 201
    assert report(police, world["lived"], network=world["networks"][0])[0] == 201
    after = coordinator.ok("GET", "/compromises?limit=50")["compromises"]
    made = [one for one in after if one["id"] not in {old["id"] for old in before}]
    assert sorted(one["scope"] for one in made) == ["ACTOR", "GENERAL", "NETWORK"]
    assert {one["shelter"] for one in made} == {world["lived"], world["other"]}
    (entry,) = police.ok("GET", "/own-cases")["cases"]
    read = police.ok("GET", f"/own-cases/{entry['id']}/compromises")["compromises"]
    assert len(read) == 2


def test_v8_2_2_all_else_is_a_random_id(
    served: Served, world: dict[str, Any], police: Caller
) -> None:
    nothing = police("GET", f"/own-cases/{uuid4()}")
    stranger = served.caller(Role.POLICE)
    for who, shelter, more in (
        (police, str(uuid4()), {}),
        (police, str(uuid4()), {"actor": world["actors"][0]}),
        (police, world["lived"], {"actor": world["actors"][1]}),
        (police, world["lived"], {"actor": str(uuid4())}),
        (police, world["lived"], {"network": world["networks"][1]}),
        (police, world["lived"], {"network": str(uuid4())}),
        (stranger, world["lived"], {}),
        (stranger, world["lived"], {"actor": world["actors"][0]}),
    ):
        assert report(who, shelter, **more) == (404, nothing.content), (shelter, more)
    for role in (Role.LAWYER, Role.MUNICIPALITY, Role.REFERRER):
        assert report(served.caller(role), world["lived"])[0] == 404


def test_the_answer_does_not_tell_whether_a_case_of_theirs_lives_there(
    served: Served, world: dict[str, Any], police: Caller, coordinator: Caller
) -> None:
    empty = house(served, coordinator, "POL-CCC", "Bergen")["id"]
    met = []
    for shelter in (world["lived"], world["other"], empty):
        sent = {"shelter": shelter, "scope": "GENERAL", "level": "CONFIRMED"}
        got = police("POST", "/compromises", sent)
        body = got.json()
        named = sorted(set(got.headers) - {"x-request-id", "date"})
        met.append((got.status_code, len(got.content), set(body), body["version"], named))
    assert met[0] == met[1] == met[2]
    assert met[0][0] == 201
    told = coordinator.ok("GET", "/compromises?limit=50")["compromises"]
    levels = {(one["shelter"], one["level"]) for one in told if one["scope"] == "GENERAL"}
    assert (world["lived"], "CONFIRMED") in levels
    for shelter in (world["other"], empty):
        assert (shelter, "SUSPECTED") in levels and (shelter, "CONFIRMED") not in levels
        assert coordinator.ok("GET", f"/shelters/{shelter}")["status"] == "OPEN"


def test_a_house_in_which_a_merged_case_goes_on_is_closed_by_a_sure_report(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    officer = served.caller(Role.POLICE)
    home = house(served, coordinator, "POL-DDD", "Tromsø")
    hers, again = call(served, on_call)["id"], call(served, on_call)["id"]
    lodge(on_call, home, hers)
    stand(served, coordinator, again, officer)
    version = coordinator.ok("GET", f"/referrals/{again}")["version"]
    coordinator.ok("POST", f"/referrals/{again}/merge", {"into": hers}, version=version)
    sent = {"shelter": home["id"], "scope": "GENERAL", "level": "CONFIRMED"}
    officer.ok("POST", "/compromises", sent)
    assert coordinator.ok("GET", f"/shelters/{home['id']}")["status"] == "COMPROMISED"


def test_nothing_is_reported_by_a_consent_that_she_took_back(
    world: dict[str, Any], police: Caller, coordinator: Caller
) -> None:
    path = f"/referrals/{world['mine']}"
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/consents/{world['consent']}/withdraw", version=version)
    assert report(police, world["lived"])[0] == 404
    assert report(police, world["lived"], actor=world["actors"][0])[0] == 404
