"""Roles x routes x fields: generated from the matrix, with the ids of others, and caught when wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import uuid4

import pytest
from pydantic import create_model

from app import access
from app.contract import readers
from app.contract.readers import Of, Told, model_for
from app.contract.shelters import Shelter
from app.main import create_app
from models.rights import FIELDS, Code
from models.words import ReferrerKind, Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.matrix import (
    Swept,
    nouns,
    sweep_models,
    sweep_routes,
    walk_foreign_ids,
    without,
)
from tests.support.served import Caller, Served, serving

OUTSIDE = (
    Role.POLICE,
    Role.LAWYER,
    Role.MUNICIPALITY,
    Role.RETURN_COUNSELLOR,
    Role.FOLLOW_UP,
)

OF_NO_CASE = (Role.AUDITOR, Role.ADMIN, Role.STATISTICS, Role.BATCH)


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """The service, with the shipped zones and nothing else."""
    with serving(module_database) as running:
        load_all_zones(running.service)
        yield running


def test_v8_1_2_v14_2_6_every_field_of_every_answer_is_as_the_matrix_has_it() -> None:
    swept = Swept()
    sweep_models(swept)
    assert swept.leaks == []
    assert swept.assertions > 3_000


def test_v8_2_2_every_route_answers_models_of_its_own_roles_alone(served: Served) -> None:
    app = create_app(served.service.settings, service=served.service)
    swept = Swept()
    sweep_routes(swept, app)
    assert swept.leaks == []
    assert swept.assertions > 150


def test_no_role_may_call_a_route_whose_answer_holds_nothing_for_it(served: Served) -> None:
    app = create_app(served.service.settings, service=served.service)
    for route in app.routes:
        for method in getattr(route, "methods", None) or ():
            where = (method, route.path.removeprefix(access.BASE))  # type: ignore[attr-defined]
            for role in access.ROLES.get(where, ()):
                model: Any = route.response_model  # type: ignore[attr-defined]
                each = getattr(model, "__args__", (model,))
                own = [readers._NOUN.get(one, one) for one in each]
                told = [model_for(one, role, True) for one in own if issubclass(one, Told)]
                assert all(one.model_fields for one in told), (where, role)


@pytest.mark.parametrize(
    ("entry", "role", "codes"),
    [
        ("zone", Role.COORDINATOR, ()),
        ("who_is_where", Role.ON_CALL, (Code.OWN,)),
        ("health", Role.ON_CALL, (Code.WRITE,)),
        ("audit", Role.STATISTICS, (Code.READ,)),
    ],
)
def test_a_cell_that_is_removed_or_added_is_caught(
    entry: str, role: Role, codes: tuple[Code, ...]
) -> None:
    swept = Swept()
    sweep_models(swept, without(entry, role, codes))
    assert swept.leaks


def test_v15_3_3_a_field_that_slips_into_the_model_of_a_reader_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = readers.model_for

    def leaky(noun: type[Told], role: Role, own: bool) -> type[Told]:
        model = real(noun, role, own)
        if noun is Shelter and role is Role.SHELTER:
            ties: Any = (Annotated[str | None, Of("staff_ties")], None)
            return create_model("Leaky", __base__=model, ties_asked=ties)
        return model

    monkeypatch.setattr("tests.support.matrix.model_for", leaky)
    swept = Swept()
    sweep_models(swept)
    assert [leak for leak in swept.leaks if leak.startswith("Shelter.ties_asked")]


def test_every_noun_is_met_and_each_grant_is_of_a_field_that_is_there() -> None:
    met = {noun.__name__ for noun in nouns()}
    assert {"Case", "Offer", "Placement", "Shelter", "OutsideCase", "AuditEvent"} <= met
    assert all(field.codes.keys() == set(Role) for field in FIELDS.values())


@pytest.fixture(scope="module")
def theirs(served: Served) -> dict[str, str]:
    """Ids of one tenant: a house, a caller's case with all its parts, an agency's referral."""
    boss, worker = served.caller(Role.COORDINATOR), served.caller(Role.ON_CALL)
    home = house(served, boss, "MATRIX-A", "Tromsø")
    case = call(served, worker)
    path = f"/referrals/{case['id']}"
    found = worker.ok("POST", f"{path}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == home["id"])
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    staff = home["staff"]
    yes = staff.ok("POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"])
    took = worker.ok("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    made = served.organisation("MATRIX-ORG", ReferrerKind.NOAS)
    agency = served.caller(Role.REFERRER, organisation=made)
    area = worker.ok("GET", f"{path}/areas")["areas"][0]["id"]
    asked = boss.ok(
        "POST",
        f"{path}/areas/{area}/clear",
        {"purpose": "NEW_FACTS", "reason": "the police say so"},
        version=boss.ok("GET", path)["version"],
    )
    place = f"/placements/{took['placement']}"
    there = staff.ok("POST", f"{place}/arrive", version=staff.ok("GET", place)["version"])
    move = worker.ok("POST", f"{place}/transfers", {"reason": "OWN_WISH"}, version=there["version"])
    return {
        "transfer": move["id"],
        "shelter": home["id"],
        "unit": home["units"][0],
        "referral": case["id"],
        "offer": held["id"],
        "placement": took["placement"],
        "actor": worker.ok("GET", f"{path}/actors")["actors"][0]["id"],
        "area": area,
        "approval": asked["approval"],
        "consent": worker.ok("GET", f"{path}/consents")["consents"][0]["id"],
        "member": boss.ok("GET", f"{path}/members")["members"][0]["id"],
        "case": boss.ok("GET", f"{path}/members")["members"][1]["id"],
        "reader": str(uuid4()),
        "reference": agency.ok("POST", "/own-referrals", {})["id"],
    }


def test_v8_4_1_v8_2_2_an_id_of_another_tenant_is_a_random_id(
    served: Served, theirs: dict[str, str], coordinator: Caller
) -> None:
    app = create_app(served.service.settings, service=served.service)
    other_house = house(served, coordinator, "MATRIX-B", "Bodø")
    callers = {role: served.caller(role) for role in (Role.ON_CALL, Role.REFERRER, *OUTSIDE)}
    callers[Role.SHELTER] = other_house["staff"]
    swept, met = Swept(), 0
    for role, caller in callers.items():
        # A coordinator's or an on-call worker's vacancy is of any house; that is no case of anybody.
        ids = {k: v for k, v in theirs.items() if role is Role.SHELTER or k != "shelter"}
        met += walk_foreign_ids(swept, app, role, caller, ids)
    assert swept.leaks == []
    assert met > 60


def test_v8_2_4_a_coordinator_who_is_kept_away_finds_random_ids(
    served: Served, theirs: dict[str, str]
) -> None:
    app = create_app(served.service.settings, service=served.service)
    boss, denied = served.caller(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    path = f"/referrals/{theirs['referral']}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    boss.ok("POST", f"{path}/readers", {"handle": served.handle(denied)})
    of_the_case = (
        "referral",
        "offer",
        "placement",
        "transfer",
        "actor",
        "area",
        "consent",
        "member",
        "reader",
    )
    swept = Swept()
    ids = {name: theirs[name] for name in of_the_case}
    met = walk_foreign_ids(swept, app, Role.COORDINATOR, denied, ids)
    assert swept.leaks == []
    assert met > 35


@pytest.mark.parametrize("role", OF_NO_CASE)
def test_v8_2_2_whoever_reads_of_no_case_finds_a_random_id_on_every_route(
    served: Served, theirs: dict[str, str], role: Role
) -> None:
    app = create_app(served.service.settings, service=served.service)
    swept = Swept()
    met = walk_foreign_ids(swept, app, role, served.caller(role), theirs, beyond_its_own=True)
    assert swept.leaks == []
    assert met > 80
    assert {"referral", "offer", "placement", "approval"} <= theirs.keys()


@pytest.fixture(scope="module")
def coordinator(served: Served) -> Caller:
    """A coordinator."""
    return served.caller(Role.COORDINATOR)
