"""The environment file says the same to a shell and to this program, or it is refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from app.installing.private_files import (
    FileRefused,
    environment_text,
    private_folder,
    put_private,
    read_environment,
)

VALUES = {
    "DATABASE_URL": "postgresql://a:b%2F@/havn?host=%2Frun&port=5432",
    "HAVN_PORT": "8000",
    "HAVN_HEAD_FILE": "/mnt/far away/head",
}


def test_a_shell_and_this_program_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "havn.env"
    put_private(path, environment_text(VALUES, "two\nlines"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_environment(path) == VALUES
    script = f"set -a; . {path}; " + "; ".join(f'printf "%s\\n" "${name}"' for name in VALUES)
    told = subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == list(VALUES.values())


def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    there = Path("/usr")
    if os.geteuid() == 0:
        there = tmp_path
        os.chown(there, 65534, 65534)
    with pytest.raises(FileRefused, match="another user"):
        private_folder(there)


@pytest.mark.parametrize("value", ["it's", "two\nlines", "\x00"])
def test_a_value_that_would_be_read_in_two_ways_is_refused(value: str) -> None:
    with pytest.raises(FileRefused, match="HAVN_X"):
        environment_text({"HAVN_X": value}, "")


def test_a_line_that_sets_nothing_is_named_by_its_number_and_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "havn.env"
    path.write_text("# a note\n\nHAVN_PORT=1\nexport SECRET\n")
    with pytest.raises(FileRefused) as refused:
        read_environment(path)
    assert "line 4" in str(refused.value)
    assert "SECRET" not in str(refused.value)
