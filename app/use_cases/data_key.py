"""The data key of one case, shelter or account: where the records and the vault meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from app.store import data_keys
from app.store.data_keys import MasterWent, WrappedKey
from app.store.transactions import Tx
from app.vault.keys import DataKey, KeyRefused, MasterKey, new_wrapped_key, unwrapped_key
from models.words import KeySubject


@contextmanager
def master_of_now() -> Iterator[None]:
    """Inside, a data key is added: under a master key that another one has followed that is refused."""
    try:
        yield
    except MasterWent:
        raise KeyRefused("another master key has taken the place of this one") from None


def key_for(
    tx: Tx, master: MasterKey, kind: KeySubject, subject: UUID, *, now: datetime
) -> DataKey:
    """The key under which something new is kept of it; made when there is none.

    Raises
    ------
    KeyRefused
        When the master key does not open it, or another one has taken its place.
    """
    with master_of_now():
        wrapped = data_keys.ensure(
            tx,
            kind,
            subject,
            master_id=master.id,
            make=lambda: new_wrapped_key(master, kind.value, subject),
            now=now,
        )
    return unwrapped(master, wrapped)


def unwrapped(master: MasterKey, key: WrappedKey) -> DataKey:
    """The key as it stands in the records, open.

    Raises
    ------
    KeyRefused
        When the master key does not open it.
    """
    return unwrapped_key(master, key.wrapped, key.id, key.kind.value, key.subject, key.generation)
