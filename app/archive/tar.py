"""A base backup as the server tells it: a tar with a list of its files and their hashes in it."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from app.vault.container import ContainerRefused

MANIFEST, LOG = "backup_manifest", "pg_wal"
_PART = 1024 * 1024


def unpack(parts: Iterator[bytes], into: Path | None, owner: tuple[int, int] | None = None) -> int:
    """Every file is as the list says, and lies in that folder if one is named; how many there are.

    Raises
    ------
    ContainerRefused
        When one is missing, changed, beyond the list, or of a kind that a cluster of ours has not.
    """
    found: dict[str, str] = {}
    listed = b""
    try:
        with tarfile.open(fileobj=_Stream(parts), mode="r|") as tar:  # type: ignore[call-overload]
            for member in tar:
                name = PurePosixPath(member.name)
                if name.is_absolute() or ".." in name.parts:
                    raise ContainerRefused("the base backup names a place outside of itself")
                if member.isdir():
                    _folder(into, name, owner)
                    continue
                source = tar.extractfile(member) if member.isfile() else None
                if source is None:
                    raise ContainerRefused("the base backup holds a link: tablespaces are not kept")
                if str(name) == MANIFEST:
                    listed = source.read()
                    continue
                found[str(name)] = _file(source, into, name, owner)
        for _ in parts:  # only the last of them proves that none is missing
            pass
    except tarfile.TarError:
        raise ContainerRefused("the base backup is damaged") from None
    _compare(found, listed)
    return len(found)


def _compare(found: dict[str, str], listed: bytes) -> None:
    try:
        said = {one["Path"]: one["Checksum"] for one in json.loads(listed)["Files"]}
    except (ValueError, KeyError, TypeError):
        raise ContainerRefused("the base backup has no list of its files") from None
    # The log that a base backup needs for itself is in no list; the server checks each record of it.
    if _but_the_log(found) != _but_the_log(said):
        raise ContainerRefused("the base backup is not what its list says")


def _but_the_log(digests: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in digests.items() if not name.startswith(f"{LOG}/")}


def _folder(into: Path | None, name: PurePosixPath, owner: tuple[int, int] | None) -> None:
    if into is not None:
        path = into / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if owner is not None:
            os.chown(path, *owner)


def _file(
    source: IO[bytes], into: Path | None, name: PurePosixPath, owner: tuple[int, int] | None
) -> str:
    digest = hashlib.sha256()
    if into is None:
        while part := source.read(_PART):
            digest.update(part)
        return digest.hexdigest()
    with (into / name).open("xb") as out:
        os.fchmod(out.fileno(), 0o600)
        if owner is not None:
            os.fchown(out.fileno(), *owner)
        while part := source.read(_PART):
            digest.update(part)
            out.write(part)
    return digest.hexdigest()


class _Stream:
    """Parts of any size, read as a file."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._held = parts, b""

    def read(self, size: int) -> bytes:
        """That many bytes, fewer only at the end."""
        pieces = [self._held]
        have = len(self._held)
        while have < size and (part := next(self._parts, None)) is not None:
            pieces.append(part)
            have += len(part)
        whole = b"".join(pieces)
        self._held = whole[size:]
        return whole[:size]
