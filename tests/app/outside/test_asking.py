"""Whoever answers us holds us no longer than we like, and is heard no further than we need."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from uuid import UUID

import pytest

from app.notices.event_hook import EventHook
from app.notices.heartbeat import ping
from app.notices.mail import Mail, MailServer
from app.notices.sender import NotSent
from app.notices.sms import Gateway, TextMessage
from app.notices.webhook import Webhook
from app.outside.provider import LARGEST, Asked, NotVouchedFor, Provider
from models.words import EventKind
from tests.support.certificates import certificate
from tests.support.receivers import mail_receiver, talker
from tests.support.records import NOON

TAKEN = b"HTTP/1.1 200 OK\r\n"
NO_LENGTH = TAKEN + b"Content-Type: application/json\r\n\r\n"


def event(url: str) -> None:
    sent = [(EventKind.REFERRAL_TAKEN, UUID(int=1))]
    EventHook(url, [bytes(32)], inner=True).send(sent, after="a", to="b", now=NOON)


def notice(url: str) -> None:
    Webhook(url).send()


def message(url: str) -> None:
    TextMessage(Gateway(url, "token"), "+4700000000").send()


WAYS = [event, notice, message, ping]


def provider(url: str) -> Provider:
    return Provider(url, "havn", "secret", "https://havn.example/back")


@pytest.mark.parametrize("send", WAYS)
def test_an_answer_without_an_end_is_not_read(send: Callable[[str], None]) -> None:
    with talker(chain([NO_LENGTH], repeat(b"x" * 65_536))) as endless:
        begun = time.monotonic()
        send(f"http://127.0.0.1:{endless.port}/")
        assert time.monotonic() - begun < 4
    (asked,) = endless.got
    assert b"\r\naccept-encoding: identity\r\n" in asked.lower()


@pytest.mark.parametrize("send", WAYS)
def test_a_heading_that_comes_a_byte_at_a_time_is_waited_for_by_one_deadline(
    send: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.outside.deadline.AT_MOST_S", 1.0)
    with talker(chain([TAKEN], repeat(b"X-A: b\r\n")), every_s=0.1) as slow:
        begun = time.monotonic()
        try:
            send(f"http://127.0.0.1:{slow.port}/")
        except NotSent:
            assert send is not ping
        else:
            assert send is ping  # nobody here hears that it did not arrive
        assert 0.9 < time.monotonic() - begun < 4


def test_a_mail_server_that_never_ends_its_greeting_is_waited_for_by_one_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.outside.deadline.AT_MOST_S", 1.0)
    with talker(repeat(b"220-x\r\n"), every_s=0.1, speaks_first=True) as slow:
        mail, begun = (
            Mail(MailServer("127.0.0.1", slow.port, "havn@localhost"), "a@b"),
            time.monotonic(),
        )
        with pytest.raises(NotSent):
            mail.send()
        assert 0.9 < time.monotonic() - begun < 4


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a mail server, which leads to this machine and is none of its own."""
    look_up = socket.getaddrinfo
    name = "mail.example.org"
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, *more: look_up("127.0.0.1" if host == name else host, *more),
    )
    return name


def handed_over(tmp_path: Path, to: str, certified_for: str, **receiver: bytes) -> list[bytes]:
    """What a mail server said to be ``to`` heard, whose certificate the system trusts."""
    chain, secret = certificate(tmp_path, certified_for, days=1)
    with (
        pytest.MonkeyPatch.context() as trust,
        mail_receiver(certified=(chain, secret), **receiver) as received,
    ):
        trust.setenv("SSL_CERT_FILE", str(chain))
        with suppress(NotSent):
            Mail(MailServer(to, received.port, "havn@example.org"), "who@example.org").send()
    return received.got


def test_a_mail_server_of_another_machine_takes_mail_over_tls_under_its_own_name(
    tmp_path: Path, named: str
) -> None:
    (heard,) = handed_over(tmp_path, named, named)
    before, _, after = heard.partition(b"STARTTLS\r\n")
    assert b"who@" not in before
    assert b"rcpt TO:<who@example.org>\r\n" in after
    assert b"\r\nNew task.\r\n" in after


def test_a_mail_server_whose_certificate_is_for_another_name_hears_no_more(
    tmp_path: Path, named: str
) -> None:
    (heard,) = handed_over(tmp_path, named, "other.example.org")
    assert heard.endswith(b"STARTTLS\r\n")


def test_a_mail_server_that_greets_with_a_no_is_told_nothing(tmp_path: Path, named: str) -> None:
    assert handed_over(tmp_path, named, named, greeting=b"554 not here") == [b""]


def test_of_a_provider_no_more_is_read_than_an_answer_may_have() -> None:
    with talker(chain([NO_LENGTH], repeat(b"x" * 65_536))) as endless:
        begun = time.monotonic()
        with pytest.raises(NotVouchedFor):
            provider(f"http://127.0.0.1:{endless.port}").address(Asked.of("s", bytes(32)))
        assert time.monotonic() - begun < 4
    assert endless.said < 100 * LARGEST  # what the buffers of both sides take beside it


def test_what_a_provider_packed_is_not_unpacked() -> None:
    def told(issuer: str, packed: bool) -> bytes:
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        body = json.dumps({"issuer": issuer, **dict.fromkeys(names, f"{issuer}/x")}).encode()
        head = TAKEN + (b"Content-Encoding: gzip\r\n" if packed else b"")
        body = gzip.compress(body) if packed else body
        return head + b"Content-Length: %d\r\n\r\n" % len(body) + body

    said: list[bytes] = []
    with talker(said) as short:
        issuer = f"http://127.0.0.1:{short.port}"
        said.append(told(issuer, packed=True))
        with pytest.raises(NotVouchedFor):
            provider(issuer).address(Asked.of("s", bytes(32)))
        said[:] = [told(issuer, packed=False)]
        assert provider(issuer).address(Asked.of("s", bytes(32))).startswith(f"{issuer}/x?")


def test_a_body_that_was_cut_by_the_deadline_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.outside.deadline.AT_MOST_S", 1.0)
    with talker(chain([NO_LENGTH, b"{}"], repeat(b" ")), every_s=0.1) as slow:
        begun = time.monotonic()
        with pytest.raises(NotVouchedFor):
            provider(f"http://127.0.0.1:{slow.port}").address(Asked.of("s", bytes(32)))
        assert 0.9 < time.monotonic() - begun < 4
