"""Sealing one field: AES-256-GCM, bound to the table, column and row in which it will stand.

Blob: 1 byte version, 4 bytes data key id, 12 bytes nonce, ciphertext with its tag (security 7).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.vault.keys import NONCE_BYTES, DataKey
from models.types import SealedValue

VERSION = 1
HEADER_BYTES = 5
TAG_BYTES = 16
PURPOSE = "field"
PADDED_TO = 64
"""Bytes to which a text is padded, so that its length does not tell an address from a number."""


@dataclass(frozen=True, slots=True, repr=False)
class Where:
    """The one place in which a sealed value opens; field version counts how it is encoded."""

    table: str
    column: str
    row: UUID
    field_version: int = 1

    def bound(self, header: bytes) -> bytes:
        """What the ciphertext is bound to; each part has its length, so none can be shifted."""
        parts = (
            header,
            self.table.encode(),
            self.column.encode(),
            self.row.bytes,
            str(self.field_version).encode(),
        )
        return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def seal(text: str, key: DataKey, where: Where) -> SealedValue:
    """Seal a text for one place; the same text never gives the same bytes twice."""
    header = bytes([VERSION]) + key.id.to_bytes(4, "big")
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(key.for_purpose(PURPOSE))
    return SealedValue(
        header + nonce + cipher.encrypt(nonce, _padded(text.encode()), where.bound(header))
    )


def _padded(plain: bytes) -> bytes:
    """The bytes, an end mark and zeros up to the next full step."""
    marked = plain + b"\x80"
    return marked + bytes(-len(marked) % PADDED_TO)
