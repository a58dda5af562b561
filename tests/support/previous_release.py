"""A database as a release before this one left it: at an earlier step, with rows in it, sealed ones among them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.service import chain_key, store_of_owner
from app.store import audit
from app.store.copies import moment
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.keys import MasterKey
from models.words import AuditAct
from tests.support import records
from tests.support.case_rows import fill_every_table
from tests.support.database import ROOT, Database
from tests.support.records import NOON
from tests.support.sealed_rows import seal_everything

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
    engine = create_engine(database.owner_url)
    rows = records.load(engine, shelters=2)
    service = make_engine(database.service_url, pool_size=4)
    store = Store(service, chain_key(master))
    seal_everything(store, master, rows.shelters, rows.households)
    with store_of_owner(database.owner_url, master) as owned, owned.transaction() as tx:
        fill_every_table(tx, rows, rows.households[0])
        tx.execute(text("DELETE FROM contacts_sealed WHERE value LIKE 'canary%'::bytea"))
        for act in (AuditAct.REFERRAL_TAKEN, AuditAct.CASE_READ):
            audit.add(tx, act, at=NOON, actor=None, role=None)
    service.dispose()
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = database.owner_url
    earlier = steps()[-1 - back]
    command.downgrade(config, earlier)
    with engine.begin() as connection:  # on the way down the walls stay those of this release
        connection.execute(text("COMMENT ON SCHEMA walls IS 'of a release before this one'"))
    engine.dispose()
    return earlier
