"""Passwords that guessers begin with, and what is made of them to be long enough (ASVS 6.2.4, 6.2.12).

The list is that of zxcvbn: the 30,000 most frequent ones of known breaches (decision 0138). Few of them are
as long as ours must be; people make them so by typing one twice, two in a row, or one with a year.
"""

from __future__ import annotations

import string
import unicodedata
from functools import cache

SHORTEST_PART = 4
_MARKS = string.punctuation
_AROUND = string.digits + _MARKS
_SIGNS = (str.maketrans("013457@$!", "oleastasi"), str.maketrans("013457@$!", "oieastasi"))
"""Signs that stand for letters; a 1 for one of two."""


@cache
def listed() -> frozenset[str]:
    """Every password of the list."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # a megabyte, read with the first password

    return frozenset(FREQUENCY_LISTS["passwords"])


def is_known(typed: str) -> bool:
    """Whether it is on the list, or one or two of the list with digits and marks around them.

    However it is written: in capitals, with spaces, with signs for letters, in another width.
    """
    form = "".join(unicodedata.normalize("NFKC", typed).casefold().split())
    before = len(form) - len(form.lstrip(_AROUND))
    after = len(form.rstrip(_AROUND))
    return any(
        _is_made(spelled[start:end])
        for spelled in (form, *(form.translate(signs) for signs in _SIGNS))
        for start in range(before + 1)
        for end in range(after, len(form) + 1)
    )


def _is_made(core: str) -> bool:
    known = listed()
    if len(core) < SHORTEST_PART:
        return False
    return core in known or any(
        core[:at] in known and not known.isdisjoint({core[at:], core[at:].lstrip(_MARKS)})
        for at in range(SHORTEST_PART, len(core) - SHORTEST_PART + 1)
    )
