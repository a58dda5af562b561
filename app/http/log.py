"""What the log tells of a request: its template, its method where that is HTTP's own, and how it was answered."""

from __future__ import annotations

import structlog
from starlette.types import Scope

from app.log import METHODS, OTHER


def answered(scope: Scope, status: int, request: str, seconds: float) -> None:
    """One request was answered; the route is its template, never the path that was called."""
    state = scope.get("state", {})
    structlog.get_logger().info(
        "answered",
        request=request,
        method=known_method(scope),
        route=template(scope),
        status=status,
        ms=round(1000 * seconds, 1),
        role=state.get("role"),
    )


def template(scope: Scope) -> str | None:
    """The route's template; None when no route was met."""
    route = scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None)


def known_method(scope: Scope) -> str:
    """The method, when it is one of HTTP's own."""
    return scope["method"] if scope["method"] in METHODS else OTHER
