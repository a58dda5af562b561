"""A master key in three shares of which any two make it whole, and one alone tells nothing.

Shamir's scheme with threshold two over GF(256), byte by byte: share x holds ``secret + slope * x``
with a random slope. The field is that of AES (x^8 + x^4 + x^3 + x + 1). Source: security 7, AT14.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from app.vault.keys import KEY_BYTES, FileMasterKey, KeyRefused

SHARES = 3
WORD = "havn-share-1"
CHECK_DIGITS = 8


@dataclass(frozen=True, slots=True, repr=False)
class Share:
    """What one custodian holds; of which key it is tells nothing of the key."""

    number: int
    master_id: str
    part: bytes

    def text(self) -> str:
        """One line to write down: word, number, key id, part, and digits that show a slip."""
        said = f"{WORD} {self.number} {self.master_id} {self.part.hex()}"
        return f"{said} {_check(said)}"


def split(secret: bytes) -> tuple[Share, ...]:
    """Three shares of a master key, another three each time.

    Raises
    ------
    KeyRefused
        When it is no master key.
    """
    master_id = FileMasterKey(secret).id
    slope = secrets.token_bytes(len(secret))
    return tuple(Share(x, master_id, line(secret, slope, x)) for x in range(1, SHARES + 1))


def joined(one: Share, other: Share) -> bytes:
    """The master key of two of its shares.

    Raises
    ------
    KeyRefused
        When they are the same share, or do not belong together.
    """
    if one.number == other.number or one.master_id != other.master_id:
        raise KeyRefused("two different shares of the same master key are needed")
    secret = at_zero((one.number, one.part), (other.number, other.part))
    if not hmac.compare_digest(FileMasterKey(secret).id, one.master_id):
        raise KeyRefused("these shares do not make the key they name")
    return secret


def read(text: str) -> Share:
    """The share that was written down so.

    Raises
    ------
    KeyRefused
        When it was copied wrongly or is no share; the text is not repeated.
    """
    said, _, digits = text.strip().rpartition(" ")
    words = said.split(" ")
    if len(words) != 4 or words[0] != WORD or not hmac.compare_digest(_check(said), digits):
        raise KeyRefused("this is no share of a master key, or it was copied wrongly")
    try:
        share = Share(int(words[1]), words[2], bytes.fromhex(words[3]))
    except ValueError:
        raise KeyRefused("this is no share of a master key") from None
    if not 1 <= share.number <= SHARES or len(share.part) != KEY_BYTES:
        raise KeyRefused("this is no share of a master key")
    return share


def line(secret: bytes, slope: bytes, x: int) -> bytes:
    """``secret + slope * x`` in GF(256), byte by byte."""
    return bytes(s ^ product(m, x) for s, m in zip(secret, slope, strict=True))


def at_zero(one: tuple[int, bytes], other: tuple[int, bytes]) -> bytes:
    """The line through two points at 0: ``(y1 * x2 + y2 * x1) / (x1 + x2)``."""
    (x1, y1), (x2, y2) = one, other
    part = inverse(x1 ^ x2)
    return bytes(
        product(product(a, x2) ^ product(b, x1), part) for a, b in zip(y1, y2, strict=True)
    )


def product(a: int, b: int) -> int:
    """The product in GF(256); eight steps whatever the values are."""
    found = 0
    for _ in range(8):
        found ^= a * (b & 1)
        a = ((a << 1) ^ (0x11B * (a >> 7))) & 0xFF
        b >>= 1
    return found


def inverse(a: int) -> int:
    """What gives 1 when multiplied with ``a``: a to the power of 254; 0 has none and gives 0."""
    found = a
    for _ in range(6):
        found = product(product(found, found), a)
    return product(found, found)


def _check(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:CHECK_DIGITS]
