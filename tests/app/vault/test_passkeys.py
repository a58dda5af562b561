"""What a browser is asked for a passkey, and which answers prove who she is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.vault.passkeys import (
    Cloned,
    NotSigned,
    Party,
    created,
    credential_id_of,
    signed,
    to_create,
    to_get,
    user_of,
)
from tests.support.authenticator import Authenticator, b64

PARTY = Party("localhost", "http://localhost:8000")
ACCOUNT = UUID(int=7)
CHALLENGE = b"c" * 32


def asked_to_create(*known: bytes) -> dict[str, object]:
    return dict(to_create(PARTY, CHALLENGE, account=ACCOUNT, handle="oslo-1", known=known))


def test_a_person_has_two_minutes_and_makes_no_second_key_on_the_same_device() -> None:
    options = asked_to_create(b"known")
    assert (options["timeout"], to_get(PARTY, CHALLENGE)["timeout"]) == (120_000, 120_000)
    assert options["user"] == {"id": b64(ACCOUNT.bytes), "name": "oslo-1", "displayName": "oslo-1"}
    assert options["excludeCredentials"] == [{"id": b64(b"known"), "type": "public-key"}]


@pytest.mark.parametrize(
    ("before", "now", "good"),
    [(0, 0, True), (0, 1, True), (1, 2, True), (1, 1, False), (2, 1, False), (1, 0, False)],
)
def test_the_count_of_a_key_rises_or_it_never_counts(before: int, now: int, *, good: bool) -> None:
    key = Authenticator()
    made = created(PARTY, CHALLENGE, key.create(asked_to_create()))
    assert (made.credential_id, made.sign_count) == (key.credential_id, 0)
    key.counts, key.count = False, now
    answer = key.get(dict(to_get(PARTY, CHALLENGE)))
    assert credential_id_of(answer) == key.credential_id
    assert user_of(answer) == ACCOUNT

    def again() -> int:
        return signed(PARTY, CHALLENGE, answer, public_key=made.public_key, sign_count=before)

    if good:
        assert again() == now
        return
    with pytest.raises(Cloned):
        again()


@pytest.mark.parametrize("said", [None, 7, "", "a"])
def test_an_answer_without_a_key_proves_nothing(said: object) -> None:
    with pytest.raises(NotSigned):
        credential_id_of({"rawId": said})


def test_an_authenticator_may_be_silent_of_whose_key_it_is_and_says_no_other_thing() -> None:
    assert user_of({}) is None
    assert user_of({"response": {}}) is None
    assert user_of({"response": "text"}) is None
    for said in (b64(bytes(15)), b64(bytes(17)), "", 7):
        with pytest.raises(NotSigned):
            user_of({"response": {"userHandle": said}})


@pytest.mark.parametrize(
    "lie",
    [
        {"verifies": False},
        {"present": False},
        {"origin": "http://localhost:8001"},
        {"rp_id": "elsewhere"},
    ],
)
def test_no_key_is_made_or_used_by_an_authenticator_that_lies(lie: dict[str, Any]) -> None:
    liar, honest = Authenticator(**lie), Authenticator()
    with pytest.raises(NotSigned):
        created(PARTY, CHALLENGE, liar.create(asked_to_create()))
    made = created(PARTY, CHALLENGE, honest.create(asked_to_create()))
    with pytest.raises(NotSigned):
        created(PARTY, b"d" * 32, honest.create(asked_to_create()))
    for name, said in lie.items():
        setattr(honest, name, said)
    answer = honest.get(dict(to_get(PARTY, CHALLENGE)))
    with pytest.raises(NotSigned):
        signed(PARTY, CHALLENGE, answer, public_key=made.public_key, sign_count=0)
