"""Towns and municipalities by the beginning of their names, also without a line.

The list is a copy of the names and codes of the service's gazetteer; no point is in it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("places.tsv")
MOST = 6
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ŋ": "n", "ŧ": "t"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place that may be named: its code, what it is called, and its other name if it has one."""

    code: str
    name: str
    town: bool
    other: str


@cache
def places() -> tuple[Place, ...]:
    """All of them, larger towns first."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return tuple(Place(code, name, kind == "TOWN", other) for code, kind, name, other in rows)


def folded(name: str) -> str:
    """The name as it is compared: small letters without marks."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join(letter for letter in plain if letter.isalnum())


def begins(typed: str) -> tuple[Place, ...]:
    """The first places whose name begins so; a town stands before a municipality of its name."""
    wanted = folded(typed)
    if not wanted:
        return ()
    hits = [
        one
        for one in places()
        if folded(one.name).startswith(wanted) or folded(one.other).startswith(wanted)
    ]
    exact = sorted(hits, key=lambda one: wanted not in (folded(one.name), folded(one.other)))
    return tuple(exact[:MOST])


def name_of(code: str) -> str:
    """What the place of that code is called."""
    return next((one.name for one in places() if one.code == code), "?")
