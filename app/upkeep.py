"""What time alone brings about: holds that are over, kept answers that are old. One thread.

Nothing waits for it: a hold whose time is over keeps nobody out, marked or not. It makes the
records say so within a minute, and ends what is kept of answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from app.service import Service
from app.store import holds, idempotency

EVERY_S = 60.0
ROUNDS_PER_FORGETTING = 60
"""Answers are looked through once an hour."""
ANSWERS_KEPT = timedelta(days=30)
"""At least 7 days (security 6, F5); decision 0045."""
AT_ONCE = 200
"""Units whose locks one transaction takes."""


class Upkeep:
    """A thread that makes its rounds until it is stopped."""

    def __init__(self, service: Service, *, every_s: float = EVERY_S) -> None:
        self._service, self._every_s = service, every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._rounds, name="upkeep", daemon=True)

    def start(self) -> None:
        """It runs, and stops when the service is closed."""
        self._service.closing.append(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """No round runs any more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _rounds(self) -> None:
        number = 0
        while not self._stop.is_set():
            now = self._service.now()
            self._tried(self._expire, now)
            if number % ROUNDS_PER_FORGETTING == 0:
                self._tried(self._forget, now)
            number += 1
            self._stop.wait(self._every_s)

    def _tried(self, act: Callable[[datetime], None], now: datetime) -> None:
        try:
            act(now)
        except Exception as fault:  # noqa: BLE001 - the edge of a thread: the next round comes
            structlog.get_logger().error(f"fault {type(fault).__name__}", route="upkeep")

    def _expire(self, now: datetime) -> None:
        expired = AT_ONCE
        while expired >= AT_ONCE and not self._stop.is_set():
            with self._service.store.transaction() as tx:
                expired = holds.expire_due(tx, now, AT_ONCE)

    def _forget(self, now: datetime) -> None:
        with self._service.store.transaction() as tx:
            idempotency.forget(tx, now - ANSWERS_KEPT)
