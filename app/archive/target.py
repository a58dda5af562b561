"""Where the archive lies, for whom it is written, and each file of it.

    files/base/EPOCH-ENDED.havn     one base backup, squeezed
    files/wal/SEGMENT.havn          one piece of the write-ahead log, squeezed
    keys/EPOCH.havn                 the key of one epoch, sealed to the offline key

An epoch begins with its base backup. What is written in it is for its own key, so that the files may
be copied anywhere and the folder of keys is kept as a key ring is: what was taken out of it opens no
more (decision 0225). A file is written beside its place and put there whole; none is ever replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from app.on_disk import on_disk
from app.vault.container import ContainerRefused, OfflineKey, Recipient, kind_of, read, write
from app.vault.keys import KeyRefused

CONFIG = "archive.json"
SEGMENT = re.compile(r"[0-9A-F]{24}(\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history")
"""Names that the server gives to what it hands over."""
STAMP = "%Y%m%dT%H%M%SZ"
PART = 1024 * 1024
OF_THE_GROUP = 0o640
"""Of what havn's user and a server's own both read: a piece of the log, and where it goes."""


class ArchiveRefused(Exception):
    """The archive cannot be used so; one line for a person, and nothing of what is in it."""


class Gone(ContainerRefused):
    """It was there when somebody looked which files there are; whoever clears away has taken it meanwhile."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands openly on the key of an epoch."""

    began: datetime
    erased: int
    """The number of the act by which somebody was last erased before it; its files know no such key."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch: its key, and when it began."""

    key: OfflineKey
    label: Label

    @property
    def id(self) -> str:
        """Which one; tells nothing of its key."""
        return self.key.recipient().id


@dataclass(frozen=True, slots=True)
class Base:
    """One base backup as its name tells: good for every moment from its end on."""

    path: Path
    epoch: str
    ended: datetime


@dataclass(frozen=True, slots=True)
class Archive:
    """Where an archive is written; holds no secret."""

    offline: str
    """The offline key's public half, as one line."""
    files: Path
    keys: Path
    epoch: str
    """The public half of the key of this epoch, as one line."""

    @classmethod
    def read(cls, config: Path) -> Archive:
        """What that file says.

        Raises
        ------
        ArchiveRefused
            When it cannot be read or says something else.
        """
        try:
            said = json.loads(config.read_text(encoding="utf-8"))
            return cls(said["offline"], Path(said["files"]), Path(said["keys"]), said["epoch"])
        except (OSError, ValueError, KeyError, TypeError):
            raise ArchiveRefused("the file that says where the archive is cannot be read") from None

    @classmethod
    def begin(cls, config: Path, offline: Recipient, files: Path, keys: Path) -> Archive:
        """A new archive in two folders of its own, and its first epoch.

        Raises
        ------
        ArchiveRefused
            When there is one already, or the folders cannot be written.
        """
        files, keys = files.absolute(), keys.absolute()
        if config.exists():
            raise ArchiveRefused(f"{config} says already where the archive is")
        if files == keys or files in keys.parents or keys in files.parents:
            raise ArchiveRefused("files and keys lie in folders that are not inside each other")
        try:
            for folder in (files / "base", files / "wal", keys):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = cls(offline.line(), files, keys, "").next_epoch(
                config, Label(datetime.now(UTC), 0)
            )[0]
        except OSError:
            raise ArchiveRefused("the folders of the archive cannot be written") from None
        return made

    def next_epoch(self, config: Path, label: Label) -> tuple[Archive, Epoch]:
        """From now on everything is written for a new key, which is sealed and on disk first.

        Raises
        ------
        ArchiveRefused
            When that cannot be written; then all is as it was.
        """
        epoch = Epoch(OfflineKey.new(), label)
        kind = f"epoch {epoch.id} {label.began.isoformat()} {label.erased}"
        told = epoch.key.line().encode()
        after = replace(self, epoch=epoch.key.recipient().line())
        said = {
            "offline": after.offline,
            "files": str(after.files),
            "keys": str(after.keys),
            "epoch": after.epoch,
        }
        try:
            put(
                self.keys / f"{epoch.id}.havn",
                lambda file: write(file, [told], Recipient.of(self.offline), kind),
            )
            draft = config.with_name(f".{config.name}.{secrets.token_hex(4)}")
            with draft.open("w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), OF_THE_GROUP)  # a unit's umask would shut the server out
                file.write(json.dumps(said))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(config)
            on_disk(config.parent)
        except OSError:
            raise ArchiveRefused("the key of the next epoch cannot be written") from None
        return after, epoch

    def keep_segment(self, source: Path, name: str) -> None:
        """The segment is in the archive and on disk; nothing happens when this very one was there.

        Raises
        ------
        ArchiveRefused
            When another one of that name is there, or it cannot be written.
        """
        if not SEGMENT.fullmatch(name):
            raise ArchiveRefused("that is no name of a piece of the log")
        to = Recipient.of(self.epoch)
        try:
            content = source.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            place = self.files / "wal" / f"{name}.havn"
            kind = f"wal {name} {to.id} {digest}"
            try:
                put(place, lambda file: write(file, squeezed([content]), to, kind), OF_THE_GROUP)
            except FileExistsError:
                if kind_read(place).split()[-1] != digest:
                    raise ArchiveRefused("another piece of the log has that name already") from None
                on_disk(place.parent)  # whoever put it may have been killed before
        except ContainerRefused:
            raise ArchiveRefused("what has the name of that piece is none") from None
        except OSError:
            raise ArchiveRefused("a piece of the log cannot be written there") from None


def config_at(folder: Path) -> Path:
    """Where it is said where the archive lies: as the environment says, else in this folder."""
    said = os.environ.get("HAVN_ARCHIVE_FILE")
    return Path(said) if said else folder / CONFIG


def epochs(keys: Path, offline: OfflineKey) -> tuple[dict[str, Epoch], list[Path]]:
    """Every epoch whose key opens, by id, and the files beside them that are damaged or for another key."""
    found, shut = {}, []
    for path in sorted(keys.glob("*.havn")):
        try:
            epoch = _epoch(path, offline)
        except Gone:
            continue
        except ContainerRefused:
            shut.append(path)
        else:
            found[epoch.id] = epoch
    return found, shut


def _epoch(path: Path, offline: OfflineKey) -> Epoch:
    label = label_of(path)
    with opened(path) as file:
        line = b"".join(read(file, offline, kind_read(path)))
    try:
        return Epoch(OfflineKey.of(line.decode("ascii")), label)
    except (KeyRefused, ValueError):
        raise ContainerRefused("the key of an epoch is not whole") from None


def label_of(path: Path) -> Label:
    """What stands on that key of an epoch.

    Raises
    ------
    ContainerRefused
        When it is no key of an epoch.
    """
    try:
        word, epoch, began, erased = kind_read(path).split(" ")
        if (word, epoch) != ("epoch", path.stem):
            raise ValueError
        return Label(datetime.fromisoformat(began), int(erased))
    except ValueError:
        raise ContainerRefused("this is no key of an epoch") from None


def labels(keys: Path) -> tuple[dict[Path, Label], list[Path]]:
    """What stands on each key of an epoch, and the files beside them that are none."""
    found, strange = {}, []
    for path in sorted(keys.glob("*.havn")):
        try:
            found[path] = label_of(path)
        except Gone:
            continue
        except ContainerRefused:
            strange.append(path)
    return found, strange


def bases(files: Path) -> list[Base]:
    """Every base backup that is there by its name, the newest last; other files are passed over."""
    found = []
    for path in (files / "base").glob("*.havn"):
        epoch, _, ended = path.stem.partition("-")
        with suppress(ValueError):
            found.append(Base(path, epoch, datetime.strptime(ended, STAMP).replace(tzinfo=UTC)))
    return sorted(found, key=lambda base: base.ended)


def no_bases(files: Path) -> list[Path]:
    """Files beside the base backups that are none by their name or their first line.

    What is damaged behind that line only the offline key can tell.
    """
    epochs = {base.path: base.epoch for base in bases(files)}
    return sorted(
        path
        for path in (files / "base").glob("*.havn")
        if path not in epochs or not _begins_as(path, f"base {epochs[path]}")
    )


def damaged(archive: Archive) -> list[Path]:
    """Keys and base backups of it that do not even begin as such, as far as they tell without the offline key."""
    return [*labels(archive.keys)[1], *no_bases(archive.files)]


def _begins_as(path: Path, kind: str) -> bool:
    """Whether its first line says so; of what is gone nothing else can be said."""
    try:
        return kind_read(path) == kind
    except Gone:
        return True
    except ContainerRefused:
        return False


def epoch_of(piece: Path) -> str | None:
    """Of which epoch a file of the log says it is; None when it is damaged or no such file."""
    try:
        word, _, epoch, _ = kind_read(piece).split(" ")
    except (ContainerRefused, ValueError):
        return None
    return epoch if word == "wal" else None


def segments(files: Path) -> list[str]:
    """The names of all pieces of the log that are there, in order."""
    names = (path.stem for path in (files / "wal").glob("*.havn"))
    return sorted(name for name in names if len(name) == 24)


def segment(files: Path, name: str, keys: dict[str, Epoch]) -> bytes | None:
    """The piece of the log of that name; None when there is none.

    Raises
    ------
    ContainerRefused
        When it is damaged, another one, or its epoch's key is not there.
    """
    path = files / "wal" / f"{name}.havn"
    if not path.exists():
        return None
    kind = kind_read(path)
    word, said, epoch, digest = (*kind.split(" "), "", "", "", "")[:4]
    if (word, said) != ("wal", name):
        raise ContainerRefused("a piece of the log has another's name")
    if epoch not in keys:
        raise ContainerRefused("the key of that epoch is not there: what it wrote opens no more")
    with opened(path) as file:
        content = b"".join(unsqueezed(read(file, keys[epoch].key, kind)))
    if hashlib.sha256(content).hexdigest() != digest:
        raise ContainerRefused("a piece of the log is not what it says")
    return content


def put(path: Path, fill: Callable[[BinaryIO], None], mode: int = 0o600) -> None:
    """The file stands there whole and on disk, and in nobody's place.

    Raises
    ------
    FileExistsError
        When there is one of that name.
    """
    if path.exists():
        raise FileExistsError(path.name)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def place(draft: Path, path: Path) -> None:
    """The finished draft has that name from now on, also after a power cut.

    Raises
    ------
    FileExistsError
        When there is one of that name.
    """
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the look before it must do
        draft.rename(path)
    on_disk(path.parent)


def opened(path: Path) -> BinaryIO:
    """The file, to be read.

    Raises
    ------
    Gone
        When it is not there any more.
    ContainerRefused
        When it cannot be.
    """
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise Gone("a file of the archive is not there any more") from None
    except OSError:
        raise ContainerRefused("a file of the archive cannot be read") from None


def kind_read(path: Path) -> str:
    """What the file says it is."""
    with opened(path) as file:
        return kind_of(file)


def squeezed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same in less room; a log that idles is zeros."""
    smaller = zlib.compressobj(6)
    for part in parts:
        if done := smaller.compress(part):
            yield done
    yield smaller.flush()


def unsqueezed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """What was squeezed, in parts of a bounded size.

    Raises
    ------
    ContainerRefused
        When it ends too early.
    """
    plain = zlib.decompressobj()
    for part in parts:
        held = part
        while held:
            yield plain.decompress(held, PART)
            held = plain.unconsumed_tail
    yield plain.flush()
    if not plain.eof:
        raise ContainerRefused("a file of the archive is not whole")
