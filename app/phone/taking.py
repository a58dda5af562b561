"""A call on this terminal, with the line and the queue behind it."""

from __future__ import annotations

import os

from .call import IDLE_S, Call
from .courier import Answer, Courier
from .device import Device
from .state import Submission
from .terminal import opened
from .words import Language

IDLE = "HAVN_INTAKE_IDLE_S"
LANGUAGE = "HAVN_INTAKE_LANGUAGE"


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
