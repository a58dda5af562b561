"""Counts and durations of requests, told on a port of their own and never on the API's.

Labels are words of closed lists: method, template of the route, class of the status. None is by
shelter, account or place, because a count of one is a person. Source: security 6, stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import Scope

from app.http.log import known_method, template
from app.http.private_port import Alive, PrivatePort, Watch

NONE = "none"
LABELS = ("method", "route", "status")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class _Seen(Collector):
    """What the watch sees, read when somebody asks."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each number of this moment; what is not known is not told."""
        seen = self._watch()
        ready = GaugeMetricFamily("havn_ready", "1 when that can be used.", labels=["what"])
        for name, good in seen.ready.items():
            ready.add_metric([name], float(good))
        age = GaugeMetricFamily("havn_age_seconds", "How long ago it last came.", labels=["what"])
        for name, seconds in seen.ages.items():
            age.add_metric([name], seconds)
        silent = GaugeMetricFamily("havn_silent", "1 when it should have come.", labels=["what"])
        for name, is_silent in seen.silent.items():
            silent.add_metric([name], float(is_silent))
        yield from (ready, age, silent)

    def describe(self) -> Iterable[Any]:
        """Nothing beforehand: to know the names the database would be asked."""
        return ()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Successor(_Server):
    """One that takes the port over: it begins while the one before it still listens there."""

    allow_reuse_port = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as it is called
        """Who asks here is in no log."""


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

    def listen(
        self, host: str, port: int, watch: Watch, alive: Alive, *, replaced: bool = False
    ) -> Callable[[], None]:
        """Tell them there from now on, what the watch sees and whether it is alive; what is returned stops it.

        ``replaced``: this process takes the place of another one and will give it to a next one; each
        begins on that port before the other goes.

        Raises
        ------
        OSError
            When the port cannot be had.
        """
        self.registry.register(_Seen(watch))
        app = PrivatePort(make_wsgi_app(self.registry), watch, alive)
        kind = _Successor if replaced else _Server
        server = make_server(host, port, app, server_class=kind, handler_class=_Quiet)
        thread = Thread(target=server.serve_forever, name="private port", daemon=True)
        thread.start()

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop
