"""Limits on a body before anything reads it: 64 KiB, depth 8, lists of 50 (security AT07).

A NUL cannot be stored as text and half a surrogate pair is no text, so both are refused here.
"""

from __future__ import annotations

import json

from app.errors import Malformed, NotJson, NotReadable

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
MAX_ITEMS = 50
MAX_MEMBERS = 100
"""Named fields in one object; the largest form has fewer than 50."""

UTF8 = ("", "charset=utf-8", 'charset="utf-8"')
BOM = "\ufeff"
_OPENING, _CLOSING = b"[{", b"]}"


def checked(content_type: str, body: bytes) -> None:
    """The body is JSON text within all limits.

    Raises
    ------
    NotJson
        When it says that it is something else, or in another encoding than UTF-8.
    NotReadable
        When it is no JSON text in UTF-8, or begins with a byte order mark.
    Malformed
        When it is too deep, too long, or holds what is no text.
    """
    kind, _, said = content_type.partition(";")
    if kind.strip().lower() != "application/json" or said.strip().lower() not in UTF8:
        raise NotJson
    try:
        # Strict, and before brackets are counted: other readers guess UTF-16 and UTF-32 from the
        # bytes, in which the brackets stand elsewhere.
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise NotReadable from None
    if text.startswith(BOM):
        raise NotReadable
    if _depth(body) > MAX_DEPTH:
        raise Malformed("/", "too_deep")
    try:
        sent = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise NotReadable from None
    _walk(sent)


def _depth(body: bytes) -> int:
    """How deep brackets stand in each other, strings left out; no parser is needed for it."""
    deep = deepest = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in _OPENING:
            deep += 1
            deepest = max(deepest, deep)
        elif byte in _CLOSING:
            deep -= 1
    return deepest


def _no_constant(_: str) -> None:
    raise ValueError


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names stand once: two readers must not see two different values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _walk(sent: object) -> None:
    waiting = [sent]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            if len(one) > MAX_ITEMS:
                raise Malformed("/", "too_long")
            waiting += one
        elif isinstance(one, dict):
            if len(one) > MAX_MEMBERS:
                raise Malformed("/", "too_long")
            waiting += [*one, *one.values()]
        elif isinstance(one, str) and not _is_text(one):
            raise Malformed("/", "no_text")
        elif isinstance(one, int) and abs(one) > 2**53:
            raise Malformed("/", "too_large")


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
