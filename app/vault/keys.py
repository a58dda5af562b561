"""Master key, data keys and what is derived from them; none of them ever shows itself.

Source: docs/security.md 7. The master key stays outside the database; each case and each shelter
has a data key, which stands in the database wrapped. Without its data key a sealed value is noise.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyRefused(Exception):
    """A key cannot be used; the text never holds the key or what it was to open."""


def derived(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose; keys of two purposes tell nothing of each other."""
    info = b"havn/1/" + purpose.encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


class DataKey:
    """The key of one case or shelter, open in memory."""

    __slots__ = ("_secret", "id")

    def __init__(self, key_id: int, secret: bytes) -> None:
        if len(secret) != KEY_BYTES or not 0 < key_id < 2**32:
            raise KeyRefused("a data key has 32 bytes and an id of 4 bytes")
        self.id = key_id
        self._secret = secret

    def for_purpose(self, purpose: str) -> bytes:
        """The key derived from it for one purpose."""
        return derived(self._secret, purpose)

    def __repr__(self) -> str:
        return "<DataKey>"


class MasterKey(Protocol):
    """The one interface behind which the master key lives: a file, a key service, hardware."""

    @property
    def id(self) -> str:
        """Which master key it is; tells nothing of the key."""
        ...

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        """The data key, encrypted and bound to whose key it is."""
        ...

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key again.

        Raises
        ------
        KeyRefused
            When it was wrapped by another master key, for another subject, or was changed.
        """
        ...

    def secret_for(self, purpose: str) -> bytes:
        """A secret of the service itself, such as that of the audit chain."""
        ...


class FileMasterKey:
    """A master key out of a file that only its owner may read."""

    __slots__ = ("_secret", "id")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise KeyRefused("a master key has 32 bytes")
        self._secret = secret
        self.id = hashlib.sha256(derived(secret, "master id")).hexdigest()[:12]

    @classmethod
    def read(cls, path: Path) -> FileMasterKey:
        """The key in that file.

        Raises
        ------
        KeyRefused
            When the file is missing, open to others, or does not hold 32 bytes.
        """
        return cls(private_bytes(path, KEY_BYTES + 1, "the file of the master key"))

    @classmethod
    def make(cls, path: Path) -> FileMasterKey:
        """A new key in a new file of mode 0600, on disk before this returns.

        Raises
        ------
        KeyRefused
            When there is such a file already: a key is never overwritten.
        """
        new_private_file(path, secrets.token_bytes(KEY_BYTES))
        return cls.read(path)

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        """The data key, encrypted and bound to whose key it is."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(derived(self._secret, "wrap")).encrypt(nonce, secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key again."""
        nonce, rest = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(derived(self._secret, "wrap")).decrypt(nonce, rest, bound_to)
        except (InvalidTag, ValueError):
            raise KeyRefused("this data key does not open under this master key") from None

    def secret_for(self, purpose: str) -> bytes:
        """A secret of the service itself, such as that of the audit chain."""
        return derived(self._secret, "service/" + purpose)

    def __repr__(self) -> str:
        return "<FileMasterKey>"


def private_bytes(path: Path, most: int, what: str) -> bytes:
    """Up to so many bytes of a file that only its owner may read.

    Raises
    ------
    KeyRefused
        When it is missing or open to others.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise KeyRefused(f"{what} is open to others")
            return file.read(most)
    except OSError:
        raise KeyRefused(f"{what} cannot be read") from None


def new_private_file(path: Path, content: bytes) -> None:
    """A new file of mode 0600, on disk before this returns.

    Raises
    ------
    KeyRefused
        When there is such a file already: a key is never overwritten.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused("there is such a key already") from None
    except OSError:
        raise KeyRefused("the file of a key cannot be made there") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def rewrapped(
    new: MasterKey, old: MasterKey, wrapped: bytes, kind: str, subject: UUID, generation: int
) -> bytes:
    """The same data key under another master key; what it seals does not change.

    Raises
    ------
    KeyRefused
        When the old master key does not open it.
    """
    bound = _subject(kind, subject, generation)
    return new.wrap(old.unwrap(wrapped, bound), bound)


def wrapped_secret(master: MasterKey, secret: bytes, hung_on: str, purpose: str) -> bytes:
    """A secret of the service that hung on an earlier master key, wrapped by this one."""
    return master.wrap(secret, _service(hung_on, purpose))


def unwrapped_secret(master: MasterKey, wrapped: bytes, hung_on: str, purpose: str) -> bytes:
    """The same secret again.

    Raises
    ------
    KeyRefused
        When this master key does not open it.
    """
    return master.unwrap(wrapped, _service(hung_on, purpose))


def rewrapped_secret(
    new: MasterKey, old: MasterKey, wrapped: bytes, hung_on: str, purpose: str
) -> bytes:
    """The same secret under another master key.

    Raises
    ------
    KeyRefused
        When the old master key does not open it.
    """
    return wrapped_secret(new, unwrapped_secret(old, wrapped, hung_on, purpose), hung_on, purpose)


def _service(hung_on: str, purpose: str) -> bytes:
    return f"service secret/1/{hung_on}/{purpose}".encode()


def _subject(kind: str, subject: UUID, generation: int) -> bytes:
    return f"data key/1/{kind}/{subject}/{generation}".encode()


def new_wrapped_key(master: MasterKey, kind: str, subject: UUID, generation: int = 1) -> bytes:
    """A fresh data key of that case or shelter, wrapped and ready to be stored."""
    secret = secrets.token_bytes(KEY_BYTES)
    return master.wrap(secret, _subject(kind, subject, generation))


def unwrapped_key(
    master: MasterKey, wrapped: bytes, key_id: int, kind: str, subject: UUID, generation: int = 1
) -> DataKey:
    """The data key that stands in the database under this id.

    Raises
    ------
    KeyRefused
        When it belongs to another subject or master key, or was changed.
    """
    return DataKey(key_id, master.unwrap(wrapped, _subject(kind, subject, generation)))
