"""A command that is asked to end first clears away what it began: a hidden key ring opens who was erased since."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ASKING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""A unit that is stopped, and a terminal that is gone (Windows has no such word)."""


class AskedToEnd(BaseException):
    """Somebody asked this process to end."""

    def __init__(self, sign: int) -> None:
        self.sign = sign


@contextmanager
def clearing_away() -> Iterator[None]:
    """Whoever asks for an end is heard as an exception; afterwards the process ends by that very signal.

    So a unit that is stopped counts as stopped and not as failed. Asked twice it ends at once. What the
    caller had ignored stays so (``nohup``), and a server in the block may have handlers of its own.
    """
    for sign in ASKING:
        if signal.getsignal(sign) is signal.SIG_DFL:
            signal.signal(sign, _asked)
    try:
        yield
    except AskedToEnd as asked:
        signal.signal(asked.sign, signal.SIG_DFL)
        signal.raise_signal(asked.sign)


def _asked(sign: int, _: FrameType | None) -> NoReturn:
    signal.signal(sign, signal.SIG_DFL)
    raise AskedToEnd(sign)
