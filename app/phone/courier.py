"""Carries what has to be told to the service, one after the other, until it is answered.

A thread of its own, so that keys and the clock never wait for the line.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from .state import Submission

DOWN_AFTER_S = 8.0
"""Without an answer for so long the line counts as down, and the worker hears it."""
CLOSING_S = 1.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one submission; ``status`` 0: the line is down and it is tried again."""

    key: str
    status: int
    body: dict[str, object]


class Asks(Protocol):
    """Sends one submission once."""

    def __call__(self, one: Submission, attempt: int) -> Answer | None:
        """Its answer; None when there was none, or one that asks to come again."""

    def close(self) -> None:
        """Nothing is sent any more."""


class Courier:
    """Takes submissions and gives answers; ``heard`` has something to read when there is one."""

    def __init__(self, connect: Callable[[], Asks]) -> None:
        """``connect`` is called in the thread: the library behind it is slow to import."""
        self.heard, self._ring = socket.socketpair()
        self._connect = connect
        self._jobs: deque[Submission] = deque()
        self._answers: deque[Answer] = deque()
        self._taken: set[str] = set()
        self._more = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def carry(self, some: tuple[Submission, ...]) -> None:
        """These are to be told; one that is already on its way is not taken twice.

        Nor is one for which the token opened nothing, until all is forgotten.
        """
        with self._more:
            for one in some:
                if one.key not in self._taken:
                    self._taken.add(one.key)
                    self._jobs.append(one)
            self._more.notify()

    def forget(self) -> None:
        """Nothing is on its way any more; what was in the air is told again when it is carried."""
        with self._more:
            self._jobs.clear()
            self._answers.clear()
            self._taken.clear()

    def answers(self) -> list[Answer]:
        """What came back since the last time."""
        self.heard.setblocking(False)
        try:
            self.heard.recv(4096)
        except BlockingIOError:
            pass
        with self._more:
            found = list(self._answers)
            self._answers.clear()
        return found

    def end(self) -> None:
        """The thread stops after the attempt it is at."""
        with self._more:
            self._ended = True
            self._jobs.clear()
            self._taken.clear()
            self._more.notify()
        self._thread.join(timeout=CLOSING_S)
        self.heard.close()
        self._ring.close()

    def _work(self) -> None:
        ask = self._connect()
        try:
            while (one := self._next()) is not None:
                self._until_answered(ask, one)
        finally:
            ask.close()

    def _next(self) -> Submission | None:
        """What is to be told next, as soon as there is something; None at the end."""
        with self._more:
            while not self._jobs and not self._ended:
                self._more.wait()
            return None if self._ended else self._jobs.popleft()

    def _until_answered(self, ask: Asks, one: Submission) -> None:
        began, attempt, told_down = time.monotonic(), 0, False
        while self._wanted(one):
            answer = ask(one, attempt)
            if answer is not None:
                self._say(answer)
                return
            attempt += 1
            if not told_down and time.monotonic() - began >= DOWN_AFTER_S:
                told_down = True
                self._say(Answer(one.key, 0, {}), done=False)
            longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(attempt - 1, 6))
            with self._more:
                self._more.wait(longest * random.uniform(0.5, 1))  # noqa: S311 - no secret hangs on it

    def _wanted(self, one: Submission) -> bool:
        with self._more:
            return one.key in self._taken

    def _say(self, answer: Answer, *, done: bool = True) -> None:
        with self._more:
            if answer.key not in self._taken:
                return
            # A token that opened nothing is not tried again until all is forgotten.
            if done and answer.status != 401:
                self._taken.discard(answer.key)
            self._answers.append(answer)
        with suppress(OSError):  # nobody listens any more
            self._ring.send(b".")
