"""JSON read more strictly than JSON itself asks: one meaning for each file, or a refusal.

The parser behind the types takes the last of two equal names and knows NaN; a file on which a
person's safety rests must not depend on such a choice.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from app.worlds.faults import BadFile, Location, path_of

MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_DEPTH = 40
"""The types nest less than half as deep."""
MAX_TEXT = 2_000
"""Characters of one text."""
LARGEST = 1_000_000_000
"""No number of a world is larger; it keeps date arithmetic inside the calendar."""
FIRST_YEAR, LAST_YEAR = 1900, 2999

_DATED = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}(T.*)?")


class _Twice:
    """Stands in the tree where an object has one name twice."""

    def __init__(self, name: str) -> None:
        self.name = name


class _NoNumber:
    """Stands in the tree for NaN, Infinity and a number too large to be held."""


def read_bytes(path: Path, noun: str) -> bytes:
    """The bytes of a file, not longer than ``MAX_FILE_BYTES``.

    Raises
    ------
    BadFile
        When it cannot be read or is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise BadFile(noun, "there is no such file") from None
    except (OSError, ValueError):
        raise BadFile(noun, "cannot be read") from None
    if len(content) > MAX_FILE_BYTES:
        raise BadFile(noun, "is larger than 512 MB")
    return content


def parse(content: bytes, noun: str) -> dict[str, Any]:
    """The file as plain values, in which every object has each name once.

    Raises
    ------
    BadFile
        When it is not UTF-8, not JSON, not an object, too deep, or holds a value that no world has.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise BadFile(noun, "is not UTF-8 text") from None
    try:
        tree = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadFile(noun, f"is not JSON ({where})") from None
    except RecursionError:
        raise BadFile(noun, "is nested too deeply") from None
    except ValueError:
        raise BadFile(noun, "holds a number that is too long") from None
    if isinstance(tree, _Twice):
        raise BadFile(path_of((tree.name,)), "stands twice")
    if not isinstance(tree, dict):
        raise BadFile(noun, "must be an object")
    _look_through(tree, noun)
    return tree


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    names = [name for name, _ in pairs]
    return next(_Twice(name) for n, name in enumerate(names) if name in names[:n])


def _no_number(_: str) -> _NoNumber:
    return _NoNumber()


def _finite(text: str) -> float | _NoNumber:
    number = float(text)
    return number if abs(number) <= LARGEST else _NoNumber()


def _look_through(tree: dict[str, Any], noun: str) -> None:
    """Refuse the first value, in the order of the file, that no world may hold."""
    todo: list[tuple[Location, Any]] = [((), tree)]
    while todo:
        at, found = todo.pop()
        if len(at) > MAX_DEPTH:
            raise BadFile(noun, "is nested too deeply")
        match found:
            case dict():
                todo.extend(((*at, name), inner) for name, inner in reversed(found.items()))
            case list():
                todo.extend(((*at, n), found[n]) for n in reversed(range(len(found))))
            case _Twice():
                raise BadFile(path_of((*at, found.name)), "stands twice")
            case _NoNumber():
                raise BadFile(path_of(at), "must be a number of everyday size")
            case str():
                _text(at, found)
            case int() if abs(found) > LARGEST:
                raise BadFile(path_of(at), "must be a number of everyday size")
            case _:
                pass


def _text(at: Location, text: str) -> None:
    if len(text) > MAX_TEXT:
        raise BadFile(path_of(at), "is longer than 2,000 characters")
    dated = _DATED.fullmatch(text)
    if dated and not FIRST_YEAR <= int(dated[1]) <= LAST_YEAR:
        raise BadFile(path_of(at), "must be a date from the year 1900 to 2999")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadFile(path_of(at), "must be readable text") from None
