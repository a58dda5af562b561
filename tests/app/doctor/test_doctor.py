"""The doctor on a real host: what was changed by hand is named, and no secret is ever said."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from app.archive.target import Archive
from app.doctor import command
from app.doctor.examine import examine
from app.doctor.gathering import _clock_kept, gather, known_names
from app.doctor.stray_keys import look
from app.installing.install import OWNER_FILE, SERVICE_FILE, Wanted, install
from app.installing.private_files import read_environment
from app.keeping.backup import BackupFailed, make_backup
from app.service import chain_key
from app.store import audit, base_alarm, inspection
from app.store.drift import Drift, drift_of
from app.store.engine import FOR_LOCKS, make_engine
from app.store.transactions import Store
from app.vault.container import OfflineKey, Recipient
from app.vault.custodians import split
from app.vault.keys import FileMasterKey, new_private_file
from models.words import AuditAct
from tests.support.certificates import for_localhost
from tests.support.database import ROOT, Database
from tests.support.records import NOON

BY_HAND = """
    ALTER TABLE stays DROP CONSTRAINT ex_stays_no_double_booking;
    ALTER TABLE units ADD COLUMN extra int;
    ALTER TABLE audit_events DISABLE TRIGGER append_only;
    ALTER TABLE offers DISABLE ROW LEVEL SECURITY;
    DROP POLICY wall_shelter ON stays;
    CREATE POLICY wall_shelter ON stays TO havn_shelter USING (true);
    CREATE POLICY everybody ON units USING (true);
    GRANT SELECT ON data_keys TO havn_auditor;
    GRANT UPDATE ON audit_events TO havn_service;
    REVOKE INSERT ON stays FROM havn_service;
    DROP INDEX ix_audit_events_subject_id;
    CREATE OR REPLACE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RETURN NULL; END';
"""
NAMED = {
    Drift("constraint", "ex_stays_no_double_booking of stays", "missing"),
    Drift("index", "ex_stays_no_double_booking of stays", "missing"),
    Drift("column", "units.extra", "extra"),
    Drift("trigger", "append_only of audit_events", "changed"),
    Drift("table", "offers", "changed"),
    Drift("policy", "wall_shelter of stays", "changed"),
    Drift("policy", "everybody of units", "extra"),
    Drift("right", "SELECT on data_keys of havn_auditor", "extra"),
    Drift("right", "UPDATE on audit_events of havn_service", "extra"),
    Drift("right", "INSERT on stays of havn_service", "missing"),
    Drift("index", "ix_audit_events_subject_id of audit_events", "missing"),
    Drift("function", "audit_events_append_only", "changed"),
}


def test_whatever_was_changed_by_hand_is_named_and_nothing_else(database: Database) -> None:
    assert drift_of(database.owner_url)[1] == []
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as owner:
        owner.execute(BY_HAND.encode())
    assert set(drift_of(database.owner_url)[1]) == NAMED
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as owner:
        left = owner.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'havn%'")
        assert left.fetchone() == (0,)


@pytest.fixture
def installed(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The environment of an installation that a certificate makes whole."""
    given = {"DATABASE_URL": database.service_url, "DATABASE_OWNER_URL": database.owner_url}
    folder = tmp_path / "havn"
    install(Wanted(folder, "https://localhost"), given, lambda _: None)
    certificate, key = for_localhost(tmp_path)
    environ = read_environment(folder / SERVICE_FILE) | read_environment(folder / OWNER_FILE)
    environ |= {"HAVN_TLS_CERTIFICATE": str(certificate), "HAVN_TLS_KEY": str(key)}
    environ["HAVN_ENV_FILES"] = str(folder / SERVICE_FILE)
    for name in known_names():
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return environ


def test_it_gathers_the_facts_of_this_host_and_tells_no_secret(
    installed: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = gather(installed)
    assert facts.host.unknown_settings == ()
    assert [file.mode for file in facts.host.secret_files] == [0o600] * 3
    assert facts.records is not None
    assert (facts.records.release_is_ours, facts.records.chain_is_ours) == (True, True)
    assert facts.schema is not None
    assert facts.schema.step == facts.schema.newest
    monkeypatch.setenv("HAVN_ORIGN", "https://canary.example.org")
    assert command.run(as_json=True) == command.WRONG
    told = capsys.readouterr().out
    wrong = {
        one["check"]: one["words"]
        for one in json.loads(told)["findings"]
        if one["verdict"] == "FAULT"
    }
    # A server for tests is not durable, and a certificate for tests is good for a day.
    assert set(wrong) == {"durability", "certificate", "spelling", "origin"}
    assert wrong["spelling"] == "nobody reads HAVN_ORIGN"
    told += command._text(examine(facts))
    for name, url in installed.items():
        if name.startswith("DATABASE_"):
            secret = re.search(r":([^:@/]+)@", url)
            assert secret is not None
            assert secret[1] not in told
            assert url not in told
    assert "canary" not in told


def test_a_setting_that_is_missing_or_contradicts_another_is_named_without_its_value(
    installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HAVN_TLS_KEY")
    monkeypatch.setenv("HAVN_PORT", "canary")
    found = gather(installed)
    assert found.records is None
    assert found.host.wrong_settings == ("HAVN_PORT",)
    monkeypatch.setenv("HAVN_PORT", "8000")
    assert gather(installed).host.wrong_settings == ("a certificate and its key come together",)


def test_nobody_answers(installed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.setenv(name, "postgresql://nobody:x@127.0.0.1:1/none")
    found = gather(installed)
    assert (found.records, found.schema) == (None, None)
    assert "does not answer" in found.records_why
    monkeypatch.delenv("DATABASE_OWNER_URL")
    assert "was not looked at" in gather(installed).schema_why


def test_the_kernel_can_be_asked_for_its_clock() -> None:
    assert _clock_kept() in (True, False)


def test_every_name_that_the_program_reads_is_known() -> None:
    quoted = re.compile(r'"((?:HAVN|DATABASE)_[A-Z_]+)"')
    read = {
        name
        for path in (ROOT / "app").rglob("*.py")
        for name in quoted.findall(path.read_text(encoding="utf-8"))
    }
    assert len(read) > 30
    assert read - known_names() == set()


def test_a_key_ring_alone_is_no_backup_and_a_failed_one_is_said(
    database: Database, tmp_path: Path
) -> None:
    master = FileMasterKey.make(tmp_path / "master.key")
    offline = OfflineKey.new().recipient()
    engine = make_engine(database.service_url, pool_size=1)
    store = Store(engine, chain_key(master))

    def found() -> inspection.Newest:
        with store.transaction() as tx:
            return inspection.newest(tx, NOON)

    make_backup(store, database.owner_url, tmp_path, offline, NOON, ring_only=True)
    assert (found().last_backup, found().backup_failed) == (None, False)
    with store.transaction() as tx:
        base = {"base": True, "epochs_gone": 0}
        audit.add(tx, AuditAct.BACKUP_MADE, at=NOON, actor=None, role=None, detail=base)
    assert (found().last_backup, found().last_base) == (None, NOON), "rows are another backup"
    make_backup(store, database.owner_url, tmp_path, offline, NOON, ring_only=False)
    assert (found().last_backup, found().backup_failed) == (NOON, False)
    nobody = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    with pytest.raises(BackupFailed):
        make_backup(store, nobody, tmp_path, offline, NOON + timedelta(days=1), ring_only=False)
    assert found().backup_failed
    engine.dispose()


def test_a_base_backup_that_failed_is_of_the_archive_alone_until_the_next_one_stands(
    database: Database, tmp_path: Path
) -> None:
    engine = make_engine(database.service_url, pool_size=1)
    store = Store(engine, chain_key(FileMasterKey.make(tmp_path / "master.key")))
    told: list[tuple[bool, bool]] = []

    def look() -> None:
        with store.transaction() as tx:
            found = inspection.newest(tx, NOON)
        told.append((found.backup_failed, found.base_failed))

    for _ in range(2):
        with store.transaction() as tx:
            base_alarm.raise_(tx, NOON)
        look()
        with store.transaction() as tx:
            base = {"base": True, "epochs_gone": 0}
            audit.add(tx, AuditAct.BACKUP_MADE, at=NOON, actor=None, role=None, detail=base)
        look()
    assert told == [(False, True), (False, False)] * 2
    engine.dispose()


def test_a_clock_that_was_ahead_once_makes_nobody_ill_until_that_day(
    database: Database, tmp_path: Path
) -> None:
    engine = make_engine(database.service_url, pool_size=1)
    store = Store(engine, chain_key(FileMasterKey.make(tmp_path / "master.key")))
    ahead, detail = NOON + timedelta(days=30), {"base": True, "epochs_gone": 0}
    for at in (NOON, ahead, NOON + timedelta(hours=1)):
        with store.transaction() as tx:
            audit.add(tx, AuditAct.BACKUP_MADE, at=at, actor=None, role=None, detail=detail)
    with store.transaction() as tx:
        found = inspection.newest(tx, NOON)
    assert (found.last_act, found.furthest_act) == (NOON + timedelta(hours=1), ahead)
    engine.dispose()


def test_a_whole_key_beside_its_shares_is_seen(
    installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Path(installed["HAVN_MASTER_KEY_FILE"])
    shares = [key.parent / "shares" / f"share-{number}" for number in (1, 2)]
    shares[0].parent.mkdir(mode=0o700)
    for share, made in zip(shares, split(key.read_bytes()), strict=False):
        new_private_file(share, made.text().encode())
    monkeypatch.delenv("HAVN_MASTER_KEY_FILE")
    monkeypatch.setenv("HAVN_MASTER_SHARES", ":".join(map(str, shares)))
    assert gather(installed).host.whole_key_here
    assert not gather(installed).host.third_share_here
    key.unlink()
    assert not gather(installed).host.whole_key_here


def test_a_third_share_is_seen_in_every_folder_of_the_service_and_under_any_name(
    installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Path(installed["HAVN_MASTER_KEY_FILE"])
    one, other, third = (made.text().encode() for made in split(key.read_bytes()))
    shares = [key.with_name("a"), key.with_name("b")]
    for share, made in zip(shares, (one, other), strict=True):
        new_private_file(share, made)
    monkeypatch.setenv("HAVN_MASTER_SHARES", ":".join(map(str, shares)))
    monkeypatch.delenv("HAVN_MASTER_KEY_FILE")
    assert not gather(installed).host.third_share_here
    home = key.parent.parent / "home"
    home.mkdir()
    new_private_file(home / "kept for later", third)
    assert gather(installed | {"HAVN_FOLDER": str(home)}).host.third_share_here


def test_the_private_half_of_the_offline_key_is_seen_and_the_public_one_is_none(
    installed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = Path(installed["HAVN_MASTER_KEY_FILE"]).parent
    OfflineKey.make(tmp_path / "offline.key", beside / "offline.pub")
    before = gather(installed).host
    assert (before.offline_keys, before.archive_damaged) == ((), None)
    moved = (tmp_path / "offline.key").rename(beside / "any name")
    assert gather(installed).host.offline_keys == (moved,)
    moved.unlink()
    away = tmp_path / "vault"
    for folder in ("files", "keys"):
        (away / folder).mkdir(parents=True)
    Archive.begin(
        tmp_path / "archive.json",
        Recipient.read(beside / "offline.pub"),
        away / "files",
        away / "keys",
    )
    monkeypatch.setenv("HAVN_ARCHIVE_FILE", str(tmp_path / "archive.json"))
    OfflineKey.make(away / "keys" / "offline.key", away / "offline.pub")
    found = gather(installed)
    assert found.host.offline_keys == (away / "keys" / "offline.key",)
    assert found.host.archive_damaged == (), "seen, and whole"
    assert found.records is not None
    assert found.records.archive_named


def test_a_folder_that_is_shut_is_not_one_without_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(_: Path) -> None:
        raise PermissionError

    assert look([tmp_path / "nowhere"]).shut == ()
    monkeypatch.setattr(Path, "iterdir", shut)
    assert look([tmp_path]).shut == (tmp_path,)


def test_the_connections_of_all_processes_and_the_log_of_the_server_are_gathered(
    installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVN_POOL_SIZE", "50")
    monkeypatch.setenv("HAVN_PROCESSES", "4")
    found = gather(installed)
    assert found.records is not None
    assert found.records.connections == 4 * 51 + FOR_LOCKS
    assert found.records.archiver is not None
    words = {one.check: one.words for one in examine(found) if one.wrong}
    assert f"{4 * 51 + FOR_LOCKS} of the service" in words["connections"]
