"""Several processes on one port: each a whole service, started again when it dies.

The parent holds the port, serves nothing and opens no connection. Nothing that an answer rests on is
kept in one process alone (decision 0226), so whichever takes a request answers it.

SIGTERM ends all of them, each after what it is at. SIGHUP replaces them one by one, as after a change
of the settings or of the master key: the files of settings are read again, and a new one answers before
the next old one goes. Only then are settings taken up: one that died comes back with those of the others.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.installing.private_files import FileRefused, read_environment

PATIENCE_S = 60.0
"""How long a process may take until it answers."""
GRACE_S = 20.0
"""How long one may take to end."""
PAUSE_S = 1.0
"""Before one that died is started again."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a process is given by its parent."""

    door: socket.socket
    ready: int
    """A pipe into which it writes one byte when it answers."""
    life: int
    """A pipe that ends when the parent is gone, however it went."""

    @classmethod
    def of(cls, said: str) -> Inherited:
        """As the command line says it: three numbers with commas."""
        door, ready, life = map(int, said.split(","))
        return cls(socket.socket(fileno=door), ready, life)

    def answers(self) -> None:
        """The parent hears that this process answers."""
        os.write(self.ready, b"1")
        os.close(self.ready)

    def when_alone(self, leave: Callable[[], None]) -> None:
        """Call it when the parent is gone: who is left behind would hold the port."""

        def wait() -> None:
            os.read(self.life, 1)
            leave()

        threading.Thread(target=wait, name="parent", daemon=True).start()


class Processes:
    """The processes of one port."""

    def __init__(self, door: socket.socket, count: int) -> None:
        self._door, self._count = door, count
        self._told = Told(os.environ)
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._leaving = self._renewing = False
        self._life, self._held = os.pipe()

    def run(self) -> int:
        """Until a signal ends it; the exit code. One that cannot begin at all ends everything."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._leave)
        signal.signal(signal.SIGHUP, self._renew)
        try:
            for number in range(self._count):
                if not self._start(number):
                    return self._running[number].wait() or 1
            while not self._leaving:
                self._look()
                time.sleep(0.2)
            return 0
        finally:
            self._end(list(self._running.values()))

    def _look(self) -> None:
        if self._renewing:
            self._renewing = False
            self._replace()
        for number, process in list(self._running.items()):
            if process.poll() is not None and not self._leaving:
                time.sleep(PAUSE_S)
                self._start(number)

    def _replace(self) -> None:
        """Each by one with the settings of now; where one does not answer, those before go on."""
        before = self._told
        try:
            self._told = before.again()
        except FileRefused as refused:
            _say(f"error: {refused}; nothing was replaced")
            return
        for number in range(self._count):
            old = self._running[number]
            if self._leaving or not self._start(number):
                self._end([self._running[number]])
                self._running[number] = old
                if not self._leaving:
                    _say(
                        f"error: {number} of {self._count} were replaced, the next does not answer"
                    )
                if number == 0:
                    self._told = before
                return
            self._end([old])
        _say(f"havn: {self._count} processes replaced, all with the settings of now")

    def _start(self, number: int) -> bool:
        """Whether the process of that number answers by now."""
        heard, ready = os.pipe()
        given = (self._door.fileno(), ready, self._life)
        self._running[number] = subprocess.Popen(  # noqa: S603 - this very program, no shell
            [
                *(sys.executable, "-P", "-m", "app.cli", "serve"),
                *("--inherit", ",".join(map(str, given))),
            ],
            env={
                **self._told.environ,
                "HAVN_PROCESSES": in_all(self._told.environ, self._count),
                "HAVN_PROCESS": str(number),
            },
            pass_fds=given,
        )
        os.close(ready)
        try:
            return self._hears(heard)
        finally:
            os.close(heard)

    def _hears(self, heard: int) -> bool:
        os.set_blocking(heard, False)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and not self._leaving:
            try:
                return os.read(heard, 1) == b"1"
            except BlockingIOError:
                time.sleep(0.05)
        return False

    def _end(self, processes: list[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        for process in processes:
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _leave(self, _signal: int, _frame: FrameType | None) -> None:
        self._leaving = True

    def _renew(self, _signal: int, _frame: FrameType | None) -> None:
        self._renewing = True


def in_all(environ: Mapping[str, str], here: int) -> str:
    """Of how many processes each is one: as the settings say of several hosts, or as many as are here.

    What is no number goes on as it stands, and is refused by whoever reads it.
    """
    said = environ.get("HAVN_PROCESSES", "")
    return str(max(int(said), here)) if said.isdecimal() else said or str(here)


class Told:
    """What the processes are told: an environment, and what stands in the files that it names.

    A name that a file said once and says no more is gone.
    """

    def __init__(self, environ: Mapping[str, str], before: Collection[str] = ()) -> None:
        """As it stands: whoever started this has read the files already, or systemd has.

        Raises
        ------
        FileRefused
            When a file cannot be read.
        """
        files = environ.get("HAVN_ENV_FILES", "")
        said: dict[str, str] = {}
        for one in filter(None, files.split(os.pathsep)):
            said |= read_environment(Path(one))
        self.environ = {n: v for n, v in environ.items() if n not in before} | said
        self._said = set(before) | set(said)

    def again(self) -> Told:
        """What they are told from now on.

        Raises
        ------
        FileRefused
            When a file cannot be read.
        """
        return Told(self.environ, self._said)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def listening(host: str, port: int) -> socket.socket:
    """A socket there that every process may take requests from.

    Raises
    ------
    OSError
        When the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Its protocol is named so that answers leave at once (app.serving.unbound).
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(2048)
    except OSError:
        door.close()
        raise
    return door
