"""The cursor of a feed: the number of an event, as a word that says nothing of it."""

from __future__ import annotations

import base64
import binascii

from app.errors import BadCursor

BYTES = 8


def after_number(number: int) -> str:
    """The cursor that leads on after this number."""
    return base64.urlsafe_b64encode(number.to_bytes(BYTES, "big")).decode().rstrip("=")


def number_of(cursor: str) -> int:
    """The number after which this cursor leads on.

    Raises
    ------
    BadCursor
        When it was not made here.
    """
    try:
        raw = base64.b64decode(cursor + "=", altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise BadCursor from None
    number = int.from_bytes(raw, "big")
    if len(raw) != BYTES or number >= 2**63 or after_number(number) != cursor:
        raise BadCursor
    return number
