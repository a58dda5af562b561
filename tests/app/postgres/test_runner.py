"""What the owner of the process writes for the server's user goes nowhere that this user chose."""

from __future__ import annotations

import os
from pathlib import Path

from app.archive.handing import archiving
from app.postgres_programs import Runner


def test_a_link_that_was_laid_there_is_replaced_and_not_followed(tmp_path: Path) -> None:
    runner = Runner(65534, 65534) if os.geteuid() == 0 else Runner(os.geteuid(), os.getegid())
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    kept = elsewhere / "kept"
    kept.write_text("as it was")
    before = [(path.stat().st_uid, path.stat().st_mode) for path in (kept, elsewhere)]
    (home / "hand-over").symlink_to(kept)
    (home / "outgoing").symlink_to(elsewhere)
    settings = archiving(home, runner)
    assert int(settings["checkpoint_timeout"]) <= int(settings["archive_timeout"])
    assert kept.read_text() == "as it was"
    assert [(path.stat().st_uid, path.stat().st_mode) for path in (kept, elsewhere)] == before
    assert not (home / "hand-over").is_symlink()
    assert (home / "hand-over").stat().st_mode & 0o777 == 0o600
    assert (home / "hand-over").stat().st_uid == runner.uid
