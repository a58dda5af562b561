"""A device with a clock of its own, as a program that can be killed at any moment.

    python -m tests.support.queue_device put HOME HOURS FIRST UNTIL
    python -m tests.support.queue_device send HOME HOURS

``HOURS``: by how much its clock is ahead. ``put`` seals the referrals of these numbers and says each
one on a line of its own once it waits for good; ``send`` sends what waits, and says what it had sent.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.phone import device, sending, waiting
from app.phone.line import Line

LONGEST_AGO = timedelta(hours=72)
CANARY = "heather-canary"
"""Stands in each note; only the service may ever read it."""


def call_of(number: int) -> UUID:
    """The call of this number, on whichever device it was taken."""
    return UUID(int=random.Random(f"queued {number}").getrandbits(128), version=4)


def taken_ago(number: int) -> timedelta:
    """How long the call of this number has waited."""
    return LONGEST_AGO * random.Random(f"ago {number}").random()


def referral(number: int, now: datetime) -> dict[str, Any]:
    """The call, with a promise to call back in a day; ``now`` by the device's clock."""
    return {
        "call": str(call_of(number)),
        "revision": 1,
        "answers": {"people": {"adults": 1 + number % 2, "gender": "WOMAN"}},
        "call_back_at": (now + timedelta(days=1)).isoformat(),
        "note": CANARY,
    }


def put(home: Path, ahead: timedelta, numbers: range) -> None:
    """Each waits, and is said."""
    on = device.read(home)
    for number in numbers:
        now = datetime.now().astimezone() + ahead
        waiting.put(on, referral(number, now), now - taken_ago(number))
        print(number, flush=True)


def send(home: Path, ahead: timedelta) -> None:
    """One try for all that waits, by the wrong clock."""

    class _Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + ahead

    setattr(sending, "datetime", _Clock)  # noqa: B010 - the module's own name for the clock
    on = device.read(home)
    print("ready", flush=True)
    line = Line(on.service, on.token())
    done = sending.send_all(on, line)
    line.close()
    print(done.sent, flush=True)


def main(what: str, home: str, hours: str, *numbers: str) -> None:
    """Run what the arguments name."""
    ahead = timedelta(hours=float(hours))
    if what == "put":
        put(Path(home), ahead, range(*map(int, numbers)))
    else:
        send(Path(home), ahead)


if __name__ == "__main__":
    main(*sys.argv[1:])
