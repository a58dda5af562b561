"""What a server of somebody's own left comes back: another superuser, settings that must not count here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from app.archive.base import take_base
from app.archive.recovery import CannotRecover, Recovered, recover
from app.archive.target import Archive, config_at
from app.postgres import RESTORING, data_folder, durable
from app.postgres_cluster import DATABASE
from app.postgres_roles import QUIET
from app.store.rewriting import handed_over
from app.vault.container import OfflineKey, Recipient
from tests.support.demo import private_folder
from tests.support.own_server import OwnServer, own_server

pytestmark = pytest.mark.slow
TRAP = "echo %f >> {}"
"""A command of the lost server's own archive; run here, it would leave its mark."""


HOSTILE = (
    "CREATE SCHEMA evil",
    (
        "CREATE FUNCTION evil.ran() RETURNS boolean LANGUAGE plpgsql AS"
        " $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat >> MARK'; RETURN true; END $$"
    ),
    "CREATE VIEW evil.pg_roles AS SELECT rolname, evil.ran() AS rolsuper FROM pg_catalog.pg_roles",
    (
        "CREATE FUNCTION evil.entered() RETURNS event_trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM evil.ran(); END $$"
    ),
    "CREATE EVENT TRIGGER entered ON login EXECUTE FUNCTION evil.entered()",
    "ALTER ROLE dba SET search_path = evil, pg_catalog",
    "ALTER DATABASE postgres SET search_path = evil, pg_catalog",
)
"""What a superuser who holds no key could leave for whoever brings it back, who holds all of them."""


@dataclass
class Lost:
    """A base backup of such a server, whose settings lie among its data."""

    root: Path
    trap: Path
    offline: OfflineKey
    quiet: bool
    """Whether it said that all is handed over also when nothing had happened since."""

    def back(self, name: str, **words: str) -> Recovered:
        folder = self.root / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return recover(self.root / "files", self.root / "keys", self.offline, folder, None, **words)


@pytest.fixture(scope="module")
def lost() -> Iterator[Lost]:
    with private_folder() as root:
        root.joinpath("trap").mkdir()
        root.joinpath("trap").chmod(0o777)
        offline = OfflineKey.make(root / "private", root / "public")
        Archive.begin(
            config_at(root), Recipient.read(root / "public"), root / "files", root / "keys"
        )
        with own_server(root / "postgres", superuser="dba") as server:
            told(server, config_at(root), root)
            url = server.admin_url.replace("postgresql://", "postgresql+psycopg://", 1)
            quiet = handed_over(url) and handed_over(url)
            archive = Archive.read(config_at(root))
            take_base(archive, config_at(root), url, lambda: datetime.now(UTC), erased=0)
        (root / "archive.json").unlink()
        yield Lost(root, root / "trap" / "mark", offline, quiet)


def told(server: OwnServer, config: Path, root: Path) -> None:
    """It archives, and has settings that no other machine could take."""
    for folder in (root, root / "files", root / "files" / "wal"):
        folder.chmod(0o777)
    config.chmod(0o644)
    server.rules("host replication dba 127.0.0.1/32 scram-sha-256")
    trap = TRAP.format(root / "trap" / "mark")
    command = f"{server.python()} -P -m app.archive.wal {config} %p %f && {trap}"
    server.told(f"archive_mode = on\narchive_command = '{command}'")
    server.stop()
    server.start()
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        for words in HOSTILE:
            admin.execute(words.replace("MARK", str(root / "trap" / "ran")))
        admin.execute("ALTER SYSTEM SET search_path = 'nonsense'")
        admin.execute("SELECT pg_switch_wal()")
    inside = f"{server.conf.read_text('utf-8')}ssl = on\nssl_cert_file = '/nowhere'\n"
    server.runner.put(server.data / "postgresql.conf", inside.encode())
    server.runner.put(server.data / "pg_hba.conf", b"local all all reject\n")


def test_a_server_on_which_nothing_happens_has_handed_over_all(lost: Lost) -> None:
    assert lost.quiet


def test_only_our_settings_count_and_its_own_lie_beside(lost: Lost) -> None:
    lost.trap.unlink()
    lost.back("here", superuser="dba")
    cluster = durable(lost.root / "here")
    cluster.start()
    try:
        with cluster.connect() as admin:
            mode = admin.execute("SHOW archive_mode").fetchone()
            path = admin.execute("SHOW search_path").fetchone()
            admin.execute("SELECT pg_switch_wal()")
    finally:
        cluster.stop()
    assert (mode, path) == (("off",), ('"$user", public',))
    data = data_folder(lost.root / "here") / "data"
    assert "ssl_cert_file" in (data / "postgresql.conf.lost").read_text("utf-8")
    assert "reject" in (data / "pg_hba.conf.lost").read_text("utf-8")
    assert "nonsense" in (data / "postgresql.auto.conf.lost").read_text("utf-8")
    assert not lost.trap.exists(), "what was brought back wrote into the archive of the lost one"


def test_what_is_done_there_leaves_no_statement_in_the_servers_log_also_without_our_settings(
    lost: Lost,
) -> None:
    lost.back("quiet", superuser="dba")
    cluster = durable(lost.root / "quiet")
    cluster.start()
    try:
        with cluster.connect() as admin:
            told = admin.execute(
                "SELECT unnest(setconfig) FROM pg_db_role_setting s"
                " JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = %s",
                [DATABASE],
            ).fetchall()
    finally:
        cluster.stop()
    assert {line.partition("=")[0].lower() for (line,) in told} == set(QUIET)


def test_nothing_that_lies_in_the_lost_cluster_runs_while_it_comes_back(lost: Lost) -> None:
    ran = lost.root / "trap" / "ran"
    assert ran.exists(), "it ran on the lost server itself, so the trap is one"
    ran.unlink()
    assert lost.back("hostile", superuser="dba").left == 0
    assert not ran.exists()
    cluster = durable(lost.root / "hostile")
    cluster.start()
    try:
        with cluster.connect() as admin:
            admin.execute("SELECT rolsuper FROM pg_roles")
    finally:
        cluster.stop()
    assert not ran.exists(), "nor when it is started later"


def test_a_superuser_of_another_name_is_asked_for_and_nothing_is_left_half_done(lost: Lost) -> None:
    with pytest.raises(CannotRecover, match="--superuser"):
        lost.back("there")
    assert not (lost.root / "there" / RESTORING).exists()
    assert not (data_folder(lost.root / "there") / "data").exists()
    assert lost.back("there", superuser="dba").left == 0


@pytest.mark.parametrize("name", ['dba" all', "", "a\nb"])
def test_a_name_that_would_say_more_than_a_name_is_refused(lost: Lost, name: str) -> None:
    with pytest.raises(CannotRecover, match="a name of letters"):
        lost.back("nowhere", superuser=name)
