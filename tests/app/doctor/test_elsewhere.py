"""What a restore needs and lies on this machine's own disk is named, unless a copy of it is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.archive.commands import run_begin
from app.doctor.elsewhere import kept, on_our_disk
from app.settings import Settings
from app.vault.container import OfflineKey

OTHER = Path("/dev/shm")  # noqa: S108 - a disk of its own, and nothing is written there


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A host with an archive and backups, everything in one folder."""
    OfflineKey.make(tmp_path / "offline.key", tmp_path / "offline.pub")
    run_begin(tmp_path / "offline.pub", tmp_path / "files", tmp_path / "keys", folder=tmp_path)
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "havn-keys.havn").touch()
    return {"HAVN_FOLDER": str(tmp_path), "HAVN_BACKUP_FOLDER": str(tmp_path / "backup")}


def settings(folder: Path) -> Settings:
    return Settings(database_url=SecretStr(""), master_key_file=folder / "master.key")


def test_keys_files_and_backups_are_all_asked_for(environ: dict[str, str], tmp_path: Path) -> None:
    assert {path.name for path in kept(environ)} == {"backup", "files", "keys"}
    assert kept({"HAVN_FOLDER": str(tmp_path / "none"), "HAVN_BACKUP_FOLDER": "/gone"}) == (
        Path("/gone"),
    )


def test_a_folder_that_was_only_made_keeps_nothing_yet(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """The installation makes it before anything is mounted there."""
    backup = tmp_path / "backup"
    (backup / "havn-keys.havn").unlink()
    assert backup not in kept(environ)
    (backup / "havn-data-20261128T010000Z.havn").touch()
    assert backup in kept(environ)


def test_a_folder_that_cannot_be_looked_at_may_hold_some(
    environ: dict[str, str], tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    (backup / "havn-keys.havn").unlink()
    backup.rmdir()
    backup.symlink_to(backup)
    assert backup in kept(environ)


def test_what_lies_beside_the_master_key_or_cannot_be_seen_is_lost_with_the_machine(
    environ: dict[str, str], tmp_path: Path
) -> None:
    found = on_our_disk(kept(environ), environ, settings(tmp_path))
    assert {path.name for path in found} == {"backup", "files", "keys"}
    assert on_our_disk([Path("/gone")], environ, settings(tmp_path)) == (Path("/gone"),)


def test_what_lies_on_another_disk_or_has_a_copy_is_not(
    environ: dict[str, str], tmp_path: Path
) -> None:
    assert OTHER.stat().st_dev not in {Path("/").stat().st_dev, tmp_path.stat().st_dev}
    assert on_our_disk([OTHER], environ, settings(tmp_path)) == ()
    copied = os.pathsep.join(str(tmp_path / name) for name in ("keys", "backup"))
    told = environ | {"HAVN_COPIED_FOLDERS": copied}
    assert on_our_disk(kept(told), told, settings(tmp_path)) == (tmp_path / "files",)
