"""A renewed certificate is shown without a stop, half a one is not, and the doctor sees which one is shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from app import serving
from app.doctor.served import print_served
from app.living import Loop
from app.serving import _Heard
from app.settings import Settings
from app.vault.certificates import read_certificate
from tests.app.test_serving import answers, free_port
from tests.support.certificates import for_localhost

Shown = Callable[[], bytes | None]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    """Which certificate a server shows that looks at its files each tenth of a second."""
    monkeypatch.setattr(serving, "LOOK_EVERY_S", 0.1)
    chain, key = for_localhost(tmp_path)
    port = free_port()
    settings = Settings(database_url=SecretStr(""), port=port, tls_certificate=chain, tls_key=key)
    config = uvicorn.Config(FastAPI(), port=port, **serving.how(settings))
    server = _Heard(config, Loop(), None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert _soon(lambda: answers(port))
    yield lambda: print_served(settings)
    server.should_exit = True
    thread.join(timeout=30)


def _soon(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return what()


def _of_the_files(folder: Path) -> bytes:
    found = read_certificate(folder / "tls.pem", folder / "tls.key")
    assert found is not None
    return found.print


def test_a_renewed_certificate_is_shown_to_the_next_who_asks(shown: Shown, tmp_path: Path) -> None:
    before = _of_the_files(tmp_path)
    assert shown() == before
    for_localhost(tmp_path)
    assert before != _of_the_files(tmp_path)
    assert _soon(lambda: shown() == _of_the_files(tmp_path))


def test_a_certificate_without_its_key_is_left_until_the_key_is_there(
    shown: Shown, tmp_path: Path
) -> None:
    before = shown()
    (tmp_path / "new").mkdir()
    chain, key = for_localhost(tmp_path / "new")
    (tmp_path / "tls.pem").write_bytes(chain.read_bytes())
    time.sleep(1)
    assert shown() == before, "whoever asks in between is answered"
    (tmp_path / "tls.key").write_bytes(key.read_bytes())
    assert _soon(lambda: shown() == _of_the_files(tmp_path / "new"))


def test_where_nobody_speaks_tls_nothing_is_known_to_be_shown(tmp_path: Path) -> None:
    chain, key = for_localhost(tmp_path)
    settings = Settings(
        database_url=SecretStr(""), port=free_port(), tls_certificate=chain, tls_key=key
    )
    assert print_served(settings) is None
