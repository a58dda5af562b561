"""A call on this terminal, with the line and the queue behind it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from . import device
from .call import IDLE_S, Call
from .courier import Answer, Courier
from .device import Device, NotEnrolled
from .said import NO_TERMINAL, NOT_ENROLLED, Said
from .state import Submission
from .terminal import opened
from .words import Language

IDLE = "HAVN_INTAKE_IDLE_S"
LANGUAGE = "HAVN_INTAKE_LANGUAGE"


def the_device() -> Device:
    """The device that was enrolled here.

    Raises
    ------
    Said
        When none was.
    """
    try:
        found = device.read(device.folder())
        found.token()
    except NotEnrolled:
        raise Said(NOT_ENROLLED) from None
    return found


def take_call() -> None:
    """One call, on this terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Said(NO_TERMINAL)
    take(the_device())


def said_in_one_line(act: Callable[[], None]) -> int:
    """Do it; what goes wrong is one line, never a list of where."""
    try:
        act()
    except Said as said:
        sys.stderr.write(f"havn: {said}\n")
        return said.code
    except KeyboardInterrupt:
        return 130
    return 0


def take(on: Device) -> None:
    """From the greeting until the call is ended or left."""
    courier = Courier(lambda: Asking(on))
    idle = min(IDLE_S, float(os.environ.get(IDLE, IDLE_S)))
    language = Language.EN if os.environ.get(LANGUAGE) == "en" else Language.NO
    try:
        with opened() as terminal:
            Call(on, courier, terminal, idle, language).run()
    except EOFError:
        pass  # the terminal was closed; what was said is sealed
    finally:
        courier.end()


class Asking:
    """How one submission is sent once; what waits is sent beside it."""

    def __init__(self, on: Device) -> None:
        """Over one connection that stays open."""
        from .line import Line
        from .sending import Sender

        self._line, self._sender = Line(on.service, on.token()), Sender(on)
        self._line.warm()

    def __call__(self, one: Submission, attempt: int) -> Answer | None:
        """Its answer; None when there was none, or one that asks to come again."""
        from .line import LineDown

        try:
            heard = self._line.ask(
                "POST", one.path, one.body, key=one.key, version=one.version, attempt=attempt
            )
        except LineDown:
            return None
        return Answer(one.key, heard.status, dict(heard.body)) if heard.final else None

    def close(self) -> None:
        """Nothing is sent any more."""
        self._sender.end()
        self._line.close()
