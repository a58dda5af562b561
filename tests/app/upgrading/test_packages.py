"""A new release under the packages of another one is not let near the database."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from app.upgrading import command, packages
from app.upgrading.packages import LOCK, of_another_release
from app.vault.container import OfflineKey


def locked(folder: Path, *lines: str) -> Path:
    lock = folder / "requirements.lock"
    lock.write_text("# Made by hand\n" + "".join(f"{line} \\\n    --hash=x\n" for line in lines))
    return lock


def test_here_the_packages_are_those_of_the_lock() -> None:
    assert LOCK.is_file()
    assert of_another_release() == []


def test_a_package_of_another_number_or_none_at_all_is_named(tmp_path: Path) -> None:
    lock = locked(
        tmp_path,
        f"alembic=={version('alembic')}",
        "sqlalchemy==0.0.1",
        "no-such-package==1.0",
        "of-windows==1.0 ; sys_platform == 'win32'",
        "numpy==0.0.1 ; python_full_version < '3.0'",
        f"numpy=={version('numpy')} ; python_full_version >= '3.0'",
    )
    assert of_another_release(lock) == ["sqlalchemy", "no-such-package"]
    assert of_another_release(tmp_path / "none") == [], "an image was built from it"


def test_an_upgrade_is_not_begun_under_the_packages_of_another_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    OfflineKey.make(tmp_path / "private", tmp_path / "public")
    monkeypatch.setattr(packages, "LOCK", locked(tmp_path, "sqlalchemy==0.0.1"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:x@127.0.0.1:1/none")
    assert command.run(tmp_path / "out", tmp_path / "public") == command.CANNOT
    assert "dev install" in capsys.readouterr().err
