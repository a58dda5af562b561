"""The log: lines of JSON from a closed schema, and no path, because paths carry ids.

Every record is checked against ``EVENTS`` and ``SHAPES`` before it is written; one that does not fit
becomes the bare event ``unlisted``. Of what a library says only that it spoke is kept, because its
text may hold anything. Source: security AT09, ASVS 16.2.5.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import structlog

from app import access
from models.words import Role

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Any other method is a text of the caller's choice, and stands in no line."""
OTHER = "OTHER"
UPKEEP = "upkeep"
LIBRARIES = frozenset(
    {"alembic", "asyncio", "concurrent", "httpx", "psycopg", "py", "sqlalchemy", "uvicorn"}
)
"""Libraries that may be named; py is for warnings of the interpreter."""
OURS = ("app", "models", "matching")

COMMON = frozenset({"event", "at", "level"})
EVENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "answered": frozenset({"request", "method", "route", "status", "ms", "role"}),
        "fault": frozenset({"kind", "where", "method", "route"}),
        "library": frozenset({"library"}),
        "unlisted": frozenset(),
    }
)
"""What may be told, and with which keys; each record has all of them and no other."""


def _instant(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _one_of(*allowed: object) -> Callable[[object], bool]:
    return lambda value: any(value is one or value == one for one in allowed)


def _like(pattern: str) -> Callable[[object], bool]:
    found = re.compile(pattern)
    return lambda value: isinstance(value, str) and found.fullmatch(value) is not None


_PATHS = frozenset({path for _, path in (*access.OPEN, *access.ROLES)} | {"/openapi.json"})


def _route(value: object) -> bool:
    """A template of the table of roles, another open one, or none."""
    if not isinstance(value, str):
        return value is None
    return value == UPKEEP or value.removeprefix(access.BASE) in _PATHS


SHAPES: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "event": lambda value: value in EVENTS,
        "at": _instant,
        "level": _one_of("info", "warning", "error", "critical"),
        "request": _like("[0-9a-f]{16}"),
        "method": _one_of(None, OTHER, *METHODS),
        "route": _route,
        "status": lambda value: type(value) is int and 100 <= value < 600,
        "ms": lambda value: type(value) is float and value >= 0,
        "role": _one_of(None, *(role.value for role in Role)),
        "kind": _like("[A-Za-z_][A-Za-z0-9_]{0,59}"),
        "where": lambda value: value is None or _like(r"[a-z_.]{1,80}:[0-9]{1,5}")(value),
        "library": _one_of(None, *LIBRARIES),
    }
)
"""The form of each value. A text that is neither a word of a list nor of a form has no key."""


def fits(record: Mapping[str, object]) -> bool:
    """Whether the record is one of the closed schema: its keys, all of them, and their forms."""
    event = record.get("event")
    if not isinstance(event, str) or event not in EVENTS:
        return False
    if set(record) != COMMON | EVENTS[event]:
        return False
    return all(SHAPES[key](value) for key, value in record.items())


def _closed(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:  # noqa: ANN401
    if fits(event):
        return event
    return {"event": "unlisted", "at": event.get("at"), "level": "error"}


def set_up() -> None:
    """Records of the closed schema alone, one line of JSON each."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _closed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def failed(method: str | None, route: str | None, error: BaseException) -> None:
    """A fault: its type and the line of ours, never its text, which may hold what was sent."""
    structlog.get_logger().error(
        "fault",
        kind=type(error).__name__,
        where=line_of(error),
        method=method,
        route=route,
    )


def line_of(error: BaseException) -> str | None:
    """Module and line of the innermost frame that is ours."""
    found, trace = None, error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name.split(".")[0] in OURS:
            found = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


class _OnlyThatItSpoke(logging.Handler):
    """Takes a library's record and tells its library and level; its message is never made."""

    def emit(self, record: logging.LogRecord) -> None:
        name = record.name.split(".")[0]
        level = max(logging.INFO, min(logging.CRITICAL, record.levelno // 10 * 10))
        structlog.get_logger().log(level, "library", library=name if name in LIBRARIES else None)


def close_process() -> None:
    """Nothing of this process reaches its log or its error stream but records of the schema.

    For a process that serves, and once: loggers of libraries, warnings, and faults that nobody
    caught, whose traceback would be printed with its values.
    """
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False
    logging.basicConfig(handlers=[_OnlyThatItSpoke()], level=logging.WARNING, force=True)
    for one in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(one, logging.Logger):
            one.handlers.clear()
            one.propagate = True
    sys.excepthook = lambda _, error, __: _uncaught(error)
    sys.unraisablehook = lambda lost: _uncaught(lost.exc_value)
    threading.excepthook = lambda lost: _uncaught(lost.exc_value)


def _uncaught(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt):
        failed(None, None, error)
