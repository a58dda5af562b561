"""Pages: at most 50 lines, and an opaque cursor to the next ones."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from app.errors import BadCursor
from app.store.pages import Page

MAX = 50


async def _page(
    limit: Annotated[int, Query(ge=1, le=MAX)] = 20,
    cursor: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
) -> Page:
    return Page(limit, None if cursor is None else _opened(cursor))


def _opened(cursor: str) -> UUID:
    """The last id of the page before.

    Raises
    ------
    BadCursor
        When it was not made here.
    """
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error):
        raise BadCursor from None


def cursor_to(last: UUID | None) -> str | None:
    """The cursor that leads past this line; None when there is nothing after it."""
    if last is None:
        return None
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


ThePage = Annotated[Page, Depends(_page)]
