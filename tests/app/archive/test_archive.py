"""A lost machine comes back to the last piece of its log, and who was erased does not come with it."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from app import silence as looking
from app.archive import commands
from app.archive.commands import run_look
from app.archive.target import (
    ArchiveRefused,
    bases,
    config_at,
    epochs,
    kind_read,
    opened,
    segment,
    segments,
    unsqueezed,
)
from app.keeping.erasing import erase_due
from app.postgres import Addresses, PostgresFailed, running
from app.service import chain_key, open_service
from app.settings import Settings
from app.silence import Watched, found
from app.store.engine import make_engine
from app.store.transactions import Store
from app.vault.container import OfflineKey, read
from app.vault.keys import FileMasterKey
from matching.vocabulary import NightSpan
from models.base import table_of
from models.stay import StayRecord
from models.words import StayState
from tests.app.archive.conftest import Kept, handed
from tests.support.case_rows import close
from tests.support.records import NOON
from tests.support.sealed_rows import cases

pytestmark = pytest.mark.slow


def marks(url: str, *new: str) -> set[str]:
    """Write each mark in a transaction of its own; all that are there."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS marks (mark text)"))
        for mark in new:
            connection.execute(text("INSERT INTO marks VALUES (:mark)"), {"mark": mark})
        found = set(connection.execute(text("SELECT mark FROM marks")).scalars())
    engine.dispose()
    return found


def test_f9_a_lost_machine_comes_back_to_its_last_piece_of_the_log(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.begin()
    with running(kept.here) as addresses:
        sealed = kept.fill(addresses)
        _book(kept, addresses.owner_url)
        marks(addresses.owner_url, "before the base")
        assert kept.base() == 0
        marks(addresses.owner_url, *(f"after {n}" for n in range(50)))
        handed(addresses)
        middle = datetime.now(UTC)
        marks(addresses.owner_url, "later")
        handed(addresses)
        marks(addresses.owner_url, "in no piece that was handed over")
        kept.kill()
    kept.lose()
    capsys.readouterr()
    there = kept.elsewhere()
    assert kept.restore(there) == 0
    told = capsys.readouterr().out
    assert f"{sealed} of {sealed} open" in told
    assert "double booking  refused" in told
    assert "audit chain     whole" in told
    assert ", 0 not reached" in told
    with running(there) as addresses:
        found = marks(addresses.owner_url)
        assert found == {"before the base", *(f"after {n}" for n in range(50)), "later"}
    assert kept.restore(there) == 2, "a restore mixes with nothing"
    _broken_off(kept)
    _to_a_moment(kept, middle)
    _damaged(kept, capsys)


def _book(kept: Kept, url: str) -> None:
    """One unit is held, so that a second hold can be refused."""
    engine = create_engine(url)
    rows = kept.rows[0]
    with engine.begin() as connection:
        connection.execute(
            table_of(StayRecord)
            .insert()
            .values(
                id=rows.account,
                unit_id=rows.units[1],
                household_id=rows.households[1],
                nights=NightSpan(NOON.date(), NOON.date() + timedelta(days=3)),
                state=StayState.HELD,
                hold_until=NOON + timedelta(hours=1),
                created_at=NOON,
            )
        )
    engine.dispose()


def _broken_off(kept: Kept) -> None:
    """Killed before the proof, it gives nobody what was not erased again, and the next run begins anew."""
    there = kept.elsewhere("broken")

    def killed(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(commands, "prove", killed)
        kept.restore(there)
    with pytest.raises(PostgresFailed, match="broken off"), running(there):
        pass
    assert kept.restore(there) == 0
    with running(there) as addresses:
        assert "later" in marks(addresses.owner_url)


def _to_a_moment(kept: Kept, moment: datetime) -> None:
    there = kept.elsewhere("moment")
    assert kept.restore(there, at=moment) == 0
    with running(there) as addresses:
        found = marks(addresses.owner_url)
        assert "after 49" in found
        assert "later" not in found
    early = datetime.now(UTC) - timedelta(days=1)
    assert kept.restore(kept.elsewhere("early"), at=early) == 2
    assert kept.restore(kept.elsewhere("late"), at=datetime.now(UTC)) == 2


def _damaged(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged piece is no end of the log, and a lost one is told."""
    last = kept.files / "wal" / f"{segments(kept.files)[-2]}.havn"
    _spoil(last)
    assert kept.restore(kept.elsewhere("damaged")) == 2
    assert "a piece of the log is damaged" in capsys.readouterr().err
    assert run_look(kept.files, 60) == 0, "no key, no damage to be seen"
    last.unlink()
    assert kept.restore(kept.elsewhere("gap")) == 1
    assert ", 1 not reached" in capsys.readouterr().out
    assert run_look(kept.files, 60) == 1
    assert "since the newest base backup: 1;" in capsys.readouterr().out
    _lost_from_the_base_on(kept, capsys)


def _lost_from_the_base_on(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    """A base backup holds the pieces that it needs, so it comes back though none is given: not a good end."""
    for name in segments(kept.files)[:-1]:
        (kept.files / "wal" / f"{name}.havn").unlink()
    assert kept.restore(kept.elsewhere("hole")) == 1
    assert "log             0 pieces read, 1 not reached" in capsys.readouterr().out
    assert run_look(kept.files, 60) == 1
    assert "since the newest base backup: 2;" in capsys.readouterr().out


def test_who_was_erased_opens_from_no_file_of_the_archive(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.begin()
    with running(kept.here) as addresses:
        sealed = kept.fill(addresses)
        assert kept.base() == 0
        first = bases(kept.files)[-1]
        shutil.copytree(kept.files, kept.root / "copied")
        wrapped = _erase_the_first(kept, addresses.owner_url)
        offline = OfflineKey.read(kept.private)
        assert _in_base(kept, offline, wrapped), "yesterday's files do hold her wrapped keys"
        assert kept.base(if_erased=True) == 0
        assert kept.base(if_erased=True) == 0, "nothing to do"
        handed(addresses)
    assert [base.epoch for base in bases(kept.files)] != [first.epoch]
    assert not _in_base(kept, offline, wrapped)
    assert not _in_log(kept, offline, wrapped)
    with_old_files = kept.restore(kept.elsewhere("old"), files=kept.root / "copied")
    assert with_old_files == 2, "the key of that epoch is gone"
    capsys.readouterr()
    assert kept.restore(kept.elsewhere()) == 0
    assert f"{sealed - 3} of {sealed - 3} open" in capsys.readouterr().out


def test_a_base_backup_that_fails_is_heard_at_once_and_one_that_another_takes_is_not(
    kept: Kept,
) -> None:
    kept.begin()
    with running(kept.here) as addresses:
        kept.fill(addresses)
        assert kept.base() == 0
        _erase_the_first(kept, addresses.owner_url)
        with commands._alone(config_at(kept.here)):
            assert kept.base(if_erased=True) == 2
        assert _alarms(addresses) == []
        away = (kept.files / "base").rename(kept.root / "away")
        for _ in range(2):
            assert kept.base(if_erased=True) == 2
        assert _alarms(addresses) == [("BACKUP_FAILED", "base")]
        away.rename(kept.files / "base")
        assert kept.base(if_erased=True) == 0
        away = (kept.files / "base").rename(kept.root / "away")
        assert kept.base() == 2
        assert len(_alarms(addresses)) == 2, "nobody answered the first, and the second is heard"


def test_what_ended_a_base_backup_is_said_though_nobody_could_be_told(kept: Kept) -> None:
    engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", pool_size=1)
    key = chain_key(FileMasterKey.make(kept.root / "its.key"))
    with (
        pytest.raises(ArchiveRefused, match="the first cause"),
        commands._heard_if_it_fails(Store(engine, key)),
    ):
        raise ArchiveRefused("the first cause")


def _alarms(addresses: Addresses) -> list[tuple[str, str]]:
    owner = create_engine(addresses.owner_url)
    with owner.connect() as connection:
        rows = connection.execute(text("SELECT kind, subject_kind FROM alarms")).all()
    owner.dispose()
    return [(row.kind, row.subject_kind) for row in rows]


def test_a_restore_hands_nothing_over_to_the_archive_that_the_environment_names(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.begin()
    with running(kept.here) as addresses:
        kept.fill(addresses)
        assert kept.base() == 0
        handed(addresses)
    before = sorted(path for path in kept.files.rglob("*") if path.is_file())
    monkeypatch.setenv("HAVN_ARCHIVE_FILE", str(kept.here / "archive.json"))
    assert kept.restore(kept.elsewhere("drill")) == 0
    assert sorted(path for path in kept.files.rglob("*") if path.is_file()) == before
    monkeypatch.delenv("HAVN_ARCHIVE_FILE")
    with running(kept.here) as addresses:
        marks(addresses.owner_url, "since the drill")
    assert kept.restore(kept.elsewhere()) == 0
    with running(kept.root / "there") as addresses:
        assert "since the drill" in marks(addresses.owner_url), "the drill's line was followed"


def test_what_is_damaged_is_passed_over_and_named(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.begin()
    with running(kept.here) as addresses:
        kept.fill(addresses)
        assert kept.base() == 0
        marks(addresses.owner_url, "early")
        middle = datetime.now(UTC)
        marks(addresses.owner_url, "later")
        assert kept.base() == 0
        marks(addresses.owner_url, "after it")
        handed(addresses)
    first, second = bases(kept.files)
    stray = kept.keys / "aa.havn"
    stray.write_bytes(b"something else")
    _spoil(second.path)
    capsys.readouterr()
    assert kept.restore(kept.elsewhere()) == 0
    told = capsys.readouterr().out
    assert f"passed over     {stray} does not open\npassed over     {second.path} does not" in told
    assert f"base backup     of {first.ended:%Y-%m-%dT%H:%M:%SZ}" in told
    with running(kept.root / "there") as addresses:
        assert marks(addresses.owner_url) == {"early", "later", "after it"}
    key = kept.keys / f"{second.epoch}.havn"
    _spoil(key)
    assert kept.restore(kept.elsewhere("shut")) == 2
    told = capsys.readouterr().err
    assert f"; {key} does not open" in told
    assert f"key is gone: {kept.files / 'wal'}/" in told
    assert kept.restore(kept.elsewhere("early"), at=middle) == 0, "an epoch before it"
    _spoil(first.path)
    assert kept.restore(kept.elsewhere("none")) == 2
    assert f"; {first.path} does not open" in capsys.readouterr().err


def _spoil(path: Path) -> None:
    """Its last byte is another one, so it begins as it did."""
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))


def _erase_the_first(kept: Kept, url: str) -> list[bytes]:
    """The first household's case is erased; her wrapped keys, as they stood in the table."""
    engine = make_engine(url, pool_size=2, statement_timeout_ms=60_000)
    store = Store(engine, chain_key(kept.master))
    with store.transaction() as tx:
        ((household, case),) = cases(tx, kept.rows[0].households[:1])
        found = tx.execute(
            text("SELECT wrapped FROM data_keys WHERE subject_id = :case"), {"case": case}
        )
        wrapped = list(found.scalars())
        tx.execute(
            table_of(StayRecord)
            .update()
            .where(StayRecord.household_id == household)
            .values(state=StayState.ENDED)
        )
        close(tx, case, NOON - timedelta(days=400))
    assert erase_due(store, NOON) == 1
    assert wrapped
    engine.dispose()
    return wrapped


def _in_base(kept: Kept, offline: OfflineKey, wrapped: list[bytes]) -> bool:
    base = bases(kept.files)[-1]
    with opened(base.path) as file:
        key = epochs(kept.keys, offline)[0][base.epoch].key
        content = b"".join(unsqueezed(read(file, key, kind_read(base.path))))
    return any(one in content for one in wrapped)


def _in_log(kept: Kept, offline: OfflineKey, wrapped: list[bytes]) -> bool:
    known, _ = epochs(kept.keys, offline)
    pieces = [segment(kept.files, name, known) or b"" for name in segments(kept.files)]
    assert pieces
    return any(one in piece for one in wrapped for piece in pieces)


def test_an_archive_that_ended_is_silent_and_one_that_stands_still_too(kept: Kept) -> None:
    kept.begin()
    with running(kept.here) as addresses:
        kept.fill(addresses)
        assert kept.base() == 0
        handed(addresses)
        assert _watched(kept, addresses) == (set(), set())
        _administer(addresses, "ALTER SYSTEM SET archive_command = ''", "SELECT pg_reload_conf()")
        time.sleep(1)
        _pieces(addresses, looking.PIECES_BEHIND + 1)
        assert _watched(kept, addresses)[0] == {Watched.ARCHIVE}, "behind the last that went"
        _administer(addresses, "SELECT pg_stat_reset_shared('archiver')")
        _pieces(addresses, looking.PIECES_BEHIND + 1)
        assert _watched(kept, addresses) == (set(), {Watched.ARCHIVE}), "as after a crash"
    (kept.here / "archive.json").rename(kept.here / "archive.json.ended")
    with running(kept.here) as addresses:
        assert _watched(kept, addresses) == ({Watched.ARCHIVE}, {Watched.ARCHIVE})


def _watched(kept: Kept, addresses: Addresses) -> tuple[set[Watched], set[Watched]]:
    """Of the archive and its base backups: what is silent now, and in six minutes if nothing more comes."""
    settings = Settings(database_url=SecretStr(addresses.service_url))
    service = open_service(settings, master=kept.master, now=lambda: datetime.now(UTC))
    both = {Watched.ARCHIVE, Watched.BASE}
    try:
        now = datetime.now(UTC)
        soon = now + timedelta(minutes=6)
        return set(found(service, now).silent) & both, set(found(service, soon).silent) & both
    finally:
        service.close()


def _pieces(addresses: Addresses, number: int) -> None:
    for _ in range(number):
        marks(addresses.owner_url, "in a piece of its own")
        _administer(addresses, "SELECT pg_switch_wal()")


def _administer(addresses: Addresses, *words: str) -> None:
    assert addresses.copier_url is not None
    engine = create_engine(addresses.copier_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for line in words:
            connection.execute(text(line))
    engine.dispose()
