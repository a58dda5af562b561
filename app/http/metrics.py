"""Counts and durations of requests, told on a port of their own and never on the API's.

Labels are words of closed lists: method, template of the route, class of the status. None is by
shelter, account or place, because a count of one is a person. Source: security 6, stack.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from starlette.types import Scope

from app.http.log import known_method, template

NONE = "none"
LABELS = ("method", "route", "status")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """What one process has answered since it started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "havn_requests", "Answered requests.", LABELS, registry=self.registry
        )
        self._seconds = Histogram(
            "havn_request_seconds",
            "How long an answer took, in seconds.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """One request more."""
        route = template(scope) or NONE
        self._requests.labels(known_method(scope), route, f"{status // 100}xx").inc()
        self._seconds.labels(route).observe(seconds)

    def listen(self, host: str, port: int) -> Callable[[], None]:
        """Tell them there from now on; what is returned stops it.

        Raises
        ------
        OSError
            When the port cannot be had.
        """
        server, thread = start_http_server(port, addr=host, registry=self.registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop
