"""A notice as a text message, handed to a gateway by HTTP."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from app.notices.sender import TEXT, NotSent

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True, repr=False)
class Gateway:
    """Where text messages are handed over, and by which token."""

    url: str
    token: str


class TextMessage:
    """Hands the text and one number to the gateway; reads no answer beyond its status."""

    def __init__(self, gateway: Gateway, to: str) -> None:
        self._gateway, self._to = gateway, to

    def __repr__(self) -> str:
        return "<TextMessage>"

    def send(self) -> None:
        """Hand it over.

        Raises
        ------
        NotSent
            When the gateway is away or says no.
        """
        gateway = self._gateway
        try:
            got = httpx.post(
                gateway.url,
                json={"to": self._to, "text": TEXT},
                headers={"Authorization": f"Bearer {gateway.token}"},
                timeout=PATIENCE_S,
                follow_redirects=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NotSent from None
        if not got.is_success:
            raise NotSent
