"""Where the ids of new rows come from: chance, or for the demonstration world its seed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

NewId = Callable[[str, str], UUID]
"""From what it is and the name it has in the file to its id."""


def random_id(_what: str, _name: str) -> UUID:
    """An id that tells nothing."""
    return uuid4()
