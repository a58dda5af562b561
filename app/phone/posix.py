"""Keys of a terminal on Linux and macOS."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from .terminal import Drawn, Terminal, keys_of

CHUNK = 4096


class _Posix:
    def __init__(self, drawn: Drawn, handle: int) -> None:
        self.draw = drawn.draw
        self._in = handle
        self._rest = b""

    def keys(self, seconds: float, also: int) -> tuple[list[str], bool]:
        """Keys that were pressed within this time, and whether ``also`` has something to read."""
        ready, _, _ = select.select([self._in, also], [], [], seconds)
        if self._in not in ready:
            return [], also in ready
        read = os.read(self._in, CHUNK)
        if not read:
            raise EOFError
        typed = self._rest + read
        plain = typed.decode("utf-8", errors="ignore")
        whole = len(plain.encode())
        self._rest = typed[whole:] if len(typed) - whole < 4 else b""
        return keys_of(plain), also in ready


@contextmanager
def raw(drawn: Drawn) -> Iterator[Terminal]:
    """The terminal gives single keys and echoes none."""
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    tty.setraw(handle)
    try:
        yield _Posix(drawn, handle)
    finally:
        termios.tcsetattr(handle, termios.TCSAFLUSH, before)
