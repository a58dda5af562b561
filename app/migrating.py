"""Taking the database to the newest step, as its owner and never as the service."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

UNUSABLE = 2


def to_newest() -> int:
    """The database has every step; the exit code."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if not url:
        print("error: set DATABASE_OWNER_URL to the owner of the database", file=sys.stderr)
        return UNUSABLE
    config = Config(Path(__file__).resolve().parents[1] / "alembic.ini")
    config.attributes["url"] = url
    command.upgrade(config, "head")
    return 0
