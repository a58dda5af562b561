"""The page and its files: fixed bytes, read once at start, with no address that tells anything.

The page is one file at ``/``; which view it shows stands in no address. It talks to the API alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from fastapi import APIRouter, Response

from app.errors import NotFound

FOLDER = (Path(__file__).parents[1] / "dashboard").resolve()
BELOW = "/dashboard/"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
    }
)
"""What is served, by the end of its name; other files of the folder are not."""


STYLES = "styles.css"
"""Every sheet in one file, since each file is a wait of its own before anything is drawn."""
FIRST_SHEETS = ("base.css", "parts.css")
"""What the others build on; among themselves they have no order, each is of one view."""


def _read() -> dict[str, tuple[bytes, str]]:
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix in KINDS and path.suffix != ".css":
            name = path.relative_to(FOLDER).as_posix()
            found[name] = (path.read_bytes(), KINDS[path.suffix])
    found[STYLES] = (b"\n".join(sheet.read_bytes() for sheet in _sheets()), KINDS[".css"])
    return found


def _sheets() -> list[Path]:
    every = sorted((FOLDER / "styles").glob("*.css"))
    return sorted(every, key=lambda sheet: sheet.name not in FIRST_SHEETS)


FILES: Mapping[str, tuple[bytes, str]] = MappingProxyType(_read())
"""Content and type by name. A name that is not in here is not there: no path is ever put together."""

router = APIRouter(include_in_schema=False)


# Not in a thread: what is answered is at hand, and a page asks for many at once.
@router.get("/")
async def get_page() -> Response:
    """The page."""
    return _file("index.html")


@router.get(BELOW + "{file:path}")
async def get_file(file: str) -> Response:
    """One of its files."""
    if file not in FILES or file.endswith(".html"):
        raise NotFound
    return _file(file)


def _file(name: str) -> Response:
    content, kind = FILES[name]
    return Response(content, media_type=kind)
