"""Each drill, started as a person starts it: it ends well, and says what it did."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.demo import ROOT, environment
from tests.support.named_runs import names

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
