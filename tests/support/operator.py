"""Commands as an operator types them, in an environment with nothing of ours but what is given."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.demo import ROOT, environment

PATIENCE_S = 240.0
FAST = {"HAVN_NETWORK_RATE": "1000000"}


def havn(
    *words: str | Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The finished command."""
    return subprocess.run(
        _argv(*words),
        env=_environment(env),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Killed:
    """What a killed command had said, and whether it was still at it."""

    said: str
    met: bool


def killed_at(
    phase: str, *words: str | Path, env: Mapping[str, str] | None = None, after_s: float = 0.0
) -> Killed:
    """The command, killed (SIGKILL) so long after it says that it is at this phase."""
    running = subprocess.Popen(
        _argv(*words),
        env=_environment(env),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stderr is not None
    said = []
    for line in running.stderr:
        said.append(line)
        if line.strip() == f"havn: {phase}":
            try:
                running.wait(timeout=after_s)
            except subprocess.TimeoutExpired:
                break
    met = running.poll() is None
    if met:
        os.kill(running.pid, signal.SIGKILL)
    running.wait(timeout=PATIENCE_S)
    running.stderr.close()
    return Killed("".join(said), met)


def _argv(*words: str | Path) -> list[str]:
    return [sys.executable, "-P", "-m", "app.cli", *map(str, words)]


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return environment() | {"PYTHONPATH": str(ROOT), **FAST, **(more or {})}
