"""Keys of a terminal on Windows, whose own screen codes are switched on first."""

from __future__ import annotations

import ctypes
import msvcrt
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .terminal import Drawn, Terminal, keys_of

STANDARD_OUTPUT = -11
SCREEN_CODES = 0x0001 | 0x0004
ARROWS = {"H": "\x1b[A", "P": "\x1b[B", "K": "\x1b[D", "M": "\x1b[C"}
SLICE_S = 0.02


class _Windows:
    def __init__(self, drawn: Drawn) -> None:
        self.draw = drawn.draw

    def keys(self, seconds: float, also: int) -> tuple[list[str], bool]:
        """Keys that were pressed within this time, and whether ``also`` has something to read."""
        until = time.monotonic() + seconds
        while True:
            typed = ""
            while msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
                sign = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
                if sign in ("\x00", "\xe0"):
                    sign = ARROWS.get(msvcrt.getwch(), "")  # type: ignore[attr-defined,unused-ignore]
                typed += sign
            heard = bool(select.select([also], [], [], 0)[0])
            if typed or heard or time.monotonic() >= until:
                return keys_of(typed), heard
            time.sleep(SLICE_S)


@contextmanager
def raw(drawn: Drawn) -> Iterator[Terminal]:
    """The console understands screen codes, and takes keys unseen."""
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.GetStdHandle(STANDARD_OUTPUT)
    mode = ctypes.c_uint32()
    kernel.GetConsoleMode(handle, ctypes.byref(mode))
    kernel.SetConsoleMode(handle, mode.value | SCREEN_CODES)
    try:
        yield _Windows(drawn)
    finally:
        kernel.SetConsoleMode(handle, mode.value)
