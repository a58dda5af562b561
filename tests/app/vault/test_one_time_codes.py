"""Secrets of generators of codes come from a random key of their own and stand nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from app.vault.keys import FileMasterKey, new_wrapped_key, unwrapped_key
from app.vault.one_time_codes import (
    SECRET_BYTES,
    code_at,
    picture_of,
    secret_of,
    step_matched,
    step_of,
    uri_of,
)

RFC = b"12345678901234567890"
"""The secret of the examples of RFC 6238, appendix B."""


def at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def test_v6_5_3_each_secret_hangs_on_a_random_key_and_on_its_own_generator() -> None:
    master = FileMasterKey(bytes(32))
    factor, account = uuid4(), uuid4()
    keys = [
        unwrapped_key(master, new_wrapped_key(master, "ACCOUNT", account), 1, "ACCOUNT", account)
        for _ in range(50)
    ]
    secrets = {secret_of(key, factor) for key in keys}
    assert len(secrets) == len(keys), "a key is made of chance alone"
    assert SECRET_BYTES == 20
    assert all(len(secret) == SECRET_BYTES for secret in secrets)
    assert secret_of(keys[0], uuid4()) not in secrets


@pytest.mark.parametrize(
    ("second", "code"), [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
)
def test_codes_are_those_of_the_rfc(second: int, code: str) -> None:
    assert code_at(RFC, step_of(at(second))) == code


def test_a_code_is_taken_in_its_half_minute_and_the_next_one_alone() -> None:
    code = code_at(RFC, 10)
    for second, found in ((299, None), (300, 10), (329, 10), (330, 10), (359, 10), (360, None)):
        assert step_matched(RFC, code, now=at(second), after=None) == found, second
    assert step_matched(RFC, code, now=at(330), after=9) == 10
    assert step_matched(RFC, code, now=at(330), after=10) is None
    assert step_matched(RFC, "000000", now=at(330), after=None) is None


def test_the_address_for_the_app_and_its_picture() -> None:
    uri = uri_of(RFC, "oslo 1")
    assert uri.startswith("otpauth://totp/havn%3Aoslo%201?")
    told = parse_qs(urlsplit(uri).query)
    assert told == {"secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"], "issuer": ["havn"]}
    drawn = picture_of(uri)
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="180" height="180"><g')
    assert drawn.count("<path") == 2
    assert "class" not in drawn
