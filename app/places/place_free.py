"""Whether a text that people wrote names a place: it is not told where a place must not be guessed."""

from __future__ import annotations

import re

from app.places.gazetteer import Gazetteer

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MOST_WORDS = 3
"""The longest name that is looked for: Mo i Rana."""


def names_a_place(text: str, places: Gazetteer) -> bool:
    """Whether some words in it, the first one with a capital, are the name of a place.

    The safe side: a name that is also a word of the language counts.
    """
    words = _WORD.findall(text)
    for first, word in enumerate(words):
        if not word[0].isupper():
            continue
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1):
            if places.is_a_name(" ".join(words[first:last])):
                return True
    return False
