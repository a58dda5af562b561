"""Another master key: every data key is rewrapped in one transaction, and nothing is sealed anew."""

from __future__ import annotations

from datetime import datetime

from app.service import CHAIN_PURPOSE
from app.store import audit, data_keys, service_keys
from app.store.transactions import Store, Tx
from app.vault.intake import PURPOSES as OF_THE_INTAKE
from app.vault.keys import MasterKey, rewrapped, rewrapped_secret, wrapped_secret
from app.vault.masters import held
from models.words import AuditAct


def change_master(store: Store, old: MasterKey, new: MasterKey, now: datetime) -> int:
    """Every key opens under the new master key and under no other; how many there are.

    All or nothing: killed in the middle, every key is still as it was. Done again it changes nothing.
    ``old``: the one before, or both, where some keys hang on the new one already.

    Raises
    ------
    KeyRefused
        When one of them does not open under the old master key.
    """
    before = next(one for one in held(old) if one.id != new.id)
    with store.transaction() as tx:
        data_keys.still(tx)
        keys = data_keys.every(tx)
        for key in keys:
            wrapped = rewrapped(new, old, key.wrapped, key.kind.value, key.subject, key.generation)
            data_keys.rewrap(tx, key, wrapped, master_id=new.id)
        service_keys.come_back(tx, new.id)
        for kept in service_keys.retired(tx):
            again = rewrapped_secret(new, old, kept.wrapped, kept.master_id, kept.purpose)
            service_keys.rewrap(tx, kept, again, by=new.id)
        if not service_keys.went(tx, before.id):
            for purpose in (CHAIN_PURPOSE, *OF_THE_INTAKE):
                _retire(tx, before, new, purpose, now)
        audit.add(
            tx,
            AuditAct.KEY_ROTATED,
            at=now,
            actor=None,
            role=None,
            subject_kind="master_key",
            detail={"from": before.id, "to": new.id, "keys": len(keys)},
        )
    return len(keys)


def _retire(tx: Tx, old: MasterKey, new: MasterKey, purpose: str, now: datetime) -> None:
    secret = wrapped_secret(new, old.secret_for(purpose), old.id, purpose)
    service_keys.retire(tx, old.id, purpose, secret, by=new.id, now=now)
