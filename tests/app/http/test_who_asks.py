"""By what a caller is known, for what that is good, and whose network she is a stranger of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from app.access import BASE
from app.http.own_page import COOKIE
from app.store import tokens
from models.words import Role
from tests.support.database import Database
from tests.support.served import Caller, Served, serving

READ = ("GET", "/referrals", None)
WRITE = ("POST", "/places/search", {"name": "Tro"})


def with_scopes(served: Served, *scopes: str) -> Caller:
    """Somebody of the telephone, by a token of these scopes."""
    who, now = served.caller(Role.ON_CALL), served.clock()
    with served.service.store.transaction() as tx:
        until = now + timedelta(days=1)
        token, text = tokens.issue(tx, who.account, scopes=set(scopes), now=now, until=until)
    return Caller(served.client, text, who.account, token)


@pytest.mark.parametrize(("scope", "good", "bad"), [("read", READ, WRITE), ("write", WRITE, READ)])
def test_a_token_for_reading_writes_nothing_and_one_for_writing_reads_nothing(
    served: Served, scope: str, good: tuple[str, str, object], bad: tuple[str, str, object]
) -> None:
    who = with_scopes(served, scope)
    assert who(*good[:2], good[2], key=None).status_code == 200
    refused = who(*bad[:2], bad[2], key=None)
    assert (refused.status_code, refused.json()["type"]) == (404, "urn:havn:problem:not-found")


@pytest.mark.parametrize("sent", ["{token}", "Basic {token}", "bearer {token}", ""])
def test_a_token_is_known_by_its_word_before_it_and_a_cookie_beside_another_word_is_nobodys(
    served: Served, sent: str
) -> None:
    token, session = served.caller(Role.ON_CALL).token, served.signed_in(Role.COORDINATOR)
    url, origin = BASE + "/referrals", {"Origin": served.service.party.origin}
    hers = {"Cookie": f"{COOKIE}={session.cookie}", **origin}
    assert served.client.get(url, headers=hers).status_code == 200
    word = {"Authorization": sent.format(token=token)}
    assert served.client.get(url, headers=word).status_code == 401
    assert served.client.get(url, headers={**hers, **word}).status_code == 401


@pytest.fixture
def few(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A service that hears few strangers of one network."""
    monkeypatch.setenv("HAVN_NETWORK_RATE", "0.1")
    with serving(database) as running:
        yield running


def test_strangers_of_one_network_are_in_nobodys_way_who_calls_from_another(few: Served) -> None:
    url, bad = BASE + "/referrals", {"Authorization": "Bearer havn_nobody"}
    while few.client.get(url, headers=bad).status_code != 429:
        pass
    elsewhere = httpx.HTTPTransport(local_address="127.77.0.1")
    with httpx.Client(base_url=few.client.base_url, transport=elsewhere) as other:
        assert other.get(url, headers=bad).status_code == 401
    assert few.client.get(url, headers=bad).status_code == 429
