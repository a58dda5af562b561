"""Which numbers leave: of eleven persons and more, and none by which one of fewer could be worked out.

Source: domain 14 (k of eleven, complementary suppression), security AT12, decision 0235.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.reports.counting import Count

LEAST = 11
"""Of whatever leaves, persons. Source: domain 14, as the CTDC."""
LEAST_INSIDE = 5
"""Of what stays among those who see cases, persons over ``MONTHS_INSIDE``. Source: domain 14."""
MONTHS_INSIDE = 24
ROUNDED_TO = 5


def hidden(
    counts: Mapping[str, Count],
    least: int = LEAST,
    *,
    together: Callable[[Iterable[int]], int] = sum,
) -> set[str]:
    """Words whose count is not told: those of few persons, and company so that no difference finds one.

    What is hidden is never one cell alone and never of fewer than ``least`` persons together, unless all is.
    ``together``: of how many some words surely are; the largest alone where one case may have several.
    """
    persons = {word: count.persons for word, count in counts.items()}
    out = {word for word, of in persons.items() if of < least}
    rest = sorted((of, word) for word, of in persons.items() if word not in out)
    while out and rest and (len(out) < 2 or together(persons[word] for word in out) < least):
        out.add(rest.pop(0)[1])
    return out


def nearest(number: int) -> int:
    """The nearest multiple of five; a tie is impossible."""
    return ROUNDED_TO * round(number / ROUNDED_TO)


def rounded(count: int) -> int:
    """The multiple of five in which a number leaves: the nearest from eleven on, so that none is smaller."""
    near = nearest(count)
    return near if near >= LEAST else near + ROUNDED_TO
