"""Bringing the schema to its newest step, as the owner of the tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

UNUSABLE = 2
INI = Path(__file__).resolve().parent.parent / "alembic.ini"


def migrate(owner_url: str, step: str = "head") -> None:
    """The schema stands at the newest step, or at that one; nothing is done when it stood there."""
    config = Config(INI)
    config.attributes["url"] = owner_url
    command.upgrade(config, step)


def migrate_in(connection: object, each_step: Callable[[str], None]) -> None:
    """Every step to the newest and the walls, in the transaction of that connection.

    ``each_step`` hears the name of each step that was taken.
    """
    config = Config(INI)
    config.attributes["connection"] = connection
    config.attributes["each_step"] = each_step
    command.upgrade(config, "head")


def known_step(step: str) -> bool:
    """Whether this program has that step of the schema."""
    steps = ScriptDirectory.from_config(Config(INI)).walk_revisions()
    return step in {one.revision for one in steps}


def newest_step() -> str:
    """The newest step that this program has."""
    found = ScriptDirectory.from_config(Config(INI)).get_current_head()
    assert found is not None, "the steps are one line"
    return found


def run() -> int:
    """What ``havn migrate`` does: the database that the environment names; the exit code."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if not url:
        print("error: set DATABASE_OWNER_URL to the owner of the database", file=sys.stderr)
        return UNUSABLE
    migrate(url)
    return 0
