"""Whether a master key is the one of a database: every data key opens under it, and the chain is its own."""

from __future__ import annotations

from dataclasses import dataclass

from app.service import chain_keys
from app.store import chain, data_keys
from app.store.transactions import Tx
from app.vault.keys import KeyRefused, MasterKey, unwrapped_key


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
