"""What kind of no the service said, where it said one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def slug_of(told: Mapping[str, Any]) -> str:
    """The last word of the kind of problem; empty when the answer tells of none."""
    return str(told.get("type", "")).rpartition(":")[2].rpartition("/")[2]
