"""Files that only their owner reads, put in place whole; and the environment that units read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from app.on_disk import on_disk

OTHERS_MAY_WRITE = 0o022
LINE = re.compile(r"^([A-Z][A-Z0-9_]*)=(.*)$")
PLAIN = re.compile(r"[\w./:@%+,?=-]*")
"""A value that a shell, systemd and compose all read as it stands."""


class FileRefused(Exception):
    """A file or folder cannot be used; the text names it and repeats nothing of it."""


def private_folder(path: Path) -> None:
    """The folder is there, and nobody but its owner may change what is in it.

    Raises
    ------
    FileRefused
        When it cannot be made, or others may write in it.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = path.stat()
        if there.st_uid != os.geteuid():
            raise FileRefused(f"{path} belongs to another user: run as that user")
        if there.st_mode & OTHERS_MAY_WRITE:
            raise FileRefused(f"others may write in {path}: chmod go-w {path}")
    except OSError:
        raise FileRefused(f"{path} cannot be made: make it first, owned by you") from None


def put_private(path: Path, text: str) -> None:
    """The file holds this text, mode 0600; killed in the middle, it is as it was before.

    Raises
    ------
    FileRefused
        When it cannot be written.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        on_disk(path.parent)
    except OSError:
        raise FileRefused(f"{path} cannot be written") from None


def environment_text(values: Mapping[str, str], heading: str) -> str:
    """The text of an environment file.

    Raises
    ------
    FileRefused
        When a value cannot be written in one line that everybody reads alike.
    """
    lines = [f"# {line}" for line in heading.splitlines()]
    for name, value in values.items():
        if not PLAIN.fullmatch(value) and ("'" in value or not value.isprintable()):
            raise FileRefused(f"the value of {name} cannot stand in an environment file")
        lines.append(f"{name}={value}" if PLAIN.fullmatch(value) else f"{name}='{value}'")
    return "\n".join(lines) + "\n"


def read_environment(path: Path) -> dict[str, str]:
    """What that file sets.

    Raises
    ------
    FileRefused
        When it cannot be read, or a line of it is no NAME=value; the line is not repeated.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise FileRefused(f"{path} cannot be read") from None
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        told = LINE.match(line.strip())
        if told is None:
            raise FileRefused(f"line {number} of {path} is not NAME=value")
        found[told[1]] = _bare(told[2])
    return found


def _bare(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value
