"""Sealing cells at once, and telling whether a sealed text is still that of the file.

An import may not open a seal. So that the same file changes nothing when it comes again, the audit
row of each sealed cell holds a print: an HMAC of the text under a key that is derived from the
shelter's own data key. It tells nothing without that key and nothing at all once that is erased.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.store import imports
from app.store.transactions import Tx
from app.use_cases.data_key import key_for
from app.vault.keys import DataKey, MasterKey
from app.vault.seal import Where, seal
from models.words import KeySubject

TABLE = "shelters_sealed"
PRINT_PURPOSE = "import print"
PRINT_DIGITS = 40


class ShelterSeal:
    """The open data key of one shelter, for as long as its row is written."""

    def __init__(self, shelter: UUID, key: DataKey) -> None:
        self._shelter, self._key = shelter, key

    def print_of(self, column: str, text: str) -> str:
        """The same for the same text of this column and shelter, and for no other."""
        secret = self._key.for_purpose(PRINT_PURPOSE)
        told = f"{TABLE}/{column}/{self._shelter}/{text}".encode()
        return hmac.digest(secret, told, "sha256").hex()[:PRINT_DIGITS]

    def write(self, tx: Tx, texts: Mapping[str, str]) -> None:
        """These columns hold these texts, each sealed for its one place."""
        places = {column: Where(TABLE, column, self._shelter) for column in texts}
        imports.put_sealed(
            tx, self._shelter, {c: seal(text, self._key, places[c]) for c, text in texts.items()}
        )

    def changed(self, wanted: Mapping[str, str], prints: Mapping[str, str | None]) -> list[str]:
        """The columns whose text is not the one that was last written."""
        return [
            column
            for column, text in wanted.items()
            if not hmac.compare_digest(prints.get(column) or "", self.print_of(column, text))
        ]


def shelter_seal(tx: Tx, shelter: UUID, master: MasterKey, *, now: datetime) -> ShelterSeal:
    """The seal of this shelter; its data key is made when there is none."""
    return ShelterSeal(shelter, key_for(tx, master, KeySubject.SHELTER, shelter, now=now))
