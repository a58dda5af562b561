"""`havn honey`: a decoy among the cases. Its code name is told once and written nowhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom

from app.at_hand import at_hand
from app.contract import cases as told
from app.places.entry import PlaceKind
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.postgres import DEFAULT_FOLDER, PostgresFailed
from app.settings import PlacesAllowed
from app.store import case_counts, honey, tokens
from app.store.refusals import Refusal
from app.store.tokens import Actor
from app.store.transactions import Store
from app.use_cases import referrals
from app.use_cases.acting import Acting
from app.vault.keys import KeyRefused
from models.words import ReferralState, Role

PLANTED, REFUSED, CANNOT = 0, 1, 2
_UNCOUNTED = PlacesAllowed(account=1_000, agency=1_000, alarm=1_000, agency_alarm=1_000)


class NoSuchAccount(Exception):
    """There is no account of that handle to take the call."""


@dataclass(frozen=True, slots=True)
class Decoy:
    """What the person who planted it keeps in mind."""

    code_name: str


def plant(store: Store, places: Gazetteer, handle: str, *, now: datetime) -> Decoy:
    """A call of somebody invented, taken by that account and withdrawn: never planned, never placed.

    Raises
    ------
    NoSuchAccount
        When no account has this handle.
    """
    with store.transaction() as tx:
        account = tokens.find_account(tx, handle)
        if account is None:
            raise NoSuchAccount
        a = Acting(tx, Actor(account, Role.ON_CALL, None, frozenset()), now)
        taken = referrals.take_call(a, _call(places), places, _UNCOUNTED)
        referrals.end(a, taken.id, taken.version, ReferralState.WITHDRAWN)
    # Acts enter the chain when their transaction ends: planted in it, the decoy would hear itself.
    with store.transaction() as tx:
        honey.plant(tx, taken.id, now)
        case_counts.invented(tx, now)
    return Decoy(taken.code_name)


def _call(places: Gazetteer) -> told.PhoneReferral:
    chance = SystemRandom()
    towns = [e.code for e in places.entries if e.kind is PlaceKind.TOWN and e.country == "NO"]
    return told.PhoneReferral.model_validate(
        {
            "danger_now": "NO",
            "people": {"adults": 1, "children": chance.choice([[], ["3-6"], ["7-12"]])},
            "where_now": chance.choice(towns),
            "places_to_avoid": {"known": "YES", "his": [chance.choice(towns)]},
            "fear": {"self_fear": chance.choice(["LITTLE", "VERY", "FOR_MY_LIFE"])},
        }
    )


def run_plant(handle: str, folder: Path = DEFAULT_FOLDER) -> int:
    """Plant one decoy and tell its code name."""
    try:
        with at_hand(folder) as hand:
            made = plant(hand.store, load_gazetteer(), handle, now=hand.now)
    except NoSuchAccount:
        print("there is no such account", file=sys.stderr)
        return REFUSED
    except (KeyRefused, PostgresFailed, Refusal) as refused:
        print(refused, file=sys.stderr)
        return CANNOT
    print(f"{made.code_name} is a decoy: whoever opens it raises an alarm")
    return PLANTED
