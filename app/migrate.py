"""Bringing the schema to its newest step, as the owner of the tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

INI = Path(__file__).resolve().parent.parent / "alembic.ini"


def migrate(owner_url: str) -> None:
    """The schema stands at the newest step; there is nothing to do when it stood there before."""
    config = Config(INI)
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")
