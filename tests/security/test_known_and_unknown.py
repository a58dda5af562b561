"""AT03: a referrer hears the same of somebody who is known here and of somebody nobody ever met."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from sqlalchemy import text

from app.use_cases.outside import REFERRALS_A_DAY
from models.words import ReferrerKind, Role, ServiceScope
from tests.support.database import Database
from tests.support.houses import call, load_all_zones, place, said_by_a_caller
from tests.support.programs import program
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


def inner(served: Served, reference: str) -> str:
    """The case behind the reference that an agency has of it."""
    with served.service.store.transaction() as tx:
        query = text("SELECT id FROM referrals WHERE referrer_reference = :r")
        found: UUID = tx.execute(query, {"r": reference}).scalar_one()
    return str(found)


def act(who: Caller, case: str, part: str, body: Any = None) -> None:
    who.ok("POST", f"/referrals/{case}/{part}", body, version=who.ok("GET", f"/referrals/{case}")["version"])  # fmt: skip


def seen(who: Caller, reference: str, since: str) -> dict[str, Any]:
    """All that an agency's system can see of one referral: itself, its line, and what it hears of it."""
    told = heard(who("GET", f"/own-referrals/{reference}"))
    (line,) = [
        one for one in who.every("/own-referrals", "referrals") if one.pop("id") == reference
    ]
    events = who.ok("GET", f"/own-events?limit=100&cursor={since}")["events"]
    return {"read": told, "line": line, "events": [e["kind"] for e in events if e["id"] == reference]}  # fmt: skip


def search(worker: Caller, case: str) -> None:
    worker.ok("POST", f"/referrals/{case}/options", key=None)


def her_case(served: Served, boss: Caller, case: str) -> list[str]:
    """The earlier call goes on, and so does what was begun by this one."""
    return [case, call(served, boss)["id"]]


def a_longer_way(served: Served, boss: Caller, case: str) -> list[str]:
    return [case, call(served, boss)["id"], call(served, boss)["id"]]


def both_of_the_agency(served: Served, boss: Caller, case: str) -> list[str]:
    """The same agency refers her once more, and its first referral ends in the second."""
    with served.service.store.transaction() as tx:
        query = text("SELECT referrer_account_id FROM referrals WHERE id = :c")
        account = tx.execute(query, {"c": case}).scalar_one()
        other = call(served, boss)["id"]
        change = text("UPDATE referrals SET referrer_account_id = :a WHERE id = :c")
        tx.execute(change, {"a": account, "c": other})
    return [case, other]


@pytest.mark.parametrize("way", [her_case, a_longer_way, both_of_the_agency])
@pytest.mark.parametrize("searched", ["FIRST", "BOTH", "LAST", "NEITHER"])
def test_that_two_calls_became_one_case_is_nothing_that_an_agency_sees(
    served: Served,
    way: Callable[[Served, Caller, str], list[str]],
    searched: str,
) -> None:
    """A step of hers and a step of somebody nobody ever met are seen alike, before, between and after."""
    made = served.organisation(f"ONE-{way.__name__[:8]}-{searched}".upper().replace("_", "-"), ReferrerKind.NOAS)  # fmt: skip
    who = program(served, Role.REFERRER, organisation=made, also=frozenset({ServiceScope.AGENCY}))
    boss, sent = served.caller(Role.COORDINATOR), said_by_a_caller(served)
    met, unmet = (who.ok("POST", "/own-referrals", sent)["id"] for _ in range(2))
    since = who.ok("GET", "/own-events")["next"]
    cases, alone = way(served, boss, inner(served, met)), inner(served, unmet)
    stages = []

    def look() -> None:
        stages.append((seen(who, met, since), seen(who, unmet, since)))

    look()
    if searched in ("FIRST", "BOTH"):
        search(boss, cases[0])
    if searched in ("LAST", "BOTH"):
        search(boss, cases[-1])
    if searched in ("FIRST", "BOTH"):
        search(boss, alone)
    for one, into in pairwise(cases):
        if searched == "LAST" and into is cases[-1]:
            search(boss, alone)
        act(boss, one, "merge", {"into": into})
        look()
    for case in (cases[-1], alone):
        act(boss, case, "withdraw")
    look()
    for number, (hers, other) in enumerate(stages):
        assert hers == other, number
    over = who.ok("GET", f"/own-events?limit=100&cursor={since}")["events"]
    closed = sorted(one["id"] for one in over if one["kind"] == "REFERRAL_CLOSED")
    lines = who.every("/own-referrals", "referrals")
    assert closed == sorted(one["id"] for one in lines if one["status"] == "CLOSED")
    assert len(closed) == len(lines) == (3 if way is both_of_the_agency else 2)
