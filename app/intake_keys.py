"""What telephones seal to and agree on, opened by the master key of now or by an earlier one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from app.store import service_keys
from app.store.transactions import Tx
from app.store.walls import StepOut
from app.vault.intake import (
    INTAKE_PURPOSE,
    WORD_PURPOSE,
    NotOpened,
    public_of,
    unsealed,
    word_hash,
)
from app.vault.keys import MasterKey, unwrapped_secret
from app.vault.masters import held


@dataclass(frozen=True, slots=True, repr=False)
class IntakeKeys:
    """The keys of the intake that hang on a master key."""

    master: MasterKey

    @property
    def id(self) -> str:
        """Which key it is."""
        return self.master.id

    def public(self) -> str:
        """What a device seals to."""
        return public_of(self.master)

    def unsealed(self, tx: Tx, key_id: str, sealed: str, call: str) -> bytes:
        """What a device sealed for this call, to the key of now or to an earlier one.

        Raises
        ------
        NotOpened
            When no key of that id is known, or it does not open it.
        """
        return unsealed(self._secret(tx, key_id), sealed, call)

    def word_hash(self, household: str, word: str) -> bytes:
        """The keyed hash under which a word that is agreed now is kept."""
        return word_hash(self.master.secret_for(WORD_PURPOSE), household, word)

    def is_the_word(self, tx: Tx, household: str, word: str, agreed: bytes) -> bool:
        """Whether this word was agreed, under the master key of now or under an earlier one."""
        known = self._secrets(tx, WORD_PURPOSE).values()
        hashes = [word_hash(secret, household, word) for secret in known]
        return any(hmac.compare_digest(agreed, one) for one in hashes)

    def _secret(self, tx: Tx, key_id: str) -> bytes:
        try:
            return self._secrets(tx, INTAKE_PURPOSE)[key_id]
        except KeyError:
            raise NotOpened from None

    def _secrets(self, tx: Tx, purpose: str) -> dict[str, bytes]:
        """By master key, the secret of now, of one about to go or come, and of earlier ones."""
        with tx.as_service(StepOut.SEALING):
            earlier = service_keys.retired(tx, purpose)
        known = {
            kept.master_id: unwrapped_secret(self.master, kept.wrapped, kept.master_id, purpose)
            for kept in earlier
        }
        return known | {one.id: one.secret_for(purpose) for one in held(self.master)}
