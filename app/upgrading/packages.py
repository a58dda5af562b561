"""Whether the packages that are installed are those of this release, as its lock names them."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
"""Beside the program in a checkout; an image is built from it and has it no more."""
_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;]+)( ;)?", re.MULTILINE)


def of_another_release(lock: Path | None = None) -> list[str]:
    """Each package that is here as another one than the lock names, or is not here at all, by name.

    One that the lock names for some machines alone may be missing here. Without a lock there is none.
    """
    lock = lock or LOCK
    if not lock.exists():
        return []
    pinned: dict[str, set[str]] = {}
    everywhere: set[str] = set()
    for name, number, condition in _PINNED.findall(lock.read_text(encoding="utf-8")):
        pinned.setdefault(name, set()).add(number)
        if not condition:
            everywhere.add(name)
    return [name for name, numbers in pinned.items() if not _fits(name, numbers, everywhere)]


def _fits(name: str, numbers: set[str], everywhere: set[str]) -> bool:
    try:
        return version(name) in numbers
    except PackageNotFoundError:
        return name not in everywhere
