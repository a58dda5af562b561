"""What is sealed on this device: to its own lock, which a PIN opens, or to the service alone.

Sealing needs no PIN, so a call can be sealed after every key; opening needs it. The private half of
the lock stands in a file, encrypted under a key that Argon2id makes of the PIN. After five wrong
PINs in a row the lock is thrown away, and what it sealed is noise (decision 0191).
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SHORTEST_PIN = 6
WRONG_AT_MOST = 5
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
_BOUND = b"havn intake lock/1"


class WrongPin(Exception):
    """This PIN does not open the lock."""


class LockGone(Exception):
    """The lock was thrown away after too many wrong PINs; a new one comes with a new enrolment."""


def new_lock(pin: str) -> dict[str, Any]:
    """A fresh lock that this PIN opens."""
    private = X25519PrivateKey.generate()
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = nonce + AESGCM(_key(pin, salt)).encrypt(nonce, private.private_bytes_raw(), _BOUND)
    return {
        "public": _text(private.public_key().public_bytes_raw()),
        "salt": _text(salt),
        "sealed": _text(sealed),
        "wrong": 0,
    }


def opened(lock: Mapping[str, Any], pin: str) -> X25519PrivateKey:
    """The private half of the lock.

    Raises
    ------
    WrongPin
        When this is not its PIN.
    LockGone
        When it was thrown away.
    """
    if not lock.get("sealed"):
        raise LockGone
    sealed = b64decode(lock["sealed"])
    try:
        raw = AESGCM(_key(pin, b64decode(lock["salt"]))).decrypt(sealed[:12], sealed[12:], _BOUND)
    except InvalidTag:
        raise WrongPin from None
    return X25519PrivateKey.from_private_bytes(raw)


def after_wrong(lock: Mapping[str, Any]) -> dict[str, Any]:
    """The lock after a wrong PIN; after the fifth in a row nothing opens it any more."""
    wrong = int(lock["wrong"]) + 1
    gone = {"sealed": "", "salt": ""} if wrong >= WRONG_AT_MOST else {}
    return {**lock, "wrong": wrong, **gone}


def to_lock(lock: Mapping[str, Any], plain: bytes, what: str) -> bytes:
    """Sealed so that the PIN of this device is needed to read it."""
    public = X25519PublicKey.from_public_bytes(b64decode(lock["public"]))
    return SUITE.encrypt(plain, public, info=_info(what))


def from_lock(private: X25519PrivateKey, sealed: bytes, what: str) -> bytes:
    """What was sealed to the lock.

    Raises
    ------
    WrongPin
        When it was sealed to another lock, or as something else, or was changed.
    """
    try:
        return SUITE.decrypt(sealed, private, info=_info(what))
    except InvalidTag:
        raise WrongPin from None


def to_service(public: str, plain: bytes, call: str) -> str:
    """Sealed to the service's key and bound to this call; this device cannot read it back."""
    key = X25519PublicKey.from_public_bytes(b64decode(public))
    return _text(SUITE.encrypt(plain, key, info=f"havn/intake/1|{call}".encode()))


def _key(pin: str, salt: bytes) -> bytes:
    how = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return how.derive(pin.encode())


def _info(what: str) -> bytes:
    return f"havn/device/1|{what}".encode()


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
