"""The two files of a backup: rows without any key, and the key ring of which only the newest is kept.

A file of rows: the manifest as one line of JSON, then one line per row, squeezed, in a container for
the offline key. The key ring: one JSON text in another such container. A file is written beside its
place and put there whole.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from app.on_disk import on_disk
from app.store.chain import Head
from app.store.copies import Moment, RingKey
from app.vault.container import ContainerRefused, OfflineKey, Recipient, read, write

DATA, KEYS = "data", "keys"
LOCK = ".havn.lock"


@dataclass(frozen=True, slots=True, repr=False)
class Manifest:
    """What a file of rows says of itself."""

    made_at: datetime
    revision: str
    counts: dict[str, int]
    head: Head | None


@dataclass(frozen=True, slots=True, repr=False)
class Ring:
    """The key ring: every wrapped data key of its moment, and what was erased before it."""

    made_at: datetime
    keys: tuple[RingKey, ...]
    last: int
    erased: frozenset[UUID]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else writes a backup there, and what killed runs left half written is gone.

    Such a draft may be a whole key ring, and opens everybody who was erased since. Whoever comes second
    waits: the ring of the later moment is to be the one that stands.
    """
    with (folder / LOCK).open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        for draft in folder.glob(".havn-*.havn.*"):
            draft.unlink(missing_ok=True)
        yield


def write_data(path: Path, to: Recipient, moment: Moment, now: datetime) -> None:
    """All rows of that moment are in the file, and it is on disk when this returns."""
    head = None if moment.head is None else [moment.head[0], moment.head[1].hex()]
    manifest = {
        "made_at": now.isoformat(),
        "revision": moment.revision,
        "counts": moment.counts,
        "head": head,
    }

    def lines() -> Iterator[bytes]:
        yield json.dumps(manifest).encode() + b"\n"
        for table, row in moment.rows():
            yield f"{table} {row}\n".encode()

    _put(path, lambda file: write(file, _squeezed(lines()), to, DATA))


def write_ring(path: Path, to: Recipient, moment: Moment, now: datetime) -> None:
    """The key ring of that moment stands in place of the one before it."""
    told = {
        "made_at": now.isoformat(),
        "last": moment.last_key,
        "erased": [str(subject) for subject in moment.erased],
        "keys": [_key_told(key) for key in moment.keys],
    }
    _put(path, lambda file: write(file, [json.dumps(told).encode()], to, KEYS))


class DataFile:
    """A file of rows that was read once from end to end: nothing of it is missing or changed.

    Raises
    ------
    ContainerRefused
        When it is another file, for another key, changed, or cut short.
    """

    def __init__(self, path: Path, key: OfflineKey) -> None:
        self._path, self._key = path, key
        lines = self._lines()
        self.manifest = _manifest(next(lines, b""))
        for _ in lines:
            pass

    def rows(self) -> Iterator[tuple[str, str]]:
        """Each row as the name of its table and its JSON."""
        lines = self._lines()
        next(lines)
        for line in lines:
            table, _, row = line.decode().partition(" ")
            yield table, row

    def _lines(self) -> Iterator[bytes]:
        with _opened(self._path) as file:
            held, plain = b"", zlib.decompressobj()
            for part in read(file, self._key, DATA):
                held += plain.decompress(part)
                *whole, held = held.split(b"\n")
                yield from whole
            held += plain.flush()
            *whole, held = held.split(b"\n")
            yield from whole
            if held or not plain.eof:
                raise ContainerRefused("this file of a backup is not whole")


def read_ring(path: Path, key: OfflineKey) -> Ring:
    """The key ring in that file.

    Raises
    ------
    ContainerRefused
        When it is another file, for another key, changed, or cut short.
    """
    with _opened(path) as file:
        told = json.loads(b"".join(read(file, key, KEYS)))
    return Ring(
        datetime.fromisoformat(told["made_at"]),
        tuple(_key(one) for one in told["keys"]),
        told["last"],
        frozenset(UUID(subject) for subject in told["erased"]),
    )


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError:
        raise ContainerRefused("a file of the backup cannot be read") from None


def _squeezed(lines: Iterable[bytes]) -> Iterator[bytes]:
    smaller = zlib.compressobj(6)
    for line in lines:
        if part := smaller.compress(line):
            yield part
    yield smaller.flush()


def _put(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        on_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _manifest(line: bytes) -> Manifest:
    try:
        told = json.loads(line)
        head = told["head"]
        return Manifest(
            datetime.fromisoformat(told["made_at"]),
            told["revision"],
            told["counts"],
            None if head is None else Head(head[0], bytes.fromhex(head[1])),
        )
    except (ValueError, KeyError, TypeError):
        raise ContainerRefused("this file of a backup is not whole") from None


def _key_told(key: RingKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "kind": key.kind,
        "subject": str(key.subject),
        "generation": key.generation,
        "wrapped": base64.b64encode(key.wrapped).decode(),
        "master_id": key.master_id,
        "created_at": key.created_at.isoformat(),
    }


def _key(told: dict[str, Any]) -> RingKey:
    return RingKey(
        told["id"],
        told["kind"],
        UUID(told["subject"]),
        told["generation"],
        base64.b64decode(told["wrapped"]),
        told["master_id"],
        datetime.fromisoformat(told["created_at"]),
    )
