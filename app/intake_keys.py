"""What telephones seal to and agree on, opened by the master key of now or by an earlier one."""

from __future__ import annotations

from dataclasses import dataclass

from app.store import service_keys
from app.store.transactions import Tx
from app.store.walls import StepOut
from app.vault.intake import INTAKE_PURPOSE, NotOpened, public_of, unsealed, word_hash
from app.vault.keys import MasterKey, unwrapped_secret


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
        """The keyed hash of a word that was agreed."""
        return word_hash(self.master, household, word)

    def _secret(self, tx: Tx, key_id: str) -> bytes:
        if key_id == self.master.id:
            return self.master.secret_for(INTAKE_PURPOSE)
        with tx.as_service(StepOut.SEALING):
            earlier = service_keys.retired(tx, INTAKE_PURPOSE)
        for kept in earlier:
            if kept.master_id == key_id:
                return unwrapped_secret(self.master, kept.wrapped, key_id, INTAKE_PURPOSE)
        raise NotOpened
