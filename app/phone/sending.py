"""Sends what waits sealed, until the service has all of it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from math import inf

from . import waiting
from .device import Device
from .line import Line, LineDown
from .waiting import Waiting

EVERY_S, SOON_S = 20.0, 2.0
RARELY_S = 3600.0
"""What was refused for good is not forgotten: a service that is put right takes it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many the service took, how many still wait, and whether this token opens nothing any more."""

    sent: int = 0
    left: int = 0
    revoked: bool = False
    down: bool = False


def send_all(on: Device, line: Line, since: float = inf) -> Sent:
    """Each waiting referral is sent once; one that is not taken stays.

    ``since``: what was refused for good later than this, in seconds since 1970, is passed over.
    """
    sent = 0
    for one in _due(on, since):
        now = datetime.now().astimezone().isoformat()
        try:
            heard = line.ask("POST", "/calls/sealed", one.body(), key=one.key, sent_at=now)
        except LineDown:
            return Sent(sent, waiting.count(on), down=True)
        if heard.status == 401:
            return Sent(sent, waiting.count(on), revoked=True)
        if heard.status < 300:
            waiting.answered(one)
            sent += 1
        elif heard.final:
            waiting.not_taken(one, time.time())
    return Sent(sent, waiting.count(on))


def _due(on: Device, since: float) -> list[Waiting]:
    """What waits and was not refused between then and now; a clock that was set back hides nothing."""
    now = time.time()
    return [
        one
        for one in waiting.all_of(on)
        if one.refused_at is None or not since <= one.refused_at <= now
    ]


class Sender:
    """A thread that tries again and again, as long as the program runs."""

    def __init__(self, on: Device) -> None:
        """For the referrals of this device."""
        self._on, self._ended, self._began = on, threading.Event(), time.time()
        threading.Thread(target=self._work, daemon=True).start()

    def end(self) -> None:
        """It stops."""
        self._ended.set()

    def _work(self) -> None:
        while not self._ended.wait(SOON_S if _due(self._on, self._since()) else EVERY_S):
            since = self._since()
            if _due(self._on, since):
                line = Line(self._on.service, self._on.token())
                try:
                    send_all(self._on, line, since)
                finally:
                    line.close()

    def _since(self) -> float:
        """Each program tries once what was refused before it began."""
        return max(self._began, time.time() - RARELY_S)
