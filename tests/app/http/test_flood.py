"""A flood of strangers is refused at the door, and nobody who is known is kept out by it (AT07)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from app.access import BASE
from app.errors import TooMany
from app.http.buckets import Rate
from app.http.flood import Flood
from models.words import Role
from tests.support.database import Database
from tests.support.served import Caller, Served, serving


@pytest.fixture
def served(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    # Five at once, and far fewer a second than a test asks.
    monkeypatch.setenv("HAVN_NETWORK_RATE", "0.9")
    with serving(database) as running:
        yield running


@pytest.mark.parametrize("shown", [{"Authorization": "Bearer havn_nobody"}, {}], ids=["bad", "no"])
@pytest.mark.parametrize("by", [Served.caller, Served.signed_in], ids=["token", "session"])
def test_v2_4_1_strangers_of_one_network_are_refused_and_a_colleague_beside_them_is_not(
    served: Served, by: Callable[[Served, Role], Caller], shown: dict[str, str]
) -> None:
    worker = by(served, Role.ON_CALL)
    worker.ok("GET", "/referrals")
    got = [served.client.get(BASE + "/referrals", headers=shown) for _ in range(60)]
    assert [one.status_code for one in got[:5]] == [401] * 5
    refused = [one for one in got if one.status_code == 429]
    assert refused
    assert {one.json()["type"] for one in refused} == {"urn:havn:problem:too-many"}
    assert all(int(one.headers["retry-after"]) >= 1 for one in refused)
    worker.ok("GET", "/referrals")


@pytest.mark.parametrize("path", ["/sign-in/password", "/enrolment/begin", "/devices"])
def test_whoever_is_not_known_yet_counts_as_a_stranger_does(served: Served, path: str) -> None:
    # A body that says nothing: no other limit is in the way of this one.
    origin = {} if path == "/devices" else {"Origin": served.service.party.origin}
    got = [served.client.post(BASE + path, json={}, headers=origin).status_code for _ in range(60)]
    assert got[:5] == [422] * 5
    assert set(got) == {422, 429}


def test_whether_the_records_answer_is_asked_no_more_often_by_strangers(served: Served) -> None:
    got = [served.client.get("/readyz").status_code for _ in range(60)]
    assert got[:5] == [200] * 5
    assert set(got) == {200, 429}


def test_an_account_that_runs_away_is_refused_alone() -> None:
    flood = Flood(network=Rate(0.01, 5), account=Rate(0.01, 3))
    one, other = uuid4(), uuid4()
    for _ in range(3):
        flood.stranger("192.0.2.1", "a")
        flood.known("192.0.2.1", "a", one)
    with pytest.raises(TooMany):
        flood.known("192.0.2.1", "a", one)
    flood.known("192.0.2.1", "b", other)


def test_good_secrets_cost_a_network_nothing() -> None:
    flood = Flood(network=Rate(0.01, 2), account=Rate(1, 1_000))
    for number in range(50):
        flood.stranger("192.0.2.1", str(number))
        flood.known("192.0.2.1", str(number), uuid4())
    flood.stranger("192.0.2.1", "new")
    flood.stranger("192.0.2.1", "new")
    with pytest.raises(TooMany):
        flood.stranger("192.0.2.1", "new")


def test_a_secret_that_is_good_no_more_is_a_stranger_again() -> None:
    flood = Flood(network=Rate(0.01, 3), account=Rate(1, 1_000))
    flood.stranger("192.0.2.1", "ended")
    flood.known("192.0.2.1", "ended", uuid4())
    with pytest.raises(TooMany):
        for _ in range(5):
            flood.stranger("192.0.2.1", "ended")
            flood.unknown("192.0.2.1", "ended")


def test_an_ended_token_does_not_pass_the_door_for_ever(served: Served) -> None:
    admin, worker = served.caller(Role.ADMIN), served.caller(Role.ON_CALL)
    worker.ok("GET", "/referrals")
    admin.ok("DELETE", f"/tokens/{worker.token_id}")
    got = {worker("GET", "/referrals").status_code for _ in range(60)}
    assert got == {401, 429}
