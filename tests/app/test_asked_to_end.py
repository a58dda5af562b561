"""A command that is asked to end has cleared away what it began."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = """
import sys, time
from pathlib import Path
from app import cli

@cli.app.command("wait")
def wait(draft: Path) -> None:
    draft.touch()
    try:
        print("ready", flush=True)
        time.sleep(60)
    finally:
        draft.unlink()

cli.main()
"""


def begun(draft: Path, *, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    made = subprocess.Popen(
        [*before, sys.executable, "-P", "-c", COMMAND, "wait", str(draft)],
        stdout=subprocess.PIPE,
        text=True,
        # Whoever runs the tests may ignore it (nohup), and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "ready\n"
    return made


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_it_clears_away_and_ends_by_the_signal(tmp_path: Path, sign: signal.Signals) -> None:
    with begun(tmp_path / "draft") as command:
        command.send_signal(sign)
        assert command.wait() == -sign, "a unit that was stopped has not failed"
    assert not (tmp_path / "draft").exists()


def test_what_the_caller_ignores_stays_ignored(tmp_path: Path) -> None:
    with begun(tmp_path / "draft", before=("sh", "-c", 'trap "" HUP; exec "$@"', "sh")) as command:
        command.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert command.poll() is None
        command.send_signal(signal.SIGTERM)
    assert not (tmp_path / "draft").exists()
