"""A backup is two files; restored it is whole, cut or for another key it is refused in one line."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text, update
from typer.testing import CliRunner, Result

from app.cli import app
from app.keeping.backup import RING
from app.keeping.backup_commands import run_backup, run_restore
from app.keeping.backup_files import alone_in
from app.keeping.erasing import erase_due
from app.postgres import running
from app.service import chain_key, chain_keys, open_service
from app.settings import Settings
from app.store import chain
from app.store.engine import make_engine
from app.store.transactions import Store
from app.store.unfinished import BROKEN_OFF, mark_at
from app.use_cases.disclosure.drill import Drill, drill
from app.vault.container import OfflineKey
from app.vault.keys import FileMasterKey
from matching.vocabulary import NightSpan
from models.audit import AuditEventRecord
from models.base import Base
from models.stay import StayRecord
from models.words import AuditAct, StayState
from tests.support import records
from tests.support.case_rows import CANARY, close, fill_every_table, said_anywhere
from tests.support.database import Database, fresh, migrate
from tests.support.records import NOON
from tests.support.sealed_rows import cases, drilled, seal_everything

CLOSED = NOON - timedelta(days=400)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with the offline key's two halves."""
    OfflineKey.make(tmp_path / "private", tmp_path / "public")
    return tmp_path


@pytest.fixture
def full(store, owned, master, rows, sealed):
    """Every sealed column, and a row in every table of the first case, are filled."""
    with owned.transaction() as tx:
        fill_every_table(tx, rows, rows.households[0])
        tx.execute(text("DELETE FROM contacts_sealed WHERE value = :it"), {"it": CANARY.encode()})
        tx.add(
            StayRecord(
                id=rows.account,
                unit_id=rows.units[1],
                household_id=rows.households[1],
                nights=NightSpan(NOON.date(), NOON.date() + timedelta(days=3)),
                state=StayState.HELD,
                hold_until=NOON + timedelta(hours=1),
                created_at=NOON,
            )
        )
    return sealed


@pytest.fixture
def empty(postgres) -> Iterator[Database]:
    """Another database, without any step."""
    with fresh(postgres) as made:
        yield made


def command(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def backup(kept: Path, out: str = "out") -> tuple[Path, Path]:
    """The two files of a backup made now."""
    got = command("backup", "--to", kept / "public", "--out", kept / out)
    assert got.exit_code == 0, got.output
    data, ring = (Path(line) for line in got.output.split())
    return data, ring


def restored(kept: Path, data: Path, ring: Path, *, identity: str = "private") -> Result:
    return command("restore", "--data", data, "--keys", ring, "--identity", kept / identity)


@pytest.fixture
def into_empty(empty: Database, monkeypatch: pytest.MonkeyPatch):
    """From now on the commands speak to the empty database."""

    def turn() -> Database:
        monkeypatch.setenv("DATABASE_URL", empty.service_url)
        monkeypatch.setenv("DATABASE_OWNER_URL", empty.owner_url)
        return empty

    return turn


def everything(url: str) -> dict[str, set[str]]:
    """Every row of every table as text."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: set(
                connection.execute(text(f'SELECT t::text FROM "{table.name}" t')).scalars()
            )
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_asvs_11_3_3_a_restored_database_is_the_same_row_for_row(
    full, kept, database, into_empty, master
):
    before = everything(database.owner_url)
    data, ring = backup(kept)
    assert data.stat().st_mode & 0o077 == ring.stat().st_mode & 0o077 == 0
    target = into_empty()
    got = restored(kept, data, ring)
    assert got.exit_code == 0, got.output
    assert f"{full} of {full} open" in got.output
    assert "double booking  refused" in got.output
    assert "audit chain     whole" in got.output
    after = everything(target.owner_url)
    for name, rows in before.items():
        extra = after[name] - rows
        assert rows <= after[name], name
        assert not extra or name == "audit_events", name
    assert len(before["data_keys"]) == 5
    assert sum(bool(rows) for rows in before.values()) > 45


def test_neither_file_shows_anything_without_the_offline_key(full, kept):
    for path in backup(kept):
        content = path.read_bytes()
        for word in (CANARY, "canary", "HERON", "FJORD", "subject", "wrapped"):
            assert word.encode() not in content


def test_the_file_of_rows_holds_no_data_key(full, kept, database):
    from app.keeping.backup_files import DataFile

    data, _ = backup(kept)
    names = {name for name, _ in DataFile(data, OfflineKey.read(kept / "private")).rows()}
    assert "shelters_sealed" in names
    assert "data_keys" not in names
    assert set(names) <= set(Base.metadata.tables)


def test_f9_a_file_cut_at_every_hundredth_is_refused_and_nothing_is_written(full, kept, into_empty):
    data, ring = backup(kept)
    target = into_empty()
    cut = kept / "cut"
    for whole, other, order in ((data, ring, 0), (ring, data, 1)):
        content = whole.read_bytes()
        for part in range(100):
            cut.write_bytes(content[: len(content) * part // 100])
            pair = (cut, other) if order == 0 else (other, cut)
            got = restored(kept, *pair)
            assert (got.exit_code, got.output.count("\n")) == (2, 1), (part, got.output)
            assert got.output.startswith("error: this")
    engine = create_engine(target.owner_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_wrong_or_lost_key_is_refused_in_one_line(full, kept, into_empty):
    data, ring = backup(kept)
    OfflineKey.make(kept / "other", kept / "other.public")
    (kept / "nonsense").write_text("nonsense")
    (kept / "nonsense").chmod(0o600)
    into_empty()
    for identity in ("other", "nonsense", "lost", "public"):
        got = restored(kept, data, ring, identity=identity)
        assert (got.exit_code, got.output.count("\n")) == (2, 1), got.output
    for pair in ((ring, data), (data, data), (kept / "none", ring), (data, kept / "none")):
        got = restored(kept, *pair)
        assert (got.exit_code, got.output.count("\n")) == (2, 1), got.output
    assert restored(kept, data, ring).exit_code == 0


def test_a_database_with_rows_is_never_mixed_with(full, kept, database):
    data, ring = backup(kept)
    before = everything(database.owner_url)
    got = restored(kept, data, ring)
    assert (got.exit_code, got.output) == (
        2,
        "error: the database is not empty; a restore mixes with nothing\n",
    )
    assert everything(database.owner_url) == before


@pytest.fixture
def erased_since(
    full: int, kept: Path, store: Store, owned: Store, rows: records.Rows
) -> tuple[Path, Path]:
    """Yesterday's rows, and the newest ring, by which one case is erased."""
    with store.transaction() as tx:
        ((_, case),) = cases(tx, rows.households[:1])
    yesterday, _ = backup(kept)
    with owned.transaction() as tx:
        tx.execute(
            update(StayRecord)
            .where(StayRecord.household_id == rows.households[0])
            .values(state=StayState.ENDED)
        )
        close(tx, case, CLOSED)
    assert erase_due(owned, NOON) == 1
    got = command("backup", "--keys-only", "--to", kept / "public", "--out", kept / "out")
    assert got.output.split() == [str(kept / "out" / RING)]
    return yesterday, kept / "out" / RING


def test_after_an_erasure_yesterdays_rows_open_with_the_newest_ring_nowhere(
    erased_since, full, kept, master, into_empty
):
    yesterday, ring = erased_since
    target = into_empty()
    got = restored(kept, yesterday, ring)
    assert got.exit_code == 0, got.output
    assert "erased again    1" in got.output
    assert f"{full - 3} of {full - 3} open" in got.output
    engine = make_engine(target.owner_url)
    theirs = Store(engine, chain_key(master))
    assert drilled(theirs, master) == Drill(full - 3, 0, 0, 0)
    with theirs.transaction() as tx:
        assert said_anywhere(tx, CANARY) == []
        assert chain.broken(tx.session, chain_keys(tx, master)) is None
    engine.dispose()


class Killed(Exception):
    """What a kill leaves: nothing after it is done."""


def killed(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize(
    "killed_at", ["_looked_at", "erase_again", "erase_others_again", "drill", "take_mark"]
)
def test_a_restore_that_was_broken_off_is_served_to_nobody_and_goes_on(
    erased_since, full, kept, master, into_empty, monkeypatch, killed_at
):
    from app.keeping import restore as restoring
    from app.may_serve import why_not_serve

    target = into_empty()
    with monkeypatch.context() as at:
        at.setattr(restoring, killed_at, killed)
        assert isinstance(restored(kept, *erased_since).exception, Killed)
    if killed_at in ("_looked_at", "erase_again"):
        assert spoken_of(target, master), "she is not back: there is nothing to be done again"
    settings = Settings(database_url=target.service_url)
    service = open_service(settings, master=master)
    assert why_not_serve(service) == BROKEN_OFF
    for other in (
        ("backup", "--to", kept / "public", "--out", kept / "out"),
        ("audit", "verify"),
        ("night",),
    ):
        assert command(*other).exit_code != 0
    got = restored(kept, *erased_since)
    assert got.exit_code == 0, got.output
    assert re.search(r"^rows +[0-9]+, equal$", got.output, re.M), got.output
    assert f"{full - 3} of {full - 3} open" in got.output
    assert "audit chain     whole" in got.output
    assert why_not_serve(service) is None
    service.close()
    assert not spoken_of(target, master)


def spoken_of(target: Database, master: FileMasterKey) -> bool:
    """Whether anything of her stands in any row there."""
    engine = make_engine(target.owner_url)
    try:
        with Store(engine, chain_key(master)).transaction() as tx:
            return said_anywhere(tx, CANARY) != []
    finally:
        engine.dispose()


def test_a_restore_that_was_broken_off_is_not_gone_on_with_by_an_older_key_ring(
    full, kept, into_empty, monkeypatch
):
    from app.keeping import restore as restoring

    yesterday, ring = backup(kept)
    older = shutil.copy(ring, kept / "older.havn")
    command("backup", "--keys-only", "--to", kept / "public", "--out", kept / "out")
    target = into_empty()
    with monkeypatch.context() as at:
        at.setattr(restoring, "erase_again", killed)
        for one in (Path(older), ring):  # a newer one may go on, and then it is the one
            assert isinstance(restored(kept, yesterday, one).exception, Killed)
    got = restored(kept, yesterday, Path(older))
    assert (got.exit_code, got.output) == (
        2,
        "error: the restore that was broken off here began with a newer key ring\n",
    )
    assert mark_at(target.owner_url)
    assert restored(kept, yesterday, ring).exit_code == 0
    assert mark_at(target.owner_url) is None


@pytest.mark.parametrize(
    ("comment", "stands"),
    [("steps of the schema", False), ("havn restore: ", True), ('havn restore: {"x": 1}', True)],
)
def test_a_comment_of_somebody_else_is_no_mark_and_one_that_cannot_be_read_is(
    database, comment, stands
):
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{comment}'")
    engine.dispose()
    assert (mark_at(database.service_url) is not None) == stands


def test_a_restore_that_was_broken_off_is_not_gone_on_with_from_another_backup(
    erased_since, kept, database, into_empty, monkeypatch
):
    from app.keeping import restore as restoring

    monkeypatch.setenv("DATABASE_URL", database.service_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    today, ring = backup(kept, "other")
    target = into_empty()
    with monkeypatch.context() as at:
        at.setattr(restoring, "erase_again", killed)
        assert isinstance(restored(kept, *erased_since).exception, Killed)
    before = everything(target.owner_url)
    got = restored(kept, today, ring)
    assert (got.exit_code, got.output) == (
        2,
        "error: another restore was broken off here; use an empty database\n",
    )
    assert everything(target.owner_url) == before


def test_yesterdays_sealed_fields_are_noise_even_before_they_are_erased_again(
    full, kept, store, owned, rows, master, into_empty, monkeypatch
):
    from app.keeping import restore as restoring

    monkeypatch.setattr(restoring, "erase_again", lambda *_: 0)
    with store.transaction() as tx:
        ((household, case),) = cases(tx, rows.households[:1])
    yesterday, _ = backup(kept)
    with owned.transaction() as tx:
        tx.execute(
            StayRecord.__table__.update()
            .where(StayRecord.household_id == household)
            .values(state=StayState.ENDED)
        )
        close(tx, case, CLOSED)
    erase_due(owned, NOON)
    # The keys alone: a second file of rows within one second would stand in the first one's place.
    command("backup", "--keys-only", "--to", kept / "public", "--out", kept / "out")
    target = into_empty()
    got = restored(kept, yesterday, kept / "out" / RING)
    assert "3 erased stay shut" in got.output, got.output
    engine = make_engine(target.owner_url)
    with Store(engine, chain_key(master)).transaction() as tx:
        assert drill(tx, master, [case]) == Drill(full - 3, 3, 0, 0)
        assert drill(tx, master) == Drill(full - 3, 0, 3, 0)
    engine.dispose()


def test_a_lost_key_and_another_master_key_are_told(full, kept, into_empty, store, owned, tmp_path):
    data, ring = backup(kept)
    with owned.transaction() as tx:  # somebody removes a key behind everybody's back
        tx.execute(text("DELETE FROM data_keys WHERE id = (SELECT min(id) FROM data_keys)"))
    poorer = command("backup", "--keys-only", "--to", kept / "public", "--out", kept / "out")
    assert poorer.exit_code == 0
    into_empty()
    got = restored(kept, data, ring)
    assert got.exit_code == 1
    assert "lost keys       5" in got.output


def test_a_drill_needs_no_database_and_leaves_none(full, kept, monkeypatch, database):
    data, ring = backup(kept)
    before = everything(database.owner_url)
    got = command(
        "restore", "--drill", "--data", data, "--keys", ring, "--identity", kept / "private"
    )
    assert got.exit_code == 0, got.output
    assert f"{full} of {full} open" in got.output
    assert everything(database.owner_url) == before
    FileMasterKey.make(kept / "other.key")
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(kept / "other.key"))
    got = command(
        "restore", "--drill", "--data", data, "--keys", ring, "--identity", kept / "private"
    )
    assert got.exit_code == 1
    assert f"not openable {full}" in got.output
    assert "audit chain     NOT WHOLE" in got.output


def test_only_the_newest_ring_is_kept_and_each_backup_is_recorded(full, kept, store):
    first, ring = backup(kept)
    old = ring.read_bytes()
    assert ring.read_bytes() == old
    command("backup", "--to", kept / "public", "--out", kept / "out")
    assert [path.name for path in (kept / "out").glob("*keys*")] == [RING]
    assert ring.read_bytes() != old
    assert first.exists()
    with store.transaction() as tx:
        made = AuditEventRecord.act == AuditAct.BACKUP_MADE
        assert len(tx.execute(select(AuditEventRecord.seq).where(made)).all()) == 2


def test_what_a_killed_run_left_half_written_goes_and_who_comes_second_waits(full, kept):
    (kept / "out").mkdir(mode=0o700)
    left = [kept / "out" / name for name in (".havn-keys.havn.0a", ".havn-data-20261126.havn.0b")]
    for draft in left:
        draft.touch()
    done = threading.Thread(target=backup, args=(kept,))
    with alone_in(kept / "out"):
        at_work = left[0].with_suffix(".0c")
        at_work.touch()
        done.start()
        done.join(1.5)
        assert done.is_alive()
        assert at_work.exists(), "what somebody is writing is nobody else's to remove"
    done.join()
    assert [path.exists() for path in (*left, at_work)] == [False, False, False]
    assert len(list((kept / "out").glob("havn-*.havn"))) == 2


def test_rows_that_are_too_old_go_once_new_ones_stand(full, kept, store):
    first, _ring = backup(kept)
    old = first.rename(first.with_name("havn-data-20200101T000000.000000Z.havn"))
    got = command("backup", "--to", kept / "public", "--out", kept / "out", "--keep", "30")
    assert got.exit_code == 0
    assert f"removed {old}" in got.output.replace("\n", "")
    (newest,) = (kept / "out").glob("havn-data-*")
    assert newest.name > old.name
    assert command(
        "backup", "--to", kept / "public", "--out", kept / "out", "--keep", "0"
    ).exit_code


def test_a_backup_that_cannot_be_written_raises_an_alarm(full, kept, store):
    (kept / "file").write_text("in the way")
    got = command("backup", "--to", kept / "public", "--out", kept / "file")
    assert (got.exit_code, got.output.count("\n")) == (2, 1)
    with store.transaction() as tx:
        alarms = tx.execute(Base.metadata.tables["alarms"].select()).all()
    assert [alarm.kind.value for alarm in alarms] == ["BACKUP_FAILED"]


def test_what_ended_a_backup_is_said_though_nobody_could_be_told(full, kept, database):
    (kept / "file").write_text("in the way")
    owner = create_engine(database.owner_url)
    with owner.begin() as connection:
        connection.execute(text("LOCK TABLE alarms IN ACCESS EXCLUSIVE MODE"))
        got = command("backup", "--to", kept / "public", "--out", kept / "file")
    owner.dispose()
    assert got.exit_code == 2
    assert "cannot be written" in got.output


@pytest.mark.slow
def test_the_embedded_server_is_backed_up_and_restored(tmp_path, kept, monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "HAVN_MASTER_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir(mode=0o700)
    master = FileMasterKey.make(here / "master.key")
    shutil.copy(here / "master.key", there / "master.key")
    with running(here) as addresses:
        migrate(addresses.owner_url)
        owner = create_engine(addresses.owner_url)
        loaded = records.load(owner, shelters=2)
        owner.dispose()
        engine = make_engine(addresses.service_url, pool_size=2)
        store = Store(engine, chain_key(master))
        seal_everything(store, master, loaded.shelters, loaded.households)
        engine.dispose()
    assert run_backup(tmp_path / "out", kept / "public", folder=here) == 0
    (data,) = (tmp_path / "out").glob("havn-data-*")
    ring = tmp_path / "out" / RING
    assert run_restore(data, ring, kept / "private", trial=False, folder=there) == 0
    with running(there) as addresses:
        engine = make_engine(addresses.service_url, pool_size=2)
        assert drilled(Store(engine, chain_key(master)), master).opened == 19
        engine.dispose()
