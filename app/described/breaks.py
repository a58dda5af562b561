"""What in a newer description of the API breaks whoever was written for the older one.

Two directions. What is sent: all that the old one took is still taken. What is told: all that the
new one may say, the old one said could come. New routes, new fields that need not be sent and new
fields of answers break nobody: who reads an answer passes over what she does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from app.described.fitting import Way, misfits

Description = Mapping[str, Any]


class Kind(Enum):
    """In which way it breaks."""

    ROUTE_GONE = "the route is gone"
    PARAMETER_GONE = "the parameter is gone"
    PARAMETER_NEEDED = "the parameter must be sent now"
    BODY_GONE = "no body is taken any more"
    BODY_NEEDED = "a body must be sent now"
    MEDIA_TYPE_GONE = "this media type is gone"
    STATUS_GONE = "this success is not answered any more"
    HEADER_GONE = "this header of the answer is gone"
    SIGN_IN_NEEDED = "whoever is not known is not answered any more"
    ROLE_GONE = "this role may not call it any more"
    SCOPE_GONE = "this scope does not open it any more"
    FIELD_GONE = "the field is gone"
    FIELD_NEEDED = "the field must be sent now"
    FIELD_MAY_BE_MISSING = "the field may be missing now"
    OTHER_TYPE = "it is of another type"
    WORD_GONE = "a word is not taken any more"
    WORD_NEW = "a word may come that could not"
    TIGHTER = "a limit is tighter"
    WIDER = "a limit is wider"
    OTHER_FORM = "it has another form"
    OTHER_DEFAULT = "what counts when nothing is sent is another thing"


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """One thing that breaks, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def breaks(old: Description, new: Description, *, today: date) -> tuple[Break, ...]:
    """Everything that breaks; a route whose sunset is over may be gone."""
    found = {
        Break(where, kind.value)
        for path, operations in old["paths"].items()
        for method, operation in operations.items()
        for where, kind in _of_route(
            f"{method.upper()} {path}", operation, path, method, old, new, today
        )
    }
    return tuple(sorted(found))


Found = Iterator[tuple[str, Kind]]


def _of_route(
    where: str,
    before: Description,
    path: str,
    method: str,
    old: Description,
    new: Description,
    today: date,
) -> Found:
    after = new["paths"].get(path, {}).get(method)
    if after is None:
        sunset = before.get("x-sunset")
        if sunset is None or date.fromisoformat(sunset) > today:
            yield where, Kind.ROUTE_GONE
        return
    if not before.get("security") and after.get("security"):
        yield where, Kind.SIGN_IN_NEEDED
    if after.get("security"):
        yield from _callers(where, before, after)
    yield from _parameters(where, before, after, old, new)
    yield from _body(where, before, after, old, new)
    yield from _answers(where, before, after, old, new)


def _callers(where: str, before: Description, after: Description) -> Found:
    """Who could call it and cannot; an older description that did not say who is not compared."""
    for word, kind in (("x-roles", Kind.ROLE_GONE), ("x-scopes", Kind.SCOPE_GONE)):
        for gone in sorted({*before.get(word, ())} - {*after.get(word, ())}):
            yield f"{where} {gone}", kind


def _parameters(
    where: str, before: Description, after: Description, old: Description, new: Description
) -> Found:
    had = {(p["in"], p["name"].lower()): p for p in before.get("parameters", ())}
    has = {(p["in"], p["name"].lower()): p for p in after.get("parameters", ())}
    for key, parameter in has.items():
        if parameter.get("required") and not had.get(key, {}).get("required"):
            yield f"{where} {key[0]} {parameter['name']}", Kind.PARAMETER_NEEDED
    for key, parameter in had.items():
        at = f"{where} {key[0]} {parameter['name']}"
        if key not in has:
            yield at, Kind.PARAMETER_GONE
        else:
            schemas = parameter.get("schema", {}), has[key].get("schema", {})
            yield from _schemas(at, *schemas, old, new, Way.SENT)


def _body(
    where: str, before: Description, after: Description, old: Description, new: Description
) -> Found:
    had, has = before.get("requestBody"), after.get("requestBody")
    if has and has.get("required") and not (had and had.get("required")):
        yield where, Kind.BODY_NEEDED
    if had and not has:
        yield where, Kind.BODY_GONE
    elif had and has:
        yield from _contents(f"{where} sent", had, has, old, new, Way.SENT)


def _answers(
    where: str, before: Description, after: Description, old: Description, new: Description
) -> Found:
    for status, answer in before["responses"].items():
        at = f"{where} {status}"
        now = after["responses"].get(status)
        if now is None:
            if status.startswith(("2", "3")):
                yield at, Kind.STATUS_GONE
            continue
        for name in answer.get("headers", {}):
            if name not in now.get("headers", {}):
                yield f"{at} {name}", Kind.HEADER_GONE
        yield from _contents(at, answer, now, old, new, Way.TOLD)


def _contents(
    at: str, had: Description, has: Description, old: Description, new: Description, way: Way
) -> Found:
    for media_type, content in had.get("content", {}).items():
        now = has.get("content", {}).get(media_type)
        if now is None:
            yield f"{at} {media_type}", Kind.MEDIA_TYPE_GONE
        else:
            yield from _schemas(at, content.get("schema", {}), now.get("schema", {}), old, new, way)


def _schemas(
    at: str,
    before: Any,  # noqa: ANN401 - JSON
    after: Any,  # noqa: ANN401 - JSON
    old: Description,
    new: Description,
    way: Way,
) -> Found:
    for path, name in misfits(before, after, old, new, way):
        yield f"{at} {path}".rstrip(), Kind[name]
