"""By which way a request may come in (security AT06): plain HTTP is refused, and by nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from app.access import BASE, OPEN, ROLES
from app.http.door import headers_of
from app.main import create_app
from app.service import open_service
from app.settings import Settings
from app.vault.keys import FileMasterKey

NOWHERE = SecretStr("postgresql+psycopg://nobody@localhost/none")
LOOPBACK, INSIDE, OUTSIDE = "127.0.0.1", "10.1.2.3", "203.0.113.9"
PROXY: dict[str, Any] = {"trusted_proxies": "10.1.0.0/16, ::1"}
TLS_NEEDED = "urn:havn:problem:tls-needed"


def asked(
    peer: str,
    *,
    scheme: str = "http",
    path: str = "/healthz",
    method: str = "GET",
    headers: Any = None,
    body: bytes | None = None,
    **settings: Any,
) -> httpx.Response:
    """One answer to a request from there, by a service of these settings."""
    told = Settings(database_url=NOWHERE, **settings)
    service = open_service(told, master=FileMasterKey(bytes(32)))
    app = create_app(told, service=service)

    async def one() -> httpx.Response:
        way = httpx.ASGITransport(app=app, client=(peer, 4711))
        async with httpx.AsyncClient(transport=way, base_url=f"{scheme}://havn.test") as client:
            return await client.request(method, path, headers=headers, content=body)

    try:
        return asyncio.run(one())
    finally:
        service.close()


def test_v12_2_1_https_is_answered_from_anywhere() -> None:
    assert asked(OUTSIDE, scheme="https").status_code == 200


@pytest.mark.parametrize("peer", [LOOPBACK, "::1", "::ffff:127.0.0.1"])
def test_plain_http_is_answered_on_loopback_in_a_demonstration_alone(peer: str) -> None:
    assert asked(peer, demo=True).status_code == 200
    assert asked(peer).status_code == 426


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("peer", [INSIDE, OUTSIDE, "no-address", "::ffff:10.1.2.3"])
def test_v12_2_1_plain_http_from_elsewhere_is_refused(peer: str, demo: bool) -> None:
    got = asked(peer, demo=demo, headers={"X-Forwarded-Proto": "https"})
    assert (got.status_code, got.json()["type"]) == (426, TLS_NEEDED)


@pytest.mark.parametrize(
    ("said", "status"),
    [("https", 200), ("HTTPS", 200), ("http", 426), ("https, http", 426), ("", 426)],
)
def test_v4_1_3_only_a_configured_proxy_is_believed(said: str, status: int) -> None:
    headers = {"X-Forwarded-Proto": said}
    assert asked(INSIDE, headers=headers, **PROXY).status_code == status
    assert asked(OUTSIDE, headers=headers, **PROXY).status_code == 426


def test_two_words_of_one_proxy_are_none() -> None:
    twice = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "https")]
    assert asked(INSIDE, headers=twice, **PROXY).status_code == 426


def test_v4_1_2_a_refused_request_is_sent_nowhere_else_and_its_body_not_read() -> None:
    for method, path in [("POST", "/sign-in/password"), ("POST", "/referrals/phone"), ("GET", "/")]:
        where = path if path == "/" else BASE + path
        got = asked(OUTSIDE, method=method, path=where, body=b"[" * 70_000)
        assert got.status_code == 426
        assert "location" not in got.headers
        assert dict(got.headers).items() >= {(n.decode(), v.decode()) for n, v in headers_of(where)}


def test_every_route_refuses_plain_http_in_the_same_bytes() -> None:
    told = Settings(database_url=NOWHERE)
    service = open_service(told, master=FileMasterKey(bytes(32)))
    app = create_app(told, service=service)

    async def all_() -> set[tuple[int, bytes]]:
        way = httpx.ASGITransport(app=app, client=(LOOPBACK, 1))
        async with httpx.AsyncClient(transport=way, base_url="http://localhost") as client:
            found = set()
            for method, path in (*OPEN, *ROLES):
                got = await client.request(method, path if (method, path) in OPEN else BASE + path)
                found.add((got.status_code, got.content))
            return found

    answers = asyncio.run(all_())
    service.close()
    assert {status for status, _ in answers} == {426}
    assert len(answers) == 1


def test_the_sender_behind_a_proxy_is_the_last_that_the_proxy_names() -> None:
    from app.http.wire import Wire

    proxies = Settings(database_url=NOWHERE, **PROXY).trusted_proxies
    headers = [(b"x-forwarded-proto", b"https"), (b"x-forwarded-for", b"198.51.100.7, 203.0.113.9")]
    scope = {"type": "http", "scheme": "http", "client": (INSIDE, 1), "headers": headers}
    let_in = Wire(proxies=proxies).let_in(scope)
    assert (let_in["client"][0], let_in["scheme"]) == (OUTSIDE, "https")
    direct = {**scope, "client": (OUTSIDE, 1), "scheme": "https"}
    assert Wire(proxies=proxies).let_in(direct)["client"] == (OUTSIDE, 1)


@pytest.mark.parametrize(
    "told",
    [
        {"tls_certificate": "a.pem"},
        {"tls_key": "a.key"},
        {"trusted_proxies": "everybody"},
        {"metrics_port": 8000},
    ],
)
def test_a_service_that_would_start_unsafe_does_not_start(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(database_url=NOWHERE, **told)
