"""Installing on one server: once, broken off anywhere, by a lesser administrator, on roles that are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import ValidationError

from app.installing.install import OWNER_FILE, PASSWORDS, SERVICE_FILE, Installed, Wanted, install
from app.installing.private_files import FileRefused, read_environment
from app.migrate import migrate, migrate_in
from app.postgres import PostgresFailed, named_folder
from app.postgres_cluster import Cluster
from app.postgres_roles import ServerRefused, logins_there
from app.service import store_of_owner
from app.settings import Settings
from app.store.copies import revision_of
from app.store.drift import drift_of
from app.store.health import OTHER_RELEASE
from app.store.held import UNDER_WAY, UPGRADE, tried
from app.vault.keys import FileMasterKey, KeyRefused
from app.vault.masters import master_of
from tests.support.bare_server import admin_url, bare_server, make_bare
from tests.support.database import Database
from tests.support.operator import havn
from tests.support.previous_release import content, leave_as_before, steps

ORIGIN = "https://havn.example.org"
PHASES = ("keys", "database", "schema", "first administrator")


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with bare_server() as cluster:
        yield cluster


@pytest.fixture
def bare(server: Cluster) -> Cluster:
    make_bare(server)
    return server


class BrokenOff(BaseException):
    """What ends a run in its middle."""


def installed(folder: Path, environ: dict[str, str], **more: object) -> Installed:
    return install(Wanted(folder, ORIGIN, **more), environ, lambda _: None)  # type: ignore[arg-type]


def broken_off(folder: Path, environ: dict[str, str], at: str) -> None:
    def say(words: str) -> None:
        if words == at:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        install(Wanted(folder, ORIGIN), environ, say)


def test_broken_off_at_each_phase_it_goes_on_and_makes_no_second_key(
    bare: Cluster, tmp_path: Path
) -> None:
    folder, environ = tmp_path / "havn", {"DATABASE_ADMIN_URL": admin_url(bare)}
    key = folder / "master.key"
    kept = set()
    for phase in PHASES:
        broken_off(folder, environ, phase)
        kept |= {key.read_bytes()} if key.exists() else set()
    first, second = installed(folder, environ), installed(folder, {})
    assert kept == {key.read_bytes()}
    assert first.link is not None
    assert first.link.startswith(f"{ORIGIN}/#link=")
    assert second.link not in (None, first.link), "each run voids the link before it"
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}
    assert modes == dict.fromkeys(("master.key", SERVICE_FILE, OWNER_FILE, "install.lock"), "0o600")
    told = read_environment(folder / SERVICE_FILE)
    assert set(told) == {"DATABASE_URL", "HAVN_MASTER_KEY_FILE", "HAVN_ORIGIN"}
    service_may_only_what_it_should(told["DATABASE_URL"])


def service_may_only_what_it_should(url: str) -> None:
    with psycopg.connect(url) as service:
        rights = service.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit,"
            " (SELECT count(*) FROM pg_class WHERE relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        ).fetchone()
    assert rights == (False, False, False, False, False, 0)


def test_an_administrator_who_may_only_make_roles_and_databases_divides_the_key(
    bare: Cluster, tmp_path: Path
) -> None:
    with bare.connect() as admin:
        admin.execute("DROP ROLE IF EXISTS lesser")
        admin.execute("CREATE ROLE lesser LOGIN CREATEROLE CREATEDB PASSWORD 'lesser'")
    lesser = "lesser"
    url = admin_url(bare).split("//", 1)[1].split("@", 1)[1]
    environ = {"DATABASE_ADMIN_URL": f"postgresql://{lesser}:{lesser}@{url}"}
    folder = tmp_path / "havn"
    assert installed(folder, environ, custody=True).link is not None
    told = read_environment(folder / SERVICE_FILE)
    assert not (folder / "master.key").exists()
    shares = sorted(path.name for path in (folder / "shares").iterdir())
    assert shares == ["share-1", "share-2", "share-3"]
    assert master_of(Settings(**told)).id  # type: ignore[arg-type]
    (folder / "shares" / "share-3").unlink()  # its custodian has it now
    assert installed(folder, environ, custody=True).link is not None
    with pytest.raises(KeyRefused, match="divided key already"):
        (folder / SERVICE_FILE).unlink()
        installed(folder, environ)


def test_roles_that_somebody_else_made_are_used_as_they_are(
    database: Database, tmp_path: Path
) -> None:
    environ = {"DATABASE_URL": database.service_url, "DATABASE_OWNER_URL": database.owner_url}
    assert installed(tmp_path / "havn", environ).link is not None
    told = read_environment(tmp_path / "havn" / OWNER_FILE)
    assert told == {"DATABASE_OWNER_URL": database.owner_url}
    with pytest.raises(KeyRefused, match="another master key"):
        installed(tmp_path / "other", environ)


@pytest.mark.slow
def test_a_trial_has_a_server_of_its_own(tmp_path: Path) -> None:
    done = installed(tmp_path / "havn", {}, embedded=True)
    assert done.link is not None
    environ = read_environment(done.environment)
    assert "DATABASE_URL" not in environ
    with named_folder(environ):
        service_may_only_what_it_should(environ["DATABASE_URL"].replace("+psycopg", ""))
        migrate(environ["DATABASE_OWNER_URL"])


def test_a_database_of_the_release_before_is_left_to_the_upgrade(
    database: Database, tmp_path: Path
) -> None:
    given = {"DATABASE_URL": database.service_url, "DATABASE_OWNER_URL": database.owner_url}
    assert installed(tmp_path / "havn", given).link is not None
    key = FileMasterKey.read(tmp_path / "havn" / "master.key")
    leave_as_before(database, key)
    before = content(database.owner_url)
    with pytest.raises(PostgresFailed, match=OTHER_RELEASE):
        installed(tmp_path / "havn", {})
    told = read_environment(tmp_path / "havn" / SERVICE_FILE)
    for mode in ({}, {"HAVN_DEMO": "1"}):
        up = havn("up", "--folder", str(tmp_path / "up"), "--port", "0", env=told | given | mode)
        assert (up.returncode, OTHER_RELEASE in up.stderr) == (1, True), up.stderr
    assert content(database.owner_url) == before


def test_nobody_is_invited_while_an_upgrade_is_under_way(
    database: Database, tmp_path: Path
) -> None:
    given = {"DATABASE_URL": database.service_url, "DATABASE_OWNER_URL": database.owner_url}
    assert installed(tmp_path / "havn", given).link is not None
    key = FileMasterKey.read(tmp_path / "havn" / "master.key")
    before = content(database.owner_url)
    with store_of_owner(database.owner_url, key) as store, tried(store, UPGRADE) as lock:
        assert lock.mine
        with pytest.raises(PostgresFailed, match=UNDER_WAY):
            installed(tmp_path / "havn", {})
    assert content(database.owner_url) == before


def test_a_schema_that_is_killed_while_it_is_made_is_made_again(
    bare_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(connection: object, _: object) -> None:
        migrate_in(connection, lambda step: told.append(step))
        raise BrokenOff

    told: list[str] = []
    given = {
        "DATABASE_URL": bare_database.service_url,
        "DATABASE_OWNER_URL": bare_database.owner_url,
    }
    with monkeypatch.context() as patch, pytest.raises(BrokenOff):
        patch.setattr("app.first_schema.migrate_in", killed)
        installed(tmp_path / "havn", given)
    assert told == steps()
    assert revision_of(bare_database.owner_url) is None
    assert installed(tmp_path / "havn", {}).link is not None
    assert drift_of(bare_database.owner_url) == (steps()[-1], [])


def test_a_key_that_is_gone_is_never_made_anew(bare: Cluster, tmp_path: Path) -> None:
    folder, environ = tmp_path / "havn", {"DATABASE_ADMIN_URL": admin_url(bare)}
    broken_off(folder, environ, "schema")
    (folder / "master.key").unlink()
    with pytest.raises(KeyRefused, match="no other opens its records"):
        installed(folder, environ)
    assert not (folder / "master.key").exists()


def test_roles_whose_environment_file_is_not_here_are_left_alone(
    bare: Cluster, tmp_path: Path
) -> None:
    environ = {"DATABASE_ADMIN_URL": admin_url(bare)}
    broken_off(tmp_path / "one", environ, "schema")
    with pytest.raises(ServerRefused, match="roles of a havn already"):
        installed(tmp_path / "other", environ)
    assert not (tmp_path / "other" / PASSWORDS).exists()
    with bare.connect() as admin:
        assert logins_there(admin)


def test_an_origin_that_cannot_be_used_leaves_nothing_and_one_that_changes_is_refused(
    bare: Cluster, tmp_path: Path
) -> None:
    folder, environ = tmp_path / "havn", {"DATABASE_ADMIN_URL": admin_url(bare)}
    with pytest.raises(ValidationError):
        install(Wanted(folder, "no origin"), environ, lambda _: None)
    assert {path.name for path in folder.iterdir()} == {"install.lock"}
    assert installed(folder, environ).link is not None
    with pytest.raises(FileRefused, match="another HAVN_ORIGIN"):
        install(Wanted(folder, "https://other.example.org"), {}, lambda _: None)


def test_the_roles_of_another_havn_keep_their_passwords_whatever_this_folder_knows(
    bare: Cluster, tmp_path: Path
) -> None:
    environ = {"DATABASE_ADMIN_URL": admin_url(bare)}
    broken_off(tmp_path / "one", environ, "schema")
    make_bare(bare)  # from here on it is another server
    broken_off(tmp_path / "other", environ, "schema")
    with pytest.raises(ServerRefused, match="of another havn"):
        installed(tmp_path / "one", environ)
    assert installed(tmp_path / "other", environ).link is not None


def test_the_database_of_another_service_is_left_as_it_is(bare: Cluster, tmp_path: Path) -> None:
    environ = {"DATABASE_ADMIN_URL": admin_url(bare)}
    with bare.connect() as admin:
        admin.execute("CREATE DATABASE havn")
    with pytest.raises(ServerRefused, match="another role's"):
        installed(tmp_path / "havn", environ)
    with bare.connect() as admin:
        told = admin.execute("SELECT datacl FROM pg_database WHERE datname = 'havn'").fetchone()
        assert told == (None,), "whoever could enter still can"
        assert not logins_there(admin)
    assert installed(tmp_path / "havn", environ, database="havn_2").link is not None
    assert installed(tmp_path / "havn", environ).link is not None, "its name is known"
    with bare.connect() as admin:
        admin.execute("DROP DATABASE havn_2 WITH (FORCE)")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "set DATABASE_ADMIN_URL"),
        ({"DATABASE_ADMIN_URL": "postgresql://nobody@127.0.0.1:1/none"}, "no PostgreSQL answers"),
    ],
)
def test_without_a_database_it_says_what_to_set(
    environ: dict[str, str], words: str, tmp_path: Path
) -> None:
    with pytest.raises(ServerRefused, match=words):
        installed(tmp_path / "havn", environ)


def test_a_folder_in_which_others_may_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(FileRefused, match="others may write"):
        installed(tmp_path / "open", {})
