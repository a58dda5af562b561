"""Ids in bodies: whoever is kept away from a case names its parts, and hears what a random id hears."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from sqlalchemy import text

from app import access
from app.main import create_app
from app.store import members
from models.words import Role
from tests.support.database import Database
from tests.support.examples import filled
from tests.support.houses import call, house, load_all_zones, place
from tests.support.served import Caller, Served, serving

Where = tuple[str, str]

OF_NO_CASE = {
    "shelter",
    "shelters",
    "network",
    "networks",
    "account",
    "organisation",
    "recipient",
    "challenge",
    "credential",
    "close",
    "like",
    "replay",
    "rule_set",
    "call",
}
"""Every coordinator lists houses and networks, whatever she is kept away from; staff are no case. A
call has an id that its device made, and no answer shows it to anybody else."""
OPEN = {"group": "CONTACT", "purpose": "MEDICAL"}
WAIVER = {"rule": "H08", "shelter": "$shelter", "reason": "agreed", "purpose": "HER_WISH"}
REPORT = {"shelter": "$shelter", "scope": "ACTOR", "level": "SUSPECTED"}
WALK: list[tuple[Where, str, dict[str, Any]]] = [
    (("POST", "/referrals/{referral}/merge"), "into", {"into": "$referral"}),
    (("POST", "/referrals/{referral}/follows"), "earlier", {"earlier": "$referral"}),
    (("POST", "/compromises"), "actor", {**REPORT, "actor": "$actor"}),
    (("POST", "/links"), "a", {"a": "$referral", "b": "$own", "kind": "MUST_SEPARATE"}),
    (("POST", "/links"), "b", {"a": "$own", "b": "$referral", "kind": "MUST_SEPARATE"}),
    (
        ("POST", "/waivers"),
        "referral",
        {**WAIVER, "referral": "$referral", "expires_on": "$soon"},
    ),
    (
        ("POST", "/what-ifs"),
        "referral",
        {"level": {"referral": "$referral", "level": "T2"}},
    ),
    (
        ("POST", "/referrals/{referral}/areas"),
        "actor",
        {"place": "$town", "kind": "HOME", "precision": "LOCALITY", "actor": "$actor"},
    ),
    (
        ("POST", "/referrals/{referral}/routes"),
        "actor",
        {"stops": ["$town"], "actor": "$actor"},
    ),
    (
        ("POST", "/referrals/{referral}/child-decisions"),
        "child",
        {"child": "$child", "decided_on": "2026-01-10"},
    ),
    (
        ("POST", "/referrals/{referral}/members"),
        "consent",
        {"handle": "$lawyer", "consent": "$consent"},
    ),
    (
        ("POST", "/disclosures"),
        "offer",
        {"group": "ADDRESS", "purpose": "TRANSPORT", "offer": "$offer"},
    ),
    (("POST", "/disclosures"), "referral", {**OPEN, "referral": "$referral", "row": "$row"}),
    (("POST", "/disclosures"), "row", {**OPEN, "referral": "$own", "row": "$row"}),
]
"""Routes whose body names a part of a case, which field does, and a body; {referral} is her own."""


CONTACT = text(
    "SELECT c.id FROM contact_safety c JOIN households h ON h.id = c.household_id"
    " WHERE h.referral_id = CAST(:case AS uuid)"
)
PERSON = text(
    "SELECT p.id FROM persons p JOIN households h ON h.id = p.household_id"
    " WHERE h.referral_id = CAST(:case AS uuid) LIMIT 1"
)


@dataclass(frozen=True)
class Shut:
    """A case that is shut to somebody, by its parts, and who is kept away with a case of her own."""

    ids: dict[str, str]
    homes: list[str]
    boss: Caller
    away: Caller
    approval: str
    """Asked by the boss while the other could still answer."""
    own_approval: str
    """Asked by the other while she could still see the case."""


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database, place_quota=100) as running:
        load_all_zones(running.service)
        yield running


def asked(boss: Caller, path: str, area: str) -> str:
    version = boss.ok("GET", path)["version"]
    why = {"purpose": "NEW_FACTS", "reason": "the police say so"}
    return str(boss.ok("POST", f"{path}/areas/{area}/clear", why, version=version)["approval"])


@pytest.fixture(scope="module", params=["DENIED", "KODE6"])
def shut(request: pytest.FixtureRequest, served: Served) -> Shut:
    """The case is shut by a list against her, or because others alone are named."""
    boss, away, worker = (
        served.caller(role) for role in (Role.COORDINATOR, Role.COORDINATOR, Role.ON_CALL)
    )
    name = request.param
    homes = [str(house(served, boss, f"{name}-{n}", "Tromsø")["id"]) for n in "AB"]
    case, own = call(served, worker), call(served, worker)
    path = f"/referrals/{case['id']}"
    for who in (boss, away):
        who.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    away.ok("POST", f"/referrals/{own['id']}/take-over", {"purpose": "SHIFT"})
    town = {"place": place(served, "Bergen"), "kind": "WORK", "precision": "LOCALITY"}
    version = boss.ok("GET", path)["version"]
    second = boss.ok("POST", f"{path}/areas", town, version=version)["id"]
    area = next(a["id"] for a in boss.ok("GET", f"{path}/areas")["areas"] if a["id"] != second)
    approval, own_approval = asked(boss, path, area), asked(away, path, second)
    network = boss.ok("POST", "/networks", {"label": f"N-{uuid4().hex[:6].upper()}"})["id"]
    version = boss.ok("GET", path)["version"]
    boss.ok("PUT", f"{path}/networks", {"networks": [network]}, version=version)
    ids = {
        "referral": case["id"],
        "own": own["id"],
        "actor": boss.ok("GET", f"{path}/actors")["actors"][0]["id"],
        "consent": boss.ok("GET", f"{path}/consents")["consents"][0]["id"],
        "network": network,
        "shelter": homes[0],
        "town": place(served, "Oslo"),
        "lawyer": served.handle(served.caller(Role.LAWYER)),
        "soon": (served.today() + timedelta(days=3)).isoformat(),
    }
    found = worker.ok("POST", f"{path}/options", key=None)
    ids["offer"] = found["options"][0]["offer"]
    with served.service.store.transaction() as tx:
        ids["row"] = str(tx.execute(CONTACT, {"case": case["id"]}).scalar_one())
        ids["child"] = str(tx.execute(PERSON, {"case": case["id"]}).scalar_one())
    # Nothing would be shown by a case that she could not reach anyway.
    assert away.ok("GET", path) and away.ok("GET", f"/approvals/{approval}")
    if request.param == "DENIED":
        boss.ok("POST", f"{path}/readers", {"handle": served.handle(away)})
    else:
        with served.service.store.transaction() as tx:
            members.allow_only(
                tx, UUID(case["id"]), [boss.account], by=boss.account, now=served.clock()
            )
    return Shut(ids, homes, boss, away, approval, own_approval)


def ids_in_bodies(app: FastAPI) -> set[tuple[Where, str]]:
    """Every field of a body that is an id, of routes that a coordinator may call."""
    found: set[tuple[Where, str]] = set()
    for route in app.routes:
        if not isinstance(route, APIRoute) or route.body_field is None:
            continue
        for method in route.methods or ():
            where = (method, route.path_format.removeprefix(access.BASE))
            if Role.COORDINATOR in access.ROLES.get(where, ()):
                model: Any = route.body_field.field_info.annotation
                found |= {(where, name) for name in _ids(TypeAdapter(model).json_schema())}
    return found


def _ids(schema: Any, name: str = "") -> Iterator[str]:
    """Names under which a schema has an id, however deep."""
    if isinstance(schema, list):
        for one in schema:
            yield from _ids(one, name)
    elif isinstance(schema, dict):
        if schema.get("format") == "uuid":
            yield name
        for key, part in schema.items():
            if key in ("properties", "$defs"):
                for inner, one in part.items():
                    yield from _ids(one, inner)
            else:
                yield from _ids(part, name)


def test_every_id_in_a_body_is_walked_or_of_no_case(served: Served) -> None:
    app = create_app(served.service.settings, service=served.service)
    found = {(where, name) for where, name in ids_in_bodies(app) if name not in OF_NO_CASE}
    assert found == {(where, name) for where, name, _ in WALK}


@pytest.mark.parametrize(("where", "name", "body"), WALK, ids=[f"{w[1]}-{n}" for w, n, _ in WALK])
def test_v8_2_2_a_part_of_a_case_that_is_shut_is_a_random_id(
    shut: Shut, where: Where, name: str, body: dict[str, Any]
) -> None:
    path = where[1].replace("{referral}", shut.ids["own"])
    hidden = {"actor", "referral", "consent", "offer", "row", "child"}
    random = {key: str(uuid4()) if key in hidden else value for key, value in shut.ids.items()}
    version = shut.away.ok("GET", f"/referrals/{shut.ids['own']}")["version"]
    known, unknown = (
        shut.away(where[0], path, filled(body, ids), version=version) for ids in (shut.ids, random)
    )
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code in (404, 422)
    assert known.headers.keys() == unknown.headers.keys()


def test_whoever_is_not_kept_away_is_heard_with_the_same_ids(shut: Shut) -> None:
    """The control: the ids are good ones, so that the refusals above are of the list alone."""
    for where, name, body in WALK:
        if name in ("actor", "a", "referral", "offer") and "{referral}" not in where[1]:
            got = shut.boss(where[0], where[1], filled(body, shut.ids))
            until = time.monotonic() + 120
            while "plan-running" in got.text and time.monotonic() < until:  # of the line before
                time.sleep(0.2)
                got = shut.boss(where[0], where[1], filled(body, shut.ids))
            # A disclosure wants an acceptance and a step-up: for her the case is there.
            wanted = (403, 409) if where[1] == "/disclosures" else (201, 202)
            assert got.status_code in wanted, (where, got.text)


def test_a_network_or_house_of_that_case_is_answered_as_any_other(shut: Shut) -> None:
    """Coordinators list both; a warning about either is never lost for what the reporter may see."""
    other = shut.boss.ok("POST", "/networks", {"label": f"N-{uuid4().hex[:6].upper()}"})["id"]
    told = []
    for home in shut.homes:
        for more in (
            {"scope": "GENERAL"},
            *({"scope": "NETWORK", "network": n} for n in (shut.ids["network"], other)),
        ):
            sent = {"shelter": home, "level": "SUSPECTED", **more}
            got = shut.away("POST", "/compromises", sent)
            told.append((got.status_code, len(got.content), sorted(got.json())))
    assert told == [told[0]] * len(told)
    assert told[0][0] == 201


def test_what_she_asked_or_was_asked_before_is_a_random_id_by_now(shut: Shut) -> None:
    for approval in (shut.approval, shut.own_approval):
        for verb in ("", "/agree", "/refuse", "/withdraw"):
            method = "POST" if verb else "GET"
            known, unknown = (
                shut.away(method, f"/approvals/{one}{verb}") for one in (approval, uuid4())
            )
            assert (known.status_code, known.content) == (404, unknown.content), verb
    listed = shut.away.ok("GET", "/approvals?limit=50")["approvals"]
    assert not {shut.approval, shut.own_approval} & {one["id"] for one in listed}
    assert shut.boss.ok("GET", f"/approvals/{shut.approval}")


def test_v8_2_2_staff_who_are_kept_away_are_told_nothing_of_a_resident(served: Served) -> None:
    boss, worker = served.caller(Role.COORDINATOR), served.caller(Role.ON_CALL)
    home = house(served, boss, "BODY-C", "Tromsø")
    case = call(served, worker)
    path = f"/referrals/{case['id']}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    found = worker.ok("POST", f"{path}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == home["id"])
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    staff = home["staff"]
    yes = staff.ok("POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"])
    worker.ok("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    with served.service.store.transaction() as tx:
        row = str(tx.execute(CONTACT, {"case": case["id"]}).scalar_one())

    def ask(offer: str) -> tuple[int, bytes]:
        got = staff("POST", "/disclosures", {**OPEN, "offer": offer, "row": row})
        return got.status_code, got.content

    random = ask(str(uuid4()))
    assert random[0] == 404
    assert ask(held["id"]) != random
    boss.ok("POST", f"{path}/readers", {"handle": served.handle(staff)})
    assert ask(held["id"]) == random
