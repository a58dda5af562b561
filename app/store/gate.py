"""A fair way in: as many transactions at once as there are connections, first come first served.

SQLAlchemy's pool hands a free connection to whoever asks at that moment, which is often the
thread that just gave it back; with 64 writers some then wait past every limit (decision 0044).
A share of the connections is for those who answer calls alone: whatever else goes on, a caller does
not wait behind it (security AT07, decision 0129).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from app.store.refusals import Busy

LONGEST_WAIT_S = 2.0


class Gate:
    """Lets ``width`` threads in at once and keeps all others in the order in which they came.

    ``kept``: so many of these places stay free for those who come first.
    """

    def __init__(self, width: int, *, kept: int = 0) -> None:
        assert 0 <= kept < width, "somebody else can get in as well"
        self._free, self._kept = width, kept
        self._lock = Lock()
        self._first: deque[Event] = deque()
        self._others: deque[Event] = deque()

    @contextmanager
    def passed(self, *, first: bool = True) -> Iterator[None]:
        """The caller is inside until the block ends.

        Raises
        ------
        Busy
            When nobody left in time.
        """
        self._enter(self._first if first else self._others, 0 if first else self._kept)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, line: deque[Event], kept: int) -> None:
        with self._lock:
            if self._free > kept and not line:
                self._free -= 1
                return
            turn = Event()
            line.append(turn)
        if turn.wait(LONGEST_WAIT_S):
            return
        with self._lock:
            if turn in line:
                line.remove(turn)
                raise Busy
        # The turn came between the end of the wait and the lock: it is ours.

    def _leave(self) -> None:
        with self._lock:
            self._free += 1
            if self._first:
                self._free -= 1
                self._first.popleft().set()
            elif self._others and self._free > self._kept:
                self._free -= 1
                self._others.popleft().set()
