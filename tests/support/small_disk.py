"""A disk so small that it can be filled: a file system in memory that can be enlarged."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.postgres_programs import Runner

FILLING = "filling"


class NoDisk(Exception):
    """Nobody here may mount one; the text says why."""


@dataclass(frozen=True)
class SmallDisk:
    """Where it is, and what may be done to it."""

    path: Path

    def fill(self, free: int) -> None:
        """So many bytes are left."""
        left = os.statvfs(self.path)
        with (self.path / FILLING).open("ab") as filling:
            rest = left.f_bavail * left.f_frsize - free
            os.posix_fallocate(filling.fileno(), filling.tell(), max(1, rest))

    def clear(self) -> None:
        """What filled it is gone."""
        (self.path / FILLING).unlink()

    def enlarge(self, megabytes: int) -> None:
        """It has so much room from now on."""
        _run("mount", "-o", f"remount,size={megabytes}m", str(self.path))


@contextmanager
def small_disk(megabytes: int, runner: Runner) -> Iterator[SmallDisk]:
    """The disk, owned by the user that the database server runs as.

    Raises
    ------
    NoDisk
        When this process may not mount.
    """
    folder = Path(tempfile.mkdtemp(prefix="havn-disk-", dir="/tmp"))
    owner = f"uid={runner.uid},gid={runner.gid},mode=0700"
    try:
        folder.chmod(0o711)
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,{owner}", "tmpfs", str(folder))
        try:
            yield SmallDisk(folder)
        finally:
            _run("umount", "-l", str(folder))
    finally:
        folder.rmdir()


def _run(*argv: str) -> None:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        raise NoDisk("there is no mount here") from missing
    if done.returncode:
        raise NoDisk(f"may not mount: {done.stderr.strip()}")
