"""One valid request for every route: what the route needs beside its ids, or how to make it.

A body that only needs words and numbers is made from the route's own model; one that needs a place,
a day or two things that fit together stands in ``BODIES``. A route of which neither gives a body
that its model accepts, or whose path names something unknown, fails the build: add a line here.

Words that begin with ``$`` stand for something of the world in which the request is made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

from app.access import BASE
from app.main import routes_of
from models import metadata

Where = tuple[str, str]

TABLES = {
    "span": "out_of_service",
    "confirmation": "vacancy_confirmations",
    "actor": "threat_actors",
    "area": "actor_areas",
    "run": "plan_runs",
    "proposal": "plan_proposals",
    "token": "api_tokens",
    "person": "persons",
    "contact": "contact_safety",
    "compromise": "compromises",
    "network": "threat_networks",
    "link": "person_links",
    "credential": "passkeys",
    "member": "case_members",
    "case": "case_members",
    "reference": "referrals",
    "reader": "case_readers",
    "digest": "reading_digests",
}
"""The table of an id, where neither the word before it in the path nor its plural is one."""

_LINK = "Zm9yIGFuIGV4YW1wbGUgYW5kIGZvciBub2JvZHkgZWw"
"""Of the form of a link to enrol, and nobody's."""
_KEY = {"id": "AQ", "rawId": "AQ", "type": "public-key", "response": {}}
_WORDS = "blue ferry over a cold fjord"

_PEOPLE = {"members": [{"role": "ADULT", "age_band": "25-39", "gender": "WOMAN"}]}
_AREA = {"place": "$town", "kind": "HOME", "precision": "LOCALITY"}

NO_IDS: Mapping[str, str] = {"file": "app.js", "report": "annual", "form": "csv"}
"""What a path names that is no id of a row."""

BODIES: Mapping[Where, Any] = {
    ("POST", "/sign-in/passkey"): {"challenge": "$challenge", "credential": _KEY},
    ("POST", "/sign-in/password"): {"handle": "nobody", "password": _WORDS, "code": "000000"},
    ("POST", "/enrolment/begin"): {"link": _LINK},
    ("POST", "/enrolment/passkey"): {
        "link": _LINK,
        "challenge": "$challenge",
        "credential": _KEY,
    },
    ("POST", "/enrolment/password"): {"link": _LINK, "password": _WORDS},
    ("POST", "/enrolment/totp"): {"link": _LINK, "code": "000000"},
    ("POST", "/session/step-up"): {"code": "000000"},
    ("PUT", "/credentials/duress-word"): {"password": _WORDS},
    ("PUT", "/credentials/duress-passkey"): {"credential": "$passkey"},
    ("POST", "/sign-in/provider"): {"code": "000000"},
    ("POST", "/accounts/{account}/role"): {
        "purpose": "STAFF_CHANGE",
        "reason": "a reason",
        "role": "ON_CALL",
    },
    ("POST", "/referrals/{referral}/address-block"): {
        "purpose": "POLICE_ADVICE",
        "reason": "a reason",
        "block": "KODE7",
    },
    ("POST", "/referrals/{referral}/erasure"): {"purpose": "HER_WISH", "reason": "a reason"},
    ("POST", "/accounts/{account}/erasure"): {"purpose": "STAFF_CHANGE", "reason": "a reason"},
    ("POST", "/shelters/{shelter}/erasure"): {"purpose": "POLICY", "reason": "a reason"},
    ("POST", "/referrals/{referral}/child-decisions"): {
        "child": "$person",
        "decided_on": "2026-01-10",
    },
    ("POST", "/rule-sets"): {"name": "NO-2", "numbers": {"options": 2}},
    ("POST", "/accounts"): {"handle": "new-worker", "role": "ON_CALL"},
    ("POST", "/shelters"): {
        "code_name": "STILLE-9",
        "kind": "SAFE_HOUSE",
        "phases": ["ACUTE"],
        "zone": "$zone",
        "region": "EAST",
        "residents_gender": "WOMEN",
    },
    ("PATCH", "/shelters/{shelter}"): {"turnover_per_year": 40},
    ("PUT", "/shelters/{shelter}/stay-policy"): {"limit_known": True, "max_nights": 90},
    ("PUT", "/shelters/{shelter}/intake-hours"): {
        "known": True,
        "after_hours": "YES",
        "windows": [{"weekday": 1, "from_minute": 60, "to_minute": 600}],
    },
    ("PUT", "/shelters/{shelter}/features"): {
        "features": [{"code": "INTERCOM", "present": "NO", "verified_on": "2026-03-01"}]
    },
    ("PUT", "/shelters/{shelter}/staff-ties"): {"asked": "YES", "networks": ["$network"]},
    ("POST", "/shelters/{shelter}/units"): {"code": "U9", "kind": "ROOM", "beds": 2},
    ("PATCH", "/shelters/{shelter}/units/{unit}"): {"beds": 4},
    ("POST", "/shelters/{shelter}/units/{unit}/out-of-service"): {
        "first": "2026-06-01",
        "to": "2026-06-03",
        "reason": "CLEANING",
    },
    ("POST", "/what-ifs"): {"close": "$shelter"},
    ("POST", "/offers/{offer}/show"): {"language": "eng", "way": "SPOKEN"},
    ("POST", "/compromises"): {"shelter": "$shelter", "scope": "GENERAL", "level": "SUSPECTED"},
    ("POST", "/networks"): {"label": "N-NEW"},
    ("POST", "/places/search"): {"name": "Trom"},
    ("POST", "/device-codes"): {
        "account": "$account",
        "device": "PHONE-9",
        "audience": "intake",
    },
    ("POST", "/accounts/{account}/service"): {
        "purpose": "POLICY",
        "reason": "a reason",
        "scopes": ["events"],
    },
    ("POST", "/accounts/{account}/service-tokens"): {"device": "SYSTEM-1", "days": 30},
    ("PUT", "/accounts/{account}/event-hook"): {"hook": "system-1"},
    ("POST", "/accounts/{account}/event-hook/replay"): {"after": "AAAAAAAAAAA"},
    ("POST", "/sign-in/pin"): {"handle": "nobody", "pin": "480295"},
    ("POST", "/house-devices"): {"device": "DESK-1"},
    ("PUT", "/house-people/{account}/pin"): {"pin": "480295"},
    ("POST", "/devices"): {"code": "ABCD-EFGH-JKLM"},
    ("POST", "/calls/sealed"): {
        "call": "00000000-0000-4000-8000-000000000107",
        "key_id": "0" * 12,
        "sealed": "A" * 80,
    },
    ("POST", "/referrals/phone"): {
        "people": {"adults": 1, "gender": "WOMAN"},
        "where_now": "$town",
        "places_to_avoid": {"known": "YES", "his": ["$town"]},
        "consent": {"search": "GIVEN", "tell_shelter": "GIVEN"},
    },
    ("POST", "/referrals"): {"referrer_kind": "SELF", "where_now": "$town", **_PEOPLE},
    ("PATCH", "/referrals/{referral}"): {"pets": "NO", "wheelchair": "NO"},
    ("PUT", "/referrals/{referral}/people"): _PEOPLE,
    ("POST", "/referrals/{referral}/threat"): {
        "level": "T3",
        "answers": [{"question": "Q04", "reply": "YES"}],
    },
    ("PUT", "/referrals/{referral}/networks"): {"networks": ["$network"]},
    ("POST", "/referrals/{referral}/actors"): {"label": "C", "kind": "FAMILY"},
    ("PATCH", "/referrals/{referral}/actors/{actor}"): {
        "status": "AT_LARGE",
        "others_at_large": "NO",
    },
    ("POST", "/referrals/{referral}/areas"): _AREA,
    ("POST", "/referrals/{referral}/lowering"): {
        "purpose": "NEW_FACTS",
        "reason": "a reason",
        "to": "T1",
        "expires_on": "2026-03-15",
    },
    ("POST", "/duty-spans"): {
        "account": "$account",
        "post": "COORDINATOR",
        "starts_at": "2026-03-02T12:00:00Z",
        "ends_at": "2026-03-02T20:00:00Z",
    },
    ("POST", "/referrals/{referral}/routes"): {"stops": ["$town"]},
    ("PUT", "/referrals/{referral}/no-go"): {"areas": [{"place": "$town"}]},
    ("PUT", "/referrals/{referral}/found-at"): {"shelters": ["$shelter"]},
    ("PUT", "/referrals/{referral}/needs"): {
        "needs": [{"service": "GP", "criticality": "SAFETY_CRITICAL"}]
    },
    ("PUT", "/referrals/{referral}/wishes"): {
        "wishes": [{"rank": 1, "kind": "AWAY_FROM", "strength": "WANT", "place": "$town"}]
    },
    ("PUT", "/referrals/{referral}/continuity"): {
        "running": [{"kind": "COURT", "zones": ["$zone"]}]
    },
    ("PUT", "/referrals/{referral}/legal"): {
        "periods": [{"track": "REFLECTION", "first": "2026-03-01", "to": "2026-09-01"}]
    },
    ("POST", "/referrals/{referral}/consents"): {
        "purpose": "STATISTICS",
        "answer": "GIVEN",
        "form": "VERBAL",
    },
    ("POST", "/referrals/{referral}/rectifications"): {
        "part": "PEOPLE",
        "before": "two children",
        "right": "one child",
    },
    ("POST", "/referrals/{referral}/members"): {"handle": "somebody"},
    ("POST", "/referrals/{referral}/readers"): {"handle": "somebody"},
    ("POST", "/shift/hand-over"): {"handle": "somebody"},
    ("POST", "/organisations"): {"code_name": "NADHEIM-9", "kind": "OUTREACH_NADHEIM"},
    ("POST", "/links"): {"a": "$referral", "b": "$other_referral", "kind": "MUST_SEPARATE"},
    ("POST", "/waivers"): {
        "rule": "H08",
        "referral": "$referral",
        "shelter": "$shelter",
        "reason": "agreed",
        "purpose": "HER_WISH",
        "expires_on": "2026-03-15",
    },
    ("PUT", "/referrals/{referral}/people/{person}/identity"): {"name": "Somebody"},
    ("PUT", "/referrals/{referral}/contacts/{contact}/number"): {"number": "12345678"},
    ("POST", "/referrals/{referral}/cards/{card}/tell"): {
        "way": "READ_OUT",
        "language": "nob",
        "interpreter": True,
    },
    ("POST", "/referrals/{referral}/complaints"): {
        "about": "LEFT_WAITING",
        "reason": "nobody called back",
    },
    ("POST", "/referrals/{referral}/follow-up-actions"): {
        "kind": "HOUSING",
        "owner": "somebody",
        "due_at": "2026-04-01T12:00:00Z",
    },
    ("POST", "/referrals/{referral}/expenses"): {
        "kind": "DOCTOR",
        "amount_ore": 50000,
        "payer": "ROSA",
    },
    ("POST", "/referrals/{referral}/benefits"): {
        "kind": "SOCIAL_ASSISTANCE",
        "organisation": "OFFICE-1",
        "applied_on": "2026-03-01",
    },
    ("POST", "/referrals/{referral}/benefits/{benefit}/step"): {
        "decided_on": "2026-03-09",
        "granted": True,
    },
    ("POST", "/local-teams"): {"code_name": "TEAM-9", "municipality": "$municipality"},
    ("POST", "/placements/{placement}/cards/{card}/tell"): {
        "way": "READ_OUT",
        "language": "nob",
        "interpreter": True,
    },
    ("POST", "/card-reviews"): {"topic": "LOOKING", "language": "nob", "digest": "0" * 64},
    ("POST", "/offers/{offer}/answer"): {"yes": True},
    ("POST", "/placements/{placement}/end"): {
        "first_night_away": "2026-03-10",
        "departure": "OWN_HOME",
    },
}

VALUES = {
    "zone": "NO-01",
    "town": "NO-T-0000000",
    "municipality": "NO-K-4601",
    "random": "5c2f2f6e-9a43-4c1e-8f5e-0d6a3c1b7e90",
}
"""What a word stands for while only the form of a body is looked at; every other one is an id."""


class NoExample(AssertionError):
    """A fault of the build: a route of which no valid request is known."""


@dataclass(frozen=True)
class Example:
    """One route and a valid request to it."""

    where: Where
    path: str
    """Its template, from the root."""
    params: tuple[str, ...]
    """What its path names, in order."""
    tables: tuple[str, ...]
    """The tables of those ids; none when they are no ids."""
    body: Any

    @property
    def method(self) -> str:
        """Its method."""
        return self.where[0]


def tables_of(path: str) -> tuple[str, ...]:
    """The tables whose ids a path names: that of the word before, else the one of the name."""
    found = []
    for before, name in re.findall(r"(?:([^/{}]+)/)?{(\w+)}", path):
        table = before.replace("-", "_")
        own = table in metadata.tables and "id" in metadata.tables[table].c
        found.append(table if own else TABLES.get(name, f"{name}s"))
    return tuple(found)


def examples_of(app: FastAPI) -> dict[Where, Example]:
    """One valid request for each route of the application.

    Raises
    ------
    NoExample
        When a route has none.
    """
    routes_of(app)  # every route is of the one kind
    found, missing = {}, []
    for route in app.routes:
        if not isinstance(route, APIRoute):
            continue
        for method in sorted(route.methods or ()):
            where = (method, route.path_format.removeprefix(BASE))
            params = tuple(re.findall(r"{(\w+)}", route.path_format))
            try:
                path = route.path_format
                tables = () if set(params) & set(NO_IDS) else tables_of(path)
                found[where] = Example(where, path, params, tables, _body(where, route))
            except NoExample as error:
                missing.append(str(error))
    if missing:
        raise NoExample("tests/support/examples.py needs a body for " + ", ".join(sorted(missing)))
    return found


def _body(where: Where, route: APIRoute) -> Any:
    if route.body_field is None:
        return None
    model: Any = route.body_field.field_info.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    drafts = [BODIES[where]] if where in BODIES else list(_made(adapter.json_schema()))
    for draft in drafts:
        try:
            adapter.validate_json(json.dumps(filled(draft, {})))
        except ValidationError:
            continue
        return draft
    raise NoExample(f"{where[0]} {where[1]}")


def named(example: Example) -> tuple[str, ...]:
    """What the path names, where it is no id."""
    return tuple(NO_IDS.get(name, VALUES["random"]) for name in example.params)


def filled(said: Any, values: Mapping[str, str]) -> Any:
    """The body with every word that begins with $ replaced."""
    if isinstance(said, dict):
        return {name: filled(value, values) for name, value in said.items()}
    if isinstance(said, list):
        return [filled(value, values) for value in said]
    if isinstance(said, str) and said.startswith("$"):
        name = said[1:]
        return values.get(name) or VALUES.get(name) or VALUES["random"]
    return said


# --- bodies made from a schema


def _made(schema: dict[str, Any]) -> Iterator[Any]:
    """The fullest body of this schema, then the barest."""
    for all_ in (True, False):
        yield _value(schema, schema.get("$defs", {}), "body", all_)


def _value(part: dict[str, Any], defs: dict[str, Any], name: str, all_: bool) -> Any:
    if "$ref" in part:
        return _value(defs[part["$ref"].rsplit("/", 1)[1]], defs, name, all_)
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in part:
            return _value(part[several][0], defs, name, all_)
    kind = part.get("type")
    if kind == "object":
        wanted = part.get("properties", {})
        needed = part.get("required", [])
        return {n: _value(p, defs, n, all_) for n, p in wanted.items() if all_ or n in needed}
    if kind == "array":
        return [_value(part.get("items", {}), defs, name.removesuffix("s"), all_)]
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return part.get("minimum", part.get("exclusiveMinimum", 0) + 1)
    return _text(part, name)


def _text(part: dict[str, Any], name: str) -> str:
    match part.get("format"):
        case "uuid":
            return f"${name}"
        case "date":
            return "2026-03-20"
        case "date-time":
            return "2026-03-20T12:00:00Z"
    known = {"place": "$town", "town": "$town", "zone": "$zone", "reason": "a reason"}
    said = known.get(name, "word")
    return said.ljust(part.get("minLength", 0), "x") if not said.startswith("$") else said
