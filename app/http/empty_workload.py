"""What somebody sees who was made to sign in: the shape of a quiet night, and nothing of anybody.

No use-case runs and no record is read, so there is nothing that a new route could forget. Lists are
empty, every id is the 404 of a random one, and what cannot be done is busy. Source: AT16.
"""

from __future__ import annotations

from typing import Any, get_origin

from fastapi import Response

from app.contract.base import Page
from app.contract.readers import Told, told_to
from app.errors import Busy, NotFound
from models.words import Role


def answer(role: Role, path: str, noun: Any, method: str) -> Response:  # noqa: ANN401 - as a route has it
    """Empty lists for whatever lists all there is, as somebody new reads them who stands on no case.

    Raises
    ------
    NotFound
        For whatever is of one thing, a list of its parts as well.
    Busy
        For whatever makes a new one.
    """
    if "{" in path:
        raise NotFound
    reads = method in ("GET", "HEAD")
    if _is_a_page(noun) or (reads and _is_lists_alone(noun)):
        # Owned: a list that is the reader's own names its lines also when there are none.
        page = told_to(role, _nothing(noun).owned(True))
        return Response(page.model_dump_json(), media_type="application/json")
    if reads:
        raise NotFound
    raise Busy


def _is_a_page(noun: Any) -> bool:  # noqa: ANN401 - as a route has it
    return isinstance(noun, type) and issubclass(noun, Page)


def _is_lists_alone(noun: Any) -> bool:  # noqa: ANN401 - as a route has it
    """Whether all that it tells is lists, of which there may be none."""
    if not (isinstance(noun, type) and issubclass(noun, Told)):
        return False
    return all(get_origin(field.annotation) is list for field in noun.model_fields.values())


def _nothing(model: type[Told]) -> Told:
    """It, with no line in any of its lists and no next one."""
    empty: dict[str, Any] = {
        name: [] if get_origin(field.annotation) is list else None
        for name, field in model.model_fields.items()
    }
    return model(**empty)
