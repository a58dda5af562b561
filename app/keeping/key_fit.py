"""Whether a master key is the one of a database: every data key opens under it, and the chain is its own."""

from __future__ import annotations

from dataclasses import dataclass

from app.service import chain_keys
from app.store import chain, data_keys, service_keys
from app.store.transactions import Tx
from app.vault.keys import KeyRefused, MasterKey, unwrapped_key
from app.vault.masters import held


@dataclass(frozen=True, slots=True)
class Fit:
    """How many data keys there are, how many stay shut, and whether the newest act is of this key."""

    keys: int
    shut: int
    chain: bool | None
    """None while nothing was recorded."""

    @property
    def good(self) -> bool:
        """Whether nothing speaks against this key; of an empty database nothing does."""
        return self.shut == 0 and self.chain is not False


@dataclass(frozen=True, slots=True)
class Change:
    """How far the change of the master key is."""

    comes: bool
    """Whether the other key is the one that comes; else it is the one that goes."""
    hang: int
    """Data keys and kept secrets that open under the key that goes alone."""


def change(tx: Tx, master: MasterKey, *, comes: bool) -> Change | None:
    """How far it is; None when one master key alone is at hand."""
    if len(held(master)) == 1:
        return None
    goes, stays = held(master)[:: -1 if comes else 1]
    hang = sum(not _opens(stays, key) for key in data_keys.every(tx))
    hang += sum(one.wrapped_by != stays.id for one in service_keys.retired(tx))
    # What hangs on its secrets, such as the links of the chain, opens once it is put away.
    return Change(comes, hang + (not service_keys.went(tx, goes.id)))


def fit(tx: Tx, master: MasterKey) -> Fit:
    """What the database says of this master key."""
    keys = data_keys.every(tx)
    shut = sum(not _opens(master, key) for key in keys)
    try:
        held = chain.newest_holds(tx.session, chain_keys(tx, master))
    except KeyRefused:  # an earlier key of the chain was put away under another master key
        held = False
    return Fit(len(keys), shut, held)


def _opens(master: MasterKey, key: data_keys.WrappedKey) -> bool:
    try:
        unwrapped_key(master, key.wrapped, key.id, key.kind.value, key.subject, key.generation)
    except KeyRefused:
        return False
    return True
