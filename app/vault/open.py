"""Opening one sealed field, explicitly and with the id of its row; only a disclosure does."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.vault.keys import NONCE_BYTES, DataKey
from app.vault.seal import HEADER_BYTES, PURPOSE, TAG_BYTES, VERSION, Where
from models.types import SealedValue


class SealBroken(Exception):
    """The value does not open here: wrong row, column, table or key, or changed bytes."""


def key_id_of(value: SealedValue) -> int:
    """Which data key the value asks for.

    Raises
    ------
    SealBroken
        When the bytes are no sealed value of a known version.
    """
    blob = value.blob
    if len(blob) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES or blob[0] != VERSION:
        raise SealBroken("not a sealed value")
    return int.from_bytes(blob[1:HEADER_BYTES], "big")


def open_sealed(value: SealedValue, key: DataKey, where: Where) -> str:
    """The text that was sealed for exactly this place.

    Raises
    ------
    SealBroken
        When anything at all differs; the text never says what.
    """
    if key_id_of(value) != key.id:
        raise SealBroken("sealed under another key")
    header, rest = value.blob[:HEADER_BYTES], value.blob[HEADER_BYTES:]
    nonce, sealed = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        padded = AESGCM(key.for_purpose(PURPOSE)).decrypt(nonce, sealed, where.bound(header))
    except InvalidTag:
        raise SealBroken("does not open here") from None
    return padded[: padded.rindex(b"\x80")].decode()
