"""Whether what a restore needs would outlive this machine, or lies on its own disk alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from app.archive.target import Archive, ArchiveRefused, config_at
from app.postgres import DEFAULT_FOLDER
from app.settings import Settings

BACKUPS = "/var/lib/havn/backup"
"""Where the pages put what `havn backup` writes, unless HAVN_BACKUP_FOLDER says otherwise."""
A_BACKUP = "havn-*.havn"


def kept(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders that a restore begins from, as far as anything lies there.

    Unknown: a folder of backups that cannot be looked at may hold some, one that is named and not there too.
    """
    backups = Path(environ.get("HAVN_BACKUP_FOLDER", BACKUPS))
    found = {backups} if _holds_some(backups, named="HAVN_BACKUP_FOLDER" in environ) else set()
    with suppress(ArchiveRefused):
        archive = Archive.read(config_at(Path(environ.get("HAVN_FOLDER", DEFAULT_FOLDER))))
        found |= {archive.files, archive.keys}
    return tuple(sorted(found))


def _holds_some(backups: Path, *, named: bool) -> bool:
    try:
        return any(one.match(A_BACKUP) for one in backups.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return named
    except OSError:
        return True


def on_our_disk(
    folders: Iterable[Path], environ: Mapping[str, str], settings: Settings
) -> tuple[Path, ...]:
    """Those on a disk that this machine lives from, and of which no copy is told (HAVN_COPIED_FOLDERS).

    Unknown: a folder that cannot be looked at counts as one of them.
    """
    ours = {_device(path) for path in (Path("/"), settings.master_key_file.absolute().parent)}
    told = environ.get("HAVN_COPIED_FOLDERS", "").split(os.pathsep)
    copied = {Path(one) for one in told if one}
    return tuple(path for path in folders if path not in copied and _device(path) in {None, *ours})


def _device(path: Path) -> int | None:
    try:
        return path.stat().st_dev
    except OSError:
        return None
