"""A notice as a request to a hook."""

from __future__ import annotations

import json

from app.notices.sender import TEXT, NotSent
from app.outside.asking import NoAnswer, Request, status


class Webhook:
    """Posts the text to one address; follows no redirect and reads no answer beyond its status."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __repr__(self) -> str:
        return "<Webhook>"

    def send(self) -> None:
        """Post it.

        Raises
        ------
        NotSent
            When the other side is away or says no.
        """
        post(self._url, {"text": TEXT})


def post(url: str, told: dict[str, str], headers: dict[str, str] | None = None) -> None:
    """Post these words to an address that the host's own file names.

    Raises
    ------
    NotSent
        When the other side is away or says no.
    """
    sent = {"Content-Type": "application/json", **(headers or {})}
    try:
        said = status(
            Request(
                "POST",
                url,
                json.dumps(told, separators=(",", ":")).encode(),
                sent,
                by_environment=True,
            )
        )
    except NoAnswer:
        raise NotSent from None
    if not 200 <= said < 300:
        raise NotSent
