"""The doctor's verdict goes where somebody waits for it: into the chain, where app.silence looks for it.

Nothing is recorded where that could do harm: in a database of another release, beside a restore that was
broken off, or under a master key that is not that of the chain. Then the last verdict grows old, and
that is heard of.
"""

from __future__ import annotations

import socket

from app.doctor.facts import Facts
from app.service import chain_key
from app.settings import Settings
from app.store import examinations
from app.store.engine import make_engine
from app.store.health import why_not_begin
from app.store.refusals import Refusal
from app.store.transactions import Store
from app.store.unfinished import mark_at
from app.vault.masters import master_of


def tell(facts: Facts, *, wrong: int) -> bool:
    """Record that this host was looked at, and how many findings ask for somebody; whether it was."""
    if not _may(facts):
        return False
    settings = Settings()  # type: ignore[call-arg] # they were read before, or there were no records
    url = settings.database_url.get_secret_value()
    engine = make_engine(url, pool_size=1)
    try:
        store = Store(engine, chain_key(master_of(settings)))
        # The look took minutes perhaps, and an upgrade or a restore may have come to the database meanwhile.
        if mark_at(url) or why_not_begin(url, store):
            return False
        with store.transaction() as tx:
            examinations.add(tx, socket.gethostname(), at=facts.host.now, wrong=wrong)
    except Refusal:
        return False
    finally:
        engine.dispose()
    return True


def _may(facts: Facts) -> bool:
    records = facts.records
    return (
        records is not None
        and records.demonstration is not None  # the rows could be looked at
        and records.chain_is_ours is not False
        and records.keys_shut == 0
    )
