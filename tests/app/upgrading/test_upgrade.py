"""An upgrade ends at the new release with every row, or at the old one as if nothing had been."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from app.keeping.backup_files import DataFile, read_ring
from app.keeping.restore import restore
from app.migrate import migrate_in, newest_step
from app.postgres_cluster import Cluster
from app.service import chain_key, store_of_owner
from app.store import audit
from app.store.drift import drift_of
from app.store.engine import make_engine
from app.store.health import is_ours
from app.store.one_transaction import TakenBack, held
from app.store.refusals import Refusal
from app.store.transactions import Store
from app.upgrading.upgrade import Asked, CannotUpgrade, NotAsItMustBe, upgrade
from app.vault.container import OfflineKey, Recipient
from app.vault.keys import FileMasterKey
from models.words import AuditAct
from tests.support.database import Database
from tests.support.previous_release import Content, content, leave_as_before, steps
from tests.support.served import MASTER

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


class BrokenOff(BaseException):
    """What ends a run in its middle."""


@pytest.fixture
def before(database: Database) -> Content:
    leave_as_before(database, FileMasterKey(MASTER))
    return content(database.owner_url)


@pytest.fixture
def asked(database: Database, before: Content, tmp_path: Path) -> Asked:
    OfflineKey.make(tmp_path / "private", tmp_path / "public")
    to = Recipient.read(tmp_path / "public")
    key = FileMasterKey(MASTER)
    return Asked(database.owner_url, "havn_service", key, tmp_path / "out", to, NOW)


def quietly(_: str) -> None:
    pass


def by_hand(asked: Asked, statement: str) -> None:
    with psycopg.connect(asked.owner_url.replace("+psycopg", "")) as owner:
        owner.execute(statement.encode())


def test_from_the_release_before_with_data_and_back_out_of_its_backup(
    asked: Asked, before: Content, bare_database: Database, tmp_path: Path
) -> None:
    said: list[str] = []
    done = upgrade(asked, said.append)
    assert done is not None
    assert (done.before, done.after) == (before.step, newest_step())
    taken = [f"step {step}" for step in steps()[steps().index(before.step) + 1 :]]
    assert said == ["look", "backup", "steps", *taken, "verify", "commit"]
    assert done.sealed.whole
    assert done.sealed.opened > 10
    assert is_ours(asked.owner_url)
    assert drift_of(asked.owner_url) == (newest_step(), [])
    assert upgrade(asked, quietly) is None, "there is nothing left to do"
    out_of_the_backup_of_the_release_before(done.backup, before, bare_database, tmp_path)


@pytest.mark.parametrize(
    ("mode", "for_s", "alone"),
    [("SHARE UPDATE EXCLUSIVE", 2.0, True), ("ROW EXCLUSIVE", 60.0, False)],
)
def test_whoever_looks_after_the_chain_for_a_moment_is_waited_for_and_whoever_writes_is_not(
    database: Database, mode: str, for_s: float, alone: bool
) -> None:
    """The first lock is that of VACUUM and ANALYZE, the second that of whoever records an act."""
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as other:
        other.execute(f"LOCK TABLE audit_events IN {mode} MODE".encode())
        letting_go = threading.Timer(for_s, other.rollback)
        letting_go.start()
        try:
            with held(database.owner_url, chain_key(FileMasterKey(MASTER))) as all_of_it:
                assert all_of_it.alone() is alone
                all_of_it.counts()
        finally:
            letting_go.cancel()


def out_of_the_backup_of_the_release_before(
    files: tuple[Path, ...], before: Content, into: Database, folder: Path
) -> None:
    key, master = OfflineKey.read(folder / "private"), FileMasterKey(MASTER)
    data, ring = DataFile(files[0], key), read_ring(files[1], key)
    assert data.manifest.revision == before.step
    with store_of_owner(into.owner_url, master) as store:
        proof = restore(store, into.owner_url, data, ring, master, NOW)
    assert proof.good
    assert proof.rows == sum(data.manifest.counts.values()) > 50


def test_broken_off_at_each_phase_it_is_as_it_was_and_the_next_run_ends_it(
    asked: Asked, before: Content
) -> None:
    newest = steps()[-1]
    for phase in ("backup", f"step {newest}", "commit"):

        def say(words: str, phase: str = phase) -> None:
            if words == phase:
                raise BrokenOff

        with pytest.raises(BrokenOff):
            upgrade(asked, say)
        assert content(asked.owner_url) == before, phase
    assert upgrade(asked, quietly) is not None


def test_a_statement_that_the_database_refuses_takes_all_steps_back(
    asked: Asked, before: Content
) -> None:
    with psycopg.connect(asked.owner_url.replace("+psycopg", "")) as somebody:
        somebody.execute("LOCK TABLE units IN ACCESS SHARE MODE")  # who reads, and never ends
        with pytest.raises(TakenBack, match="55P03"):
            upgrade(asked, quietly)
    assert content(asked.owner_url) == before


def test_what_is_not_as_it_must_be_after_the_steps_takes_them_back(
    asked: Asked, before: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAsItMustBe, match="data key does not open"):
        upgrade(replace(asked, master=FileMasterKey(b"another key of 32 bytes, really.")), quietly)
    by_hand(asked, "CREATE POLICY everybody ON units USING (true)")
    with pytest.raises(NotAsItMustBe, match="policy everybody of units is extra"):
        upgrade(asked, quietly)
    by_hand(asked, "DROP POLICY everybody ON units")
    assert content(asked.owner_url) == before

    def loses_rows(connection, each_step) -> None:
        migrate_in(connection, each_step)
        connection.exec_driver_sql("DELETE FROM shelters_sealed")

    monkeypatch.setattr("app.upgrading.upgrade.migrate_in", loses_rows)
    with pytest.raises(NotAsItMustBe, match="rows of shelters_sealed are gone"):
        upgrade(asked, quietly)
    assert content(asked.owner_url) == before


def test_a_service_that_is_still_inside_is_to_be_stopped_first(
    asked: Asked, before: Content, database: Database
) -> None:
    with (
        psycopg.connect(database.service_url.replace("+psycopg", "")),
        pytest.raises(CannotUpgrade, match="stop the service"),
    ):
        upgrade(asked, quietly)
    assert content(asked.owner_url) == before
    assert not asked.folder.exists(), "not even the backup was begun"


def test_a_login_of_another_name_is_seen_too(
    asked: Asked, before: Content, database: Database, postgres: Cluster
) -> None:
    with postgres.connect() as admin:
        admin.execute("CREATE ROLE of_the_night LOGIN PASSWORD 'x'")
        admin.execute("GRANT havn_service TO of_the_night")
        admin.execute(f"GRANT CONNECT ON DATABASE {database.name} TO of_the_night".encode())
    try:
        url = database.service_url.replace("+psycopg", "").split("@", 1)[1]
        with (
            psycopg.connect(f"postgresql://of_the_night:x@{url}"),
            pytest.raises(CannotUpgrade, match="1 connections of the service"),
        ):
            upgrade(asked, quietly)
    finally:
        with postgres.connect(database.name) as admin:
            admin.execute("DROP OWNED BY of_the_night")
            admin.execute("DROP ROLE of_the_night")
    assert content(asked.owner_url) == before


def test_from_the_last_look_on_nobody_records_an_act(
    asked: Asked, before: Content, database: Database
) -> None:
    refused: list[Refusal] = []

    def acts(words: str) -> None:
        if words == "steps":
            engine = make_engine(database.service_url, pool_size=1)
            try:
                with Store(engine, chain_key(asked.master)).transaction() as tx:
                    audit.add(tx, AuditAct.CASE_READ, at=NOW, actor=None, role=None)
            except Refusal as no:
                refused.append(no)
            engine.dispose()

    assert upgrade(asked, acts) is not None
    assert len(refused) == 1


def test_what_somebody_wrote_while_the_backup_was_made_is_never_left_out_of_the_way_back(
    asked: Asked, before: Content, database: Database
) -> None:
    inside: list[psycopg.Connection] = []

    def comes_in(words: str) -> None:
        if words == "backup":
            inside.append(psycopg.connect(database.service_url.replace("+psycopg", "")))

    def writes(words: str) -> None:
        if words == "backup":
            with (
                store_of_owner(asked.owner_url, asked.master) as store,
                store.transaction() as tx,
            ):
                audit.add(tx, AuditAct.CASE_READ, at=NOW, actor=None, role=None)

    with pytest.raises(CannotUpgrade, match="while the backup was made"):
        upgrade(asked, comes_in)
    inside[0].close()
    assert content(asked.owner_url) == before
    with pytest.raises(CannotUpgrade, match="while the backup was made"):
        upgrade(asked, writes)
    assert content(asked.owner_url).step == before.step
    assert upgrade(asked, quietly) is not None


def test_a_database_of_a_newer_release_or_of_none_is_left_alone(
    asked: Asked, bare_database: Database
) -> None:
    by_hand(asked, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CannotUpgrade, match="newer than this program"):
        upgrade(asked, quietly)
    with pytest.raises(CannotUpgrade, match="no schema yet"):
        upgrade(replace(asked, owner_url=bare_database.owner_url), quietly)
