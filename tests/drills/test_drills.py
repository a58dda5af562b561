"""Each drill, started as a person starts it: it ends well, and says what it did."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

from tests.drills import install, killed_upgrade
from tests.support.demo import ROOT, environment
from tests.support.named_runs import names
from tests.support.operator import SOONER, Killed, killed_at, until_met

LONG = {"restore-own"}
"""Two minutes: `tests/app/archive/test_own_server.py` has of it what a push must not break."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.nightly] if n in LONG else []) for n in names("drills")],
)
def test_a_drill_ends_well_and_says_each_step(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.drills", name],
        cwd=ROOT,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) > 2


def test_a_drill_that_nobody_wrote_is_not_run() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.drills", "nonsense"],
        cwd=ROOT,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout.startswith("usage: ./dev drill NAME")


@pytest.mark.slow
@pytest.mark.parametrize(("drill", "argv"), [(install, ["keys"]), (killed_upgrade, [])])
def test_a_drill_whose_kills_met_nobody_is_not_good(
    drill: ModuleType,
    argv: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(drill, "killed_at", lambda *_, **__: Killed("", None))
    assert drill.run(argv) == 1
    said = capsys.readouterr().out
    assert "0 of 1 kills met their step" in said
    assert said.rstrip().endswith("NOT GOOD")


def test_a_kill_that_came_too_late_comes_sooner_the_next_time() -> None:
    waited: list[float] = []

    def kill(after_s: float) -> Killed:
        waited.append(after_s)
        return Killed("", "verify" if after_s < 1 else "commit" if after_s < 3 else None)

    assert until_met("verify", kill, most_s=8.0)
    assert waited == [8.0, 2.0, 0.4]
    waited.clear()
    assert not until_met("look", kill, most_s=8.0)
    assert len(waited) == len(SOONER), "it is not tried for ever"


def test_a_command_that_ended_by_itself_was_met_by_no_kill() -> None:
    assert killed_at("keys", "keys", "--help").met_at is None
