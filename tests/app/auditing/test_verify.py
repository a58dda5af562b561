"""`havn audit`: what it finds, what it names first, and a head that is kept elsewhere."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text
from typer.testing import CliRunner

from app.auditing.head_file import HeadRefused, read_head_file, write_head
from app.auditing.upkeep import check_chain, keep_head
from app.cli import app
from app.service import Service, open_service
from app.settings import Settings
from app.store import audit
from app.store.chain import Head
from app.vault.keys import FileMasterKey
from models.alarm import AlarmRecord
from models.words import AlarmKind, AuditAct
from tests.support.database import Database
from tests.support.records import NOON


@pytest.fixture
def master(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> FileMasterKey:
    path = tmp_path / "master.key"
    made = FileMasterKey.make(path)
    monkeypatch.setenv("DATABASE_URL", database.service_url)
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(path))
    return made


@pytest.fixture
def service(database: Database, master: FileMasterKey, tmp_path: Path) -> Iterator[Service]:
    settings = Settings(database_url=database.service_url, head_file=tmp_path / "head.json")  # type: ignore[arg-type]
    made = open_service(settings, master=master, now=lambda: NOON)
    with made.store.transaction() as tx:
        for number in range(6):
            audit.add(tx, AuditAct.CASE_READ, at=NOON, actor=None, role=None, detail={"n": number})
    yield made
    made.close()


@pytest.fixture
def owner(database: Database) -> Iterator[Engine]:
    made = create_engine(database.owner_url)
    yield made
    made.dispose()


def tampered(owner: Engine, statement: str) -> None:
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER append_only"))
        for part in statement.split(";"):
            connection.execute(text(part))
        connection.execute(text("ALTER TABLE audit_events ENABLE ALWAYS TRIGGER append_only"))


def havn(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["audit", *words])
    return done.exit_code, done.output


def test_v16_4_2_a_whole_chain_is_told_whole(service: Service) -> None:
    code, said = havn("verify")
    assert (code, "whole: 6 acts" in said, "cut-off" in said) == (0, True, True)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE audit_events SET detail = '{}' WHERE seq IN (3, 5)", "act 3: it is not what"),
        ("DELETE FROM audit_events WHERE seq = 4", "act 4: it is missing"),
        ("DELETE FROM audit_events WHERE seq = 1", "act 1: it is missing"),
        (
            (
                "UPDATE audit_events SET seq = seq + 100 WHERE seq IN (2, 3);"
                "UPDATE audit_events SET seq = 105 - seq WHERE seq > 100"
            ),
            "act 2: it is not what",
        ),
        ("UPDATE audit_events SET key_id = 'other' WHERE seq = 6", "act 6: it was recorded under"),
    ],
)
def test_v16_4_2_the_first_harmed_act_is_named(
    service: Service, owner: Engine, statement: str, named: str
) -> None:
    tampered(owner, statement)
    code, said = havn("verify")
    assert code == 1
    assert named in said


def test_v16_4_3_a_cut_off_end_is_found_against_an_exported_head(
    service: Service, owner: Engine, tmp_path: Path
) -> None:
    head, old = tmp_path / "kept.json", tmp_path / "old.json"
    assert havn("head", "--out", str(old))[0] == 0
    assert havn("head", "--out", str(head))[0] == 0
    assert read_head_file(head).seq == 8
    assert havn("verify", "--head", str(head), "--head", str(old))[0] == 0
    tampered(owner, "DELETE FROM audit_events WHERE seq >= 8")
    assert havn("verify")[0] == 0
    assert havn("verify", "--head", str(old))[0] == 0
    code, said = havn("verify", "--head", str(old), "--head", str(head))
    assert (code, "act 8" in said, "cut off" in said) == (1, True, True)


def test_a_chain_forged_whole_under_another_key_is_found(service: Service, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    FileMasterKey.make(other)
    forged = CliRunner().invoke(app, ["audit", "verify"], env={"HAVN_MASTER_KEY_FILE": str(other)})
    assert (forged.exit_code, "act 1: it was recorded under" in forged.output) == (1, True)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"kind": "havn audit head 1", "seq": true, "link": "' + "0" * 64 + '"}',
        '{"kind": "havn audit head 1", "seq": 0, "link": "' + "0" * 64 + '"}',
        '{"kind": "havn audit head 1", "seq": 1, "link": "Storgata"}',
        '{"kind": "another", "seq": 1, "link": "' + "0" * 64 + '"}',
    ],
)
def test_a_file_that_is_no_head_is_refused_and_not_repeated(tmp_path: Path, content: str) -> None:
    path = tmp_path / "head.json"
    path.write_text(content)
    code, said = havn("verify", "--head", str(path))
    assert code == 2
    assert "Storgata" not in said
    assert str(path) not in said


def test_a_head_comes_back_as_it_was_and_never_half(tmp_path: Path) -> None:
    draw = random.Random(7)
    path = tmp_path / "head.json"
    for _ in range(20):
        head = Head(draw.randrange(1, 2**40), draw.randbytes(32))
        write_head(path, head)
        assert read_head_file(path) == head
    assert [found.name for found in tmp_path.iterdir()] == ["head.json"]
    with pytest.raises(HeadRefused):
        write_head(tmp_path / "not" / "there.json", head)


def test_v16_4_3_upkeep_keeps_the_head_and_raises_one_alarm_for_a_break(
    service: Service, owner: Engine
) -> None:
    keep_head(service, NOON)
    assert service.settings.head_file is not None
    assert json.loads(service.settings.head_file.read_text())["seq"] == 7
    check_chain(service, NOON)
    with service.store.transaction() as tx:
        assert tx.execute(select(AlarmRecord.kind)).all() == []
    tampered(owner, "UPDATE audit_events SET purpose = 'SEARCH' WHERE seq = 2")
    check_chain(service, NOON)
    check_chain(service, NOON)
    with service.store.transaction() as tx:
        assert tx.execute(select(AlarmRecord.kind)).scalars().all() == [AlarmKind.CHAIN_BROKEN]


def alarms_raised(service: Service) -> list[AlarmKind]:
    with service.store.transaction() as tx:
        return list(tx.execute(select(AlarmRecord.kind)).scalars())


def test_v16_4_3_a_kept_head_is_not_written_over_when_its_end_was_cut_off(
    service: Service, owner: Engine
) -> None:
    keep_head(service, NOON)
    path = service.settings.head_file
    assert path is not None
    kept = path.read_bytes()
    tampered(owner, "DELETE FROM audit_events WHERE seq >= 5")
    keep_head(service, NOON)
    assert (path.read_bytes(), alarms_raised(service)) == (kept, [AlarmKind.CHAIN_BROKEN])
    code, said = havn("head", "--out", str(path))
    assert (code, "nothing was written" in said, path.read_bytes()) == (1, True, kept)


def test_v16_4_3_nor_when_other_acts_have_grown_over_the_cut(
    service: Service, owner: Engine
) -> None:
    keep_head(service, NOON)
    path = service.settings.head_file
    assert path is not None
    kept = path.read_bytes()
    tampered(owner, "DELETE FROM audit_events WHERE seq >= 5")
    with service.store.transaction() as tx:
        for _ in range(9):
            audit.add(tx, AuditAct.CASE_READ, at=NOON, actor=None, role=None)
    keep_head(service, NOON)
    assert (path.read_bytes(), alarms_raised(service)) == (kept, [AlarmKind.CHAIN_BROKEN])


def test_v16_4_3_the_daily_look_knows_the_head_that_was_kept(
    service: Service, owner: Engine
) -> None:
    keep_head(service, NOON)
    check_chain(service, NOON)
    assert alarms_raised(service) == []
    tampered(owner, "DELETE FROM audit_events WHERE seq >= 5")
    check_chain(service, NOON)
    assert alarms_raised(service) == [AlarmKind.CHAIN_BROKEN]


def test_a_file_that_is_no_head_is_kept_and_the_chain_is_looked_at_all_the_same(
    service: Service, owner: Engine
) -> None:
    path = service.settings.head_file
    assert path is not None
    path.write_text("something else")
    tampered(owner, "UPDATE audit_events SET purpose = 'SEARCH' WHERE seq = 2")
    with pytest.raises(HeadRefused):
        keep_head(service, NOON)
    with pytest.raises(HeadRefused):
        check_chain(service, NOON)
    assert path.read_text() == "something else"
    assert alarms_raised(service) == [AlarmKind.CHAIN_BROKEN]
