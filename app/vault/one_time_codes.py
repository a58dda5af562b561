"""One-time codes of an authenticator app (RFC 6238), their secret, and the picture that carries it.

The secret is derived from the account's data key and stands nowhere, not even sealed: it is told
once, at enrolment, and made again for each check (decision 0080).
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from io import BytesIO
from urllib.parse import quote, urlencode
from uuid import UUID

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from app.vault.keys import DataKey

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
"""160 bits, as authenticator apps expect of SHA-1."""
ISSUER = "havn"
STEPS_BACK = 1
"""A code typed at the end of its half minute arrives in the next one (RFC 6238, 5.2)."""


def step_of(moment: datetime) -> int:
    """The number of the half minute."""
    return int(moment.timestamp()) // STEP_S


def secret_of(key: DataKey, factor: UUID) -> bytes:
    """The secret of this generator of codes."""
    return key.for_purpose(f"codes/{factor}")[:SECRET_BYTES]


def code_at(secret: bytes, step: int) -> str:
    """The code of that half minute."""
    made: bytes = TOTP(secret, DIGITS, SHA1(), STEP_S).generate(step * STEP_S)  # noqa: S303 - as apps have it
    return made.decode()


def step_matched(secret: bytes, code: str, *, now: datetime, after: int | None) -> int | None:
    """The half minute whose code this is; None when it is wrong, too old, or not after ``after``.

    Each candidate is compared, so that the time taken does not tell which one it was.
    """
    found: int | None = None
    newest = step_of(now)
    for step in range(newest - STEPS_BACK, newest + 1):
        same = hmac.compare_digest(code_at(secret, step), code)
        if same and (after is None or step > after):
            found = step
    return found


def uri_of(secret: bytes, handle: str) -> str:
    """The address that an authenticator app reads; it holds the secret."""
    told = {"secret": base64.b32encode(secret).decode(), "issuer": ISSUER}
    return f"otpauth://totp/{quote(f'{ISSUER}:{handle}')}?{urlencode(told)}"


def picture_of(uri: str) -> str:
    """The address as a QR code: SVG with black squares on white and nothing that is loaded."""
    out = BytesIO()
    segno.make_qr(uri, error="m").save(
        out, kind="svg", scale=4, light="white", xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()
