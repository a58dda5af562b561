"""The health check of the database in compose.yaml, asked at each moment of a first start.

The image's entry point runs a server for its own use, on the same socket, and stops it before it becomes the real one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.postgres_programs import programs_for, runner_for
from tests.support.demo import private_folder
from tests.support.typed_pages import PAGES

ENTRY = """\
pg_ctl -D data -o "-c unix_socket_directories=$PWD -c listen_addresses=" -l log -w start > /dev/null
touch its-own
until [ -e go-on ]; do sleep 0.05; done
pg_ctl -D data -m fast -w stop > /dev/null
touch stopped
until [ -e become ]; do sleep 0.05; done
exec postgres -D data -c unix_socket_directories="$PWD" -c listen_addresses= > log 2>&1
"""
PATIENCE_S = 60


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
def test_only_the_server_that_stays_is_healthy() -> None:
    file: dict[str, Any] = yaml.safe_load((PAGES / "compose.yaml").read_text("utf-8"))
    kind, check = file["services"]["database"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    with private_folder() as folder:
        home = folder / "pg"
        home.mkdir(mode=0o700)
        runner = runner_for(home)
        shutil.chown(home, runner.uid, runner.gid)
        programs = programs_for(runner, home)
        made = runner.run(programs / "initdb", "-D", "data", "-U", "postgres", "-N", cwd=home)
        assert made.returncode == 0, made.stderr
        drop: dict[str, Any] = (
            {"user": runner.uid, "group": runner.gid, "extra_groups": []} if runner.other else {}
        )
        env = {"PATH": f"{programs}:/usr/bin:/bin", "PGHOST": str(home), "LC_ALL": "C.UTF-8"}
        first = subprocess.Popen(["sh", "-euc", ENTRY], cwd=home, env=env, umask=0o077, **drop)

        def says(line: str) -> bool:
            words = ["sh", "-c", line.replace("/proc/1/", f"/proc/{first.pid}/")]
            asked = subprocess.run(words, env=env, capture_output=True, check=False)
            return asked.returncode == 0

        try:
            until((home / "its-own").exists)
            assert says("pg_isready --quiet --username=postgres"), "one could be let in"
            assert not says(check), "and would be thrown out again"
            step(home, "go-on", runner.uid)
            until((home / "stopped").exists)
            assert not says(check)
            step(home, "become", runner.uid)
            until(lambda: says(check))
        finally:
            if first.poll() is None:
                first.send_signal(signal.SIGINT)
            first.wait(timeout=PATIENCE_S)
        assert not says(check)


def step(home: Path, name: str, user: int) -> None:
    (home / name).touch()
    os.chown(home / name, user, -1)
