"""Install on a bare PostgreSQL server, killed on the way, then once more: one key, one installation."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.bare_server import admin_url, bare_server
from tests.support.operator import havn, killed_at

ORIGIN = "https://havn.example.org"
PHASES = ("keys", "database", "schema", "first administrator")


def run(argv: list[str]) -> int:
    """Install, killed on the way at the steps that are named; ``all`` of them, or one that is drawn."""
    phases = PHASES if argv == ["all"] else argv or [secrets.choice(PHASES)]
    with bare_server() as server, tempfile.TemporaryDirectory() as place:
        folder, env = Path(place) / "havn", {"DATABASE_ADMIN_URL": admin_url(server)}
        words = ("init", "--folder", folder, "--origin", ORIGIN)
        keys = set()
        for phase in phases:
            told = killed_at(phase, *words, env=env, after_s=0.2)
            key = folder / "master.key"
            keys |= {key.read_bytes()} if key.exists() else set()
            print(
                f"killed at {phase}: {'in the middle' if told.met else 'it was done'}", flush=True
            )
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
        print("good" if good else "NOT GOOD")
        return 0 if good else 1
