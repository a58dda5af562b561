"""What is asked at the private port: does it live, can it serve, is something silent.

    /livez     200 while the loop that serves comes round, else 503: start it anew
    /readyz    200 when database, schema and key can be used, else 503: send it no requests
    /silentz   200 when nothing is silent, else 503: wake somebody
    /metrics   all of it in numbers

What stands in an answer are closed words alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watch saw at one moment. Unknown: what could not be asked is not good and has no age."""

    ready: Mapping[str, bool]
    ages: Mapping[str, float] = field(default_factory=dict)
    """Seconds since each last came."""
    silent: Mapping[str, bool] = field(default_factory=dict)


Watch = Callable[[], Seen]
Alive = Callable[[], bool]
"""Whether the service goes on, known within a bounded time."""


class PrivatePort:
    """The answers of that port."""

    def __init__(self, metrics: WSGIApplication, watch: Watch, alive: Alive) -> None:
        self._metrics, self._watch, self._alive = metrics, watch, alive

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """One answer."""
        match environ.get("PATH_INFO"):
            case "/livez":
                return _told(start, {"process": self._alive()})
            case "/readyz":
                return _told(start, self._watch().ready)
            case "/silentz":
                seen = self._watch()
                known = {name: not silent for name, silent in seen.silent.items()}
                return _told(start, known or {"database": False})
            case "/metrics":
                return self._metrics(environ, start)
            case _:
                start("404 Not Found", [("Content-Length", "0")])
                return [b""]


def _told(start: StartResponse, good: Mapping[str, Any]) -> Iterable[bytes]:
    body = json.dumps({name: "ok" if one else "no" for name, one in good.items()}).encode()
    status = "200 OK" if all(good.values()) else "503 Service Unavailable"
    start(
        status,
        [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
    )
    return [body]
