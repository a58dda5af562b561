"""Passwords: Argon2id under a key that stands outside the database, a few hashes at a time.

A stolen database alone gives nothing to guess against: the hash takes a key of the account, which
is wrapped by the master key (decision 0080).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.vault.keys import KEY_BYTES, NONCE_BYTES, DataKey
from app.vault.seal import TAG_BYTES

MEMORY_KIB = 19 * 1024
ITERATIONS = 2
LANES = 1
SALT_BYTES, HASH_BYTES = 16, 32
PURPOSE = "password"

AT_ONCE = 2
"""Hashes that run at the same time; each takes a core and 19 MiB."""


class HashesFull(Exception):
    """Too many want to be hashed; whoever waits here keeps a thread from the telephone."""


class HashGate:
    """Lets few in at once and refuses the rest right away, so that a flood takes no threads."""

    def __init__(self, waiting: int = 8) -> None:
        self._inside = BoundedSemaphore(waiting)
        self._running = BoundedSemaphore(AT_ONCE)

    @contextmanager
    def passed(self) -> Iterator[None]:
        """The caller may hash until the block ends.

        Raises
        ------
        HashesFull
            When enough are inside.
        """
        if not self._inside.acquire(blocking=False):
            raise HashesFull
        try:
            with self._running:
                yield
        finally:
            self._inside.release()


def hashed(password: str, key: DataKey) -> str:
    """The password as it is kept: PHC text with its own salt."""
    return Argon2id(
        salt=secrets.token_bytes(SALT_BYTES),
        length=HASH_BYTES,
        iterations=ITERATIONS,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
        secret=key.for_purpose(PURPOSE),
    ).derive_phc_encoded(password.encode())


def matches(password: str, phc: str, key: DataKey) -> bool:
    """Whether this is the password that was hashed under this key."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), phc, key.for_purpose(PURPOSE))
    except InvalidKey:
        return False
    return True


class Hashing:
    """What hashing needs in one service: the gate, and somebody who is nobody."""

    def __init__(self) -> None:
        self.gate = HashGate()
        self.nobody = Nobody()


class Nobody:
    """What stands in for a person who is not there, so that her absence takes the same work."""

    def __init__(self) -> None:
        self.key = DataKey(1, secrets.token_bytes(KEY_BYTES))
        self.wrapped = secrets.token_bytes(NONCE_BYTES + KEY_BYTES + TAG_BYTES)
        """As long as a wrapped key; no master key opens it."""
        self.phc = hashed(secrets.token_urlsafe(32), self.key)
        """Nobody knows the password of this one."""
