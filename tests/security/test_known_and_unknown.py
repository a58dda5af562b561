"""AT03: a referrer hears the same of somebody who is known here and of somebody nobody ever met."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from httpx import Response

from app.use_cases.outside import REFERRALS_A_DAY
from models.words import ReferrerKind, Role
from tests.support.database import Database
from tests.support.houses import load_all_zones, place
from tests.support.served import Caller, Served, serving

PAIRS = int(os.environ.get("HAVN_REFERRER_PAIRS", "60"))
"""Each is two referrals by an agency and a call before; say more for a longer trial."""
TOWNS = ("Oslo", "Bergen", "Tromsø", "Bodø")
ANSWERS = ("YES", "NO", "UNKNOWN")


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database, place_quota=100) as running:
        load_all_zones(running.service)
        yield running


def agency(served: Served, number: int) -> Caller:
    """A worker of a verified organisation."""
    made = served.organisation(f"PAIRS-{number}", ReferrerKind.NOAS)
    return served.caller(Role.REFERRER, organisation=made)


def form(drawn: Random, towns: list[str]) -> dict[str, Any]:
    """A call as somebody might tell it; any of it may be left out."""

    def some(most: int) -> list[str]:
        return drawn.sample(towns, drawn.randint(0, most))

    whole: dict[str, Any] = {
        "danger_now": drawn.choice(ANSWERS),
        "she_knows": drawn.choice(ANSWERS),
        "referrer_kind": "NOAS",
        "where_now": drawn.choice(towns),
        "people": {
            "adults": drawn.randint(0, 10),
            "children": drawn.choices(["0-2", "3-6", "7-12", "13-17"], k=drawn.randint(0, 5)),
            "gender": drawn.choice(["WOMAN", "MAN", "UNDISCLOSED"]),
        },
        "places_to_avoid": {"known": "YES", "his": some(2), "where_i_am_known": some(2)},
        "fear": {"self_fear": drawn.choice(["VERY", "UNKNOWN"]), "organised": "NO"},
        "language": {"languages": drawn.choice([["nob"], ["eng", "ara"], ["tir"]])},
        "consent": {"search": drawn.choice(["GIVEN", "REFUSED", "NOT_ANSWERED"])},
    }
    return {name: whole[name] for name in whole if drawn.random() < 0.8}


def make_known(drawn: Random, served: Served, sent: dict[str, Any]) -> None:
    """She called before: somebody looked for a place for her, gave her up, or did neither."""
    worker = served.caller(Role.ON_CALL)
    case = worker.ok("POST", "/referrals/phone", sent)
    match drawn.choice(["RECEIVED", "SEARCHED", "WITHDRAWN"]):
        case "SEARCHED":
            worker("POST", f"/referrals/{case['id']}/options", key=None)
        case "WITHDRAWN":
            worker.ok("POST", f"/referrals/{case['id']}/withdraw", version=case["version"])


def heard(got: Response) -> dict[str, Any]:
    """All of an answer that may not tell them apart; its id is random either way."""
    told = got.json()
    fixed = {name: value for name, value in got.headers.items() if name in FIXED}
    return {
        "status": got.status_code,
        "length": len(got.content),
        "headers": sorted(got.headers),
        "fixed": fixed,
        "body": sorted(told),
        "words": told.get("status"),
    }


FIXED = ("content-type", "content-length", "cache-control", "etag", "vary")


def test_known_and_unknown_persons_are_answered_alike(served: Served) -> None:
    drawn = Random(3)
    towns = [place(served, name) for name in TOWNS]
    alike = set()
    for number in range(PAIRS):
        if number % (REFERRALS_A_DAY // 2) == 0:
            who = agency(served, number)
        met, unmet = form(drawn, towns), form(drawn, towns)
        make_known(drawn, served, met)
        pair = []
        for sent in drawn.sample([met, unmet], 2):
            made = who("POST", "/own-referrals", sent)
            assert made.status_code == 201, made.text
            pair.append((heard(made), heard(who("GET", f"/own-referrals/{made.json()['id']}"))))
        assert pair[0] == pair[1], number
        alike.add(str(pair[0]))
    assert len(alike) == 1
