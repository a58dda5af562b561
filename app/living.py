"""Whether the service goes on: its event loop is asked, from another thread, and has a bounded time."""

from __future__ import annotations

import asyncio
from threading import Event

ANSWERS_WITHIN_S = 2.0
"""A loop that is only busy comes round within milliseconds."""


class Loop:
    """The loop that serves; the private port has a thread of its own, which lives when that one hangs."""

    def __init__(self, *, within_s: float = ANSWERS_WITHIN_S) -> None:
        self._within_s = within_s
        self._loop: asyncio.AbstractEventLoop | None = None

    def begins(self) -> None:
        """It is the one that runs now."""
        self._loop = asyncio.get_running_loop()

    def turns(self) -> bool:
        """Whether it comes round within the time.

        Unknown: one that has not begun, or is closed, does not.
        """
        came_round = Event()
        if self._loop is None:
            return False
        try:
            self._loop.call_soon_threadsafe(came_round.set)
        except RuntimeError:  # it is closed
            return False
        return came_round.wait(self._within_s)
