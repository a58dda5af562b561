"""The telephone driven as a person would: its own process behind a terminal, keys in, the screen out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.phone import device, enrolling
from models.words import Role
from tests.support.served import Caller, Served

ROOT = Path(__file__).resolve().parents[2]
PIN = "482915"
CODE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
HOME = "\x1b[H"
ENTER, TAB, ESC, END, LIST = "\r", "\t", "\x1b", "\x05", "\x06"


@dataclass
class Screen:
    """A terminal with the telephone in it."""

    process: subprocess.Popen[bytes]
    handle: int
    out: str = ""
    strokes: int = 0
    _half: bytes = field(default=b"", repr=False)

    def text(self) -> str:
        """What stands on the screen: the last frame, without codes."""
        frames = self.out.split(HOME)
        return CODE.sub("", frames[-1]).replace("\r", "")

    def press(self, keys: str) -> None:
        """These keys, one after the other."""
        self.strokes += len(keys)
        os.write(self.handle, keys.encode())

    def see(self, *wanted: str, seconds: float = 20.0) -> str:
        """Wait until all of this stands on the screen; the screen."""
        until = time.monotonic() + seconds
        while not all(one in self.text() for one in wanted):
            left = until - time.monotonic()
            assert left > 0, f"never saw {wanted} but:\n{self.text()}"
            if not self.read(min(left, 0.2)) and self.process.poll() is not None:
                raise AssertionError(f"it ended; never saw {wanted} but:\n{self.out[-2000:]}")
        return self.text()

    def read(self, seconds: float) -> bool:
        """Take what it says within this time; whether it said something."""
        ready, _, _ = select.select([self.handle], [], [], seconds)
        if not ready:
            return False
        try:
            got = os.read(self.handle, 65536)
        except OSError:
            return False
        self.out += (self._half + got).decode("utf-8", errors="ignore")
        return bool(got)

    def ended(self, seconds: float = 20.0) -> int:
        """Its exit code, when it has ended."""
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            self.read(0.05)
        assert self.process.returncode is not None, f"it goes on:\n{self.text()}"
        return self.process.returncode

    def kill(self) -> None:
        """It is gone from one moment to the next."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def telephone(home: Path, *args: str, idle_s: float = 60.0, **more: str) -> Iterator[Screen]:
    """The telephone of this device on a terminal of 80 by 24; without arguments it takes a call."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    env = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        device.HOME: str(home),
        "HAVN_INTAKE_IDLE_S": str(idle_s),
        "HAVN_INTAKE_LANGUAGE": "en",
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "app.phone.cli", "intake", *args],
        cwd=ROOT,
        stdin=follower,
        stdout=follower,
        stderr=subprocess.PIPE,
        env=env,
        start_new_session=True,
    )
    os.close(follower)
    screen = Screen(process, leader)
    try:
        yield screen
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(leader)
        assert process.stderr is not None
        process.stderr.close()


def enrolled(
    served: Served, home: Path, service: str = "", role: Role = Role.ON_CALL, pin: str = PIN
) -> Caller:
    """A worker whose device, with its files there, came in by a code as every device does."""
    worker = served.signed_in(role)
    body = {"account": str(worker.account), "device": "PHONE-1", "audience": "intake"}
    code = worker.ok("POST", "/device-codes", body)["code"]
    before = os.environ.get(device.HOME)
    os.environ[device.HOME] = str(home)
    try:
        enrolling.enrol(service or str(served.client.base_url), code, pin)
    finally:
        if before is None:
            del os.environ[device.HOME]
        else:
            os.environ[device.HOME] = before
    return worker
