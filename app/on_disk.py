"""A name that outlives a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def on_disk(folder: Path) -> None:
    """The names in that folder are what they are now also after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
