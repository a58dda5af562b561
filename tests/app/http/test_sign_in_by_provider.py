"""A provider may be the first proof of somebody who enrolled and linked herself; never the only one."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from app.http.provider import COOKIE
from app.outside.provider import AT_ONCE, Asked, NotVouchedFor, Provider, ProviderBusy
from app.service import PROVIDER_BACK
from models.words import Role
from tests.support.database import Database
from tests.support.people import Person, person
from tests.support.provider import CLIENT, SECRET, TinyProvider, vouching
from tests.support.served import Served, serving


@pytest.fixture(scope="module")
def provider() -> Iterator[TinyProvider]:
    with vouching() as running:
        yield running


@pytest.fixture(scope="module")
def served(
    module_database: Database, provider: TinyProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    secret = tmp_path_factory.mktemp("oidc") / "secret"
    secret.write_text(SECRET + "\n")
    told: dict[str, Any] = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_secret_file": secret,
    }
    with serving(module_database, **told) as running:
        provider.now = lambda: running.clock().timestamp()
        yield running


@pytest.fixture(autouse=True)
def honest(provider: TinyProvider) -> None:
    provider.subject, provider.lies, provider.forged = "person-1", {}, False


def way_of(answer: httpx.Response) -> str:
    """What the browser keeps on its way."""
    for line in answer.headers.get_list("set-cookie"):
        if line.startswith(f"{COOKIE}="):
            return line.split(";")[0].removeprefix(f"{COOKIE}=")
    return ""


def and_back(who: Person, begun: httpx.Response, way: str | None = None) -> httpx.Response:
    """The browser goes to the provider and comes back."""
    assert begun.is_success, begun.text
    with httpx.Client() as elsewhere:
        sent_back = elsewhere.get(begun.json()["address"]).headers["location"]
    at = urlsplit(sent_back)
    assert f"{at.scheme}://{at.netloc}{at.path}" == who.served.origin + PROVIDER_BACK
    cookie = {"Cookie": f"{COOKIE}={way_of(begun) if way is None else way}"}
    return who.served.client.get(f"{at.path}?{at.query}", headers=cookie)


def linked(served: Served, provider: TinyProvider, subject: str) -> Person:
    """Somebody who has a password and codes, and is linked with that person of the provider."""
    who = person(served).enrol_password()
    served.clock.forward(seconds=31)
    who.with_password()
    served.clock.forward(seconds=31)
    assert who._in(who.send("POST", "/session/step-up", {"code": who.code()})).is_success
    provider.subject = subject
    back = and_back(who, who.send("POST", "/credentials/provider"))
    assert (back.status_code, back.headers["location"]) == (303, "/#linked")
    return who


def begin(who: Person) -> httpx.Response:
    who.cookie = ""
    return who.send("POST", "/sign-in/provider/begin")


def finish(who: Person, back: httpx.Response, code: str | None = None) -> httpx.Response:
    who.served.clock.forward(seconds=31)
    cookie = {"Cookie": f"{COOKIE}={way_of(back)}"}
    return who._in(who.send("POST", "/sign-in/provider", {"code": code or who.code()}, **cookie))


def test_a_linked_person_signs_in_with_the_providers_word_and_a_code(served, provider):
    who = linked(served, provider, "signs-in")
    back = and_back(who, begin(who))
    assert back.headers["location"] == "/#code"
    assert "__Host-havn=" not in str(back.headers), "the word alone opens nothing"
    assert finish(who, back).is_success
    me = who.caller()
    assert me.ok("GET", "/session")["handle"] == who.handle
    assert me.ok("GET", "/sessions")["sessions"][0]["signed_in_by"] == "PROVIDER"


def test_v6_3_3_the_providers_word_without_a_right_code_opens_nothing(served, provider):
    who = linked(served, provider, "wrong-code")
    back = and_back(who, begin(who))
    right = who.code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert finish(who, back, wrong).status_code == 401
    assert finish(who, back).status_code == 401, "one try for each word of the provider"


def test_v10_5_1_another_browser_cannot_bring_the_answer_back(served, provider):
    who = linked(served, provider, "other-browser")
    for way in ("", "0" * 32, "nonsense", way_of(begin(who))):
        back = and_back(who, begin(who), way)
        assert back.headers["location"] == "/#refused"
        assert finish(who, back).status_code == 401


def test_an_answer_counts_once(served, provider):
    who = linked(served, provider, "once")
    begun = begin(who)
    assert and_back(who, begun).headers["location"] == "/#code"
    assert and_back(who, begun).headers["location"] == "/#refused"


def test_v10_5_2_a_person_whom_nobody_linked_is_nobody(served, provider):
    who = linked(served, provider, "known")
    provider.subject = "unknown"
    back = and_back(who, begin(who))
    assert back.headers["location"] == "/#refused"
    assert finish(who, back).status_code == 401


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "http://localhost:1"},
        {"aud": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
    ids=str,
)
def test_v10_5_5_a_token_with_one_wrong_claim_vouches_for_nobody(served, provider, lies):
    who = person(served)
    provider.lies = lies
    assert and_back(who, begin(who)).headers["location"] == "/#refused"


def test_v9_1_1_a_token_of_another_key_vouches_for_nobody(served, provider):
    who = linked(served, provider, "forged")
    provider.forged = True
    assert and_back(who, begin(who)).headers["location"] == "/#refused"


def test_v9_1_2_a_token_without_a_signature_of_the_provider_vouches_for_nobody(provider):
    from joserfc import jwt
    from joserfc.jwk import OctKey

    mine = Provider(provider.issuer, CLIENT, SECRET, "http://localhost:1/back")
    asked = Asked.of("state", bytes(32))
    now = int(time.time())
    claims = {"iss": provider.issuer, "aud": CLIENT, "sub": "x", "nonce": asked.nonce}
    claims |= {"iat": now, "exp": now + 60}
    shared = OctKey.import_key(SECRET * 4)
    for token in (jwt.encode({"alg": "HS256"}, claims, shared), "e30.e30.", "", None, 5):
        with pytest.raises(NotVouchedFor):
            mine._vouched(token, provider.keys(), asked.nonce, now)


def test_linking_needs_a_fresh_proof_and_ends_every_session(served, provider):
    who = person(served).enrol_passkey()
    who.with_passkey()
    refused = who.send("POST", "/credentials/provider")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:havn:problem:step-up-needed")
    who.step_up()
    provider.subject = "links"
    back = and_back(who, who.send("POST", "/credentials/provider"))
    assert back.headers["location"] == "/#linked"
    assert who.send("GET", "/session").status_code == 401


@pytest.mark.parametrize("by", ["an administrator", "a new way in"])
def test_whatever_ends_her_sessions_while_the_provider_is_asked_ends_the_link(served, provider, by):
    who = person(served).enrol_passkey()
    who.with_passkey()
    who.step_up()
    admin, link = served.signed_in(Role.ADMIN), who.link()
    ended: list[bool] = []

    def now() -> float:
        if not ended and by == "an administrator":
            ended.append(admin("POST", f"/accounts/{who.account}/end-sessions").is_success)
        elif not ended:
            ended.append(True)
            replace(who, key=type(who.key)()).enrol_passkey(link)
        return float(served.clock().timestamp())

    provider.subject, before, provider.now = f"too-late {by}", provider.now, now
    back = and_back(who, who.send("POST", "/credentials/provider"))
    provider.now = before
    assert (ended, back.headers["location"]) == ([True], "/#refused")
    who.with_passkey()
    assert who.send("GET", "/credentials/provider").json()["linked"] is False


def test_one_person_of_the_provider_is_one_account(served, provider):
    linked(served, provider, "only-one")
    other = person(served).enrol_passkey()
    other.with_passkey()
    other.step_up()
    back = and_back(other, other.send("POST", "/credentials/provider"))
    assert back.headers["location"] == "/#refused"


def test_a_link_that_was_ended_lets_nobody_in(served, provider):
    who = linked(served, provider, "ended")
    served.clock.forward(seconds=31)
    assert who.with_password().is_success
    served.clock.forward(seconds=31)
    assert who._in(who.send("POST", "/session/step-up", {"code": who.code()})).is_success
    me = who.caller()
    assert me.ok("GET", "/credentials/provider")["linked"] is True
    assert me.ok("DELETE", "/credentials/provider")["linked"] is False
    assert me("DELETE", "/credentials/provider").status_code == 404
    assert and_back(who, begin(who)).headers["location"] == "/#refused"


def test_only_our_own_page_begins(served, provider):
    for headers in ({}, {"Origin": "http://localhost:1"}, {"Sec-Fetch-Site": "cross-site"}):
        got = served.client.post("/api/v1/sign-in/provider/begin", headers=headers)
        assert got.status_code == 401


def test_a_provider_that_is_away_is_a_refusal(tmp_path: Path):
    away = Provider("http://localhost:9", CLIENT, SECRET, "http://localhost:1/back")
    with pytest.raises(NotVouchedFor):
        away.address(Asked.of("state", bytes(32)))
    with pytest.raises(NotVouchedFor):
        away.subject(Asked.of("state", bytes(32)), "code", 0)


def test_what_a_provider_says_of_itself_is_asked_once_for_many():
    with vouching() as short:
        mine = Provider(short.issuer, CLIENT, SECRET, "http://localhost:1/back")
        first = mine.address(Asked.of("one", bytes(32)))
    assert mine.address(Asked.of("one", bytes(32))) == first, "asked again when it is away"


def test_few_wait_for_a_slow_provider_and_the_next_is_told_so():
    asked = Asked.of("state", bytes(32))
    with socket.create_server(("127.0.0.1", 0)) as slow, ThreadPoolExecutor(AT_ONCE) as pool:
        issuer = f"http://127.0.0.1:{slow.getsockname()[1]}"
        mine = Provider(issuer, CLIENT, SECRET, "http://localhost:1/back")
        waiting = [pool.submit(mine.address, asked) for _ in range(AT_ONCE)]
        held = [slow.accept()[0] for _ in waiting]
        with pytest.raises(ProviderBusy):
            mine.address(asked)
        for one in held:
            one.close()
        for done in waiting:
            assert isinstance(done.exception(timeout=30), NotVouchedFor)
    with pytest.raises(NotVouchedFor):
        mine.address(asked)


def test_coming_back_counts_as_a_stranger_does(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HAVN_NETWORK_RATE", "0.9")
    with serving(database) as running:
        got = [running.client.get(PROVIDER_BACK).status_code for _ in range(60)]
    assert 429 in got


def test_guessed_codes_after_the_providers_word_are_heard_of(served, provider):
    who = linked(served, provider, "guessed")
    for _ in range(10):
        back = and_back(who, begin(who))
        served.clock.forward(seconds=61)
        wrong = f"{(int(who.code()) + 500_000) % 1_000_000:06d}"
        assert finish(who, back, wrong).status_code == 401
    assert attacked(served) == [who.account]


def test_guessed_codes_at_a_step_up_are_heard_of(served):
    who = person(served).enrol_passkey()
    who.with_passkey()
    for _ in range(10):
        served.clock.forward(seconds=61)
        got = who.send("POST", "/session/step-up", {"code": "000000"})
        assert got.status_code == 403
    assert who.account in attacked(served)


def attacked(served: Served) -> list[UUID]:
    """Whose sign-in was attacked, by the open alarms."""
    with served.service.store.transaction() as tx:
        query = text("SELECT subject_id FROM alarms WHERE kind = 'SIGN_IN_ATTACKED'")
        return list(tx.execute(query).scalars())


def test_without_a_provider_none_of_it_is_there(database: Database):
    with serving(database) as running:
        who = person(running).enrol_passkey()
        who.with_passkey()
        who.step_up()
        assert who.send("GET", "/sign-in/ways").json() == {"provider": False, "pin": False}
        for method, path in (
            ("POST", "/sign-in/provider/begin"),
            ("POST", "/credentials/provider"),
            ("GET", "/credentials/provider"),
        ):
            assert who.send(method, path).status_code == 404
        assert running.client.get(PROVIDER_BACK).status_code in (401, 404)
