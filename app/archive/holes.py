"""Which pieces of the log are missing since the newest base backup, by the names of the files alone.

No key is needed, so it can be asked for on any machine that has a copy of the files.
"""

from __future__ import annotations

from pathlib import Path

from app.archive.target import Base, bases, epoch_of, segments

LEAST_IN_A_ROUND = 4
"""Pieces in 4 GiB of the log: 256 of 16 MiB, as servers are made, 4 of the largest."""


def holes(files: Path) -> int:
    """How many pieces are missing between where the newest base backup begins and the newest piece.

    Unknown: where it begins, until the server has handed over what says so; then from the first piece
    of its epoch on.
    """
    found = bases(files)
    begins = _begins(files, found[-1]) if found else None
    if begins is None:
        return 0
    line = begins[:8]
    there = segments(files)
    round_ = _round([begins, *there])
    numbers = {_number(name, round_) for name in there if name[:8] >= line}
    first = _number(begins, round_)
    later = {number for number in numbers if number >= first}
    return max(later) - first + 1 - len(later) if later else 0


def _begins(files: Path, base: Base) -> str | None:
    """The piece in which that base backup begins."""
    wal = files / "wal"
    said = (path for path in wal.glob("*.backup.havn") if epoch_of(path) == base.epoch)
    if name := min((path.name[:24] for path in said), default=None):
        return name
    return next(
        (name for name in segments(files) if epoch_of(wal / f"{name}.havn") == base.epoch), None
    )


def _round(names: list[str]) -> int:
    """After how many pieces the middle of the names goes one up: a power of two, which no name reaches."""
    most = max(int(name[16:], 16) for name in names)
    return max(LEAST_IN_A_ROUND, 1 << most.bit_length())


def _number(name: str, round_: int) -> int:
    return int(name[8:16], 16) * round_ + int(name[16:], 16)
