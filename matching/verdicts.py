"""What a rule says of every shelter, as two rows of bits, and what of it is kept for the next ask.

The first row has a rule's bit where the rule bars, the second where a fact and not merely something
untold is the reason. Most rules read one closed answer of a household (her gender, the age of her
oldest boy, one service), so that what they say of all shelters is the same for everybody who answers
alike; it is worked out once for a picture and laid over the others with a bitwise or.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.vocabulary import Rule

A = TypeVar("A", bound=NDArray[Any])

Bools = NDArray[np.bool_]
Verdict = NDArray[np.uint32]
"""Two rows, ``BARS`` and ``FACTS``, with a column for each shelter."""

BARS, FACTS = 0, 1
KEPT_BYTES = 48 * 2**20
"""Of one picture; then all is let go and worked out again when it is asked for."""


def bit(rule: Rule) -> int:
    """The rule's bit in a mask: H01 is the lowest."""
    return 1 << (int(rule.value[1:]) - 1)


BIT = {rule: np.uint32(bit(rule)) for rule in Rule}
"""``bit`` as the arrays hold it."""


def verdict(rule: Rule, barred: Bools, by_fact: Bools | bool) -> Verdict:
    """One rule's word: where it bars, and where of those by a fact."""
    said = np.empty((2, len(barred)), dtype=np.uint32)
    np.multiply(barred, BIT[rule], out=said[BARS])
    if by_fact is True:
        said[FACTS] = said[BARS]
    elif by_fact is False:
        said[FACTS] = 0
    else:
        np.multiply(said[BARS], by_fact, out=said[FACTS])
    return said


class Kept:
    """Arrays by the question that they answer; they are shared, so nobody may write on them."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}
        self._bytes = 0

    def __call__(self, question: Hashable, ask: Callable[[], A]) -> A:
        """The kept answer, or the one that ``ask`` gives now."""
        known: A | None = self._known.get(question)
        if known is None:
            known = ask()
            known.flags.writeable = False
            if self._bytes > KEPT_BYTES:
                self._known.clear()
                self._bytes = 0
            self._known[question] = known
            self._bytes += known.nbytes
        return known
