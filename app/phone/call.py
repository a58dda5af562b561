"""One call at this device: keys, the screen, the courier and the seal, and nothing left of it after.

Where somebody looks at a call it is in memory; blanked, hidden or locked it is sealed and nowhere else.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from . import device, here, kept, session, waiting
from .courier import Answer, Courier
from .device import Device
from .screen import Line, lines
from .state import State, Submission
from .terminal import Terminal
from .words import Language, text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

IDLE_S = 60.0
TICK_S = 1.0
HIDE, QUIT, LIST = "esc", "ctrl-c", "ctrl-f"


class Cover(Enum):
    """What stands in front of a call."""

    NOTHING = "the call is on the screen"
    BLANK = "nothing is; any key asks for the PIN"
    PIN = "the PIN is asked for, to go on"
    PIN_FOR_LIST = "the PIN is asked for, to see the printed list"
    THE_LIST = "the printed list is on the screen"
    FOUND = "an open call waits: PIN to go on, Enter for a new one"


@dataclass(slots=True)
class Call:
    """The call at this device, and who carries for it."""

    on: Device
    courier: Courier
    terminal: Terminal
    idle_s: float = IDLE_S
    language: Language = Language.NO
    now: Callable[[], datetime] = here.now
    state: State | None = None
    sealed: str | None = None
    """The call that is open; its words are in ``state`` or sealed, never both unread."""
    cover: Cover = Cover.NOTHING
    pin: str = ""
    said: str = ""
    up: bool = True
    shown: tuple[str, ...] = ()

    def run(self) -> None:
        """Until the call is ended or the program is left; a call that is left stays sealed."""
        self.sealed = kept.newest(self.on)
        if self.sealed is None:
            self._begin()
        else:
            self.cover = Cover.FOUND
        touched = time.monotonic()
        while True:
            self.terminal.draw(self._screen())
            keys, heard = self.terminal.keys(TICK_S, self.courier.heard.fileno())
            for key in keys:
                touched = time.monotonic()
                if key == QUIT:
                    self._hide()
                    return
                self._press(key)
                if self.state is not None and self.state.over:
                    self._end(self.state)
                    return
            if heard:
                for answer in self.courier.answers():
                    self._hear(answer)
            if time.monotonic() - touched >= self.idle_s:
                self._hide()

    def _begin(self) -> None:
        call = str(uuid.uuid4())
        self.state = State(
            call, self.now().timestamp(), self.language, agency=self.on.audience == "agency"
        )
        self.sealed, self.cover = call, Cover.NOTHING

    # --- keys

    def _press(self, key: str) -> None:
        if key == HIDE:
            self._hide()
            return
        match self.cover:
            case Cover.NOTHING:
                if key == LIST:
                    self.cover, self.pin = Cover.PIN_FOR_LIST, ""
                elif self.state is not None:
                    self._becomes(session.press(self.state, key, self.now()))
            case Cover.BLANK if self.state is not None:
                self.cover = Cover.NOTHING
            case Cover.BLANK:
                self.cover, self.pin = Cover.PIN, ""
                self._digit(key)
            case Cover.THE_LIST:
                self.cover, self.shown = Cover.NOTHING, ()
            case Cover.FOUND if key == "enter" and not self.pin:
                self._begin()
            case _:
                self._digit(key)

    def _digit(self, key: str) -> None:
        if key == "enter" and self.pin:
            self._open(self.pin)
            self.pin = ""
        elif key == "backspace":
            self.pin = self.pin[:-1]
        elif len(key) == 1 and key.isdigit() and len(self.pin) < 12:
            self.pin += key

    def _open(self, pin: str) -> None:
        from . import vault

        try:
            private = vault.opened(self.on.lock, pin)
        except vault.WrongPin:
            self._lock_is(vault.after_wrong(self.on.lock))
            self.said = text("pin.wrong", self.language)
            return
        except vault.LockGone:
            self.said = text("pin.gone", self.language)
            return
        if self.on.lock["wrong"]:
            self._lock_is({**self.on.lock, "wrong": 0})
        self.said = ""
        self._opened(private)

    def _opened(self, private: X25519PrivateKey) -> None:
        if self.cover is Cover.PIN_FOR_LIST:
            listed = kept.the_list(self.on, private) or text("list.none", self.language)
            self.shown, self.cover = tuple(listed.splitlines()), Cover.THE_LIST
            return
        assert self.sealed is not None, "a cover stands in front of a call"
        self.cover = Cover.NOTHING
        self._becomes(kept.again(self.on, private, self.sealed))

    def _lock_is(self, lock: dict[str, object]) -> None:
        self.on = replace(self.on, lock=lock)
        device.write(self.on)
        if not lock["sealed"]:
            kept.throw_away(self.on)

    # --- the call

    def _becomes(self, state: State) -> None:
        changed = state != self.state
        self.state = state
        self.language = state.language
        if changed and not state.over and state.answers:
            kept.keep(self.on, state)
        self.courier.carry(state.pending)

    def _hide(self) -> None:
        """Nothing readable is left in sight or in memory; the call is as it was, sealed."""
        if self.state is not None and self.state.answers:
            kept.keep(self.on, self._waits(session.with_all_said(self.state)))
            self.state = None
        self.courier.forget()
        self.shown, self.pin, self.said = (), "", ""
        if self.cover is not Cover.FOUND:
            self.cover = Cover.BLANK

    def _hear(self, answer: Answer) -> None:
        state = self.state
        if state is None:
            return
        sent = next((one for one in state.pending if one.key == answer.key), None)
        if answer.status == 0:
            self.up = False
            self._wait(sent)
            return
        self.up = True
        if sent is not None and sent.kind == "SEARCH" and sent.body is not None:
            if answer.status < 400:
                waiting.drop(self.on, sent.body)
            else:  # sealed it is taken where it was refused in the open
                self._wait(sent)
        self._becomes(session.answered(state, answer.key, answer.status, answer.body))

    def _wait(self, sent: Submission | None) -> None:
        if sent is not None and sent.kind == "SEARCH" and sent.body is not None:
            waiting.put(self.on, sent.body, self.now())

    def _end(self, state: State) -> None:
        """What the service has not heard of her answers waits, sealed to it; the rest is forgotten.

        A call in which something else was not heard is kept as one that was left.
        """
        done = self._waits(session.ended(state))
        if session.unheard(done):
            kept.keep(self.on, session.left_open(done))
        else:
            kept.forget(self.on, state.call)

    def _waits(self, state: State) -> State:
        """The same call, when what it has to tell waits until the service has heard it."""
        for one in state.pending:
            self._wait(one)
        return state

    # --- the screen

    def _screen(self) -> list[str]:
        match self.cover:
            case Cover.NOTHING if self.state is not None:
                line = Line(self.up, waiting.count(self.on), waiting.refused(self.on))
                return lines(self.state, line, self.now(), get_terminal_size().lines)
            case Cover.THE_LIST:
                return list(self.shown)
            case Cover.PIN | Cover.PIN_FOR_LIST:
                return [text("pin", self.language) + "*" * len(self.pin), self.said]
            case Cover.FOUND:
                asked = text("pin.found", self.language)
                return [asked, text("pin", self.language) + "*" * len(self.pin), self.said]
            case _:
                return [""]
