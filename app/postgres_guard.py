"""Waits for the end of its input, then stops a throw-away server and removes its folder.

    postgres_guard.py FOLDER HOME PG_CTL [UID GID]

A process of its own with nothing but the standard library: it outlives the one it clears up after,
which may have been killed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Any


def main(folder: str, home: str, pg_ctl: str, *user: str) -> None:
    """Block until nobody holds the other end; then leave neither server nor folder."""
    sys.stdin.read()
    drop: dict[str, Any] = {}
    if user:
        drop = {"user": int(user[0]), "group": int(user[1]), "extra_groups": []}
    subprocess.run(  # noqa: S603 - the program that started the server, no shell
        [pg_ctl, "-D", "data", "-w", "-m", "immediate", "stop"],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **drop,
    )
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
