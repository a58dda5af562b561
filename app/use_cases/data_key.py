"""The data key of one case, shelter or account: where the records and the vault meet."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.store import data_keys
from app.store.data_keys import MasterWent, WrappedKey
from app.store.transactions import Tx
from app.vault.keys import DataKey, KeyRefused, MasterKey, new_wrapped_key, unwrapped_key
from models.words import KeySubject


def key_for(
    tx: Tx, master: MasterKey, kind: KeySubject, subject: UUID, *, now: datetime
) -> DataKey:
    """The key under which something new is kept of it; made when there is none.

    Raises
    ------
    KeyRefused
        When the master key does not open it, or another one has taken its place.
    """
    try:
        wrapped = data_keys.ensure(
            tx,
            kind,
            subject,
            master_id=master.id,
            make=lambda: new_wrapped_key(master, kind.value, subject),
            now=now,
        )
    except MasterWent:
        raise KeyRefused("another master key has taken the place of this one") from None
    return unwrapped(master, wrapped)


def unwrapped(master: MasterKey, key: WrappedKey) -> DataKey:
    """The key as it stands in the records, open.

    Raises
    ------
    KeyRefused
        When the master key does not open it.
    """
    return unwrapped_key(master, key.wrapped, key.id, key.kind.value, key.subject, key.generation)
