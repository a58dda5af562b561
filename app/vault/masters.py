"""Which master key a process holds: a file, two custodians' shares, and the one before or after it."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings
from app.vault import custodians
from app.vault.keys import FileMasterKey, KeyRefused, MasterKey, private_bytes


class Succeeded:
    """A master key and the one before or after it: while one takes the other's place, both open.

    Whatever is wrapped anew is wrapped under ``own``.
    """

    __slots__ = ("id", "other", "own")

    def __init__(self, own: MasterKey, other: MasterKey) -> None:
        self.own, self.other = own, other
        self.id = own.id

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        """The data key, encrypted under the key of now."""
        return self.own.wrap(secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key again, whichever of the two wrapped it."""
        try:
            return self.own.unwrap(wrapped, bound_to)
        except KeyRefused:
            return self.other.unwrap(wrapped, bound_to)

    def secret_for(self, purpose: str) -> bytes:
        """A secret of the service itself, from the key of now."""
        return self.own.secret_for(purpose)

    def __repr__(self) -> str:
        return "<Succeeded>"


def held(master: MasterKey) -> tuple[MasterKey, ...]:
    """Every master key that this one is made of; the one that wraps comes last."""
    return (master.other, master.own) if isinstance(master, Succeeded) else (master,)


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
    other = settings.old_master_key_file or settings.next_master_key_file
    return newest if other is None else Succeeded(newest, FileMasterKey.read(other))


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
