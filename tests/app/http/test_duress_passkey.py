"""A passkey under duress looks like every other one, opens an empty workload, and tells in silence (AT16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from models.words import Role
from tests.support.authenticator import Authenticator
from tests.support.database import Database
from tests.support.houses import call, load_all_zones
from tests.support.people import Person, person
from tests.support.served import Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service with a call in it."""
    with serving(module_database) as running:
        load_all_zones(running.service)
        call(running, running.caller(Role.ON_CALL))
        yield running


def with_two_keys(served: Served, role: Role = Role.COORDINATOR) -> tuple[Person, Person]:
    """Somebody with two passkeys, signed in; and the same person as she is with the second one."""
    her = person(served, role).enrol_passkey()
    other = Person(served, her.account, her.handle, Authenticator())
    other.enrol_passkey()
    assert her.with_passkey().is_success and her.step_up().is_success
    return her, other


def ways(her: Person) -> list[dict[str, Any]]:
    return list(her.send("GET", "/credentials").json()["credentials"])


def id_of(served: Served, key: Authenticator) -> str:
    with served.service.store.transaction() as tx:
        query = text("SELECT id FROM passkeys WHERE credential_id = :c")
        return str(tx.execute(query, {"c": key.credential_id}).scalar_one())


def choose(her: Person, credential: str) -> Any:
    return her.send("PUT", "/credentials/duress-passkey", {"credential": credential})


def alarms(served: Served, her: Person) -> int:
    with served.service.store.transaction() as tx:
        query = text("SELECT count(*) FROM alarms WHERE kind = 'DURESS' AND about_account_id = :a")
        return int(tx.execute(query, {"a": her.account}).scalar_one())


@pytest.fixture
def both(served: Served) -> tuple[Person, Person]:
    """The same, the second key being that under duress."""
    her, other = with_two_keys(served)
    assert choose(her, id_of(served, other.key)).json() == {"kept": True}
    return her, other


def test_at16_the_answer_and_every_list_are_those_of_any_passkey(
    served: Served, both: tuple[Person, Person]
) -> None:
    her, other = both
    assert her.with_passkey().is_success
    before = ways(her)
    met = []
    for who in (her, other):
        got = who.with_passkey()
        session = who.send("GET", "/session").json()
        own = [one for one in who.send("GET", "/sessions").json()["sessions"] if one["this_one"]]
        named = sorted(set(got.headers) - {"x-request-id", "date"})
        met.append((got.status_code, got.content, named, set(session), own[0]["signed_in_by"]))
    assert met[0] == met[1]
    plain = [{k: v for k, v in one.items() if k != "last_used_at"} for one in before]
    assert [{k: v for k, v in one.items() if k != "last_used_at"} for one in ways(other)] == plain
    assert {one["kind"] for one in before} == {"PASSKEY"}


def test_at16_it_opens_an_empty_workload_ends_the_others_and_tells_in_silence(
    served: Served, both: tuple[Person, Person]
) -> None:
    her, other = both
    assert len(her.send("GET", "/referrals").json()["referrals"]) >= 1
    assert alarms(served, her) == 0
    assert other.with_passkey().is_success
    assert alarms(served, her) == 1
    assert other.send("GET", "/referrals").json()["referrals"] == []
    assert her.send("GET", "/referrals").status_code == 401
    with served.service.store.transaction() as tx:
        how = tx.execute(
            text(
                "SELECT DISTINCT detail FROM audit_events WHERE act = 'SIGNED_IN' AND actor_id = :a"
            ),
            {"a": her.account},
        ).scalars()
        assert list(how) == [{"how": "PASSKEY"}]


def test_at16_stepping_up_with_it_turns_the_session_and_looks_as_always(
    served: Served, both: tuple[Person, Person]
) -> None:
    her, other = both
    assert her.with_passkey().is_success
    usual = her.step_up()
    own_key, her.key = her.key, other.key
    made = her.step_up()
    assert (made.status_code, set(made.json())) == (usual.status_code, set(usual.json()))
    assert alarms(served, her) == 1
    assert her.send("GET", "/referrals").json()["referrals"] == []
    her.key = own_key
    assert her.step_up().is_success, "her own key gives nothing back in this session"
    assert her.send("GET", "/referrals").json()["referrals"] == []
    listed = her.send("GET", "/sessions").json()["sessions"]
    assert {one["signed_in_by"] for one in listed} == {"PASSKEY"}


def test_the_last_way_to_her_work_is_never_chosen_nor_closed(
    served: Served, both: tuple[Person, Person]
) -> None:
    alone = person(served).enrol_passkey()
    assert alone.with_passkey().is_success and alone.step_up().is_success
    assert choose(alone, ways(alone)[0]["id"]).status_code == 409
    her, other = both
    mine = id_of(served, her.key)
    assert choose(her, mine).status_code == 409, "there is one already"
    assert her.send("DELETE", f"/credentials/{mine}").status_code == 409
    assert her.send("DELETE", f"/credentials/{id_of(served, other.key)}").is_success
    assert len(ways(her)) == 1


def test_it_is_chosen_after_a_step_up_among_the_own_ones(
    served: Served, both: tuple[Person, Person]
) -> None:
    her, _ = with_two_keys(served)
    theirs = id_of(served, both[1].key)
    assert choose(her, theirs).status_code == 404
    asleep, third = person(served).enrol_passkey(), Authenticator()
    Person(served, asleep.account, asleep.handle, third).enrol_passkey()
    assert asleep.with_passkey().is_success
    assert choose(asleep, id_of(served, third)).status_code == 403
