"""Pieces of the log in the archive: put whole, never replaced, refused when they are another's."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.archive import commands, wal
from app.archive.base import prune
from app.archive.commands import run_begin, run_look
from app.archive.holes import holes
from app.archive.target import (
    STAMP,
    Archive,
    ArchiveRefused,
    Base,
    Label,
    bases,
    damaged,
    epochs,
    put,
    segment,
    segments,
)
from app.vault.container import ContainerRefused, OfflineKey, Recipient, write

NAME = "000000010000000000000007"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def offline(tmp_path: Path) -> OfflineKey:
    return OfflineKey.make(tmp_path / "private", tmp_path / "public")


@pytest.fixture
def config(tmp_path: Path, offline: OfflineKey) -> Path:
    path = tmp_path / "archive.json"
    Archive.begin(path, offline.recipient(), tmp_path / "files", tmp_path / "keys")
    return path


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    path = tmp_path / "piece"
    path.write_bytes(b"canary" + bytes(16 * 1024 * 1024))
    return path


def kept(config: Path, path: Path, name: str = NAME) -> int:
    return wal.main([str(config), str(path), name])


def test_a_piece_comes_back_as_it_was_and_shows_nothing(
    config: Path, piece: Path, tmp_path: Path, offline: OfflineKey
) -> None:
    assert kept(config, piece) == 0
    (file,) = (tmp_path / "files" / "wal").iterdir()
    assert file.stat().st_mode & 0o777 == 0o640, (
        "the server's user writes it, havn's reads its head"
    )
    assert file.stat().st_size < 50_000
    assert b"canary" not in file.read_bytes()
    assert segments(tmp_path / "files") == [NAME]
    known, _ = epochs(tmp_path / "keys", offline)
    assert segment(tmp_path / "files", NAME, known) == piece.read_bytes()
    assert segment(tmp_path / "files", NAME.replace("7", "8"), known) is None


def test_a_piece_is_never_replaced_and_the_same_one_is_welcome_again(
    config: Path, piece: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kept(config, piece) == 0
    (file,) = (tmp_path / "files" / "wal").iterdir()
    before = file.read_bytes()
    Archive.read(config).next_epoch(config, Label(NOON, 0))
    assert kept(config, piece) == 0, "the server asks again after a crash, maybe in another epoch"
    piece.write_bytes(b"another")
    assert kept(config, piece) == 1
    assert capsys.readouterr().err == "havn: another piece of the log has that name already\n"
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_piece_under_anothers_name_does_not_open(
    config: Path, piece: Path, tmp_path: Path, offline: OfflineKey
) -> None:
    assert kept(config, piece) == 0
    (file,) = (tmp_path / "files" / "wal").iterdir()
    other = NAME.replace("7", "8")
    moved = file.rename(file.with_name(f"{other}.havn"))
    known, _ = epochs(tmp_path / "keys", offline)
    with pytest.raises(ContainerRefused):
        segment(tmp_path / "files", other, known)
    moved.write_bytes(moved.read_bytes().replace(NAME.encode(), other.encode()))
    with pytest.raises(ContainerRefused):
        segment(tmp_path / "files", other, known)


def test_each_epoch_has_a_key_and_without_it_nothing_of_it_opens(
    config: Path, piece: Path, tmp_path: Path, offline: OfflineKey
) -> None:
    assert kept(config, piece) == 0
    (first,) = (tmp_path / "keys").iterdir()
    after, epoch = Archive.read(config).next_epoch(config, Label(NOON, 7))
    assert Archive.read(config) == after
    other = NAME.replace("7", "8")
    assert kept(config, piece, other) == 0
    assert epochs(tmp_path / "keys", offline)[0][epoch.id].label == Label(NOON, 7)
    first.unlink()
    known, _ = epochs(tmp_path / "keys", offline)
    assert set(known) == {epoch.id}
    assert segment(tmp_path / "files", other, known) == piece.read_bytes()
    with pytest.raises(ContainerRefused, match="opens no more"):
        segment(tmp_path / "files", NAME, known)
    assert epochs(tmp_path / "keys", OfflineKey.new()) == ({}, list((tmp_path / "keys").iterdir()))


def test_what_cannot_be_kept_is_said_to_the_server(
    config: Path, piece: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kept(config, tmp_path / "lost") == 1
    assert kept(config, piece, "../outside") == 1
    assert kept(tmp_path / "nowhere.json", piece) == 1
    assert wal.main([]) == 2
    (tmp_path / "files" / "wal").rmdir()
    assert kept(config, piece) == 1
    assert capsys.readouterr().err.count("\n") == 5


def test_a_yes_is_said_only_when_the_name_is_on_disk_too(
    config: Path, piece: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    kept_by_the_system = os.fsync

    def fsync(handle: int) -> None:
        told.append(os.readlink(f"/proc/self/fd/{handle}"))
        kept_by_the_system(handle)

    assert kept(config, piece) == 0
    monkeypatch.setattr(os, "fsync", fsync)
    assert kept(config, piece) == 0, "put by one who was killed before its name was on disk"
    assert told == [str(tmp_path / "files" / "wal")]
    told.clear()
    Archive.read(config).next_epoch(config, Label(NOON, 0))
    assert told[-1] == str(config.parent)


def test_what_lies_in_the_place_of_a_piece_ends_nobody_who_hands_over(
    config: Path, piece: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "files" / "wal" / f"{NAME}.havn").touch()
    assert kept(config, piece) == 1
    assert capsys.readouterr().err == "havn: what has the name of that piece is none\n"


def test_an_epoch_whose_key_cannot_be_kept_does_not_begin(config: Path, tmp_path: Path) -> None:
    for key in (tmp_path / "keys").iterdir():
        key.unlink()
    (tmp_path / "keys").rmdir()
    before = Archive.read(config)
    with pytest.raises(ArchiveRefused, match="cannot be written"):
        before.next_epoch(config, Label(NOON, 0))
    assert Archive.read(config) == before


def test_what_was_left_half_written_goes_with_the_next_pruning(
    config: Path, tmp_path: Path
) -> None:
    archive = Archive.read(config)
    epoch = Recipient.of(archive.epoch).id
    left = [tmp_path / "files" / "base" / ".aa.0b", tmp_path / "files" / "wal" / ".aa.havn.0b"]
    at_work = tmp_path / "files" / "wal" / ".bb.havn.0c"
    for draft in (*left, at_work):
        draft.touch()
    os.utime(left[1], (0, 0))
    (tmp_path / "files" / "wal" / ".cc.havn.0d").symlink_to("finished while somebody looked")
    prune(archive, Base(tmp_path, epoch, NOON), keep=timedelta(days=7))
    assert [draft.exists() for draft in (*left, at_work)] == [False, False, True]


def based(archive: Archive, ended: datetime) -> Base:
    """A base backup of the epoch of now stands there, by its name."""
    epoch = Recipient.of(archive.epoch).id
    path = archive.files / "base" / f"{epoch}-{ended:{STAMP}}.havn"
    put(path, lambda file: write(file, [b""], Recipient.of(archive.epoch), f"base {epoch}"))
    return Base(path, epoch, ended)


def test_a_piece_that_is_missing_since_the_base_backup_is_told(
    config: Path, piece: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    piece.write_bytes(b"short")
    files, begins = tmp_path / "files", "0000000100000000000000FE"
    for name in (NAME, begins, f"{begins}.00000028.backup"):
        assert kept(config, piece, name) == 0
    based(Archive.read(config), NOON)
    assert run_look(files, 5) == 0, "what is missing before the base backup is not needed"
    for name in ("0000000100000001000000FF", "000000010000000200000000"):
        assert kept(config, piece, name) == 0
    assert holes(files) == 256
    for low in range(256):
        assert kept(config, piece, f"0000000100000001{low:08X}") == 0
    assert holes(files) == 1
    assert run_look(files, 5) == 1
    assert "since the newest base backup: 1;" in capsys.readouterr().out
    assert kept(config, piece, "0000000200000000000000FF") == 0, (
        "another line of the log goes on there"
    )
    assert (holes(files), run_look(files, 5)) == (0, 0)
    (files / "wal" / f"{begins}.havn").unlink()
    assert holes(files) == 1, "the base backup begins there"
    Archive.read(config).next_epoch(config, Label(NOON, 0))
    assert kept(config, piece, "000000020000000200000001") == 0
    based(Archive.read(config), NOON + timedelta(days=1))
    assert run_look(files, 5) == 0, "from its first piece on, while nothing says where it begins"


def test_a_quiet_night_is_told_as_silence_since_the_files_cannot_tell_which(
    config: Path, piece: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    piece.write_bytes(b"short")
    assert kept(config, piece, NAME) == 0
    files = tmp_path / "files"
    assert run_look(files, 5) == 0
    assert "/silentz" not in capsys.readouterr().out
    for path in (files / "wal").glob("*.havn"):
        os.utime(path, (0, 0))
    assert run_look(files, 5) == 1
    assert "silent, or nothing was written since" in capsys.readouterr().out


def test_a_file_that_is_none_of_the_archives_stops_nothing_and_is_told(
    config: Path, piece: Path, tmp_path: Path
) -> None:
    old = Archive.read(config)
    assert kept(config, piece) == 0
    first = based(old, NOON - timedelta(days=1))
    strange = {
        tmp_path / "files" / "base" / "havn-data-20261126.havn",
        tmp_path / "files" / "wal" / "another.havn",
        tmp_path / "keys" / "havn-keys.havn",
    }
    for path in strange:
        path.write_bytes(b"something else")
    archive, _ = old.next_epoch(config, Label(datetime.now(UTC), 7))
    newest = based(archive, NOON)
    assert [base.path for base in bases(tmp_path / "files")] == [first.path, newest.path]
    assert set(damaged(archive)) == {path for path in strange if path.parent.name != "wal"}
    gone = prune(archive, newest, keep=timedelta(days=7))
    assert (gone.epochs, gone.files, set(gone.strange)) == (1, 2, strange)
    assert [base.path for base in bases(tmp_path / "files")] == [newest.path]
    assert all(path.exists() for path in strange)
    assert commands._knows_of_it(archive, 8)
    assert not commands._knows_of_it(archive, 7)


def test_a_base_backup_that_does_not_begin_as_one_is_told_before_it_is_needed(
    config: Path, piece: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive.read(config)
    assert kept(config, piece) == 0
    base = based(archive, NOON)
    assert (run_look(archive.files, 5), damaged(archive)) == (0, [])
    base.path.write_bytes(bytes(base.path.stat().st_size))
    assert (run_look(archive.files, 5), damaged(archive)) == (1, [base.path])
    assert str(base.path) in capsys.readouterr().out
    gone = prune(archive, base, keep=timedelta(days=7))
    assert (gone.strange, base.path.exists()) == ((base.path,), True)


def test_a_file_that_is_taken_away_at_that_moment_is_not_called_damaged(
    config: Path, piece: Path, tmp_path: Path, offline: OfflineKey
) -> None:
    archive = Archive.read(config)
    assert kept(config, piece) == 0
    newest = based(archive, NOON)
    # Listed, and not there any more when it is opened.
    for gone in (archive.keys / "AAAA.havn", archive.files / "base" / f"AAAA-{NOON:{STAMP}}.havn"):
        gone.symlink_to(tmp_path / "nowhere")
    assert damaged(archive) == []
    assert run_look(archive.files, 5) == 0
    assert epochs(archive.keys, offline)[1] == []
    assert prune(archive, newest, keep=timedelta(days=7)).strange == ()


def test_a_clock_that_was_ahead_once_keeps_nobody_who_was_erased(
    config: Path, tmp_path: Path
) -> None:
    old, ahead = Archive.read(config).next_epoch(config, Label(NOON + timedelta(days=400), 3))
    base = based(old, NOON + timedelta(days=400))
    archive, _ = old.next_epoch(config, Label(NOON, 7))
    newest = based(archive, NOON)
    assert commands._knows_of_it(archive, 7)
    prune(archive, newest, keep=timedelta(days=7))
    assert not (tmp_path / "keys" / f"{ahead.id}.havn").exists()
    assert not base.path.exists()
    assert not commands._knows_of_it(archive, 7), "no base backup each hour from now on"


def test_where_the_log_goes_is_read_by_the_servers_user_also_after_a_unit_wrote_it(
    config: Path,
) -> None:
    before = os.umask(0o077)
    try:
        Archive.read(config).next_epoch(config, Label(NOON, 0))
    finally:
        os.umask(before)
    assert config.stat().st_mode & 0o777 == 0o640


def test_what_a_server_is_to_call_is_read_alike_whatever_stands_in_a_path(
    tmp_path: Path,
    offline: OfflineKey,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "it's 100 % mine"
    folder.mkdir()
    monkeypatch.setenv("DATABASE_URL", "postgresql://service@/havn")
    assert run_begin(tmp_path / "public", tmp_path / "f", tmp_path / "k", folder) == 0
    line = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("archive_command"))
    said = line.removeprefix("archive_command = '").removesuffix("'").replace("''", "'")
    called = said.replace("%p", "PATH").replace("%f", "NAME").replace("%%", "%")
    assert shlex.split(called)[-3:] == [str(folder / "archive.json"), "PATH", "NAME"]


def test_files_and_keys_lie_apart_and_an_archive_begins_once(
    tmp_path: Path, offline: OfflineKey, config: Path
) -> None:
    to = offline.recipient()
    with pytest.raises(ArchiveRefused):
        Archive.begin(config, to, tmp_path / "a", tmp_path / "b")
    with pytest.raises(ArchiveRefused):
        Archive.begin(tmp_path / "other.json", to, tmp_path / "a", tmp_path / "a" / "keys")
