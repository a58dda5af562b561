"""Chance as an argument: one stream of numbers per subject, the same for the same seed."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import log
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws of one subject; a subject that draws more does not change what another draws."""

    __slots__ = ("_random",)

    def __init__(self, *words: str | int) -> None:
        # Not for secrets: a world must be the same for everybody who has the seed.
        self._random = Random("/".join(str(word) for word in words))  # noqa: S311

    def happens(self, share: float) -> bool:
        """True in this share of draws."""
        return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        """A number between the two."""
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one_of(self, things: Sequence[T]) -> T:
        """One of them, all alike."""
        return things[int(self._random.random() * len(things))]

    def some_of(self, things: Sequence[T], count: int) -> list[T]:
        """So many different ones of them, or all."""
        return self.shuffled(things)[:count]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys by weight."""
        at = self._random.random() * sum(weights.values())
        for thing, weight in weights.items():
            at -= weight
            if at < 0:
                return thing
        return next(reversed(list(weights)))

    def by_weight(self, things: Sequence[T], upto: Sequence[float]) -> T:
        """One of the things; ``upto`` are the sums of the weights so far (``rising``)."""
        at = bisect(upto, self._random.random() * upto[-1], 0, len(upto) - 1)
        return things[at]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All of them in an order of chance."""
        mixed = list(things)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.whole(0, last)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def spell(self, mean: float, low: int = 1, high: int = 10_000) -> int:
        """A length with a long tail (exponential), rounded up, kept between low and high."""
        drawn = -mean * log(1.0 - self._random.random())
        return max(low, min(high, int(drawn) + 1))

    def bell(self) -> float:
        """A number round 0 with spread 1, between -6 and 6."""
        return sum(self._random.random() for _ in range(12)) - 6.0


def rising(weights: Iterable[float]) -> tuple[float, ...]:
    """The sums of the weights so far, for ``Chance.by_weight``."""
    return tuple(accumulate(weights))


def shared_out(total: int, weights: Mapping[T, float]) -> dict[T, int]:
    """The total split by weight into whole numbers that add up (largest remainders)."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    counts = {key: int(share) for key, share in exact.items()}
    left = total - sum(counts.values())
    by_rest = sorted(exact, key=lambda key: counts[key] - exact[key])
    for key in by_rest[:left]:
        counts[key] += 1
    return counts


def dealt(chance: Chance, total: int, weights: Mapping[T, float]) -> list[T]:
    """A list of that length in which each key stands as often as its weight says, mixed."""
    counts = shared_out(total, weights)
    return chance.shuffled([key for key, count in counts.items() for _ in range(count)])
