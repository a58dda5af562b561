"""Encrypted files of a backup: for one offline key, in chunks, refused when a byte is missing.

Layout: magic, kind, the file's own key sealed by HPKE (X25519, HKDF-SHA-256, AES-256-GCM) to the
offline public key, then chunks of 64 KiB under that key. A chunk's nonce is its number and whether
it is the last, so that none can be left out, moved, repeated or cut off. Source: security 7.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.vault.keys import KEY_BYTES, KeyRefused, new_private_file, private_bytes

MAGIC = b"havn backup 1\n"
CHUNK = 64 * 1024
TAG = 16
PUBLIC_WORD, PRIVATE_WORD = "havn-backup-public-1", "havn-backup-private-1"

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class ContainerRefused(Exception):
    """The file does not open; the text says what to do and nothing of what is in it."""


class Recipient:
    """The offline key's public half: with it files are written that it cannot read."""

    __slots__ = ("_key",)

    def __init__(self, key: X25519PublicKey) -> None:
        self._key = key

    @classmethod
    def read(cls, path: Path) -> Recipient:
        """The public key in that file.

        Raises
        ------
        KeyRefused
            When there is none.
        """
        try:
            return cls.of(path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            raise KeyRefused("the public key of the backup cannot be read") from None

    @classmethod
    def of(cls, line: str) -> Recipient:
        """The public key that this line tells.

        Raises
        ------
        KeyRefused
            When it tells none.
        """
        word, _, digits = line.strip().partition(" ")
        try:
            if word != PUBLIC_WORD:
                raise ValueError
            return cls(X25519PublicKey.from_public_bytes(bytes.fromhex(digits)))
        except ValueError:
            raise KeyRefused("the public key of the backup cannot be read") from None

    def line(self) -> str:
        """The key as one line, which may lie anywhere."""
        return f"{PUBLIC_WORD} {self._key.public_bytes_raw().hex()}"

    @property
    def id(self) -> str:
        """Which key it is; 16 hexadecimal digits."""
        return hashlib.sha256(self._key.public_bytes_raw()).hexdigest()[:16]

    def sealed(self, secret: bytes, info: bytes) -> bytes:
        """The secret, for the offline key alone."""
        return _SUITE.encrypt(secret, self._key, info=info)


class OfflineKey:
    """The offline key's private half; it comes to this machine only for a restore."""

    __slots__ = ("_key",)

    def __init__(self, key: X25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def read(cls, path: Path) -> OfflineKey:
        """The private key in that file of mode 0600.

        Raises
        ------
        KeyRefused
            When it is missing, open to others, or no such key.
        """
        text = private_bytes(path, 200, "the private key of the backup")
        return cls.of(text.decode("ascii", errors="replace"))

    @classmethod
    def of(cls, line: str) -> OfflineKey:
        """The private key that this line tells.

        Raises
        ------
        KeyRefused
            When it tells none.
        """
        word, _, digits = line.strip().partition(" ")
        try:
            if word != PRIVATE_WORD:
                raise ValueError
            return cls(X25519PrivateKey.from_private_bytes(bytes.fromhex(digits)))
        except ValueError:
            raise KeyRefused("the private key of the backup cannot be read") from None

    @classmethod
    def make(cls, private: Path, public: Path) -> OfflineKey:
        """A new pair in two new files; neither is ever overwritten."""
        made = cls.new()
        if public.exists():
            raise KeyRefused("there is such a key already")
        new_private_file(private, f"{made.line()}\n".encode())
        public.write_text(f"{made.recipient().line()}\n", encoding="ascii")
        return made

    @classmethod
    def new(cls) -> OfflineKey:
        """A new key, in memory alone."""
        return cls(X25519PrivateKey.generate())

    def line(self) -> str:
        """The key itself as one line; it is written nowhere but sealed, or into a private file."""
        return f"{PRIVATE_WORD} {self._key.private_bytes_raw().hex()}"

    def recipient(self) -> Recipient:
        """Its public half."""
        return Recipient(self._key.public_key())

    def opened(self, sealed: bytes, info: bytes) -> bytes:
        """The secret again.

        Raises
        ------
        ContainerRefused
            When it was sealed for another key, or changed.
        """
        try:
            return _SUITE.decrypt(sealed, self._key, info=info)
        except (InvalidTag, ValueError):
            raise ContainerRefused("this key does not open this file") from None

    def __repr__(self) -> str:
        return "<OfflineKey>"


_SEALED_BYTES = 32 + KEY_BYTES + TAG
"""An encapsulated X25519 key, then the file's own key with its tag."""


def write(out: BinaryIO, parts: Iterable[bytes], to: Recipient, kind: str) -> None:
    """Everything in ``parts``, encrypted; the last chunk is written when they end."""
    secret = secrets.token_bytes(KEY_BYTES)
    head = _head(kind)
    sealed = to.sealed(secret, head)
    out.write(head + sealed)
    cipher, bound = AESGCM(secret), hashlib.sha256(head + sealed).digest()
    number, held = 0, b""
    for part in parts:
        held += part
        while len(held) > CHUNK:  # the last chunk is never empty unless the file is
            out.write(cipher.encrypt(_nonce(number, last=False), held[:CHUNK], bound))
            number, held = number + 1, held[CHUNK:]
    out.write(cipher.encrypt(_nonce(number, last=True), held, bound))


def read(file: BinaryIO, key: OfflineKey, kind: str) -> Iterator[bytes]:
    """What is in the file, chunk by chunk; each is whole when it is handed out.

    Only when this has ended is it sure that nothing is missing at the end.

    Raises
    ------
    ContainerRefused
        When the file is another one, for another key, changed, or cut short.
    """
    head = _head(kind)
    if file.read(len(head)) != head:
        raise ContainerRefused(f"this is no file of {kind} made by havn backup")
    sealed = file.read(_SEALED_BYTES)
    secret = key.opened(sealed, head)
    cipher, bound = AESGCM(secret), hashlib.sha256(head + sealed).digest()
    number, chunk = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), chunk, bound)
        except (InvalidTag, ValueError):
            raise ContainerRefused("this file is damaged or was cut short") from None
        if not following:
            return
        number, chunk = number + 1, following


def kind_of(file: BinaryIO) -> str:
    """Which kind the file says it is; it is proven only when it opens. Reads its first line.

    Raises
    ------
    ContainerRefused
        When it is no such file.
    """
    said = file.read(len(MAGIC))
    line = file.readline(_LONGEST_KIND + 1)
    if said != MAGIC or not line.endswith(b"\n"):
        raise ContainerRefused("this is no file made by havn")
    return line[:-1].decode("ascii", errors="replace")


_LONGEST_KIND = 300


def _head(kind: str) -> bytes:
    return MAGIC + kind.encode() + b"\n"


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
