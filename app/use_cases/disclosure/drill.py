"""The drill: does every sealed field open? It counts, and tells nothing of what it opened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.store import sealed
from app.store.transactions import Tx
from app.use_cases.disclosure.opening import KeyErased, key_of, opened
from app.vault.keys import KeyRefused, MasterKey
from app.vault.open import SealBroken


@dataclass(frozen=True, slots=True)
class Drill:
    """How many sealed fields there are, by what became of them."""

    opened: int
    erased: int
    """The key was erased on purpose: rightly unreadable."""
    lost: int
    """The key is not there and nobody erased it."""
    broken: int

    @property
    def whole(self) -> bool:
        """Whether every field opens that should."""
        return self.lost == self.broken == 0


def drill(tx: Tx, master: MasterKey, erased: Collection[UUID] = ()) -> Drill:
    """Open every sealed field; ``erased`` are cases and shelters whose keys were erased on purpose."""
    counts = {"opened": 0, "erased": 0, "lost": 0, "broken": 0}
    for field in sealed.every(tx):
        try:
            opened(field, key_of(tx, field, master))
        except KeyErased:
            counts["erased" if field.subject in erased else "lost"] += 1
        except (SealBroken, KeyRefused):
            counts["broken"] += 1
        else:
            counts["opened"] += 1
    return Drill(**counts)
