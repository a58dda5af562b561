"""One deadline for all that is said on a connection, whoever speaks on it and how slowly."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Timer
from types import TracebackType

AT_MOST_S = 15.0
"""For all of it, from connecting to the last byte that is read."""


class Deadline:
    """Cuts the connection when the time is over, whatever waits for it then."""

    def __init__(self) -> None:
        self.over = False
        self._timer = Timer(AT_MOST_S, self._end)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def cuts(self, made: socket.socket | None) -> None:
        """This is the connection from now on; one that is made too late is cut at once."""
        self._socket = made
        if self.over:
            self._cut()

    def _end(self) -> None:
        self.over = True
        self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it has ended meanwhile
                self._socket.shutdown(socket.SHUT_RDWR)
