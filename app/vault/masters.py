"""Which master key a process holds: a file, two custodians' shares, and the one before it."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings
from app.vault import custodians
from app.vault.keys import FileMasterKey, KeyRefused, MasterKey, private_bytes


class Succeeded:
    """A master key and the one it follows: while keys are rewrapped, both open.

    Whatever is wrapped anew is wrapped under the newer one.
    """

    __slots__ = ("_new", "_old", "id")

    def __init__(self, new: MasterKey, old: MasterKey) -> None:
        self._new, self._old = new, old
        self.id = new.id

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        """The data key, encrypted under the newer key."""
        return self._new.wrap(secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key again, whichever of the two wrapped it."""
        try:
            return self._new.unwrap(wrapped, bound_to)
        except KeyRefused:
            return self._old.unwrap(wrapped, bound_to)

    def secret_for(self, purpose: str) -> bytes:
        """A secret of the service itself, from the newer key."""
        return self._new.secret_for(purpose)

    def __repr__(self) -> str:
        return "<Succeeded>"


def master_of(settings: Settings) -> MasterKey:
    """The master key that these settings name.

    Raises
    ------
    KeyRefused
        When a file cannot be used, or two shares do not make a key.
    """
    newest: MasterKey = (
        FileMasterKey(custodians.joined(*(read_share(path) for path in settings.shares)))
        if settings.shares is not None
        else FileMasterKey.read(settings.master_key_file)
    )
    if settings.old_master_key_file is None:
        return newest
    return Succeeded(newest, FileMasterKey.read(settings.old_master_key_file))


def read_share(path: Path) -> custodians.Share:
    """The share in that file, which only its owner may read.

    Raises
    ------
    KeyRefused
        When the file is missing, open to others, or holds no share.
    """
    text = private_bytes(path, 400, "the file of a share")
    try:
        return custodians.read(text.decode("ascii"))
    except UnicodeDecodeError:
        raise KeyRefused("this is no share of a master key") from None
