"""How long the rows of old backups are kept: whose keys are gone is noise in them, the rest is not.

The moment of a file is that of its name; what another program touched or copied is no younger for it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

NAMED = re.compile(r"havn-data-(\d{8}T\d{6}\.\d{6})Z\.havn")


def moment_of(path: Path) -> datetime | None:
    """When the rows of this file stood so, by its name; None of a file that is none of ours."""
    named = NAMED.fullmatch(path.name)
    if named is None:
        return None
    try:
        return datetime.strptime(named[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def let_go(folder: Path, now: datetime, days: int) -> list[Path]:
    """Remove the files of rows that are older than so many days; those that went, oldest first.

    The newest stays however old it is: a backup that fails for months takes nothing with it.

    Raises
    ------
    OSError
        When one cannot be removed.
    """
    dated = [(moment, path) for path in folder.iterdir() if (moment := moment_of(path))]
    old = [path for moment, path in sorted(dated)[:-1] if now - moment > timedelta(days=days)]
    for path in old:
        path.unlink()
    return old
