"""The key to which telephones seal what waits for the line, and the hash of an agreed word.

The private half hangs on the master key; what was sealed under an earlier master key still opens.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.vault.keys import MasterKey

INTAKE_PURPOSE = "intake"
WORD_PURPOSE = "code word"
PURPOSES = (INTAKE_PURPOSE, WORD_PURPOSE)
"""What hangs on the master key and is still asked for after another one came."""
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotOpened(Exception):
    """It was sealed to another key or for another call, or was changed on the way."""


def public_of(master: MasterKey) -> str:
    """What a device seals to, base64."""
    return b64encode(
        _private(master.secret_for(INTAKE_PURPOSE)).public_key().public_bytes_raw()
    ).decode()


def unsealed(secret: bytes, sealed: str, call: str) -> bytes:
    """What a device sealed for this call.

    Raises
    ------
    NotOpened
        When this secret does not open it.
    """
    try:
        raw = b64decode(sealed, validate=True)
        return SUITE.decrypt(raw, _private(secret), info=f"havn/intake/1|{call}".encode())
    except (InvalidTag, NotBase64, ValueError):
        raise NotOpened from None


def word_hash(secret: bytes, household: str, word: str) -> bytes:
    """The keyed hash of a word that was agreed with one household."""
    return hmac.digest(secret, f"{household}|{word.strip().casefold()}".encode(), "sha256")


def _private(secret: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(secret)
