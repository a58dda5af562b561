"""Taking a base backup: an epoch of its own, proven before anything older goes.

What was erased before it is in it nowhere: the table of data keys is written anew first, since a
deleted row keeps its bytes in the file until then. What older epochs know of it goes with their keys.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.archive.tar import unpack
from app.archive.target import (
    PART,
    STAMP,
    Archive,
    ArchiveRefused,
    Base,
    Label,
    bases,
    epoch_of,
    label_of,
    labels,
    no_bases,
    place,
    squeezed,
    unsqueezed,
)
from app.on_disk import on_disk
from app.postgres_programs import in_environment, installation
from app.store.rewriting import handed_over
from app.vault.container import ContainerRefused, Recipient, read, write

ABANDONED_S = 3600
"""A piece of the log that nobody has finished for so long is finished by nobody."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went: so many epochs and so many files."""

    epochs: int
    files: int
    strange: tuple[Path, ...]
    """What was left, since nothing on it tells of which epoch it is."""


def take_base(
    archive: Archive, config: Path, copier_url: str, now: Callable[[], datetime], *, erased: int
) -> Base:
    """A base backup of this moment stands in the archive, read back and whole.

    What the log held until now is handed over first, so that it is in no file of the new epoch.
    ``erased``: the act by which somebody was last erased before the table of keys was written anew.

    Raises
    ------
    ArchiveRefused
        When it cannot be taken or written; what was there is as it was.
    """
    if not handed_over(copier_url):
        raise ArchiveRefused("the server hands its log over to nobody: does the archive run?")
    after, epoch = archive.next_epoch(config, Label(now(), erased))
    draft = archive.files / "base" / f".{epoch.id}.{secrets.token_hex(4)}"
    kind = f"base {epoch.id}"
    try:
        with open(draft, "wb", opener=_private) as file:
            write(file, squeezed(_copied(copier_url)), Recipient.of(after.epoch), kind)
            file.flush()
            os.fsync(file.fileno())
        with draft.open("rb") as file:
            unpack(unsqueezed(read(file, epoch.key, kind)), None)
        ended = now()
        path = draft.with_name(f"{epoch.id}-{ended.astimezone(UTC):{STAMP}}.havn")
        place(draft, path)
    except ContainerRefused:
        raise ArchiveRefused("the base backup was not whole when it was read back") from None
    except OSError:
        raise ArchiveRefused("the base backup cannot be written there") from None
    finally:
        draft.unlink(missing_ok=True)
    return Base(path, epoch.id, ended)


def prune(archive: Archive, newest: Base, *, keep: timedelta) -> Pruned:
    """Epochs are gone that know of who was erased, whenever they say they began, or that are older than ``keep``.

    Nobody else begins one meanwhile, so the newest is ``newest``, also when a clock was once ahead.
    Their keys go first: what is copied elsewhere opens no more. Files of epochs without a key go too.
    What is damaged or none of the archive's stays, and stops nothing.
    """
    known, strange = labels(archive.keys)
    good = label_of(archive.keys / f"{newest.epoch}.havn")
    gone = 0
    for path, label in known.items():
        if label.erased < good.erased or label.began < good.began - keep:
            path.unlink()
            gone += 1
    on_disk(archive.keys)
    left = {path.stem for path in archive.keys.glob("*.havn")}
    epochs = {base.path: base.epoch for base in bases(archive.files)}
    for path in (archive.files / "wal").glob("*.havn"):
        if (epoch := epoch_of(path)) is None:
            strange.append(path)
        else:
            epochs[path] = epoch
    over = [path for path, epoch in epochs.items() if epoch not in left]
    for path in over:
        path.unlink()
    _sweep(archive.files)
    return Pruned(gone, len(over), (*strange, *no_bases(archive.files)))


def _sweep(files: Path) -> None:
    """What killed runs left half written is gone; nobody else takes a base backup meanwhile."""
    drafts = [*(files / "base").glob(".*.*"), *(files / "wal").glob(".*.havn.*")]
    for draft in drafts:
        with suppress(FileNotFoundError):  # a piece that its server has finished meanwhile
            if draft.parent.name == "base" or time.time() - draft.stat().st_mtime > ABANDONED_S:
                draft.unlink()


def _copied(url: str) -> Iterator[bytes]:
    """The whole cluster as one tar, as the server's own program makes it."""
    program = installation() / "bin" / "pg_basebackup"
    with subprocess.Popen(  # noqa: S603 - the server's own program, no shell
        [
            *(program, "-D", "-", "-F", "tar", "-X", "fetch", "--no-password"),
            *("--checkpoint=fast", "--manifest-checksums=SHA256"),
        ],
        env=in_environment(url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as copying:
        assert copying.stdout is not None, "it was asked for"
        try:
            while part := copying.stdout.read(PART):
                yield part
        except GeneratorExit:
            copying.kill()
            raise
    if copying.returncode:
        raise ArchiveRefused(
            "the server gives no base backup: the role of DATABASE_REPLICATION_URL needs"
            " REPLICATION, and a line in pg_hba.conf for it"
        )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)
