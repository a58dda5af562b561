"""Values as plain JSON, always in one order, written whole or not at all.

A field that says what its type says anyway is left out, so that a file shows what is special.
Numbers of the rules are always written: a world must mean the same under a later default.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from app.worlds.faults import BadFile
from matching.ruleset import RuleSet


def plain(found: object) -> JsonValue:
    """A value of the core as JSON knows it: sets sorted, dates as ISO text, defaults left out."""
    if isinstance(found, Enum):
        return _enum(found)
    if isinstance(found, datetime):
        return found.isoformat().replace("+00:00", "Z")
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, (frozenset, set)):
        return [plain(one) for one in sorted(found)]
    if isinstance(found, (tuple, list)):
        return [plain(one) for one in found]
    if is_dataclass(found) and not isinstance(found, type):
        return {
            field.name: plain(getattr(found, field.name))
            for field in _fields(type(found))
            if _is_special(found, field)
        }
    if found is None or isinstance(found, (str, bool, int, float)):
        return found
    raise TypeError("a value of the core has no other kinds of fields")


def compact(tree: dict[str, Any]) -> bytes:
    """The tree as UTF-8 on one line, without a blank between its parts."""
    return _json(tree, None)


def readable(tree: dict[str, Any]) -> bytes:
    """The same with two blanks of indent, for files that people read."""
    return _json(tree, 2)


def check_writable(path: Path) -> None:
    """Refuse an output that could not be written, before the work for it is done.

    Raises
    ------
    BadFile
        When the folder is missing or closed, or something other than a file has the name.
    """
    folder = path.parent
    if not folder.is_dir():
        raise BadFile("output", "there is no such folder")
    if path.exists() and not path.is_file():
        raise BadFile("output", "is not a file")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadFile("output", "cannot be written")


def write_private(path: Path, content: bytes) -> None:
    """Put the whole content in place at once, readable by its owner only.

    Raises
    ------
    BadFile
        When it cannot be written; what stood there before is untouched.
    """
    check_writable(path)
    try:
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=".havn-")
    except OSError:
        raise BadFile("output", "cannot be written") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(made, path)
    except OSError:
        Path(made).unlink(missing_ok=True)
        raise BadFile("output", "cannot be written") from None


def _json(tree: dict[str, Any], indent: int | None) -> bytes:
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(
        tree, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )
    return text.encode("utf-8") + b"\n"


def _enum(word: Enum) -> str | int:
    found = word.value
    if not isinstance(found, (str, int)):
        raise TypeError("a word of the core is text or a whole number")
    return found


@cache
def _fields(of: type[Any]) -> tuple[Field[Any], ...]:
    return fields(of)


def _is_special(found: object, field: Field[Any]) -> bool:
    if isinstance(found, RuleSet):
        return True
    said = getattr(found, field.name)
    if isinstance(said, RuleSet):
        return True
    return field.default is MISSING or said != field.default
