"""What follows from where a house stands is alike wherever in its zone that is (security 4.3).

The secrets of test_two_worlds.py are written past the service. Here each of two worlds is told
another place by the ways on which one is saved, so that whatever is derived from it is derived anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from app.importing.columns import FEATURES, TEMPLATES, Kind
from app.importing.importing import Importer, bring_in
from app.places.zones import load_zones
from models.words import Role
from tests.app.importing.tables import content, parsed
from tests.support.in_process import Answer
from tests.support.two_worlds import Theatre, World, random_id

PAIRS = 6
OPTIONS = ("POST", "/referrals/{referral}/options")
ADDRESS = ("PUT", "/shelters/{shelter}/address")
PROFILE = ("GET", "/shelters/{shelter}")
DIFFER = {"shelters_sealed", "audit_events"}
"""Of what was sealed the audit keeps a print under the key of the house: whoever reads the audit sees
that it changed, and nothing of what it is."""
KEPT_ANSWERS = {"idempotency_keys"}
"""Of each request the hash of what was sent, under a key that nobody outside has."""


def places_by_zone() -> list[list[str]]:
    """For each zone in which houses of more than one place may stand, these places."""
    zones = load_zones()
    found: dict[str, list[str]] = defaultdict(list)
    for entry in zones.gazetteer.entries:
        zone = zones.zone_of(entry.code)
        if zone is not None:
            found[zone.code].append(entry.code)
    return [found[code] for code in sorted(found) if len(found[code]) > 1]


def saved(theatre: Theatre, world: World, number: int, place: str, rng: Random) -> str:
    """The id of a house of everything, brought in by tables, with all that is derived from its place."""
    theatre.chance.begin(f"house {number}")
    ids, name = Random(f"ids {number}"), f"DERIVED-{number}"
    looked = (theatre.clock() - timedelta(days=10)).date().isoformat()
    known: dict[str, str] = dict.fromkeys(FEATURES, f"YES {looked}")
    known |= {"last_profile_check": looked, "trafficking_trained_on": looked}
    near = {"police_response_min": str(rng.randint(0, 15))}
    street = {"street_address": "x" * rng.randint(1, 200)}
    house = known | near | street | {"code_name": name, "place": place}
    own = Importer(
        world.service.store,
        world.service.master,
        theatre.clock(),
        lambda *_: UUID(random_id(ids)),
    )
    rows = {
        Kind.SHELTERS: house,
        Kind.UNITS: {"shelter": name},
        Kind.SERVICES: {"shelter": name, "verified_on": looked},
    }
    for kind, cells in rows.items():
        row = {column.name: column.example for column in TEMPLATES[kind]} | cells
        bring_in(own, kind, parsed(kind, content(row)))
    return random_id(Random(f"ids {number}"))


def written_again(theatre: Theatre, shelter: str, rng: Random) -> None:
    """Its street by the page, another one in each world."""
    secret, example = theatre.secret(0), theatre.examples[ADDRESS]
    request = theatre.request(Role.COORDINATOR, example, (shelter,), secret, rng)
    for world in theatre.worlds:
        body = json.dumps({"street_address": "y" * rng.randint(1, 200)}).encode()
        theatre.chance.begin("written again")
        assert theatre.send(world, replace(request, body=body)).status == 200


def told(theatre: Theatre, world: World, shelter: str) -> list[Answer]:
    """What those who look for a place are told of it: its profile, and what it is for somebody."""
    hers, found = str(theatre.stage.cases["hers"].referral), []
    for role, where, row in (
        (Role.COORDINATOR, PROFILE, shelter),
        (Role.COORDINATOR, OPTIONS, hers),
        (Role.ON_CALL, OPTIONS, hers),
    ):
        request = theatre.request(
            role, theatre.examples[where], (row,), theatre.secret(0), Random("told")
        )
        theatre.chance.begin(f"told {role} {where}")
        found.append(theatre.send(world, request))
    return found


def told_by_the_audit(world: World) -> str:
    """What stands in the audit, but for the prints and for the hashes in which they are."""
    query = (
        "SELECT string_agg(((to_jsonb(a) - '{before,link}'::text[]) #- '{detail,print}'::text[])"
        "::text, ' ' ORDER BY seq) FROM audit_events a"
    )
    (found,) = world.direct.execute(query).fetchone() or ("",)
    return str(found)


def saved_in_two_places(
    theatre: Theatre, number: int, places: list[str]
) -> tuple[set[str], list[list[Answer]]]:
    """The tables in which the worlds differ afterwards, and what each of them tells of the house."""
    for side, (world, place) in enumerate(zip(theatre.worlds, places, strict=True)):
        world.set_back()
        shelter = saved(theatre, world, number, place, Random(f"side {side} {number}"))
    written_again(theatre, shelter, Random(f"street {number}"))
    one, other = (world.contents() for world in theatre.worlds)
    answers = [told(theatre, world, shelter) for world in theatre.worlds]
    return {table for table in one if one[table] != other[table]}, answers


@pytest.mark.parametrize("number", range(PAIRS))
def test_no_derived_value_tells_where_in_its_zone_a_house_was_saved(
    two_worlds: Theatre, number: int
) -> None:
    rng = Random(f"pair {number}")
    places = rng.sample(rng.choice(places_by_zone()), 2)
    apart, (one, other) = saved_in_two_places(two_worlds, number, places)
    assert DIFFER <= apart <= DIFFER | KEPT_ANSWERS
    assert len({told_by_the_audit(world) for world in two_worlds.worlds}) == 1
    assert {answer.status for answer in one} == {200}
    assert [answer.body for answer in one] == [answer.body for answer in other]


def test_another_zone_is_found_by_the_same_look(two_worlds: Theatre) -> None:
    first, second, *_ = places_by_zone()
    apart, _ = saved_in_two_places(two_worlds, PAIRS, [first[0], second[0]])
    assert "shelters" in apart
