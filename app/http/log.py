"""The log: one line of JSON per request with listed keys, and no path, because paths carry ids."""

from __future__ import annotations

import logging
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from starlette.types import Scope

KEYS = frozenset({"event", "at", "level", "request", "method", "route", "status", "ms", "role"})
"""What may stand in a line; anything else is left out, whoever tries to log it."""


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Any other method is a text of the caller's choice, and stands in no line."""


def _only_listed(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:  # noqa: ANN401
    return {key: event[key] for key in event if key in KEYS}


def set_up() -> None:
    """Lines of JSON with listed keys alone; the server's own access log stays off."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _only_listed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def answered(scope: Scope, status: int, request: str, seconds: float) -> None:
    """One request was answered; the route is its template, never the path that was called."""
    state = scope.get("state", {})
    structlog.get_logger().info(
        "answered",
        request=request,
        method=scope["method"] if scope["method"] in METHODS else "OTHER",
        route=getattr(scope.get("route"), "path", None),
        status=status,
        ms=round(1000 * seconds, 1),
        role=state.get("role"),
    )


def failed(request_method: str, route: str | None, kind: str) -> None:
    """A fault: its type and where, never its text, which may hold what was sent."""
    structlog.get_logger().error(f"fault {kind}", method=request_method, route=route)
