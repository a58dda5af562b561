"""Signing in with a passkey: what must hold before anybody is let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.access import BASE
from app.http.own_page import COOKIE
from models.words import Role
from tests.support.authenticator import Authenticator
from tests.support.database import Database
from tests.support.people import Person, person
from tests.support.served import Clock, Served, serving

REFUSED = (401, "urn:havn:problem:sign-in-refused")


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand."""
    with serving(module_database, Clock(stopped=True)) as running:
        yield running


@pytest.fixture
def her(served: Served) -> Person:
    return person(served).enrol_passkey()


def refused(got: Any) -> bool:
    return (got.status_code, got.json()["type"]) == REFUSED


def test_a_passkey_opens_a_session_in_a_cookie_that_no_script_reads(her: Person) -> None:
    got = her.with_passkey()
    assert got.json() == {"signed_in": True}
    attributes = got.headers["set-cookie"].split("; ")[1:]
    assert attributes == ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"]
    assert len(her.cookie) == 43
    shown = her.send("GET", "/session").json()
    assert (shown["account"], shown["handle"]) == (str(her.account), her.handle)
    assert (shown["role"], shown["stepped_up_until"]) == ("COORDINATOR", None)


def test_v6_3_3_options_ask_for_a_verified_person_and_name_nobody(her: Person) -> None:
    asked = her.send("POST", "/sign-in/passkey/options").json()["publicKey"]
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")
    made = her.send("POST", "/enrolment/begin", {"link": her.link()}).json()["publicKey"]
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert made["attestation"] == "none"


def test_a_challenge_is_answered_once(her: Person) -> None:
    asked = her.send("POST", "/sign-in/passkey/options").json()
    sent = {"challenge": asked["challenge"], "credential": her.key.get(asked["publicKey"])}
    assert her.send("POST", "/sign-in/passkey", sent).status_code == 200
    assert refused(her.send("POST", "/sign-in/passkey", sent))


def test_a_challenge_that_failed_is_used_too(her: Person) -> None:
    asked = her.send("POST", "/sign-in/passkey/options").json()
    wrong = replace(her.key, origin="http://localhost:8001").get(asked["publicKey"])
    right = her.key.get(asked["publicKey"])
    path, sent = "/sign-in/passkey", {"challenge": asked["challenge"]}
    assert refused(her.send("POST", path, {**sent, "credential": wrong}))
    assert refused(her.send("POST", path, {**sent, "credential": right}))


def test_a_challenge_ends_after_three_minutes(served: Served, her: Person) -> None:
    for seconds, status in ((179, 200), (180, 401)):
        asked = her.send("POST", "/sign-in/passkey/options").json()
        sent = {"challenge": asked["challenge"], "credential": her.key.get(asked["publicKey"])}
        served.clock.forward(seconds=seconds)
        assert her.send("POST", "/sign-in/passkey", sent).status_code == status


def test_a_challenge_for_another_end_is_none(her: Person) -> None:
    begun = her.send("POST", "/enrolment/begin", {"link": her.link()}).json()
    proof = her.key.get(begun["publicKey"])
    sent = {"challenge": begun["challenge"], "credential": proof}
    assert refused(her.send("POST", "/sign-in/passkey", sent))


@pytest.mark.parametrize(
    "lie",
    [
        lambda key: replace(key, origin="https://localhost:8000"),
        lambda key: replace(key, origin="http://localhost:8000.evil.example"),
        lambda key: replace(key, rp_id="evil.example"),
        lambda key: replace(key, verifies=False),
        lambda key: replace(key, present=False),
        lambda key: replace(key, user="AAAAAAAAAAAAAAAAAAAAAA"),
        lambda key: replace(key, user="no"),
        lambda key: replace(Authenticator(), credential_id=key.credential_id, user=key.user),
        lambda key: replace(key, credential_id=b"another"),
    ],
    ids=["scheme", "origin", "rp", "uv", "up", "user", "no-user", "key", "unknown"],
)
def test_v6_3_3_a_passkey_that_lies_is_refused(
    her: Person, lie: Callable[[Authenticator], Authenticator]
) -> None:
    her.key = lie(her.key)
    assert refused(her.with_passkey())
    assert her.cookie == ""


def test_a_key_whose_count_did_not_rise_is_refused_and_somebody_is_told(
    served: Served, her: Person
) -> None:
    clone = deepcopy(her.key.count)
    assert her.with_passkey().status_code == 200
    assert her.with_passkey().status_code == 200
    her.key.count = clone
    assert refused(her.with_passkey())
    with served.service.store.transaction() as tx:
        told = tx.execute(
            text("SELECT subject_id FROM alarms WHERE kind = 'SIGN_IN_ATTACKED'")
        ).scalars()
        assert her.account in list(told)


def test_a_key_that_never_counts_is_let_in_again_and_again(served: Served) -> None:
    her = person(served)
    her.key.counts = False
    her.enrol_passkey()
    assert [her.with_passkey().status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sent: sent["credential"].update(rawId="*"),
        lambda sent: sent["credential"].update(rawId=7),
        lambda sent: sent["credential"].update(id="x"),
        lambda sent: sent["credential"].pop("response"),
        lambda sent: sent["credential"].update(response=[]),
        lambda sent: sent["credential"]["response"].update(authenticatorData="AAAA"),
        lambda sent: sent["credential"]["response"].update(clientDataJSON="AAAA"),
        lambda sent: sent["credential"]["response"].update(clientDataJSON="bnVsbA"),
        lambda sent: sent["credential"]["response"].update(signature="AAAA"),
        lambda sent: sent["credential"]["response"].update(signature=None),
        lambda sent: sent["credential"].update(type="password"),
        lambda sent: sent.update(challenge=str(uuid4())),
    ],
)
def test_whatever_is_spoilt_gets_the_same_bytes(
    her: Person, spoil: Callable[[dict[str, Any]], Any]
) -> None:
    asked = her.send("POST", "/sign-in/passkey/options").json()
    sent = {"challenge": asked["challenge"], "credential": her.key.get(asked["publicKey"])}
    spoil(sent)
    got = her.send("POST", "/sign-in/passkey", sent)
    assert refused(got)
    other = her.send(
        "POST", "/sign-in/password", {"handle": uuid4().hex, "password": "y", "code": "0" * 6}
    )
    assert got.content == other.content


def test_a_removed_passkey_and_a_locked_account_are_refused(served: Served) -> None:
    for statement in (
        "UPDATE passkeys SET removed_at = now() WHERE account_id = :id",
        "UPDATE accounts SET status = 'LOCKED' WHERE id = :id",
        "UPDATE accounts SET status = 'CLOSED' WHERE id = :id",
    ):
        her = person(served).enrol_passkey()
        with served.service.store.transaction() as tx:
            tx.execute(text(statement), {"id": her.account})
        assert refused(her.with_passkey())


def test_sign_ins_and_refusals_are_in_the_chain_without_what_was_typed(
    served: Served, her: Person
) -> None:
    her.with_passkey()
    her.with_password("some password", "123456")
    with served.service.store.transaction() as tx:
        rows = tx.execute(text("SELECT act, audit_events::text AS all FROM audit_events")).all()
    acts = {row.act for row in rows}
    assert {"CREDENTIAL_ADDED", "SIGNED_IN", "SIGN_IN_REFUSED"} <= acts
    for row in rows:
        assert her.handle not in row.all
        assert her.cookie not in row.all


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8000.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": ""},
    ],
)
def test_v3_5_1_only_our_own_page_may_write_or_sign_in(
    served: Served, her: Person, headers: dict[str, str]
) -> None:
    assert her.with_passkey().status_code == 200
    assert her.send("GET", "/session").status_code == 200
    assert her.send("DELETE", "/session", None, **headers).status_code == 401
    assert her.send("POST", "/sign-in/passkey/options", None, **headers).status_code == 401
    assert her.send("GET", "/session").status_code == 200


def test_v3_5_1_a_browser_that_says_nothing_may_not_write(served: Served, her: Person) -> None:
    her.with_passkey()
    cookie = {"Cookie": f"{COOKIE}={her.cookie}"}
    assert served.client.delete(BASE + "/session", headers=cookie).status_code == 401
    assert served.client.post(BASE + "/sign-in/passkey/options").status_code == 401
    same = {**cookie, "Sec-Fetch-Site": "same-origin"}
    assert served.client.delete(BASE + "/session", headers=same).status_code == 200


def test_a_form_cannot_sign_anybody_in(served: Served, her: Person) -> None:
    got = served.client.post(
        BASE + "/sign-in/password",
        content=b'{"handle": "x", "password": "y", "code": "000000"}',
        headers={"Origin": "http://localhost:8000", "Content-Type": "text/plain"},
    )
    assert got.status_code == 415


def test_a_token_beside_a_cookie_is_the_one_that_counts(served: Served, her: Person) -> None:
    her.with_passkey()
    token = served.caller(Role.ON_CALL)
    got = her.send("GET", "/referrals", None, Authorization=f"Bearer {token.token}")
    assert got.status_code == 200
    assert her.send("GET", "/referrals", None, Authorization="Bearer nobody").status_code == 401
    got = her.send("GET", "/session", None, Authorization=f"Bearer {token.token}")
    assert got.status_code == 404
