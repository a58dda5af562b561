"""The line to the service: the only file that knows how requests are sent.

One request, one answer or none. Whoever asks sends the same thing again under the same key.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from .problem import slug_of

BASE = "/api/v1"
FORM = "1"
"""Which form of intake this program speaks; a service that has left it behind says so."""
CA_FILE = "HAVN_INTAKE_CA"
PATIENCE_S = (2.0, 3.0, 5.0, 8.0)
"""How long each attempt waits for its answer; the last one counts for all that follow."""
KEPT_OPEN_S = 60.0
"""A caller thinks before she answers; the connection stays open meanwhile."""
_LOCAL = ("localhost", "127.0.0.1", "::1")


class LineDown(Exception):
    """No answer came; whether the service did it is not known."""


class NotSafe(Exception):
    """The address of the service is not one to which a caller's words may go."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the service answered."""

    status: int
    body: Mapping[str, Any]

    @property
    def final(self) -> bool:
        """Whether asking again would change nothing: it was done, or refused for good."""
        if self.status == 429:  # too fast is over in a moment, too many places is not
            return slug_of(self.body) == "quota"
        return self.status < 500 and self.status not in (408, 425)


class Line:
    """Requests to one service, over a connection that stays open."""

    def __init__(self, service: str, token: str | None) -> None:
        """For the service at this address.

        Raises
        ------
        NotSafe
            When it is not HTTPS and not on this machine.
        """
        at = urlsplit(service)
        if at.scheme != "https" and not (at.scheme == "http" and at.hostname in _LOCAL):
            raise NotSafe
        # What a proxy of the environment says is not asked: her words go to one place.
        headers = {"Havn-Intake": FORM, "Accept-Encoding": "gzip"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        verify: ssl.SSLContext | bool = at.scheme == "https"
        if verify:
            verify = ssl.create_default_context(cafile=os.environ.get(CA_FILE))
        self._client = httpx.Client(
            base_url=service,
            headers=headers,
            verify=verify,
            trust_env=False,
            limits=httpx.Limits(keepalive_expiry=KEPT_OPEN_S),
        )
        for name in ("accept", "connection", "user-agent"):  # each byte is time on a slow line
            self._client.headers.pop(name, None)

    def warm(self) -> None:
        """The connection is open before anything has to be told over it."""
        with suppress(httpx.HTTPError):
            self._client.get("/healthz", timeout=PATIENCE_S[0])

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        version: int | None = None,
        sent_at: str | None = None,
        attempt: int = 0,
    ) -> Heard:
        """One attempt.

        Raises
        ------
        LineDown
            When no answer came.
        """
        headers = {}
        if key is not None:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if sent_at is not None:
            headers["Havn-Sent-At"] = sent_at
        patience = PATIENCE_S[min(attempt, len(PATIENCE_S) - 1)]
        try:
            got = self._client.request(
                method, BASE + path, json=body, headers=headers, timeout=patience
            )
        except httpx.HTTPError:
            raise LineDown from None
        try:
            told = got.json()
        except ValueError:
            told = {}
        return Heard(got.status_code, told if isinstance(told, dict) else {})

    def close(self) -> None:
        """The connection is closed."""
        self._client.close()
