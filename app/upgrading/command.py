"""What ``havn upgrade`` says. Exit 0: at this release. 1: taken back, all is as it was. 2: not begun."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

from app.at_hand import at_hand
from app.keeping.backup import BackupFailed
from app.postgres import PostgresFailed
from app.store.one_transaction import TakenBack
from app.store.refusals import Refusal
from app.upgrading.packages import of_another_release
from app.upgrading.upgrade import Asked, CannotUpgrade, NotAsItMustBe, Upgraded, upgrade
from app.vault.container import ContainerRefused, Recipient
from app.vault.keys import KeyRefused

DONE, TAKEN_BACK, CANNOT = 0, 1, 2


def run(out: Path, to: Path) -> int:
    """Back up, migrate, prove; the exit code."""
    if others := of_another_release():
        told = ", ".join(others)
        print(f"error: packages of another release are installed: {told}", file=sys.stderr)
        print("error: type /opt/havn/dev install, then this again", file=sys.stderr)
        return CANNOT
    try:
        recipient = Recipient.read(to)
        with at_hand(upgrading=True) as hand:
            role = urlsplit(hand.addresses.service_url).username or ""
            asked = Asked(hand.addresses.owner_url, role, hand.master, out, recipient, hand.now)
            done = upgrade(asked, _say)
    except (BackupFailed, CannotUpgrade, ContainerRefused, KeyRefused, PostgresFailed) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT
    except (NotAsItMustBe, TakenBack) as refused:
        print(f"error: {refused}", file=sys.stderr)
        print("error: everything was taken back; the database is as it was", file=sys.stderr)
        return TAKEN_BACK
    except Refusal:
        print("error: the database does not answer; type it again", file=sys.stderr)
        return CANNOT
    print(_told(done))
    return DONE


def _told(done: Upgraded | None) -> str:
    if done is None:
        return "the database stands at this release already"
    lines = [
        f"step            {done.before} to {done.after}",
        f"rows            {done.rows}, none gone",
        f"sealed fields   {done.sealed.opened} open, {done.sealed.erased} erased stay shut",
        "schema          as the records have it; audit chain whole",
        *(f"backup          {path}" for path in done.backup),
    ]
    return "\n".join(lines)


def _say(words: str) -> None:
    print(f"havn: {words}", file=sys.stderr, flush=True)
