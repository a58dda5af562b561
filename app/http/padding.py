"""A sealed answer has one of few lengths, so that nobody on the wire can tell addresses apart.

JSON may end in blanks, so the padding needs no field and no reader notices it. Source: security
AT06.
"""

from __future__ import annotations

STEP = 1024
"""Bytes."""


def padded(body: bytes) -> bytes:
    """The JSON text, blanks behind it up to the next whole step."""
    return body + b" " * (-len(body) % STEP)
