"""The command api. Exit 0: done, nothing breaks. 1: something breaks. 2: a file cannot be used."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.described.breaks import breaks
from app.described.schema import describe
from app.main import ROUTERS

DONE, BREAKS, CANNOT = 0, 1, 2


@cache
def described() -> dict[str, Any]:
    """The API of this version."""
    return describe([route for router in ROUTERS for route in router.routes])


def written(description: dict[str, Any]) -> str:
    """As it stands in a file: the same description is the same bytes."""
    return json.dumps(description, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def run_describe(out: Path | None, *, breaking: bool) -> int:
    """Print it, or write it where it breaks nobody who used the file that is there."""
    now = described()
    if out is None:
        print(written(now), end="")
        return DONE
    if out.exists() and not breaking and (said := _say(out, now)) != DONE:
        print("nothing was written; --breaking writes it all the same", file=sys.stderr)
        return said
    out.write_text(written(now), encoding="utf-8")
    return DONE


def run_breaks(old: Path, new: Path | None) -> int:
    """Print what breaks whoever was written for the old one, a line each."""
    try:
        now = described() if new is None else json.loads(new.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        print("the newer file is no description", file=sys.stderr)
        return CANNOT
    return _say(old, now)


def _say(old: Path, now: dict[str, Any]) -> int:
    try:
        before = json.loads(old.read_text(encoding="utf-8"))
        found = breaks(before, now, today=datetime.now(UTC).date())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        print("the older file is no description", file=sys.stderr)
        return CANNOT
    for one in found:
        print(one)
    return BREAKS if found else DONE
