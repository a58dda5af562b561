"""A notice as a text message, handed to a gateway by HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from app.notices.sender import TEXT
from app.notices.webhook import post


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
        token = {"Authorization": f"Bearer {gateway.token}"}
        post(gateway.url, {"to": self._to, "text": TEXT}, token)
