"""A backup nobody makes, an archive that stands and a sender that sleeps are heard of, here and outside."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import create_engine, select, text

from app import silence as looking
from app.http.metrics import Metrics
from app.keeping import backup
from app.keeping.backup import BackupFailed, make_backup, stands
from app.notices.heartbeat import ping
from app.notices.outbox import sending
from app.notices.sender import NotSent
from app.service import Service, open_service
from app.settings import Settings
from app.silence import Watched, found, look_for_the_silent, sign_of_life
from app.store import audit, examinations, held, rounds, silence
from app.store.health import can_serve
from app.store.notices import add as add_notices
from app.store.outbox import MOST_TRIES
from app.store.refusals import DatabaseAway
from app.store.silence import Archiver
from app.upkeep import start_upkeep
from app.vault.container import OfflineKey
from app.vault.keys import FileMasterKey
from app.watching import seen
from models.alarm import AlarmRecord
from models.audit import AuditEventRecord
from models.notice import NoticeRecord, NoticeWayRecord
from models.words import AlarmKind, AuditAct, RoundOf
from tests.support import records
from tests.support.database import Database
from tests.support.records import NOON


class _Clock:
    now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def service(database: Database, tmp_path) -> Iterator[Service]:
    hooks = tmp_path / "hooks.json"
    hooks.write_text('{"hooks": {}}')
    hooks.chmod(0o600)
    settings = Settings(database_url=SecretStr(database.service_url), notice_hooks_file=hooks)
    made = open_service(settings, master=FileMasterKey(b"k" * 32), now=_Clock())
    yield made
    made.close()


def backed_up(service: Service) -> None:
    with service.store.transaction() as tx:
        stands(tx, NOON, ring_only=False)


def based(service: Service) -> None:
    """As ``havn archive base`` tells it when the base backup was read back."""
    with service.store.transaction() as tx:
        detail = {"base": True, "epochs_gone": 0}
        audit.add(tx, AuditAct.BACKUP_MADE, at=NOON, actor=None, role=None, detail=detail)


def archives(monkeypatch: pytest.MonkeyPatch, **said: Any) -> None:
    works = Archiver(
        on=True, ours=False, last=NOON, since=NOON, failing=False, behind=0, piece_known=True
    )
    monkeypatch.setattr(silence, "archiver", lambda _: replace(works, **said))


def rounds_ended(service: Service, at: datetime, *which: RoundOf) -> None:
    with service.store.transaction() as tx:
        for one in which or RoundOf:
            rounds.ended(tx, one, at)


def examined(service: Service, host: str = "one", *, wrong: int = 0, **later: float) -> None:
    """As the doctor's timer records what it found."""
    with service.store.transaction() as tx:
        examinations.add(tx, host, at=NOON + timedelta(**later), wrong=wrong)


def silent(service: Service, **later: float) -> set[Watched]:
    """What is silent then while the rounds come, beside the doctor: both have tests of their own."""
    at = NOON + timedelta(**later)
    rounds_ended(service, at)
    return without_the_doctor(service, at)


def without_the_doctor(service: Service, at: datetime) -> set[Watched]:
    return set(found(service, at).silent) - {Watched.DOCTOR}


def doctor_is_silent(service: Service, **later: float) -> bool:
    return Watched.DOCTOR in found(service, NOON + timedelta(**later)).silent


def test_a_service_that_began_by_a_clock_that_was_ahead_is_watched_all_the_same(
    service: Service,
) -> None:
    watched = {Watched.ROUNDS, Watched.CHAIN}
    ahead = replace(service, began=NOON + timedelta(days=30))
    assert without_the_doctor(ahead, NOON) >= watched
    rounds_ended(service, NOON)
    assert not without_the_doctor(ahead, NOON) & watched
    assert without_the_doctor(ahead, NOON + timedelta(hours=4)) >= watched


def test_a_backup_that_nobody_makes_is_silent_after_a_day(service: Service) -> None:
    assert silent(service) == {Watched.BACKUP}
    backed_up(service)
    assert silent(service, hours=25) == set()
    assert silent(service, hours=27) == {Watched.BACKUP}


def test_a_backup_that_is_tried_each_day_and_never_stands_is_silent(
    service: Service, database: Database, tmp_path: Path
) -> None:
    to, good, in_the_way = OfflineKey.new().recipient(), tmp_path / "out", tmp_path / "file"
    in_the_way.write_text("")
    backed_up(service)
    tomorrow = NOON + timedelta(days=1)
    with pytest.raises(BackupFailed):
        make_backup(service.store, database.owner_url, in_the_way, to, tomorrow, ring_only=False)
    make_backup(service.store, database.owner_url, good, to, tomorrow, ring_only=True)
    assert silent(service, hours=27) == {Watched.BACKUP}
    make_backup(service.store, database.owner_url, good, to, tomorrow, ring_only=False)
    assert silent(service, hours=27) == set()
    assert silent(service, hours=51) == {Watched.BACKUP}


def test_a_backup_that_is_killed_is_none(
    service: Service, database: Database, tmp_path: Path
) -> None:
    backed_up(service)
    tomorrow = NOON + timedelta(days=1)
    child = os.fork()
    if child == 0:
        try:
            dies = pytest.MonkeyPatch()  # of the child alone
            dies.setattr(backup, "write_data", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
            settings = Settings(database_url=SecretStr(database.service_url))
            mine = open_service(settings, master=FileMasterKey(b"k" * 32), now=_Clock())
            to = OfflineKey.new().recipient()
            make_backup(mine.store, database.owner_url, tmp_path, to, tomorrow, ring_only=False)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    with service.store.transaction() as tx:
        began = select(AuditEventRecord.at).where(AuditEventRecord.act == AuditAct.BACKUP_MADE)
        assert list(tx.execute(began).scalars()) == [tomorrow]
    assert silent(service, hours=27) == {Watched.BACKUP}


def test_a_base_backup_is_watched_apart_where_there_is_an_archive(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    archives(monkeypatch, last=NOON + timedelta(hours=27))
    backed_up(service)
    assert silent(service) == set(), "the archive is another program's"
    archives(monkeypatch, ours=True, last=NOON + timedelta(hours=27))
    assert silent(service) == {Watched.BASE}, "the log alone brings nothing back"
    based(service)
    assert silent(service) == set()
    assert silent(service, hours=27) == {Watched.BACKUP, Watched.BASE}
    archives(monkeypatch, last=NOON + timedelta(hours=27))
    assert silent(service, hours=27) == {Watched.BACKUP, Watched.BASE}, "it was there yesterday"


def test_an_archive_is_silent_when_it_fails_or_falls_behind_and_not_when_nothing_happens(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(service)
    with service.store.transaction() as tx:
        assert not silence.archiver(tx).on, "the server of the tests has none"
    archives(monkeypatch)
    assert silent(service, hours=3) == set(), "nothing happened"
    archives(monkeypatch, failing=True)
    assert silent(service, minutes=4) == set()
    assert silent(service, minutes=6) == {Watched.ARCHIVE}
    archives(monkeypatch, last=None, failing=True)
    assert silent(service, minutes=6) == {Watched.ARCHIVE}
    archives(monkeypatch, behind=looking.PIECES_BEHIND)
    assert silent(service) == {Watched.ARCHIVE}
    archives(monkeypatch, last=None, behind=9, piece_known=False)
    assert silent(service, minutes=4) == set(), "it has only just begun"
    assert silent(service, minutes=6) == {Watched.ARCHIVE}, "nothing fails and nothing comes"
    archives(monkeypatch, on=False, failing=True, behind=9)
    assert silent(service, minutes=6) == set(), "there never was one"


def test_an_archive_that_ended_is_silent_for_as_long_as_one_was_there_of_late(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    archives(monkeypatch, on=False)
    based(service)
    assert Watched.ARCHIVE in silent(service)
    assert Watched.ARCHIVE in silent(service, days=7)
    assert silent(service, days=9) == {Watched.BACKUP}


def test_a_sender_that_sleeps_is_silent(service: Service, database: Database) -> None:
    backed_up(service)
    owner = create_engine(database.owner_url)
    rows = records.load(owner)
    owner.dispose()
    with service.store.transaction() as tx:
        tx.add(
            NoticeRecord(
                id=uuid4(),
                account_id=rows.account,
                subject_kind="alarm",
                subject_id=uuid4(),
                made_at=NOON,
                next_at=NOON,
                tries=0,
            )
        )
    assert silent(service, minutes=4) == set()
    assert silent(service, minutes=6) == {Watched.NOTICES}
    with service.store.transaction() as tx:
        tx.session.query(NoticeRecord).update({"sent_at": NOON})
    assert silent(service, minutes=6) == set()


class _SaysNo:
    def __init__(self) -> None:
        self.asked, self.well = 0, False

    def send(self) -> None:
        self.asked += 1
        if not self.well:
            raise NotSent


def test_a_sender_that_fails_every_time_is_silent_until_something_goes_out(
    service: Service, database: Database
) -> None:
    owner = create_engine(database.owner_url)
    rows = records.load(owner)
    owner.dispose()
    with service.store.transaction() as tx:
        stands(tx, NOON + timedelta(hours=1), ring_only=False)
        tx.add(NoticeWayRecord(account_id=rows.account, hook="fails"))
        add_notices(tx, [rows.account], about="alarm", subject=uuid4(), now=NOON)
    hook = _SaysNo()
    send_due = sending({"fails": hook})
    seen = []
    for second in range(0, 3600, 10):
        now = NOON + timedelta(seconds=second)
        send_due(service, now)
        seen.append(silent(service, seconds=second) == {Watched.NOTICES})
    assert hook.asked == MOST_TRIES
    heard = seen.index(True)
    assert heard == 31, "after five minutes"
    assert all(seen[heard:]), "also after it was given up"
    assert Watched.NOTICES not in silent(service, hours=27), "it is not told of for ever"
    hook.well = True
    later = NOON + timedelta(hours=2)
    service.now.now = later  # type: ignore[attr-defined] # the clock of this test
    with service.store.transaction() as tx:
        add_notices(tx, [rows.account], about="alarm", subject=uuid4(), now=later)
    assert silent(service, hours=2) == {Watched.NOTICES}
    send_due(service, later)
    assert silent(service, hours=2) == set(), "it takes something again"


@pytest.mark.parametrize("hook", [None, "that-nobody-names"])
def test_whose_hook_nobody_names_is_not_reached_and_who_wants_none_is(
    service: Service, database: Database, hook: str | None
) -> None:
    """A slip of a letter, or a hook that has another name in the file by now, must not make her deaf."""
    owner = create_engine(database.owner_url)
    rows = records.load(owner)
    owner.dispose()
    with service.store.transaction() as tx:
        stands(tx, NOON + timedelta(hours=1), ring_only=False)
        if hook is not None:
            tx.add(NoticeWayRecord(account_id=rows.account, hook=hook))
        add_notices(tx, [rows.account], about="alarm", subject=uuid4(), now=NOON)
    send_due = sending({})
    heard = set()
    for second in range(0, 3600, 10):
        send_due(service, NOON + timedelta(seconds=second))
        heard |= {second} if Watched.NOTICES in silent(service, seconds=second) else set()
    assert heard == (set() if hook is None else set(range(310, 3600, 10)))


def test_a_round_that_comes_to_no_end_is_silent(service: Service) -> None:
    backed_up(service)

    def now(**later: float) -> set[Watched]:
        return without_the_doctor(service, NOON + timedelta(**later))

    assert now(minutes=15) == set(), "it has only just begun"
    assert now(minutes=16) == {Watched.ROUNDS}, "no round ever ended"
    rounds_ended(service, NOON + timedelta(minutes=16), RoundOf.UPKEEP)
    assert now(minutes=31) == set()
    assert now(minutes=32) == {Watched.ROUNDS}
    rounds_ended(service, NOON + timedelta(hours=4), RoundOf.UPKEEP)
    assert now(hours=4) == {Watched.CHAIN}
    rounds_ended(service, NOON + timedelta(hours=4), RoundOf.CHAIN)
    assert now(hours=4) == set()


def test_what_a_clock_dated_far_ahead_is_not_heard(service: Service) -> None:
    with service.store.transaction() as tx:
        stands(tx, NOON + timedelta(days=400), ring_only=False)
    rounds_ended(service, NOON + timedelta(days=400))
    assert without_the_doctor(service, NOON + timedelta(hours=4)) == {
        Watched.BACKUP,
        Watched.ROUNDS,
        Watched.CHAIN,
    }


def test_a_head_file_that_hangs_holds_up_nothing_else_and_is_heard(
    service: Service, tmp_path: Path
) -> None:
    """A file of a machine that is gone answers nobody, and no limit of ours ends the wait: here a pipe."""
    backed_up(service)
    hangs = tmp_path / "head"
    os.mkfifo(hangs)
    hung = replace(service, settings=service.settings.model_copy(update={"head_file": hangs}))
    start_upkeep(hung)
    kept = (held.UPKEEP, held.WATCH, held.CHAIN)
    try:
        assert _soon(lambda: RoundOf.UPKEEP in _ended(service))
        assert _soon(lambda: all(_is_held(service, one) for one in kept))
        assert RoundOf.CHAIN not in _ended(service)
        rounds_ended(service, NOON + timedelta(hours=4), RoundOf.UPKEEP)
        at = NOON + timedelta(hours=4)
        assert without_the_doctor(hung, at) == {Watched.CHAIN}
        look_for_the_silent(hung, at)
        assert _alarms(service) == ["chain", "doctor"]
    finally:
        with hangs.open("w"):  # who waits goes on when this is closed, and finds no file any more
            hangs.unlink()


def _ended(service: Service) -> dict[RoundOf, datetime]:
    with service.store.transaction() as tx:
        return rounds.last_ended(tx)


def _is_held(service: Service, key: int) -> bool:
    with service.store.transaction() as tx:
        return held.is_held(tx, key)


def _soon(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return what()


def test_a_doctor_who_never_looked_or_looks_no_more_is_silent(service: Service) -> None:
    assert doctor_is_silent(service)
    examined(service)
    assert not doctor_is_silent(service, hours=12)
    assert doctor_is_silent(service, hours=14)
    assert found(service, NOON + timedelta(hours=14)).last[Watched.DOCTOR] == NOON


def test_a_doctor_who_finds_something_is_heard_of_until_he_finds_that_host_well(
    service: Service,
) -> None:
    examined(service, "one")
    examined(service, "two", wrong=1)
    assert doctor_is_silent(service), "a well host says nothing of another one"
    examined(service, "one", minutes=1)
    assert doctor_is_silent(service, minutes=1)
    examined(service, "two", minutes=2)
    assert not doctor_is_silent(service, minutes=2)


def test_a_host_that_is_not_looked_at_is_missed_for_eight_days(service: Service) -> None:
    examined(service, "one")
    for days in (1, 7, 9):
        examined(service, "two", days=days)
    assert doctor_is_silent(service, days=1)
    assert doctor_is_silent(service, days=7)
    assert not doctor_is_silent(service, days=9), "it was taken away"


def test_what_is_silent_is_an_alarm_once_a_day(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    archives(monkeypatch, ours=True, failing=True, behind=9)
    for minutes in (0, 10, 20):
        rounds_ended(service, NOON + timedelta(minutes=minutes))
        look_for_the_silent(service, NOON + timedelta(minutes=minutes))
    each = ["archive", "backup", "base", "doctor"]
    assert _alarms(service) == each
    rounds_ended(service, NOON + timedelta(days=1))
    look_for_the_silent(service, NOON + timedelta(days=1))
    assert _alarms(service) == sorted(each * 2)


def _alarms(service: Service) -> list[str | None]:
    query = select(AlarmRecord.subject_kind).where(AlarmRecord.kind == AlarmKind.SERVICE_SILENT)
    with service.store.transaction() as tx:
        return sorted(tx.execute(query).scalars(), key=str)


@pytest.fixture
def outside() -> Iterator[tuple[str, list[str]]]:
    """Somebody who waits for a sign of life, and what was sent there."""
    heard: list[str] = []

    class Waits(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Waits)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/a-secret", heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_sign_of_life_goes_out_while_nothing_is_silent(
    service: Service, outside: tuple[str, list[str]]
) -> None:
    url, heard = outside
    sign = sign_of_life(lambda: ping(url))
    sign(service, NOON)
    assert heard == [], "no backup was ever made"
    backed_up(service)
    sign(service, NOON)
    assert heard == [], "no doctor ever looked"
    examined(service)
    sign(service, NOON)
    assert heard == ["/a-secret"]
    rounds_ended(service, NOON + timedelta(hours=27))
    sign(service, NOON + timedelta(hours=27))
    assert heard == ["/a-secret"]
    ping("http://127.0.0.1:1/nobody")


def test_a_sign_of_life_goes_out_over_tls() -> None:
    with pytest.raises(ValidationError):
        Settings(database_url=SecretStr(""), heartbeat_url=SecretStr("http://example.org/1"))


def test_the_private_port_tells_ages_readiness_and_silence(service: Service) -> None:
    backed_up(service)
    service.now.now = NOON + timedelta(hours=27)  # type: ignore[attr-defined] # the clock of this test
    metrics = Metrics()
    stop = metrics.listen("127.0.0.1", (port := _free()), lambda: seen(service), lambda: True)
    try:
        told = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
        assert 'havn_age_seconds{what="backup"} 97200.0' in told
        assert 'havn_silent{what="backup"} 1.0' in told
        assert 'havn_silent{what="night"} 0.0' in told
        ready = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=10)
        assert ready.json() == {"database": "ok", "schema": "ok", "key": "ok"}
    finally:
        stop()


def test_another_key_and_a_database_that_is_away_are_not_ready(database: Database) -> None:
    settings = Settings(database_url=SecretStr(database.service_url))
    first = open_service(settings, master=FileMasterKey(b"k" * 32), now=_Clock())
    backed_up(first)
    first.close()
    other = open_service(settings, master=FileMasterKey(b"o" * 32), now=_Clock())
    assert seen(other).ready == {"database": True, "schema": True, "key": False}
    other.close()
    nowhere = Settings(database_url=SecretStr("postgresql://nobody@127.0.0.1:1/none"))
    away = open_service(nowhere, master=FileMasterKey(b"k" * 32), now=_Clock())
    assert seen(away).ready == {"database": False, "schema": False, "key": False}
    assert seen(away).silent == {}
    away.close()


def test_a_database_that_takes_no_writes_is_not_ready(service: Service, database: Database) -> None:
    """As on a standby: every read is answered."""
    backed_up(service)
    assert seen(service).ready == {"database": True, "schema": True, "key": True}
    with service.store.transaction() as tx, pytest.raises(DatabaseAway):
        tx.execute(text("SET TRANSACTION READ ONLY"))
        can_serve(tx)
    owner = create_engine(database.owner_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    owner.dispose()
    settings = Settings(database_url=SecretStr(database.service_url))
    standby = open_service(settings, master=FileMasterKey(b"k" * 32), now=_Clock())
    try:
        assert seen(standby).ready == {"database": False, "schema": True, "key": False}
    finally:
        standby.close()


def _free() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
