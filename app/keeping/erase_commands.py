"""The commands of erasure. Exit 0: done. 1: refused, or not all could be erased. 2: it cannot run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.at_hand import AtHand, at_hand
from app.keeping.erasing import erase_due, erase_one
from app.keeping.erasing_others import erase_others_due
from app.keeping.one_by_one import NotAllErased
from app.log import line_of
from app.postgres import DEFAULT_FOLDER, PostgresFailed
from app.store import erasure, tokens
from app.store.refusals import Refusal
from app.vault.keys import KeyRefused
from models.words import Role

DONE, REFUSED, CANNOT = 0, 1, 2
DECIDE = frozenset({Role.COORDINATOR, Role.ADMIN})


class NotDone(Exception):
    """One line for the person at the keyboard."""


def run_due(folder: Path = DEFAULT_FOLDER) -> int:
    """Erase what is due, as the owner of the tables."""

    def act(hand: AtHand) -> str:
        left = 0
        gone = []
        with hand.owned() as store:
            for erase in (erase_due, erase_others_due):
                try:
                    gone.append(erase(store, hand.now))
                except NotAllErased as some:
                    gone.append(some.gone)
                    left += some.left
                    for fault in some.faults:  # never its text, which may hold what is to go
                        kind, line = type(fault).__name__, line_of(fault)
                        print(f"not erased: {kind} at {line}", file=sys.stderr)
        told = f"{gone[0]} cases erased, {gone[1]} accounts and houses"
        told += AFTERWARDS if any(gone) else ""
        if left:
            raise NotDone(f"{left} are due and still there; {told}")
        return told

    return _told(act, folder)


def run_case(name: str, by: str, second: str, folder: Path = DEFAULT_FOLDER) -> int:
    """Erase one case that two named people decided to erase."""

    def act(hand: AtHand) -> str:
        with hand.owned() as store:
            with store.transaction() as tx:
                people = [tokens.active(tx, handle) for handle in (by, second)]
                found = erasure.find(tx, name)
            one, other = people
            if one is None or other is None or one.account == other.account:
                raise NotDone("two different active accounts must decide it")
            if not {one.role, other.role} <= DECIDE:
                raise NotDone("coordinators or administrators must decide it")
            if found is None:
                raise NotDone("there is no such case, or it was erased")
            if not erase_one(store, found, hand.now, by=one.account, second=other.account):
                raise NotDone("she has a bed, or one is held for her; that comes first")
        return f"1 case erased{AFTERWARDS}"

    return _told(act, folder)


AFTERWARDS = "; run havn backup now: until the key ring is renewed, the old one still opens them"


def _told(act: Callable[[AtHand], str], folder: Path) -> int:
    try:
        with at_hand(folder) as hand:
            print(act(hand))
    except NotDone as refused:
        print(f"error: {refused}", file=sys.stderr)
        return REFUSED
    except (KeyRefused, PostgresFailed, Refusal) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT
    return DONE
