"""Signing in with a password and a code: both, once each; slower with each attempt, never locked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine, event, text

from app.vault.one_time_codes import code_at, step_of
from app.vault.passwords import matches
from tests.support.database import Database
from tests.support.people import PASSWORD, Person, person
from tests.support.served import Clock, Served, serving

WRONG = "green ferry over a warm fjord"


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand."""
    with serving(module_database, Clock(stopped=True)) as running:
        yield running


@pytest.fixture
def her(served: Served) -> Person:
    made = person(served).enrol_password()
    served.clock.forward(seconds=60)
    return made


def test_v6_3_3_it_takes_the_password_and_the_code(served: Served, her: Person) -> None:
    assert her.with_password(WRONG).status_code == 401
    assert her.with_password(code="000000").status_code == 401
    assert her.with_password().status_code == 200
    assert her.send("GET", "/session").json()["handle"] == her.handle


def test_v6_2_8_a_password_is_taken_exactly_as_it_is(served: Served, her: Person) -> None:
    for near in (PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1]):
        assert her.with_password(near).status_code == 401, near
        served.clock.forward(seconds=61)
    assert her.with_password().status_code == 200


def test_v6_2_2_a_new_password_takes_the_place_of_the_old_one(served: Served, her: Person) -> None:
    her.enrol_password(WRONG)
    served.clock.forward(seconds=60)
    assert her.with_password(PASSWORD).status_code == 401
    served.clock.forward(seconds=61)
    assert her.with_password(WRONG).status_code == 200


def test_the_handle_may_be_typed_as_people_type(served: Served, her: Person) -> None:
    her.handle = f"  {her.handle.upper()} "
    assert her.with_password().status_code == 200


def test_v6_5_1_a_code_works_once(served: Served, her: Person) -> None:
    code = her.code()
    assert her.with_password(code=code).status_code == 200
    assert her.with_password(code=code).status_code == 401
    got = her.send("POST", "/session/step-up", {"code": code})
    assert got.status_code == 403
    served.clock.forward(seconds=30)
    got = her.send("POST", "/session/step-up", {"code": her.code()})
    assert got.status_code == 200


def test_v6_5_1_an_earlier_code_than_the_last_one_is_used_too(served: Served, her: Person) -> None:
    step = step_of(served.clock())
    earlier, now = code_at(her.secret, step - 1), code_at(her.secret, step)
    assert her.with_password(code=now).status_code == 200
    assert her.with_password(code=earlier).status_code == 401


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 401)])
def test_a_code_is_good_in_its_half_minute_and_the_next(
    served: Served, her: Person, steps: int, status: int
) -> None:
    code = code_at(her.secret, step_of(served.clock()) + steps)
    assert her.with_password(code=code).status_code == status


def test_one_code_sent_by_many_at_once_opens_one_session(served: Served, her: Person) -> None:
    sent = {"handle": her.handle, "password": PASSWORD, "code": her.code()}

    def once(_: int) -> int:
        return her.send("POST", "/sign-in/password", sent).status_code

    with ThreadPoolExecutor(4) as pool:
        met = sorted(pool.map(once, range(4)))
    assert met.count(200) == 1


def test_v2_4_1_each_attempt_waits_longer_and_a_right_one_after_its_wait_is_let_in(
    served: Served, her: Person
) -> None:
    waits = []
    for _ in range(12):
        assert her.with_password(WRONG).status_code == 401
        waits.append(until_looked_at(served, her))
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert her.with_password().status_code == 200
    assert her.with_password(WRONG).status_code == 401
    assert until_looked_at(served, her) == 0


def until_looked_at(served: Served, her: Person) -> int:
    """Seconds until an attempt is looked at again; the clock stands there then."""
    got = her.with_password(WRONG)
    if got.status_code == 401:
        forget_one(served, her)
        return 0
    assert (got.status_code, got.json()["type"]) == (429, "urn:havn:problem:too-soon")
    seconds = int(got.headers["retry-after"])
    served.clock.forward(seconds=seconds - 1)
    assert her.with_password(WRONG).status_code == 429
    served.clock.forward(seconds=1)
    return seconds


def forget_one(served: Served, her: Person) -> None:
    """The attempt that only looked whether one is free did not happen."""
    with served.service.store.transaction() as tx:
        tx.execute(
            text(
                "UPDATE sign_in_attempts SET attempts = attempts - 1, not_before = last_at"
                " WHERE last_at = (SELECT max(last_at) FROM sign_in_attempts)"
            )
        )


def test_v2_4_1_many_at_once_are_counted_as_many(served: Served, her: Person) -> None:
    sent = {"handle": her.handle, "password": WRONG, "code": "000000"}

    def once(_: int) -> int:
        return her.send("POST", "/sign-in/password", sent).status_code

    with ThreadPoolExecutor(6) as pool:
        met = list(pool.map(once, range(24)))
    assert met.count(401) == 4
    assert set(met) == {401, 429}


def test_a_passkey_is_never_slowed_down_by_what_others_type(served: Served, her: Person) -> None:
    her.enrol_passkey()
    for _ in range(4):
        her.with_password(WRONG)
    assert her.with_password().status_code == 429
    assert her.with_passkey().status_code == 200


def test_unknown_names_get_the_same_bytes_and_the_same_waits(served: Served, her: Person) -> None:
    met: dict[str, list[tuple[Any, ...]]] = {}
    locked = person(served).enrol_password()
    with served.service.store.transaction() as tx:
        tx.execute(
            text("UPDATE accounts SET status = 'LOCKED' WHERE id = :id"), {"id": locked.account}
        )
    no_password = person(served).enrol_passkey()
    for handle in (her.handle, uuid4().hex, locked.handle, no_password.handle):
        sent = {"handle": handle, "password": WRONG, "code": "000000"}
        met[handle] = [seen(her.send("POST", "/sign-in/password", sent)) for _ in range(6)]
    first, *others = met.values()
    assert [one[0] for one in first] == [401] * 4 + [429] * 2
    assert others == [first] * 3


def seen(got: httpx.Response) -> tuple[Any, ...]:
    headers = sorted((k, v) for k, v in got.headers.items() if k not in ("date", "x-request-id"))
    return got.status_code, headers, got.content


def test_unknown_names_take_the_same_work(served: Served, her: Person) -> None:
    done: list[str] = []

    def counted(what: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*given: Any) -> Any:
            done.append(what)
            return real(*given)

        return act

    def asked(*given: Any) -> None:
        done.append(str(given[2]))

    master = type(served.service.master)
    works = []
    with (
        patch("app.use_cases.sign_in.matches", counted("hash", matches)),
        patch.object(master, "unwrap", counted("unwrap", master.unwrap)),
    ):
        event.listen(Engine, "before_cursor_execute", asked)
        for handle in (her.handle, uuid4().hex):
            done.clear()
            sent = {"handle": handle, "password": WRONG, "code": "000000"}
            her.send("POST", "/sign-in/password", sent)
            works.append(list(done))
        event.remove(Engine, "before_cursor_execute", asked)
    assert works[0] == works[1]
    assert [work for work in works[0] if work in ("hash", "unwrap")] == ["unwrap", "hash", "hash"]


def test_at07_attempts_tell_somebody_once(served: Served, her: Person) -> None:
    for _ in range(11):
        served.clock.forward(seconds=61)
        assert her.with_password(WRONG).status_code == 401
    with served.service.store.transaction() as tx:
        told = tx.execute(
            text(
                "SELECT count(*) FROM alarms WHERE kind = 'SIGN_IN_ATTACKED' AND subject_id = :id"
            ),
            {"id": her.account},
        ).scalar_one()
    assert told == 1
    served.clock.forward(seconds=61)
    assert her.with_password().status_code == 200


def test_too_many_at_once_are_busy_and_keep_no_thread(served: Served, her: Person) -> None:
    gate = served.service.hashing.gate
    full = [gate._inside.acquire(blocking=False) for _ in range(8)]
    try:
        got = her.with_password()
        assert (got.status_code, got.headers["retry-after"]) == (503, "1")
    finally:
        for _ in full:
            gate._inside.release()
    assert her.with_password().status_code == 200


def test_neither_password_nor_secret_stands_in_the_records(served: Served, her: Person) -> None:
    from base64 import b32encode

    secret = b32encode(her.secret).decode()
    with served.service.store.transaction() as tx:
        for table in ("passwords", "code_factors", "accounts", "data_keys", "audit_events"):
            for row in tx.execute(text(f"SELECT {table}::text FROM {table}")).scalars():
                assert PASSWORD not in row
                assert secret not in row
                assert her.secret.hex() not in row
                assert table == "accounts" or her.handle not in row


def test_a_hash_without_the_key_outside_the_database_opens_nothing(
    served: Served, her: Person
) -> None:
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    with served.service.store.transaction() as tx:
        phc = tx.execute(
            text("SELECT phc FROM passwords WHERE account_id = :id"), {"id": her.account}
        ).scalar_one()
    assert phc.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    with pytest.raises(InvalidKey):
        Argon2id.verify_phc_encoded(PASSWORD.encode(), phc)


def test_v6_3_6_there_is_no_other_way_in() -> None:
    """No e-mail, no message, no question: these are all the ways that are open to somebody."""
    from app.access import OPEN

    assert {path for _, path in OPEN if "sign-in" in path or "enrol" in path} == {
        "/sign-in/passkey/options",
        "/sign-in/passkey",
        "/sign-in/password",
        # A volunteer's PIN, on a device of her house that was enrolled before (decision 0206).
        "/sign-in/pin",
        # An identity provider, where one is set up, and which ways there are.
        "/sign-in/ways",
        "/sign-in/provider/begin",
        "/sign-in/back",
        "/sign-in/provider",
        "/enrolment/begin",
        "/enrolment/passkey",
        "/enrolment/password",
        "/enrolment/totp",
    }


def test_v6_2_10_a_password_does_not_grow_old_while_it_is_used(served: Served, her: Person) -> None:
    for _ in range(50):
        served.clock.forward(days=13)
        assert her.with_password().is_success
