"""Keys in, a screen out: Linux, macOS and Windows, without a scroll-back and without an echo.

The screen stands in the terminal's other buffer, which keeps no lines that scrolled away, and is
wiped when it is left. On Windows the keys come from a thread, elsewhere from the terminal's own file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

ENTER_SCREEN = "\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l"
LEAVE_SCREEN = "\x1b[H\x1b[2J\x1b[3J\x1b[?25h\x1b[?1049l"
HOME, REST_OF_LINE, REST_OF_SCREEN, NO_SCROLL_BACK = "\x1b[H", "\x1b[K", "\x1b[J", "\x1b[3J"

NAMED = {
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x1b": "esc",
    "\x0c": "ctrl-l",
    "\x05": "ctrl-e",
    "\x06": "ctrl-f",
    "\x03": "ctrl-c",
}
ARROWS = {"A": "up", "B": "down", "C": "down", "D": "up"}


class Terminal(Protocol):
    """What a call is shown on."""

    def draw(self, lines: list[str]) -> None:
        """These lines and no others stand on the screen."""

    def keys(self, seconds: float, also: int) -> tuple[list[str], bool]:
        """Keys that were pressed within this time, and whether ``also`` has something to read."""


def frame(lines: list[str]) -> str:
    """What makes a terminal show these lines and nothing else, above the screen neither."""
    body = "\r\n".join(line + REST_OF_LINE for line in lines)
    return HOME + body + REST_OF_SCREEN + NO_SCROLL_BACK


def keys_of(typed: str) -> list[str]:
    """The keys behind what a terminal sent at once."""
    found, at = [], 0
    while at < len(typed):
        if typed[at] == "\x1b" and typed[at + 1 : at + 2] in ("[", "O") and at + 2 < len(typed):
            found.append(ARROWS.get(typed[at + 2], ""))
            at += 3
            continue
        found.append(NAMED.get(typed[at], typed[at]))
        at += 1
    return [key for key in found if key]


class Drawn:
    """The half that every terminal has alike."""

    def __init__(self) -> None:
        self._stands: list[str] | None = None

    def draw(self, lines: list[str]) -> None:
        """These lines and no others stand on the screen."""
        if lines == self._stands:
            return
        self._stands = list(lines)
        sys.stdout.write(frame(lines))
        sys.stdout.flush()


@contextmanager
def opened() -> Iterator[Terminal]:
    """The terminal of this process, for as long as the block lasts; nothing of it is left after."""
    if os.name == "nt":
        from .windows import raw
    else:
        from .posix import raw
    with raw(Drawn()) as terminal:
        sys.stdout.write(ENTER_SCREEN)
        sys.stdout.flush()
        try:
            yield terminal
        finally:
            sys.stdout.write(LEAVE_SCREEN)
            sys.stdout.flush()
