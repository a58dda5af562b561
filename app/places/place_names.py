"""How a place name is found by what somebody types on a telephone shift."""

from __future__ import annotations

from unicodedata import combining, normalize

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss", "ð": "d", "þ": "th", "ł": "l"}
)
_WRITTEN_OUT = str.maketrans({"å": "aa", "ø": "oe", "ö": "oe", "ä": "ae"})
_MARKS = str.maketrans(dict.fromkeys("-/.,()'", " "))


def folded(name: str) -> str:
    """The name without case, accents and marks: ``Tromsø`` and ``TROMSO`` are one."""
    plain = normalize("NFC", name).casefold().translate(_LETTERS)
    bare = "".join(sign for sign in normalize("NFKD", plain) if not combining(sign))
    return " ".join(bare.translate(_MARKS).split())


def spellings(name: str) -> tuple[str, ...]:
    """Each folded way to type the name: ``Ålesund`` is also ``aalesund``."""
    written_out = normalize("NFC", name).casefold().translate(_WRITTEN_OUT)
    return tuple(dict.fromkeys((folded(name), folded(written_out))))


def closeness(typed: str, spelled: tuple[str, ...]) -> int | None:
    """0 whole name, 1 its beginning, 2 the beginning of a later word; None when it is neither.

    ``typed`` and ``spelled`` are folded; what was typed stands for its beginning, so that
    ``mo i r`` finds ``mo i rana``.
    """
    if typed in spelled:
        return 0
    if any(name.startswith(typed) for name in spelled):
        return 1
    return 2 if any(f" {typed}" in name for name in spelled) else None
