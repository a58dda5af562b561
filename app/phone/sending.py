"""Sends what waits sealed, until the service has all of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from . import waiting
from .device import Device
from .line import Line, LineDown

EVERY_S = 20.0


@dataclass(frozen=True, slots=True)
class Sent:
    """How many the service took, how many still wait, and whether this token opens nothing any more."""

    sent: int = 0
    left: int = 0
    revoked: bool = False
    down: bool = False


def send_all(on: Device, line: Line) -> Sent:
    """Each waiting referral is sent once; one that is not taken stays."""
    sent = 0
    for one in waiting.all_of(on):
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
    return Sent(sent, waiting.count(on))


class Sender:
    """A thread that tries again and again, as long as the program runs."""

    def __init__(self, on: Device) -> None:
        """For the referrals of this device."""
        self._on, self._ended = on, threading.Event()
        threading.Thread(target=self._work, daemon=True).start()

    def end(self) -> None:
        """It stops."""
        self._ended.set()

    def _work(self) -> None:
        while not self._ended.wait(EVERY_S if waiting.count(self._on) == 0 else 2.0):
            if waiting.count(self._on):
                line = Line(self._on.service, self._on.token())
                try:
                    send_all(self._on, line)
                finally:
                    line.close()
