"""The durable server: kept, found again, shared, stopped by the last to leave."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from app.postgres import PostgresFailed, running

HOLD = """
import sys
from pathlib import Path
from app.postgres import running
with running(Path(sys.argv[1])) as there:
    print(there.service_url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A stopped cluster that these tests share; pytest's own folders are closed to its user."""
    outer = Path(tempfile.mkdtemp(prefix="havn-run-"))
    outer.chmod(0o711)
    try:
        with running(outer / "with a space"):
            pass
        yield outer / "with a space"
    finally:
        shutil.rmtree(outer)


@pytest.fixture
def own_folder(folder) -> Iterator[Path]:
    """A copy of it that a test may break."""
    copy = folder.with_name("its own")
    subprocess.run(["cp", "-a", folder, copy], check=True)
    yield copy
    shutil.rmtree(copy)


def ask(url: str | URL, words: str) -> str:
    place = make_url(url)
    with psycopg.connect(
        host=str(place.query["host"]),
        user=place.username,
        password=place.password,
        dbname=place.database,
        autocommit=True,
    ) as connection:
        cursor = connection.execute(words.encode())
        row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else ""


def hold(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process inside; the address that it got."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def server(folder: Path) -> int:
    return int((folder / "server" / "data" / "postmaster.pid").read_text().splitlines()[0])


def alive(pid: int) -> bool:
    stat_file = Path("/proc", str(pid), "stat")
    return stat_file.exists() and stat_file.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_what_was_written_is_there_at_the_next_start_and_nothing_runs_between(folder):
    with running(folder) as first:
        ask(first.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        pid = server(folder)
    assert not alive(pid)
    with running(folder) as second:
        assert ask(second.owner_url, "SELECT answer FROM kept") == "42"


def test_the_roles_are_not_each_other_and_none_is_more_than_it_must_be(folder):
    with running(folder) as there:
        urls = (there.owner_url, there.service_url, there.planner_url)
        assert [ask(url, "SELECT current_user") for url in urls] == [
            "havn_owner",
            "havn_service",
            "havn_planner",
        ]
        mighty = (
            "SELECT count(*) FROM pg_roles WHERE rolname ~ '^havn' AND (rolsuper OR rolcreaterole)"
        )
        assert ask(there.owner_url, mighty) == "1", "only the administrator of the cluster"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(there.service_url, "CREATE TABLE mine (x int)")


def test_the_server_is_not_root_listens_on_no_port_and_its_folders_are_private(folder):
    with running(folder) as there:
        assert Path("/proc", str(server(folder))).stat().st_uid != 0
        assert ask(there.owner_url, "SHOW listen_addresses") == ""
        assert ask(there.owner_url, "SHOW data_checksums") == "on"
        for path in (folder / "server", folder / "server" / "data"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "passwords.json").stat().st_mode) == 0o600
        assert (folder / "passwords.json").stat().st_uid == os.geteuid()


def test_no_password_opens_nothing(folder):
    with running(folder) as there:
        good = make_url(there.owner_url)
        for wrong in (good.set(password="wrong"), good.set(password="", username="postgres")):
            with pytest.raises(psycopg.OperationalError):
                ask(wrong, "SELECT 1")


def test_the_log_holds_neither_a_failing_statement_nor_its_values(folder):
    with running(folder) as there:
        ask(there.owner_url, "CREATE TABLE t (x int PRIMARY KEY, word text)")
        for statement in (
            "INSERT INTO t VALUES (1, 'canary-in-a-statement'), (1, 'x')",
            "SELECT 'canary-in-a-cast'::uuid",
            "SELECT canary_in_a_name",
        ):
            with pytest.raises(psycopg.Error):
                ask(there.owner_url, statement)
    log = (folder / "server" / "log").read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log


def test_a_server_that_outlived_a_killed_process_is_found_and_then_stopped(folder):
    killed, url = hold(folder)
    pid = server(folder)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert alive(pid)
    with running(folder) as there:
        assert server(folder) == pid
        assert there.service_url == url
        assert ask(there.service_url, "SELECT 1") == "1"
    assert not alive(pid)


def test_two_at_once_share_one_server_and_the_last_one_stops_it(folder):
    one, _ = hold(folder)
    two, url = hold(folder)
    pid = server(folder)
    one.communicate()
    assert ask(url, "SELECT 1") == "1", "the first left; the second is still inside"
    two.communicate()
    assert not alive(pid)


def test_a_server_that_was_killed_itself_comes_back_with_what_was_committed(folder):
    with running(folder) as there:
        ask(there.owner_url, "CREATE TABLE committed AS SELECT 42 AS answer")
        os.kill(server(folder), signal.SIGKILL)
    with running(folder) as there:
        assert ask(there.owner_url, "SELECT answer FROM committed") == "42"


def test_a_pid_file_that_names_a_stranger_stops_nobody(folder):
    with running(folder):
        pid_file = folder / "server" / "data" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    owner = (folder / "server").stat()
    drop = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    stranger = subprocess.Popen(["sleep", "60"], **(drop if owner.st_uid != os.geteuid() else {}))
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        with running(folder) as there:
            assert ask(there.service_url, "SELECT 1") == "1"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_cluster_that_was_broken_off_while_being_made_is_made_anew(own_folder):
    own = own_folder / "server"
    (own / "data").rename(own / "data.new")
    (own / "data.new" / "PG_VERSION").unlink()
    with running(own_folder) as there:
        assert ask(there.service_url, "SELECT 1") == "1"


def test_lost_passwords_are_said_and_no_new_cluster_hides_the_old_one(own_folder):
    (own_folder / "passwords.json").unlink()
    with pytest.raises(PostgresFailed, match="missing"), running(own_folder):
        pass
    assert (own_folder / "server" / "data" / "PG_VERSION").exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_is_cleared_away(own_folder):
    long = own_folder.with_name("x" * 120)
    own_folder.rename(long)
    try:
        with running(long) as there:
            place = Path(str(make_url(there.service_url).query["host"]))
            assert not place.is_relative_to(long)
            assert stat.S_IMODE(place.stat().st_mode) == 0o700
            assert ask(there.service_url, "SELECT 1") == "1"
        assert not place.exists()
    finally:
        long.rename(own_folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server of another user")
def test_a_folder_that_the_servers_user_cannot_reach_keeps_its_mode(folder, monkeypatch):
    closed = folder.with_name("closed")
    closed.mkdir(mode=0o700)
    elsewhere = folder.with_name("elsewhere")
    monkeypatch.setattr("app.postgres.ELSEWHERE", elsewhere)
    for _ in range(2):
        with running(closed / "checkout" / ".havn") as there:
            assert ask(there.service_url, "SELECT 1") == "1"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert len(list(elsewhere.iterdir())) == 1
