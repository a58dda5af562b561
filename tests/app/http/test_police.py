"""The police say what they know of own cases: it only raises, and tells them no house."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.words import Role
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import agreed, by, keep, lives, moves, proposed
from tests.support.houses import BERGEN, call, house, place
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    """Two far houses with many rooms."""
    made = [
        house(served, coordinator, n, t, units=20)
        for n, t in (("POL-1", "Tromsø"), ("POL-2", "Bodø"))
    ]
    return {one["id"]: one for one in made}


def own(served: Served, boss: Caller, case: dict[str, Any]) -> tuple[Caller, str]:
    """An officer who stands on the case, and where it is for that officer."""
    police = served.caller(Role.POLICE)
    put_on(served, boss, case, police, Role.POLICE)
    (line,) = police.ok("GET", "/own-cases")["cases"]
    return police, f"/own-cases/{line['id']}"


def test_an_assessment_of_the_police_raises_and_never_lowers(
    served: Served, on_call: Caller
) -> None:
    boss = served.signed_in(Role.COORDINATOR)
    case = call(served, on_call)
    police, at = own(served, boss, case)
    grave = {
        "level": "T3",
        "known": [{"question": "Q02"}, {"question": "Q04"}],
        "instruments": [{"instrument": "SARA", "band": "HIGH"}],
    }
    assert police.ok("GET", at)["level"] is None, "whoever has not judged yet is not told"
    raised = police.ok("POST", f"{at}/threat", grave)
    assert police.ok("GET", at)["level"] == "T4"
    assert (raised["floor"], raised["level"]) == ("T4", "T4")
    mild = {
        "level": "T1",
        "known": [{"question": "Q04", "last_on": "2020-01-01"}],
        "instruments": [{"instrument": "SARA", "band": "LOW"}],
    }
    assert police.ok("POST", f"{at}/threat", mild) == raised
    told = boss.ok("GET", f"/referrals/{case['id']}")
    assert told["level"] is None, "whoever has not judged yet is not told"
    judged = {"level": "T1"}
    path = f"/referrals/{case['id']}/threat"
    assert boss.ok("POST", path, judged, version=told["version"])["level"] == "T4"
    for wrong in ({"question": "Q01"}, {"question": "Q05", "reply": "NO"}):
        sent = {"level": "T4", "known": [wrong]}
        assert police("POST", f"{at}/threat", sent).status_code == 422


def test_a_mild_word_of_the_police_never_takes_the_place_of_what_nobody_knows(
    served: Served, on_call: Caller
) -> None:
    boss = served.caller(Role.COORDINATOR)
    case = call(served, on_call)
    police, at = own(served, boss, case)
    assert police.ok("POST", f"{at}/threat", {"level": "T1"})["level"] == "T3"
    assert police.ok("POST", f"{at}/threat", {"level": "T4"})["level"] == "T4"
    assert police.ok("POST", f"{at}/threat", {"level": "UNKNOWN"})["level"] == "T4"


def test_a_place_and_custody_are_entered_by_the_police(served: Served, on_call: Caller) -> None:
    boss = served.caller(Role.COORDINATOR)
    case = call(served, on_call)
    police, at = own(served, boss, case)
    (found,) = [
        one
        for one in police.ok("POST", "/places/search", {"name": "Bergen"}, key=None)["places"]
        if one["code"] == place(served, BERGEN)
    ]
    (actor,) = police.ok("GET", f"{at}/actors")["actors"]
    sent = {"place": found["code"], "kind": "LAST_SEEN", "actor": actor["id"]}
    police.ok("POST", f"{at}/areas", sent)
    assert (found["code"], "Bergen") in {
        (one["place"], one["name"]) for one in police.ok("GET", f"{at}/areas")["areas"]
    }
    where = {"status": "CUSTODY", "custody_until": "2030-01-01", "others_at_large": "NO"}
    police.ok("POST", f"{at}/actors/{actor['id']}/whereabouts", where)
    (actor,) = police.ok("GET", f"{at}/actors")["actors"]
    assert (actor["status"], actor["others_at_large"]) == ("CUSTODY", "NO")
    stale = boss("PATCH", f"/referrals/{case['id']}", {"pets": "NO"}, version=case["version"])
    assert stale.status_code == 412, "who read the case before reads it again"
    for path, body in (
        (f"{at}/areas", {**sent, "actor": str(uuid4())}),
        (f"{at}/actors/{uuid4()}/whereabouts", where),
    ):
        assert police("POST", path, body).status_code == 404


def test_a_house_that_is_known_is_barred_at_once_and_never_named(
    served: Served, on_call: Caller, houses: dict[str, dict[str, Any]]
) -> None:
    boss = served.caller(Role.COORDINATOR)
    resident, waiting = lives(served, on_call, houses), call(served, on_call)
    told = []
    for case in (resident["case"], waiting["id"]):
        police, at = own(served, boss, boss.ok("GET", f"/referrals/{case}"))
        (actor,) = police.ok("GET", f"{at}/actors")["actors"]
        sent = {"actor": actor["id"], "level": "CONFIRMED"}
        got = police("POST", f"{at}/compromises", sent)
        told.append((got.status_code, len(got.content)))
        reports = police.ok("GET", f"{at}/compromises")["compromises"]
        assert {one["code_name"] for one in reports} <= {None}
        alarms = boss.every("/alarms", "alarms")
        assert case in {one["subject"] for one in alarms if one["kind"] == "SAFETY_GAP"}
        other = {**sent, "actor": str(uuid4())}
        assert police("POST", f"{at}/compromises", other).status_code == 404
    assert told[0] == told[1], "whether she lives somewhere reads alike"
    (move,) = moves(boss, resident)
    assert (move["state"], move["reason"]) == ("PROPOSED", "COMPROMISE")


def test_the_police_see_that_a_move_waits_for_them_and_say_that_they_looked(
    served: Served, on_call: Caller, houses: dict[str, dict[str, Any]]
) -> None:
    boss = served.caller(Role.COORDINATOR)
    her = lives(served, on_call, houses)
    police, at = own(served, boss, boss.ok("GET", f"/referrals/{her['case']}"))
    assert police("POST", f"{at}/consulted", {"receiving": True}).status_code == 404
    move = agreed(on_call, proposed(on_call, her, "COMPROMISE"))
    (task,) = police.ok("GET", "/tasks")["tasks"]
    assert (task["kind"], task["case"]) == ("POLICE_CONSULT", at.split("/")[-1])
    assert not {"subject", "shelter", "owner", "referral"} & task.keys()
    assert police("POST", f"/tasks/{task['id']}/done", {}).status_code == 404, "by their word alone"
    police.ok("POST", f"{at}/consulted", {"receiving": True})
    assert police.ok("GET", "/tasks")["tasks"] == []
    (move,) = moves(on_call, her)
    assert move["state"] == "POLICE_CONSULTED"
    offer = keep(on_call, her["case"], houses, but=her["house"])
    firm = on_call.ok(
        "POST", f"/offers/{offer['id']}/move", by(served, hours=6), version=offer["version"]
    )
    assert firm["state"] == "FIRM"


def test_nothing_is_said_of_a_case_that_is_not_own_or_closed(
    served: Served, on_call: Caller
) -> None:
    boss = served.caller(Role.COORDINATOR)
    case = call(served, on_call)
    police, at = own(served, boss, case)
    actor = police.ok("GET", f"{at}/actors")["actors"][0]["id"]
    stranger = served.caller(Role.POLICE)
    acts = {
        f"{at}/threat": {"level": "T3"},
        f"{at}/areas": {"place": place(served, BERGEN), "kind": "HOME"},
        f"{at}/actors/{actor}/whereabouts": {"status": "DEAD"},
        f"{at}/compromises": {"actor": actor, "level": "SUSPECTED"},
        f"{at}/consulted": {"receiving": False},
    }
    random = stranger("POST", f"/own-cases/{uuid4()}/threat", {"level": "T3"})
    assert random.status_code == 404
    for path, body in acts.items():
        assert stranger("POST", path, body).content == random.content, path
    with served.service.store.transaction() as tx:
        words = text("UPDATE referrals SET state = 'CLOSED', closed_at = now() WHERE id = :id")
        tx.execute(words, {"id": case["id"]})
    for path in (f"{at}/threat", f"{at}/areas", f"{at}/actors/{actor}/whereabouts"):
        assert police("POST", path, acts[path]).status_code == 409, path
