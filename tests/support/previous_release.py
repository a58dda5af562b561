"""A database as a release before this one left it: at an earlier step, with rows in it, sealed ones among them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.store.copies import moment
from app.vault.keys import MasterKey
from tests.support.database import ROOT, Database
from tests.support.filled import fill_all

BACK = 4
"""So many steps earlier."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of a database: its step, how many rows, and a hash of all of them and of the keys."""

    step: str
    rows: int
    told: str


def content(owner_url: str) -> Content:
    """What is in it at this moment."""
    with moment(owner_url) as found:
        lines = sorted(f"{table} {row}" for table, row in found.rows())
        lines += [f"{key.id} {key.wrapped.hex()}" for key in found.keys]
        told = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return Content(found.revision, len(lines), told)


def steps() -> list[str]:
    """Every step, the first one first."""
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def leave_as_before(database: Database, master: MasterKey, *, back: int = BACK) -> str:
    """Rows are in it, and it stands so many steps before the newest one; the step's name."""
    fill_all(database.owner_url, database.service_url, master)
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = database.owner_url
    earlier = steps()[-1 - back]
    command.downgrade(config, earlier)
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:  # on the way down the walls stay those of this release
        connection.execute(text("COMMENT ON SCHEMA walls IS 'of a release before this one'"))
    engine.dispose()
    return earlier
