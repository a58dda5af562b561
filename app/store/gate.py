"""A fair way in: as many transactions at once as there are connections, first come first served.

SQLAlchemy's pool hands a free connection to whoever asks at that moment, which is often the
thread that just gave it back; with 64 writers some then wait past every limit (decision 0044).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from app.store.refusals import Busy

LONGEST_WAIT_S = 2.0


class Gate:
    """Lets ``width`` threads in at once and keeps all others in the order in which they came."""

    def __init__(self, width: int) -> None:
        self._free = width
        self._lock = Lock()
        self._waiting: deque[Event] = deque()

    @contextmanager
    def passed(self) -> Iterator[None]:
        """The caller is inside until the block ends.

        Raises
        ------
        Busy
            When nobody left in time.
        """
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Event()
            self._waiting.append(turn)
        if turn.wait(LONGEST_WAIT_S):
            return
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise Busy
        # The turn came between the end of the wait and the lock: it is ours.

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
