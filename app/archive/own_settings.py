"""A cluster that comes back runs with our settings alone; those of the lost server lie beside (decision 0273).

They may name its archive, so that a drill would write into it, or folders, libraries and certificates of another
machine; or they lay somewhere else, and the base backup has none at all.
"""

from __future__ import annotations

from pathlib import Path

from app.postgres_programs import Runner

LOST = ".lost"
RULES = """\
local all all scram-sha-256
local replication all scram-sha-256
"""
OURS = {"postgresql.conf": "# postgresql.auto.conf has all of it\n", "pg_hba.conf": RULES}
THEIRS = (*OURS, "postgresql.auto.conf")


def put_ours(data: Path, runner: Runner) -> None:
    """Nothing that the lost server was told counts in that folder of data; it lies there as ``*.lost``."""
    for name in THEIRS:
        if (data / name).exists():
            (data / name).rename(data / f"{name}{LOST}")
    for name, text in OURS.items():
        runner.put(data / name, text.encode())
