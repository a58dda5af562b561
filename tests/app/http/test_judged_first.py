"""The worker judges first and sees the floor later; what she reads back of a case, and why she chose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.store import cases, referrals
from models.words import Role
from tests.support.houses import call, house, place
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def worker(served: Served) -> Caller:
    """Whoever takes the calls of this file, with two houses to choose among."""
    author = served.caller(Role.COORDINATOR)
    for name in ("FIRST-1", "FIRST-2"):
        house(served, author, name, "Tromsø")
    return served.caller(Role.ON_CALL)


def test_nobody_is_told_a_level_before_somebody_has_judged(served: Served, worker: Caller) -> None:
    case = call(served, worker)
    path = f"/referrals/{case['id']}"
    told = worker.ok("GET", path)
    assert (told["level"], told["floor"]) == (None, None)
    assert worker.ok("POST", f"{path}/options", key=None)["level"] is None
    judged = worker.ok("POST", f"{path}/threat", {"level": "UNKNOWN"}, version=told["version"])
    told = worker.ok("GET", path)
    assert (told["level"], told["floor"]) == (judged["level"], judged["floor"]) == ("T3", "T2")
    assert worker.ok("POST", f"{path}/options", key=None)["level"] == "T3"


def test_what_she_said_of_the_threat_is_read_after_a_coordinator_showed_herself(
    served: Served, worker: Caller
) -> None:
    case = call(served, worker)
    path = f"/referrals/{case['id']}"
    author = served.signed_in(Role.COORDINATOR, stepped_up=False)
    assert author("GET", f"{path}/threat").status_code == 404
    author.ok("POST", f"{path}/take-over", {"purpose": "ACUTE"})
    assert author("GET", f"{path}/threat").status_code == 403
    version = worker.ok("GET", path)["version"]
    band = {"instrument": "DASH", "band": "HIGH", "score": 15}
    worker.ok("POST", f"{path}/threat", {"level": "T2", "instruments": [band]}, version=version)
    told = worker.ok("GET", f"{path}/threat")
    said = {one["question"]: (one["reply"], one["source"]) for one in told["answers"]}
    assert said["Q01"] == ("VERY", "HERSELF")
    assert [one["band"] for one in told["instruments"]] == ["HIGH"]
    assert [(one["level"], one["by_role"]) for one in told["judgements"]] == [("T2", "ON_CALL")]
    assert "floor" not in told


def test_every_part_that_is_sent_as_a_whole_is_read_back(served: Served) -> None:
    author = served.caller(Role.COORDINATOR)
    case = call(served, author)
    path, far = f"/referrals/{case['id']}", place(served, "Bergen")
    sent: list[tuple[str, Any]] = [
        ("people", {"members": [{"role": "ADULT", "gender": "WOMAN", "languages": ["ara"]}]}),
        ("needs", {"needs": [{"service": "GP", "criticality": "IMPORTANT", "max_minutes": 30}]}),
        (
            "wishes",
            {"wishes": [{"rank": 1, "kind": "AWAY_FROM", "strength": "WANT", "place": far}]},
        ),
        ("no-go", {"areas": [{"place": far}]}),
    ]
    for part, body in sent:
        version = author.ok("GET", path)["version"]
        author.ok("PUT", f"{path}/{part}", body, version=version)
    told = author.ok("GET", f"{path}/parts")
    assert [one["languages"] for one in told["members"]] == [["ara"]]
    assert [one["max_minutes"] for one in told["needs"]] == [30]
    assert [one["place"]["name"] for one in (*told["wishes"], *told["no_go"])] == ["Bergen"] * 2
    assert told["where_now"]["name"] == "Oslo"
    stranger = served.caller(Role.COORDINATOR)
    assert stranger("GET", f"{path}/parts").status_code == 404
    assert (
        stranger("GET", f"{path}/parts").content
        == stranger("GET", f"/referrals/{far}/parts").content
    )


def test_an_address_block_is_not_lifted_by_typing_her_people_anew(served: Served) -> None:
    author = served.caller(Role.COORDINATOR)
    case = call(served, author)
    path, one = f"/referrals/{case['id']}", {"role": "ADULT", "gender": "WOMAN"}
    for member in ({**one, "address_block": "KODE7"}, one):
        version = author.ok("GET", path)["version"]
        author.ok("PUT", f"{path}/people", {"members": [member]}, version=version)
    with served.service.store.transaction() as tx:
        household = referrals.household_of(tx, UUID(case["id"]))
        assert cases.address_blocks(tx, household) == ["KODE7"]


def test_the_word_for_a_choice_is_counted_by_its_place_in_the_list(
    served: Served, worker: Caller
) -> None:
    author = served.caller(Role.COORDINATOR)
    before = {_key(one): one for one in author.ok("GET", "/choice-counts")["counts"]}
    case = call(served, worker)
    path = f"/referrals/{case['id']}"
    first, second = worker.ok("POST", f"{path}/options", key=None)["options"][:2]
    worker.ok("POST", f"/offers/{second['offer']}/hold", {"reason": "HER_WISH"}, version=1)
    shown = 2
    after = {_key(one): one for one in author.ok("GET", "/choice-counts")["counts"]}
    key = (shown, second["rank"], "HER_WISH")
    assert after[key]["asked"] == before.get(key, {"asked": 0})["asked"] + 1
    assert worker("GET", "/choice-counts").status_code == 404
    listed = worker.every(f"{path}/offers", "offers")
    assert {one["id"]: one["state"] for one in listed} == {
        first["offer"]: "PROPOSED",
        second["offer"]: "SHELTER_ASKED",
    }
    assert (
        worker("POST", f"/offers/{first['offer']}/hold", {"reason": "x"}, version=1).status_code
        == 422
    )


def _key(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["shown"], one["rank"], one["reason"]
