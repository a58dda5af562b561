"""A session ends: by the clock to the second, by its owner, by somebody else, on the next request."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.access import BASE
from models.words import Role
from tests.support.database import Database
from tests.support.people import Person, person
from tests.support.served import Caller, Clock, Served, serving

CALL = ("POST", "/places/search", {"name": "Tro"})
"""Something that the telephone may do."""
STEP_UP = "urn:havn:problem:step-up-needed"


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand."""
    with serving(module_database, Clock(stopped=True)) as running:
        yield running


def signed_in(served: Served, role: Role = Role.COORDINATOR) -> Person:
    her = person(served, role).enrol_passkey()
    assert her.with_passkey().status_code == 200
    return her


@pytest.mark.parametrize(
    ("role", "seconds"), [(Role.ON_CALL, 180), (Role.COORDINATOR, 900), (Role.AUDITOR, 900)]
)
def test_v7_3_1_an_idle_session_ends_to_the_second(
    served: Served, role: Role, seconds: int
) -> None:
    her = signed_in(served, role)
    for _ in range(3):
        served.clock.forward(seconds=seconds - 1)
        told = her.send("GET", "/session")
        assert told.status_code == 200
        assert told.json()["idle_seconds"] == seconds
    served.clock.forward(seconds=seconds)
    assert her.send("GET", "/session").status_code == 401
    served.clock.forward(seconds=-1)
    assert her.send("GET", "/session").status_code == 200


def test_v7_3_2_a_session_in_use_ends_after_eight_hours_to_the_second(served: Served) -> None:
    her = signed_in(served)
    for _ in range(8 * 6 - 1):
        served.clock.forward(minutes=10)
        assert her.send("GET", "/session").status_code == 200
    served.clock.forward(minutes=9, seconds=59)
    assert her.send("GET", "/session").status_code == 200
    served.clock.forward(seconds=1)
    assert her.send("GET", "/session").status_code == 401


def test_v7_4_5_after_an_end_by_an_administrator_100_of_100_requests_are_refused(
    served: Served,
) -> None:
    her = signed_in(served)
    second = person(served)
    second.account, second.handle, second.key = her.account, her.handle, her.key
    second.with_passkey()
    telephone = token_of(served, her)
    assert telephone(*CALL).status_code == 200
    assert second.send("GET", "/session").status_code == 200
    admin = served.caller(Role.ADMIN)
    admin.ok("POST", f"/accounts/{her.account}/end-sessions")
    met = [her.send("GET", "/session").status_code for _ in range(50)]
    met += [second.send("GET", "/session").status_code for _ in range(25)]
    met += [telephone(*CALL).status_code for _ in range(25)]
    assert met == [401] * 100
    assert her.with_passkey().status_code == 200


def order_of(her: Person, **more: object) -> dict[str, object]:
    return {"account": str(her.account), "days": 1, "audience": "intake", **more}


def token_of(served: Served, her: Person) -> Caller:
    her.step_up()
    made = her.caller().ok("POST", "/tokens", order_of(her))
    return Caller(served.client, made["token"], her.account, made["id"])


def test_v7_4_2_a_locked_or_closed_account_is_out_on_the_next_request(served: Served) -> None:
    for status in ("LOCKED", "CLOSED"):
        her = signed_in(served)
        telephone = token_of(served, her)
        change(served, "UPDATE accounts SET status = :to WHERE id = :id", her, to=status)
        assert her.send("GET", "/session").status_code == 401
        assert telephone(*CALL).status_code == 401


def test_v8_3_2_a_changed_role_is_out_on_the_next_request_for_good(served: Served) -> None:
    her = signed_in(served)
    telephone = token_of(served, her)
    change(served, "UPDATE accounts SET role = 'AUDITOR' WHERE id = :id", her)
    assert her.send("GET", "/session").status_code == 401
    assert telephone(*CALL).status_code == 401
    assert her.with_passkey().status_code == 200
    assert her.send("GET", "/session").json()["role"] == "AUDITOR"
    assert her.send("GET", "/shelters").status_code == 404


def change(served: Served, statement: str, her: Person, **more: str) -> None:
    with served.service.store.transaction() as tx:
        tx.execute(text(statement), {"id": her.account, **more})


def test_v14_3_1_signing_out_ends_the_session_and_clears_the_browser(served: Served) -> None:
    her = signed_in(served)
    old = her.cookie
    got = her.send("DELETE", "/session")
    assert got.json() == {"signed_out": True}
    assert got.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "Max-Age=0" in got.headers["set-cookie"]
    assert got.headers["cache-control"] == "no-store"
    her.cookie = old
    assert her.send("GET", "/session").status_code == 401


def test_v7_5_3_a_step_up_gives_five_minutes_and_a_new_secret(served: Served) -> None:
    her = signed_in(served)
    path = "/credentials/enrolment-link"
    needed = her.send("POST", path)
    assert (needed.status_code, needed.json()["type"]) == (403, STEP_UP)
    before = her.cookie
    assert her.step_up().status_code == 200
    assert her.cookie != before
    assert her.send("POST", path).status_code == 200
    served.clock.forward(seconds=299)
    assert her.send("POST", path).status_code == 200
    served.clock.forward(seconds=1)
    assert her.send("POST", path).status_code == 403
    her.cookie = before
    assert her.send("GET", "/session").status_code == 401


def test_v7_5_3_a_step_up_takes_the_own_passkey_and_a_challenge_of_ones_own(
    served: Served,
) -> None:
    her, other = signed_in(served), signed_in(served)
    asked = her.send("POST", "/session/step-up/options").json()
    theirs = {
        "challenge": asked["challenge"],
        "credential": other.key.get(asked["publicKey"]),
    }
    assert her.send("POST", "/session/step-up", theirs).status_code == 403
    asked = other.send("POST", "/session/step-up/options").json()
    mixed = {"challenge": asked["challenge"], "credential": her.key.get(asked["publicKey"])}
    assert her.send("POST", "/session/step-up", mixed).status_code == 403
    assert her.send("GET", "/session").json()["stepped_up_until"] is None
    assert her.step_up().status_code == 200


def test_v7_5_3_a_token_cannot_step_up(served: Served) -> None:
    telephone = token_of(served, signed_in(served))
    assert telephone("POST", "/session/step-up/options").status_code == 404
    assert telephone("POST", "/session/step-up", {"code": "000000"}).status_code == 404
    order = {"account": str(telephone.account), "days": 1, "audience": "intake"}
    assert telephone("POST", "/tokens", order).status_code == 404
    whole = served.caller(Role.ON_CALL)
    got = whole("POST", "/tokens", {**order, "account": str(whole.account)})
    assert (got.status_code, got.json()["type"]) == (403, STEP_UP)


def test_every_way_in_is_listed_and_the_last_one_stays(served: Served) -> None:
    her = signed_in(served)
    first = her.send("GET", "/credentials").json()["credentials"]
    assert [one["kind"] for one in first] == ["PASSKEY"]
    assert her.send("DELETE", f"/credentials/{first[0]['id']}").status_code == 403
    her.step_up()
    assert her.send("DELETE", f"/credentials/{first[0]['id']}").status_code == 409
    assert her.send("DELETE", f"/credentials/{uuid4()}").status_code == 404
    her.enrol_password()
    her.with_passkey()
    her.step_up()
    both = her.send("GET", "/credentials").json()["credentials"]
    assert [one["kind"] for one in both] == ["PASSKEY", "PASSWORD"]
    other = signed_in(served)
    other.step_up()
    assert other.send("DELETE", f"/credentials/{both[0]['id']}").status_code == 404
    assert her.send("DELETE", f"/credentials/{both[0]['id']}").status_code == 200
    assert her.with_passkey().status_code == 401
    served.clock.forward(seconds=60)
    assert her.with_password().status_code == 200


def test_a_new_way_in_ends_every_other_session(served: Served) -> None:
    her = signed_in(served)
    her.enrol_password()
    assert her.send("GET", "/session").status_code == 401


def test_no_secret_of_a_session_stands_in_the_records(served: Served) -> None:
    her = signed_in(served)
    with served.service.store.transaction() as tx:
        for table in ("sessions", "audit_events", "idempotency_keys", "challenges"):
            rows = tx.execute(text(f"SELECT {table}::text FROM {table}")).scalars()
            assert not [row for row in rows if her.cookie in row]


# --- tokens


def test_a_token_is_for_ones_own_device_and_the_next_one_ends_it(served: Served) -> None:
    her = signed_in(served, Role.ON_CALL)
    her.step_up()
    order = order_of(her, device="PHONE-3")
    first = her.caller().ok("POST", "/tokens", order)
    second = her.caller().ok("POST", "/tokens", order)
    for made, status in ((first, 401), (second, 200)):
        telephone = Caller(served.client, made["token"], her.account, made["id"])
        assert telephone(*CALL).status_code == status
    listed = her.caller().ok("GET", "/tokens")["tokens"]
    assert {one["id"] for one in listed} == {first["id"], second["id"]}
    assert {one["device"] for one in listed} == {"PHONE-3"}
    assert second["token"] not in str(listed)
    stranger = signed_in(served, Role.ON_CALL)
    assert stranger.caller().ok("GET", "/tokens")["tokens"] == []
    assert stranger.caller()("DELETE", f"/tokens/{second['id']}").status_code == 404
    her.caller().ok("DELETE", f"/tokens/{second['id']}")
    assert telephone(*CALL).status_code == 401


def test_a_coordinator_sees_her_own_tokens(served: Served) -> None:
    her = served.signed_in(Role.COORDINATOR)
    listed = her.ok("GET", "/tokens")["tokens"]
    assert [one["id"] for one in listed] == [str(her.token_id)]


def test_an_intake_token_takes_calls_and_reads_no_case_back(served: Served) -> None:
    her = signed_in(served, Role.ON_CALL)
    her.step_up()
    made = her.caller().ok("POST", "/tokens", order_of(her))
    telephone = Caller(served.client, made["token"], her.account, made["id"])
    case = telephone.ok("POST", "/referrals/phone", {})
    for path in ("/referrals", f"/referrals/{case['id']}", "/offers", "/placements", "/session"):
        assert telephone("GET", path).status_code == 404, path


def test_at14_an_administrator_gets_no_token_of_somebody_else(served: Served) -> None:
    admin = served.signed_in(Role.ADMIN)
    for role in (Role.COORDINATOR, Role.ON_CALL, Role.AUDITOR):
        other = served.caller(role)
        order = {"account": str(other.account), "days": 1, "audience": "intake"}
        assert admin("POST", "/tokens", order).status_code == 404
    order = {"account": str(uuid4()), "days": 1, "audience": "batch"}
    assert admin("POST", "/tokens", order).status_code == 404
    order["account"] = str(served.caller(Role.BATCH).account)
    assert admin("POST", "/tokens", order).status_code == 201
    assert admin("POST", "/tokens", {**order, "audience": "intake"}).status_code == 422


def test_an_unknown_cookie_is_401_as_none_is(served: Served) -> None:
    her = person(served)
    none = her.send("GET", "/session")
    for cookie in ("x", "y" * 43, "z" * 4000):
        her.cookie = cookie
        got = her.send("GET", "/session")
        assert (got.status_code, got.content) == (401, none.content)
    assert served.client.get(BASE + "/session").content == none.content
