"""A backup nobody makes, an archive that stands and a sender that sleeps are heard of, here and outside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import create_engine, select

from app import silence as looking
from app.http.metrics import Metrics
from app.notices.heartbeat import ping
from app.service import Service, open_service
from app.settings import Settings
from app.silence import Watched, found, look_for_the_silent, sign_of_life
from app.store import audit, silence
from app.store.silence import Archiver
from app.vault.keys import FileMasterKey
from app.watching import seen
from models.alarm import AlarmRecord
from models.notice import NoticeRecord
from models.words import AlarmKind, AuditAct
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
        audit.add(tx, AuditAct.BACKUP_MADE, at=NOON, actor=None, role=None, detail={})


def archives(monkeypatch: pytest.MonkeyPatch, **said: Any) -> None:
    told = replace(Archiver(on=True, last=NOON, since=NOON, failing=False, behind=0), **said)
    monkeypatch.setattr(silence, "archiver", lambda _: told)


def silent(service: Service, **later: float) -> set[Watched]:
    return set(found(service, NOON + timedelta(**later)).silent)


def test_a_backup_that_nobody_makes_is_silent_after_a_day(service: Service) -> None:
    assert silent(service) == {Watched.BACKUP}
    backed_up(service)
    assert silent(service, hours=25) == set()
    assert silent(service, hours=27) == {Watched.BACKUP}


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
    archives(monkeypatch, on=False, failing=True, behind=9)
    assert silent(service, minutes=6) == set()


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


def test_what_is_silent_is_an_alarm_once_a_day(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    archives(monkeypatch, failing=True, behind=9)
    for minutes in (0, 10, 20):
        look_for_the_silent(service, NOON + timedelta(minutes=minutes))
    assert _alarms(service) == ["archive", "backup"]
    look_for_the_silent(service, NOON + timedelta(days=1))
    assert _alarms(service) == ["archive", "archive", "backup", "backup"]


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
    assert heard == ["/a-secret"]
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
    stop = metrics.listen("127.0.0.1", (port := _free()), lambda: seen(service))
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


def _free() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
