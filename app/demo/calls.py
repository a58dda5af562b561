"""Calls that wait in the invented country: taken like any other, by the use-case of the telephone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.contract.cases import PhoneReferral
from app.places.gazetteer import Gazetteer, PlaceKind
from app.settings import PlacesAllowed
from app.store.tokens import Actor
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from app.use_cases.referrals import take_call
from app.worlds.generate.chance import Chance
from app.worlds.generate.figures import referrers
from models.words import Role

CALLS = 12
LINES = 4
"""On-call workers who took them; each names only so many danger places in a day."""
_HALF = {"YES": 45.0, "NO": 40.0, "UNKNOWN": 15.0}
_FEAR = {"LITTLE": 15.0, "VERY": 40.0, "FOR_MY_LIFE": 25.0, "UNKNOWN": 20.0}
_CHILDREN = ("0-2", "3-6", "7-12", "13-17")
_REFERRER_KINDS = {"NADHEIM": "OUTREACH_NADHEIM", "PRO": "OUTREACH_PRO", "NOAS_RECEPTION": "NOAS"}
"""Our word for an agency of 2007 whose code is another."""


def take_calls(
    tx: Tx, lines: list[UUID], *, seed: int, places: Gazetteer, quota: PlacesAllowed, now: datetime
) -> None:
    """Households that need a place tonight and have none yet."""
    chance = Chance("demo calls", seed)
    towns = [
        e.code
        for e in places.entries
        if e.country == "NO" and e.kind is PlaceKind.TOWN and (e.population or 0) > 3_000
    ]
    for number in range(CALLS):
        actor = Actor(lines[number % len(lines)], Role.ON_CALL, None, frozenset())
        form = PhoneReferral.model_validate_json(json.dumps(_form(towns, chance)))
        take_call(Acting(tx, actor, now), form, places, quota)


def _form(towns: Sequence[str], chance: Chance) -> dict[str, Any]:
    his = chance.some_of(towns, 1)
    return {
        "danger_now": chance.weighted(_HALF),
        "people": {
            "adults": 1,
            "children": [chance.one_of(_CHILDREN)] if chance.happens(0.4) else [],
            "gender": "WOMAN" if chance.happens(0.9) else "MAN",
            "women_only": "UNKNOWN",
        },
        "places_to_avoid": {"known": "YES", "his": his, "nationwide": "NO"},
        "fear": {
            "self_fear": chance.weighted(_FEAR),
            "knows_location": chance.weighted(_HALF),
            "organised": "YES" if chance.happens(0.25) else "NO",
            "phone_tracked": chance.weighted(_HALF),
        },
        "must_have": {"known": "YES", "wheelchair": "NO"},
        "language": {"languages": [chance.one_of(("nob", "eng", "ara", "pol", "ukr", "som"))]},
        "consent": {"search": "GIVEN", "tell_shelter": "GIVEN"},
        "referrer_kind": _referrer(chance),
        "she_knows": "YES",
    }


def _referrer(chance: Chance) -> str:
    """Who called, as often as each agency referred in 2007."""
    agency = chance.weighted(referrers())
    return _REFERRER_KINDS.get(agency, agency)
