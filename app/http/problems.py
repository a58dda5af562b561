"""Errors as application/problem+json: fixed texts, a pointer and a rule, never what was sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from app.errors import Blocked, Malformed, NotFound, NotSignedIn, Refusal, TooMany
from app.http.log import known_method, template
from app.log import failed
from app.store.refusals import Busy, DatabaseAway, TooSoon

MEDIA_TYPE = "application/problem+json"
URN = "urn:havn:problem:"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "An expected no. It never repeats what was sent.",
    "properties": {
        "type": {"type": "string", "pattern": "^urn:havn:problem:[a-z-]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "wrong": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "rule": {"type": "string"}},
                "required": ["at", "rule"],
                "additionalProperties": False,
            },
        },
        "rules": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["type", "title", "status"],
    "additionalProperties": False,
}

TITLES = {
    404: (NotFound.slug, NotFound.title),
    405: ("method-not-allowed", "This cannot be done here."),
}


def may_refuse(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses, as the API describes them; anybody may be told that it is too often (429)."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told = sorted({*statuses, TooMany.status})
    return {status: {"description": "Refused", "content": content} for status in told}


def body_of(slug: str, title: str, status: int, **more: object) -> bytes:
    """The bytes of a problem; equal problems are equal bytes."""
    said = {"type": URN + slug, "title": title, "status": status, **more}
    return json.dumps(said, separators=(",", ":")).encode()


def problem(refusal: Refusal) -> Response:
    """The answer that a refusal gets."""
    more: dict[str, object] = {}
    if isinstance(refusal, Blocked):
        more["rules"] = refusal.rules
    if isinstance(refusal, Malformed):
        more["wrong"] = refusal.wrong
    headers = {}
    if isinstance(refusal, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooSoon):
        headers["Retry-After"] = str(refusal.seconds)
    if isinstance(refusal, Busy | DatabaseAway):
        headers["Retry-After"] = "1"
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(max(1, ceil(refusal.wait_s)))
    body = body_of(refusal.slug, refusal.title, refusal.status, **more)
    return Response(body, refusal.status, headers, MEDIA_TYPE)


def handle_in(app: FastAPI) -> None:
    """Every error of this application is answered from here."""
    app.exception_handler(Refusal)(_refused)
    app.exception_handler(RequestValidationError)(_malformed)
    app.exception_handler(HTTPException)(_http)


def _refused(_: Request, refusal: Refusal) -> Response:
    return problem(refusal)


def _malformed(_: Request, error: RequestValidationError) -> Response:
    """Where and which rule. A malformed id in the path is an id that is not there."""
    found = error.errors()
    if any(e["loc"][:1] == ("path",) for e in found):
        return problem(NotFound())
    wrong = sorted({(_pointer(e["loc"], e["type"]), str(e["type"])) for e in found})
    body = body_of(
        Malformed.slug,
        Malformed.title,
        422,
        wrong=[{"at": at, "rule": rule} for at, rule in wrong[:20]],
    )
    return Response(body, 422, media_type=MEDIA_TYPE)


def _pointer(loc: Sequence[str | int], rule: str) -> str:
    """Where in the body; an unknown field's own name is not repeated, only where it stands."""
    parts = [str(part) for part in loc[1:] if not str(part).startswith(("function-", "tagged-"))]
    if rule == "extra_forbidden":
        parts = parts[:-1]
    return "/" + "/".join(parts)


def _http(_: Request, error: HTTPException) -> Response:
    slug, title = TITLES.get(error.status_code, ("refused", Refusal.title))
    body = body_of(slug, title, error.status_code)
    return Response(body, error.status_code, error.headers, MEDIA_TYPE)


def fault(scope: Scope, error: Exception) -> Response:
    """A fault of ours: bare outside, and inside its type alone, for its text may hold anything."""
    failed(known_method(scope), template(scope), error)
    return Response(body_of("fault", "Something is wrong on our side.", 500), 500, None, MEDIA_TYPE)
