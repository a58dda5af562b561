"""Install on a bare PostgreSQL server, killed on the way, then once more: one key, one installation."""

from __future__ import annotations

import secrets
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.bare_server import admin_url, bare_server
from tests.support.operator import Killed, havn, killed_at, until_met

ORIGIN = "https://havn.example.org"
PHASES = ("keys", "database", "schema", "first administrator")
MOST_S = 0.2
"""A kill comes at most so long after a step began."""


def run(argv: list[str]) -> int:
    """Install, killed on the way at the steps that are named; ``all`` of them, or one that is drawn."""
    phases = PHASES if argv == ["all"] else argv or [secrets.choice(PHASES)]
    with bare_server() as server, tempfile.TemporaryDirectory() as place:
        folder, env = Path(place) / "havn", {"DATABASE_ADMIN_URL": admin_url(server)}
        words = ("init", "--folder", folder, "--origin", ORIGIN)
        keys: set[bytes] = set()

        def kill(after_s: float, phase: str) -> Killed:
            told = killed_at(phase, *words, env=env, after_s=after_s)
            key = folder / "master.key"
            keys.update({key.read_bytes()} if key.exists() else set())
            return told

        met = 0
        for phase in phases:
            found = until_met(phase, partial(kill, phase=phase), most_s=MOST_S)
            met += found
            print(f"killed at {phase}: {'in the middle' if found else 'NEVER MET'}", flush=True)
        done = havn(*words, env=env)
        if done.returncode:
            print(done.stderr)
            return 1
        keys.add((folder / "master.key").read_bytes())
        link = urlsplit(done.stdout.strip())
        print(f"installed; one link to {link.hostname}; master keys ever made: {len(keys)}")
        again = havn(*words, env=env)
        print(
            f"installed again: exit {again.returncode}, another link {again.stdout != done.stdout}"
        )
        good = len(keys) == 1 and again.returncode == 0 and again.stdout != done.stdout
        good = good and met == len(phases)
        print(f"{met} of {len(phases)} kills met their step; {'good' if good else 'NOT GOOD'}")
        return 0 if good else 1
