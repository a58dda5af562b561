"""What happened, sent to a program: signed with each key that is valid, to a judged address alone."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from app.notices.reachable import address_of
from app.notices.sender import NotSent
from app.outside.asking import NoAnswer, Request, status
from models.words import EventKind

KEY_BYTES = 32
MOST_KEYS = 2
"""Two are valid while a receiver changes from one to the next."""
SIGNED = "Havn-Signature"


class EventHook:
    """One receiver: where it is, and the keys that it knows; nothing of it ever shows."""

    def __init__(
        self,
        url: str,
        keys: Sequence[bytes],
        *,
        inner: bool = False,
        authority: Path | None = None,
    ) -> None:
        """``inner``: it may stand in an inner network. ``authority``: who alone vouches for it."""
        if not 1 <= len(keys) <= MOST_KEYS or any(len(key) < KEY_BYTES for key in keys):
            raise ValueError("one key or two, each of at least 32 bytes")
        parts = urlsplit(url)
        self._url, self._host = url, parts.hostname or ""
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._keys, self._inner = tuple(keys), inner
        self._trust = ssl.create_default_context(cafile=authority)

    def __repr__(self) -> str:
        return "<EventHook>"

    def send(
        self, events: Sequence[tuple[EventKind, UUID]], *, after: str, to: str, now: datetime
    ) -> None:
        """Post events that follow the cursor ``after`` and lead to the cursor ``to``.

        Raises
        ------
        NotSent
            When the other side is away, says no, or stands where nothing is sent.
        """
        body = body_of(events, after=after, to=to)
        address = address_of(self._host, self._port, inner_too=self._inner)
        headers = {
            "Content-Type": "application/json",
            SIGNED: signature(body, self._keys, now),
        }
        # Nothing of the environment: a proxy would look the name up anew.
        post = Request("POST", self._url, body, headers, trust=self._trust, address=address)
        try:
            said = status(post)
        except NoAnswer:
            raise NotSent from None
        if not 200 <= said < 300:
            raise NotSent


def body_of(events: Sequence[tuple[EventKind, UUID]], *, after: str, to: str) -> bytes:
    """What is sent: the same events are the same bytes."""
    told = [{"kind": kind.value, "id": str(subject)} for kind, subject in events]
    return json.dumps({"after": after, "events": told, "next": to}, separators=(",", ":")).encode()


def signature(body: bytes, keys: Sequence[bytes], now: datetime) -> str:
    """``t=seconds,v1=hex`` with one ``v1`` for each key: HMAC-SHA-256 over the time, a point, the body.

    A receiver takes it when one of them fits and the time is near, so that nothing kept is sent again.
    """
    seconds = int(now.timestamp())
    signed = f"{seconds}.".encode() + body
    marks = [hmac.new(key, signed, hashlib.sha256).hexdigest() for key in keys]
    return ",".join([f"t={seconds}", *(f"v1={mark}" for mark in marks)])
