"""The line to the database: every wait on it ends, and a silent one is asked by one at a time.

A server that is gone refuses at once. One that is only silent, behind a broken cable or on a hung
machine, says nothing for ever: what is sent is taken in, and no limit of the server's own is heard.
So each wait has its end here, and while the line is silent all but one are refused without a wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy.exc import DBAPIError

from app.store.refusals import DatabaseAway

CONNECT_S = 2
"""The least that the library knows."""
BEYOND_S = 0.5
"""How much longer a statement is waited for than the server lets it run: its own no comes first."""
IN_ONE_REQUEST_S = 4.0
"""How long the transaction of a person's request may wait for the database altogether."""
PAUSE_S = 0.5
"""How long nobody asks after the line was found silent."""
KEEPALIVES = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""By these the system finds out on its own, over TCP and between two questions."""
KEEPALIVES_OF_SERVER: dict[str, int | str] = {
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": "10s",
}
"""The same for the other end: a session of a host that vanished would keep its locks for two hours."""


class Silent(psycopg.OperationalError):
    """The database did not answer in time; the connection is closed."""


class Late(psycopg.OperationalError):
    """It answers, and has used up what a request may wait; the connection is closed, the line is not."""


class _Budget(threading.local):
    left: float | None = None
    longest: float = 0.0


_budget = _Budget()


@contextmanager
def waiting(at_most: float | None) -> Iterator[None]:
    """Inside, this thread waits so many seconds for the database altogether; None: each wait has its own end."""
    before, _budget.left = _budget.left, at_most
    try:
        yield
    finally:
        _budget.left = before


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Inside, this thread waits so long for each answer: for whoever raised the server's own limits."""
    before, _budget.longest = _budget.longest, seconds + BEYOND_S
    try:
        yield
    finally:
        _budget.longest = before


class Patient(psycopg.Connection):
    """A connection on which no wait is longer than ``longest_s``."""

    longest_s: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """What the server answers.

        Raises
        ------
        Silent
            When it says nothing for longer than it lets a statement run.
        Late
            When what this request may wait altogether is used up before that.
        """
        if timeout is not None or self.longest_s is None:
            return super().wait(gen, interval, timeout)
        left, began = _budget.left, time.monotonic()
        # What is used up still leaves a moment to take the transaction back.
        longest = max(self.longest_s, _budget.longest)
        limit = longest if left is None else min(longest, max(BEYOND_S, left))
        try:
            return super().wait(gen, interval, limit)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            if limit < longest:  # a busy server was heard until now: nobody else is shut out for it
                raise Late("no answer in what was left") from None
            raise Silent("no answer in time") from None
        finally:
            if left is not None:
                _budget.left = left - (time.monotonic() - began)


SILENCE = (Silent, psycopg.errors.ConnectionTimeout)


class Line:
    """Whether the database is silent, as far as those who asked it know."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silent, self._again = False, 0.0

    @contextmanager
    def asked(self) -> Iterator[None]:
        """The caller asks; whatever comes of it but silence shows that the line is good.

        Raises
        ------
        DatabaseAway
            While the line is silent and it is not yet time to ask again, or somebody else does.
        """
        self._take_turn()
        silent = False
        try:
            yield
        except DBAPIError as error:
            silent = _came_of_silence(error)
            raise
        finally:
            with self._lock:
                self._silent = silent
                self._again = time.monotonic() + PAUSE_S

    def _take_turn(self) -> None:
        with self._lock:
            if not self._silent:
                return
            if time.monotonic() < self._again:
                raise DatabaseAway
            self._again = time.monotonic() + CONNECT_S + PAUSE_S


def _came_of_silence(error: BaseException | None) -> bool:
    """Whether it, or what it hides, is silence: taking back what was begun fails as well then."""
    while error is not None:
        if isinstance(getattr(error, "orig", None), SILENCE):
            return True
        error = error.__context__
    return False
