"""Bringing the schema to its newest step, as the owner of the tables."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

UNUSABLE = 2
INI = Path(__file__).resolve().parent.parent / "alembic.ini"


def migrate(owner_url: str) -> None:
    """The schema stands at the newest step; there is nothing to do when it stood there before."""
    config = Config(INI)
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")


def run() -> int:
    """What ``havn migrate`` does: the database that the environment names; the exit code."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if not url:
        print("error: set DATABASE_OWNER_URL to the owner of the database", file=sys.stderr)
        return UNUSABLE
    migrate(url)
    return 0
