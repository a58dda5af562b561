"""Keys that lie where they should not: the offline key's private half, and more shares than a start needs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.archive.target import Archive, ArchiveRefused, config_at
from app.postgres import DEFAULT_FOLDER
from app.settings import Settings
from app.vault import custodians
from app.vault.container import PRIVATE_WORD
from app.vault.keys import KeyRefused

MOST_BYTES = 4096
"""A file that is larger is no key."""


@dataclass(frozen=True, slots=True)
class Strays:
    """What was found, and where nobody could look."""

    offline: tuple[Path, ...]
    shares: int
    """Different shares of master keys, those included that start the service."""
    shut: tuple[Path, ...]


def folders_of(environ: Mapping[str, str], settings: Settings) -> frozenset[Path]:
    """Where an operator of this host keeps what is ours: beside its keys, settings, data and archive."""
    named = [settings.master_key_file, *(settings.shares or ())]
    named += [Path(one) for one in environ.get("HAVN_ENV_FILES", "").split(os.pathsep) if one]
    home = Path(environ.get("HAVN_FOLDER", DEFAULT_FOLDER))
    config = config_at(home)
    found = {path.absolute().parent for path in (*named, config)} | {home.absolute()}
    with suppress(ArchiveRefused):
        archive = Archive.read(config)
        found |= {archive.files, archive.keys, archive.files.parent, archive.keys.parent}
    return frozenset(found)


def look(folders: Iterable[Path]) -> Strays:
    """Each file of these folders, not of those in them, by what is in it and whatever its name.

    Unknown: a folder or a file that cannot be read may hold one, so its folder is shut; one that is
    not there holds none.
    """
    offline: list[Path] = []
    shares: set[tuple[str, int]] = set()
    shut: set[Path] = set()
    for folder in sorted(folders):
        try:
            files = sorted(path for path in folder.iterdir() if path.is_file())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            shut.add(folder)
            continue
        for path in files:
            try:
                said = _small(path)
            except FileNotFoundError:
                continue
            except OSError:
                shut.add(folder)
                continue
            if said.startswith(PRIVATE_WORD):
                offline.append(path)
            with suppress(KeyRefused):
                share = custodians.read(said)
                shares.add((share.master_id, share.number))
    return Strays(tuple(offline), len(shares), tuple(sorted(shut)))


def _small(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        return ""
    return path.read_bytes().decode("ascii", errors="replace")
