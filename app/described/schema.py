"""OpenAPI 3.1 of these routes, with the problems, the tokens and what is to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from app import access
from app.described.deprecations import DEPRECATED
from app.http import problems
from app.http.own_page import COOKIE

TITLE = "havn"
VERSION = "1.0.0"
"""Of the API: its first number is that of the path, /api/v1."""


def describe(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The description of these routes.

    ``x-roles``: who may call it. ``x-scopes``: for what a token may be made that opens it.
    """
    schema = get_openapi(title=TITLE, version=VERSION, routes=routes)
    parts = schema.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = problems.SCHEMA
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            where = (method.upper(), path.removeprefix(access.BASE))
            if where not in access.OPEN:
                operation["security"] = [{"token": []}, {"session": []}]
                operation["x-roles"] = sorted(access.allowed(*where))
                operation["x-scopes"] = sorted(
                    name for name, opened in access.AUDIENCES.items() if where in opened
                )
            if where in DEPRECATED:
                operation["deprecated"] = True
                operation["x-sunset"] = DEPRECATED[where].sunset.isoformat()
    return schema
