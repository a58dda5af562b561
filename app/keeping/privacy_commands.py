"""The commands for the data-protection officer. Exit 0: told. 2: it cannot run."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from app.at_hand import at_hand
from app.keeping.breach import report
from app.keeping.processing import record_of_processing
from app.postgres import DEFAULT_FOLDER, PostgresFailed
from app.store import tokens
from app.store.refusals import Refusal
from app.vault.keys import KeyRefused

DONE, CANNOT = 0, 2


class CannotTell(Exception):
    """One line for the person at the keyboard."""


def run_breach(
    since: str, until: str, account: str | None, *, as_json: bool, folder: Path = DEFAULT_FOLDER
) -> int:
    """Print who did what in that time."""
    try:
        first, last = _instant(since), _instant(until)
        with at_hand(folder) as hand, hand.owned() as store:
            one = None
            if account is not None:
                with store.transaction() as tx:
                    one = tokens.find_account(tx, account)
                if one is None:
                    raise CannotTell("there is no such account")
            found = report(store, first, last, one, hand.now)
    except (CannotTell, KeyRefused, PostgresFailed, Refusal) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT
    print(found.as_json() if as_json else found.as_text())
    return DONE


def run_processing() -> int:
    """Print the record of processing."""
    print(record_of_processing(), end="")
    return DONE


def _instant(said: str) -> datetime:
    """An instant; a day is its first moment, and what names no zone is UTC."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise CannotTell("a time is written 2026-11-26 or 2026-11-26T14:30") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
