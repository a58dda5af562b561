"""Rows of old backups go, by the moment of their name; never the newest, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.keeping.backup import RING
from app.keeping.old_backups import let_go

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)


def rows(folder: Path, days: float) -> Path:
    """A file of rows of so many days ago; its own date says nothing."""
    moment = NOW - timedelta(days=days)
    path = folder / f"havn-data-{moment:%Y%m%dT%H%M%S.%fZ}.havn"
    path.write_bytes(b"rows")
    return path


def test_what_is_older_goes_and_exactly_so_many_days_stay(tmp_path: Path) -> None:
    young, edge, older, oldest = (rows(tmp_path, days) for days in (0, 90, 90.01, 400))
    beside = [tmp_path / name for name in (RING, "havn-data-.havn", "notes.txt")]
    for path in beside:
        path.write_bytes(b"mine")
    assert let_go(tmp_path, NOW, 90) == [oldest, older]
    assert set(tmp_path.iterdir()) == {young, edge, *beside}


@pytest.mark.parametrize("days", [1, 30])
def test_the_newest_stays_however_old_it_is(tmp_path: Path, days: int) -> None:
    newest, other = rows(tmp_path, 200), rows(tmp_path, 300)
    assert let_go(tmp_path, NOW, days) == [other]
    assert let_go(tmp_path, NOW, days) == []
    assert list(tmp_path.iterdir()) == [newest]


def test_a_name_with_no_real_moment_is_none_of_ours(tmp_path: Path) -> None:
    odd = tmp_path / "havn-data-20261399T000000.000000Z.havn"
    odd.write_bytes(b"?")
    newest = rows(tmp_path, 0)
    assert let_go(tmp_path, NOW + timedelta(days=500), 1) == []
    assert set(tmp_path.iterdir()) == {odd, newest}
