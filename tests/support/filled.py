"""Rows of every kind in a database: every sealed column, and each table that belongs to a case.

Also a program, ``python tests/support/filled.py``, for the address and the key that the environment names. With
the files of an earlier release on its path it fills with what that one had (``tests.support.earlier_release``).
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import create_engine, text

from app.service import chain_key, store_of_owner
from app.store import audit
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.keys import FileMasterKey, MasterKey
from models.words import AuditAct
from tests.support import records
from tests.support.case_rows import fill_every_table
from tests.support.sealed_rows import seal_everything


def fill_all(owner_url: str, service_url: str, master: MasterKey) -> int:
    """How many sealed fields are in it now."""
    engine = create_engine(owner_url)
    rows = records.load(engine, shelters=2)
    engine.dispose()
    service = make_engine(service_url, pool_size=4)
    store = Store(service, chain_key(master))
    sealed = seal_everything(store, master, rows.shelters, rows.households)
    service.dispose()
    with store_of_owner(owner_url, master) as owned, owned.transaction() as tx:
        fill_every_table(tx, rows, rows.households[0])
        tx.execute(text("DELETE FROM contacts_sealed WHERE value LIKE 'canary%'::bytea"))
        for act in (AuditAct.REFERRAL_TAKEN, AuditAct.CASE_READ):
            audit.add(tx, act, at=records.NOON, actor=None, role=None)
    return sealed


if __name__ == "__main__":
    owner, service = (
        os.environ[name].replace("postgresql://", "postgresql+psycopg://", 1)
        for name in ("DATABASE_OWNER_URL", "DATABASE_URL")
    )
    print(fill_all(owner, service, FileMasterKey.read(Path(os.environ["HAVN_MASTER_KEY_FILE"]))))
