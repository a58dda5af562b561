"""A process that may write where its unit lets it: ``ProtectSystem=strict``, as far as Python itself writes.

No systemd is needed. Whatever Python opens to write, makes, renames or removes elsewhere is refused as the
kernel refuses it, and told on the error output, also where somebody passes over it. Programs that are not
Python are not seen: the database has a unit of its own.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from pathlib import Path

TOLD = "refused by the unit: "
ROOM, WITHIN = "CLOSED_ROOM", "CLOSED_WITHIN"
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PATHS: Mapping[str, tuple[tuple[int, int | None], ...]] = {
    "open": ((0, None),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
}
"""For each event of Python's own audit: which of its words are paths, and which the folder they begin at."""
_PRIVATE = ("/tmp", "/var/tmp", "/dev", "/proc/self")  # noqa: S108 - what PrivateTmp and the kernel give each unit


def closed(folder: Path, machine: Path, within: list[Path]) -> dict[str, str]:
    """The environment of a process that writes below ``within`` alone, and in a /tmp of its own.

    ``machine``: the folder that stands for the whole machine, though it lies in /tmp itself.
    ``folder``: an empty one, from which Python takes the walls up at its start.
    """
    (folder / "sitecustomize.py").write_text(
        "from tests.support.closed_system import close\n\nclose()\n", encoding="utf-8"
    )
    return {
        ROOM: str(machine),
        WITHIN: os.pathsep.join(map(str, within)),
        "PYTHONPATH": os.pathsep.join([str(folder), str(Path(__file__).resolve().parents[2])]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def close() -> None:
    """From now on this process is refused what its unit would be."""
    room, within = os.environ[ROOM], os.environ[WITHIN].split(os.pathsep)

    def look(event: str, words: tuple[object, ...]) -> None:
        for place, begins in _PATHS.get(event, ()):
            if event == "open" and not _to_write(words):
                continue
            path = _absolute(words[place], None if begins is None else words[begins])
            if path is None or _may(path, room, within):
                continue
            if event == "os.mkdir" and os.path.isdir(path):
                continue  # the kernel says that it is there before it says that it may not
            os.write(2, f"{TOLD}{path}\n".encode())
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)

    sys.addaudithook(look)


def _to_write(words: tuple[object, ...]) -> bool:
    _, mode, flags = words
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and bool(flags & _WRITES)


def _absolute(path: object, begins: object) -> str | None:
    """The path from the root on, links followed but for its last name; None when it is an open file."""
    if not isinstance(path, str | bytes | os.PathLike):
        return None
    told = os.fsdecode(path)
    if isinstance(begins, int) and begins >= 0:
        told = os.path.join(os.readlink(f"/proc/self/fd/{begins}"), told)
    folder, name = os.path.split(os.path.abspath(told))
    return os.path.join(os.path.realpath(folder), name)


def _may(path: str, room: str, within: list[str]) -> bool:
    def below(folder: str) -> bool:
        return path == folder or path.startswith(f"{folder}/")

    if any(below(os.path.realpath(one)) for one in within):
        return True
    return not below(os.path.realpath(room)) and any(below(one) for one in _PRIVATE)
