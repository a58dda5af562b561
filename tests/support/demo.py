"""A demonstration that really runs: ``up`` in a process and a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.demo import accounts
from models.account import AccountRecord
from models.words import AccountStatus, Role

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240.0
"""A first start takes some 10 seconds on an idle machine."""


@dataclass(frozen=True)
class Demo:
    """One started ``up``, and the folder in which it was typed."""

    process: subprocess.Popen[str]
    cwd: Path
    said: Path

    @property
    def folder(self) -> Path:
        """Where it keeps its data."""
        return self.cwd / ".havn"

    def words(self) -> str:
        """Everything that it has printed so far."""
        return self.said.read_text(encoding="utf-8")

    def tokens(self) -> dict[str, str]:
        """The file of tokens as a shell reads it."""
        lines = (self.folder / "tokens.env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Its exit code after that signal."""
        self.process.send_signal(how)
        return self.process.wait(timeout=PATIENCE_S)


def make_demonstration(owner_url: str) -> None:
    """These records count as a demonstration's, whatever else is in them: served by HAVN_DEMO alone (0261)."""
    engine = create_engine(owner_url)
    made = AccountRecord(
        handle=f"{accounts.BEGINNING}of-a-test",
        role=Role.AUDITOR,
        status=AccountStatus.CLOSED,
        created_at=datetime.now(UTC),
    )
    there = select(AccountRecord.id).where(AccountRecord.handle == made.handle)
    with Session(engine) as session, session.begin():
        if session.execute(there).first() is None:
            session.add(made)
    engine.dispose()


def environment() -> dict[str, str]:
    """Ours, without what would send it to another database."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("HAVN", "DATABASE_"))}


def typed(cwd: Path, *args: str) -> list[str]:
    """The command as ``./dev`` runs it."""
    return [sys.executable, "-m", "app.cli", "up", "--folder", str(cwd / ".havn"), *args]


def start(cwd: Path, *args: str, ready: bool = True) -> Demo:
    """``up`` in that folder, on a port that is free; it can be asked when this returns."""
    said = cwd / f"said-{time.monotonic_ns()}"
    with said.open("w") as out:
        process = subprocess.Popen(
            typed(cwd, *(args or ("--port", "0"))),
            cwd=cwd,
            env=environment() | {"PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    demo = Demo(process, cwd, said)
    until = time.monotonic() + PATIENCE_S
    while ready and "Ctrl-C stops" not in demo.words():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise AssertionError(f"up did not start: {demo.words()}")
        time.sleep(0.05)
    return demo


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that also the user of an embedded server can enter, when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="havn-demo-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[Demo]:
    """A demonstration from its first start to its Ctrl-C; nothing is left of it."""
    with private_folder() as cwd:
        demo = start(cwd)
        try:
            yield demo
        finally:
            if demo.process.poll() is None:
                demo.end()
