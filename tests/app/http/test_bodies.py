"""A body is looked at when its sender is known, and in UTF-8 alone."""

from __future__ import annotations

import json
import random
from uuid import uuid4

import httpx
import pytest

from app.access import BASE
from app.errors import Malformed, NotReadable
from app.http.limits import MAX_DEPTH, checked
from models.words import Role
from tests.support.served import Caller, Served

DEEP = "[" * (MAX_DEPTH + 4) + "]" * (MAX_DEPTH + 4)
JSON = "application/json"


def post(client: httpx.Client, body: bytes, kind: str, token: str) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": uuid4().hex,
        "Content-Type": kind,
    }
    return client.post(BASE + "/referrals/phone", content=body, headers=headers)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"[" * 60_000, JSON), (b"{", JSON), (b"\xff", JSON), (b"a=1", "text/plain")],
)
def test_who_calls_is_asked_before_the_body_is_looked_at(
    served: Served, body: bytes, kind: str
) -> None:
    got = post(served.client, body, kind, "nobody")
    assert (got.status_code, got.headers["www-authenticate"]) == (401, "Bearer")
    batch = served.caller(Role.BATCH)
    assert post(served.client, body, kind, batch.token).status_code == 404


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_another_encoding_is_not_read(on_call: Caller, encoding: str) -> None:
    assert post(on_call.client, "{}".encode(encoding), JSON, on_call.token).status_code == 400
    with pytest.raises((NotReadable, Malformed)):
        checked(JSON, DEEP.encode(encoding))


def test_brackets_that_utf_16_hides_behind_quotes_are_not_read() -> None:
    """U+2200 has the byte of a quote, so that counting bytes sees no bracket."""
    hidden = ('["\u2200",' + DEEP + "]").encode("utf-16-le")
    with pytest.raises(NotReadable):
        checked(JSON, hidden)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=utf-8", 201),
        ('application/json;charset="UTF-8"', 201),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=latin-1", 415),
    ],
)
def test_a_charset_is_utf_8_or_unsaid(on_call: Caller, kind: str, status: int) -> None:
    assert post(on_call.client, b"{}", kind, on_call.token).status_code == status


def hostile(chance: random.Random) -> bytes:
    """A body that means harm: too deep, too wide, too long, twice said, half a text, no JSON."""
    number = chance.randint(2, 400)
    kinds: list[bytes] = [
        b"[" * number * 100,
        b'{"a":' * number + b"1" + b"}" * number,
        json.dumps({str(n): n for n in range(number)}).encode(),
        json.dumps({"languages": ["eng"] * number}).encode(),
        b'{"danger_now":"NO","danger_now":"YES"}',
        b'{"danger_now":1e' + str(number).encode() + b"}",
        b'{"danger_now":NaN}',
        b'{"people":{"adults":' + b"9" * number * 10 + b"}}",
        b'{"danger_now":"\\ud800"}',
        b'{"danger_now":"\\u0000"}',
        json.dumps({"danger_now": "\u202e" * number}).encode(),
        bytes(chance.randrange(256) for _ in range(number)),
        b'"' + b"a" * 66_000,
        b'{"danger_now":' + b" " * 60_000 + b"}",
    ]
    return chance.choice(kinds)


def test_1000_hostile_bodies_are_no_fault(on_call: Caller) -> None:
    """None is a 5xx, none is taken, none is repeated, and the next caller is served."""
    chance, met = random.Random(11), set()
    for _ in range(1_000):
        got = post(on_call.client, hostile(chance), JSON, on_call.token)
        met.add(got.status_code)
        assert got.headers["content-type"] == "application/problem+json"
    assert met <= {400, 413, 422}
    assert len(met) == 3
    assert post(on_call.client, b"{}", JSON, on_call.token).status_code == 201
