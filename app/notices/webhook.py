"""A notice as a request to a hook."""

from __future__ import annotations

import httpx

from app.notices.sender import TEXT, NotSent

PATIENCE_S = 5.0


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
        try:
            got = httpx.post(
                self._url, json={"text": TEXT}, timeout=PATIENCE_S, follow_redirects=False
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NotSent from None
        if not got.is_success:
            raise NotSent
