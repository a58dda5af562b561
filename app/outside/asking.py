"""Requests to others' servers: by a deadline for the whole, and no more of an answer than is needed.

Who answers is not trusted to be brief. An answer without an end, one that grows when it is unpacked or
comes a byte at a time would hold the one thread that tells people of tasks and alarms.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.outside.deadline import Deadline

PATIENCE_S = 5.0
"""For one step: to connect, or for the next bytes."""


class NoAnswer(Exception):
    """None came that counts: away, too slow, or too long; the text says nothing of what was sent."""


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """What is asked of whom.

    ``trust``: who vouches for its certificate; True is whom the system trusts.
    ``address``: to which address the name in ``url`` was found to lead, so that it is not looked up
    anew; the certificate must name it all the same.
    ``by_environment``: whether a proxy that the environment names may stand in between.
    """

    method: str
    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    trust: ssl.SSLContext | bool = True
    address: str | None = None
    by_environment: bool = False


def status(request: Request) -> int:
    """The status of the answer, of which nothing else is read; a redirect is not followed.

    Raises
    ------
    NoAnswer
        When there is none in time.
    """
    with _answered(request) as got:
        return got.status_code


def answer(request: Request, *, longest: int) -> tuple[int, bytes]:
    """The status and the whole body as it came, not unpacked.

    Raises
    ------
    NoAnswer
        When there is none in time, or its body has more than ``longest`` bytes.
    """
    body = b""
    with _answered(request) as got:
        for piece in got.iter_raw():
            body += piece
            if len(body) > longest:
                raise NoAnswer
    return got.status_code, body


@contextmanager
def _answered(request: Request) -> Iterator[httpx.Response]:
    """The answer as far as its heading; what is not read inside is never read."""
    deadline = Deadline()
    more: dict[str, Any] = {"trace": _following(deadline)}
    headers = {**request.headers, "Accept-Encoding": "identity"}
    try:
        url = httpx.URL(request.url)
        if request.address is not None:
            headers["Host"] = url.netloc.decode("ascii")
            more["sni_hostname"], url = url.host, url.copy_with(host=request.address)
        with (
            deadline,
            httpx.Client(
                verify=request.trust, timeout=PATIENCE_S, trust_env=request.by_environment
            ) as client,
            client.stream(
                request.method,
                url,
                content=request.body,
                headers=headers,
                extensions=more,
            ) as got,
        ):
            yield got
    except (httpx.HTTPError, httpx.InvalidURL):
        raise NoAnswer from None
    if deadline.over:
        raise NoAnswer  # a body without a length that was cut looks like one that ended


def _following(deadline: Deadline) -> Callable[[str, Mapping[str, Any]], None]:
    """Hears what the client says it does, and with it of each connection."""

    def follow(event: str, told: Mapping[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            deadline.cuts(told["return_value"].get_extra_info("socket"))

    return follow
