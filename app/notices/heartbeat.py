"""A sign of life to somebody outside, who raises the alarm when it stays away: a dead man's switch."""

from __future__ import annotations

import httpx

PATIENCE_S = 5.0


def ping(url: str) -> None:
    """Ask for the address; nothing is sent along, and what comes back is not read.

    When it does not arrive the other side notices, which is what it is for.
    """
    try:
        httpx.get(url, timeout=PATIENCE_S, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        return
