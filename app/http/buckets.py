"""Token buckets in memory: a flood from one network, or a runaway client, does not starve the others.

Not a defence of secrets: those have quotas in the database. A bucket refuses for a second or two and
never locks anybody out. Source: security AT07, decision 0129.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import ip_network
from threading import Lock

MOST_KEYS = 20_000
"""Buckets that are remembered; the one that was used longest ago is forgotten first."""
NETWORK_BITS = {4: 32, 6: 56}
"""What counts as one network: one address of the old kind, one customer's share of the new."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second for long, and so many at once."""

    per_second: float
    at_once: int


class Buckets:
    """One bucket per key, each full at first; a key is kept as a keyed hash alone."""

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._pepper = secrets.token_bytes(16)
        self._lock = Lock()
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, key: bytes) -> float:
        """Take one; 0 when there was one, else the seconds until there is."""
        hashed, now = self._hashed(key), self._clock()
        with self._lock:
            left = self._filled(hashed, now)
            if left < 1:
                wait = (1 - left) / self._rate.per_second
            else:
                left, wait = left - 1, 0.0
            self._left[hashed] = (left, now)
            self._left.move_to_end(hashed)
            if len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        return wait

    def give_back(self, key: bytes) -> None:
        """The last one should not have counted."""
        hashed, now = self._hashed(key), self._clock()
        with self._lock:
            left = min(self._rate.at_once, self._filled(hashed, now) + 1)
            self._left[hashed] = (left, now)

    def _filled(self, hashed: bytes, now: float) -> float:
        left, then = self._left.get(hashed, (float(self._rate.at_once), now))
        return min(self._rate.at_once, left + (now - then) * self._rate.per_second)

    def _hashed(self, key: bytes) -> bytes:
        return blake2b(key, key=self._pepper, digest_size=16).digest()

    def __repr__(self) -> str:
        return "<Buckets>"


def network_of(address: str) -> bytes:
    """The network that an address belongs to; an address that is none is a network of its own."""
    try:
        version = 6 if ":" in address else 4
        return ip_network(f"{address}/{NETWORK_BITS[version]}", strict=False).compressed.encode()
    except ValueError:
        return b"?"
