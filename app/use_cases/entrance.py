"""What signing in needs before anybody is known: the records, the keys, the page, the moment."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.errors import Busy
from app.store import audit, data_keys
from app.store.chain import Detail
from app.store.transactions import Store, Tx
from app.use_cases.data_key import key_for, unwrapped
from app.vault.keys import DataKey, KeyRefused, MasterKey
from app.vault.passkeys import Party
from app.vault.passwords import HashesFull, Hashing
from models.words import AuditAct, KeySubject

NAMES_PURPOSE = "sign-in names"
KIND = KeySubject.ACCOUNT
NOBODY = UUID(int=0)
"""No account has this id."""


@dataclass(frozen=True, slots=True, repr=False)
class Entrance:
    """One request of somebody who is not known yet."""

    store: Store
    master: MasterKey
    party: Party
    hashing: Hashing
    now: datetime

    def name_hmac(self, name: str) -> bytes:
        """The name under which attempts are counted; the records never hold what was typed."""
        key = self.master.secret_for(NAMES_PURPOSE)
        return hmac.digest(key, name.encode(), "sha256")

    @contextmanager
    def may_hash(self) -> Iterator[None]:
        """The caller may hash until the block ends.

        Raises
        ------
        Busy
            When too many want the same.
        """
        try:
            with self.hashing.gate.passed():
                yield
        except HashesFull:
            raise Busy from None

    def key_of(self, tx: Tx, account: UUID) -> DataKey:
        """The key of the account's password and codes; made when there is none."""
        return key_for(tx, self.master, KIND, account, now=self.now)

    def known_key_of(self, tx: Tx, account: UUID | None) -> DataKey:
        """The same, which is never made; nobody's opens nothing and takes the same work."""
        found = data_keys.newest(tx, KIND, account or NOBODY)
        if found is not None:
            return unwrapped(self.master, found)
        nobody = self.hashing.nobody
        with suppress(KeyRefused):
            self.master.unwrap(nobody.wrapped, b"")
        return nobody.key

    def record(
        self,
        tx: Tx,
        act: AuditAct,
        actor: UUID | None,
        *,
        kind: str = "account",
        subject: UUID | None,
        **detail: Detail,
    ) -> None:
        """An act at the entrance enters the audit chain; what was typed never does.

        ``actor`` is None while nobody has proven to be anybody.
        """
        audit.add(
            tx,
            act,
            at=self.now,
            actor=actor,
            role=None,
            subject_kind=kind,
            subject=subject,
            detail=detail,
        )
