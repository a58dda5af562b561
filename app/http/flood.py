"""A flood is refused at the door: callers nobody knows by their network, known ones by their account.

Whoever showed a good secret lately is not counted with her network, so a flood from next door does
not keep her out. Nothing is locked: a bucket fills again within seconds. Source: security AT07.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from uuid import UUID

from app.errors import TooMany
from app.http.buckets import Buckets, Rate, network_of

MOST_KNOWN = 5_000
_NEVER = object()


class Flood:
    """The buckets of one process, and which secrets were good lately."""

    def __init__(self, *, network: Rate, account: Rate) -> None:
        self._networks, self._accounts = Buckets(network), Buckets(account)
        self._pepper, self._lock = secrets.token_bytes(16), Lock()
        self._known: OrderedDict[bytes, object | None] = OrderedDict()

    def stranger(self, address: str, secret: str) -> None:
        """Before it is looked up who calls, with whatever secret came along.

        Raises
        ------
        TooMany
            When this network asked too often without a good secret.
        """
        with self._lock:
            if self._hashed(secret) in self._known:
                return
        self._taken(self._networks, network_of(address))

    def unknown(self, address: str, secret: str) -> None:
        """The secret is good no more, or never was: its caller is a stranger from now on.

        Raises
        ------
        TooMany
            When this network asked too often with a secret that was good once.
        """
        with self._lock:
            was_known = self._known.pop(self._hashed(secret), _NEVER) is None
        if was_known:
            self._taken(self._networks, network_of(address))

    def known(self, address: str, secret: str, account: UUID) -> None:
        """The secret was good: the network is not charged for it, the account is.

        Raises
        ------
        TooMany
            When this account asks too often.
        """
        hashed = self._hashed(secret)
        with self._lock:
            new = hashed not in self._known
            self._known[hashed] = None
            self._known.move_to_end(hashed)
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        if new:
            self._networks.give_back(network_of(address))
        self._taken(self._accounts, account.bytes)

    def _taken(self, buckets: Buckets, key: bytes) -> None:
        wait = buckets.take(key)
        if wait:
            raise TooMany(wait)

    def _hashed(self, secret: str) -> bytes:
        return blake2b(secret.encode(), key=self._pepper, digest_size=16).digest()

    def __repr__(self) -> str:
        return "<Flood>"
