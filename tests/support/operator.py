"""Commands as an operator types them, in an environment with nothing of ours but what is given."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.demo import ROOT, environment

PATIENCE_S = 240.0
STEP = "havn: "
"""With it begins each line by which a command says that it is at a step."""
SOONER = (1.0, 0.25, 0.05, 0.01, 0.0, 0.0, 0.0)
"""Shares of the longest time after which a kill comes: each is tried when the one before came too late. At
once is tried three times: on a busy machine a short step may be over before the kill is there."""
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
    """What a command had said when it was killed, and in which step the kill met it."""

    said: str
    met_at: str | None
    """The last step that it said; null when it had ended by itself, or had not said one yet."""


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
        if line.strip() == f"{STEP}{phase}":
            try:
                running.wait(timeout=after_s)
            except subprocess.TimeoutExpired:
                break
    if running.poll() is None:
        os.kill(running.pid, signal.SIGKILL)
    running.wait(timeout=PATIENCE_S)
    said += running.stderr.readlines()  # of a later step, when the kill came after this one
    running.stderr.close()
    steps = [line.removeprefix(STEP).strip() for line in said if line.startswith(STEP)]
    met = running.returncode == -signal.SIGKILL and bool(steps)
    return Killed("".join(said), steps[-1] if met else None)


def until_met(phase: str, kill: Callable[[float], Killed], *, most_s: float) -> bool:
    """Whether one of a few kills met the command in that step, each sooner after it began.

    A kill that met nobody proves nothing, so a drill counts those that did. Unit: seconds; the first
    kill comes ``most_s`` after the step began, at most.
    """
    for share in SOONER:
        told = kill(most_s * share)
        if told.met_at == phase:
            return True
        missed = f"met {told.met_at}" if told.met_at else "met nobody"
        print(f"killed at {phase}: {missed}, once more", flush=True)
    return False


def _argv(*words: str | Path) -> list[str]:
    return [sys.executable, "-P", "-m", "app.cli", *map(str, words)]


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return environment() | {"PYTHONPATH": str(ROOT), **FAST, **(more or {})}
