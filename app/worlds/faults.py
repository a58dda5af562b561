"""What is wrong with a file: where, and a fixed text that repeats nothing of what was sent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic_core import ErrorDetails

from matching.vocabulary import DomainError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")

_TEXTS = {
    "missing": "is missing",
    "unexpected_keyword_argument": "is not a field of this format",
    "extra_forbidden": "is not a field of this format",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "frozen_set_type": "must be a list",
    "dict_type": "must be an object",
    "dataclass_type": "must be an object",
    "model_type": "must be an object",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "too_long": "has too many entries",
    "string_pattern_mismatch": "does not have the form that the format asks for",
}
_BEGINNINGS = (
    ("int_", "must be a whole number"),
    ("float_", "must be a number"),
    ("finite_", "must be a number"),
    ("datetime_", "must be an instant with its zone, such as 2027-01-15T01:00:00Z"),
    ("timezone_", "must be an instant with its zone, such as 2027-01-15T01:00:00Z"),
    ("date_", "must be a date such as 2027-01-15"),
    ("string_", "must be readable text"),
)
_OTHERWISE = "is not valid"

UNKNOWN_FIELD = ("unexpected_keyword_argument", "extra_forbidden")

Location = Sequence[str | int]


class BadFile(ValueError):
    """A file that cannot be used; ``str`` is one line with the path to the wrong field."""

    def __init__(self, at: str, text: str) -> None:
        super().__init__(f"{at}: {text}")


def path_of(location: Location) -> str:
    """Where a field stands, such as ``situation.shelters[3].units[0].beds``.

    A name that could not be one of the format's own stands as ``?``.
    """
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            name = step if _NAME.fullmatch(step) else "?"
            path += f".{name}" if path else name
    return path


def worst_of(errors: Sequence[ErrorDetails]) -> ErrorDetails:
    """The error to tell: an unknown field rather than a missing one, which it may be misspelt."""
    if errors[0]["type"] != "missing":
        return errors[0]
    return next((error for error in errors if error["type"] in UNKNOWN_FIELD), errors[0])


def text_of(error: ErrorDetails) -> str:
    """The format's own words for what is wrong; never a piece of the input."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("enum", "literal_error"):
        words = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return f"must be one of {words}"
    if kind == "value_error":
        cause = context.get("error")
        return str(cause) if isinstance(cause, DomainError) else _OTHERWISE
    if kind in _TEXTS:
        return _TEXTS[kind]
    return next((text for start, text in _BEGINNINGS if kind.startswith(start)), _OTHERWISE)
