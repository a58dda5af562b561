"""Secrets of generators of codes come from a random key of their own and stand nowhere."""

from __future__ import annotations

from uuid import uuid4

from app.vault.keys import FileMasterKey, new_wrapped_key, unwrapped_key
from app.vault.one_time_codes import SECRET_BYTES, secret_of


def test_v6_5_3_each_secret_hangs_on_a_random_key_and_on_its_own_generator() -> None:
    master = FileMasterKey(bytes(32))
    factor, account = uuid4(), uuid4()
    keys = [
        unwrapped_key(master, new_wrapped_key(master, "ACCOUNT", account), 1, "ACCOUNT", account)
        for _ in range(50)
    ]
    secrets = {secret_of(key, factor) for key in keys}
    assert len(secrets) == len(keys), "a key is made of chance alone"
    assert all(len(secret) == SECRET_BYTES for secret in secrets)
    assert secret_of(keys[0], uuid4()) not in secrets
