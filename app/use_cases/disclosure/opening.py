"""Opening one sealed field: the data key that its header names, in its one place."""

from __future__ import annotations

from app.store import data_keys
from app.store.sealed import SealedField
from app.store.transactions import Tx
from app.use_cases.data_key import unwrapped
from app.vault.keys import DataKey, MasterKey
from app.vault.open import SealBroken, key_id_of, open_sealed
from app.vault.seal import Where


class KeyErased(Exception):
    """The key of this value was erased: nobody reads it any more."""


def key_of(tx: Tx, found: SealedField, master: MasterKey) -> DataKey:
    """The open data key of this field, whichever generation sealed it.

    Raises
    ------
    KeyErased
        When it is gone.
    SealBroken
        When the value is none, or names the key of somebody else.
    KeyRefused
        When the master key does not open it.
    """
    key = data_keys.by_id(tx, key_id_of(found.value))
    if key is None:
        raise KeyErased
    if (key.kind, key.subject) != (found.kind, found.subject):
        raise SealBroken("sealed under the key of another")
    return unwrapped(master, key)


def place_of(found: SealedField) -> Where:
    """Where it stands, which is what it is bound to."""
    return Where(found.table, found.column, found.row)


def opened(found: SealedField, key: DataKey) -> str:
    """The text that was sealed there.

    Raises
    ------
    SealBroken
        When anything at all differs.
    """
    return open_sealed(found.value, key, place_of(found))
