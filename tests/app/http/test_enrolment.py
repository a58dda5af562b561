"""A link lets one person enrol once; administrators make links and never become anybody."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.words import Role
from tests.support.database import Database
from tests.support.people import PASSWORD, Person, person
from tests.support.served import Clock, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand."""
    with serving(module_database, Clock(stopped=True)) as running:
        yield running


def begin(her: Person, link: str) -> int:
    return her.send("POST", "/enrolment/begin", {"link": link}).status_code


def test_a_link_is_used_once(served: Served) -> None:
    her = person(served)
    link = her.link()
    begun = her.send("POST", "/enrolment/begin", {"link": link}).json()
    assert (begun["handle"], begun["role"]) == (her.handle, "COORDINATOR")
    made = her.key.create(begun["publicKey"])
    sent = {"link": link, "challenge": begun["challenge"], "credential": made}
    assert her.send("POST", "/enrolment/passkey", sent).json() == {"enrolled": True}
    assert her.send("POST", "/enrolment/passkey", sent).status_code == 404
    assert begin(her, link) == 404


def test_a_link_ends_after_a_day_to_the_second_and_with_the_next_one(served: Served) -> None:
    her = person(served)
    link = her.link()
    served.clock.forward(hours=24, seconds=-1)
    assert begin(her, link) == 200
    served.clock.forward(seconds=1)
    assert begin(her, link) == 404
    first, second = her.link(), her.link()
    assert (begin(her, first), begin(her, second)) == (404, 200)


def test_a_link_of_nobody_is_the_404_of_a_used_one(served: Served) -> None:
    her = person(served)
    used = her.link()
    her.link()
    sent = [{"link": used}, {"link": "x" * 43}]
    met = [her.send("POST", "/enrolment/begin", one) for one in sent]
    assert [one.status_code for one in met] == [404, 404]
    assert met[0].content == met[1].content


def test_a_link_stands_nowhere_in_the_records(served: Served) -> None:
    link = person(served).link()
    with served.service.store.transaction() as tx:
        for table in ("enrolment_links", "audit_events", "idempotency_keys"):
            rows = tx.execute(text(f"SELECT {table}::text FROM {table}")).scalars()
            assert not [row for row in rows if link in row]


@pytest.mark.parametrize(
    "lie", [{"verifies": False}, {"origin": "https://evil.example"}, {"rp_id": "evil.example"}]
)
def test_v6_3_3_a_passkey_that_lies_is_not_enrolled(served: Served, lie: dict[str, object]) -> None:
    her = person(served)
    for name, value in lie.items():
        setattr(her.key, name, value)
    link = her.link()
    begun = her.send("POST", "/enrolment/begin", {"link": link}).json()
    sent = {
        "link": link,
        "challenge": begun["challenge"],
        "credential": her.key.create(begun["publicKey"]),
    }
    got = her.send("POST", "/enrolment/passkey", sent)
    assert (got.status_code, got.json()["wrong"]) == (
        422,
        [{"at": "/credential", "rule": "not_proven"}],
    )
    assert begin(her, link) == 200


def test_a_challenge_of_one_link_is_none_of_another(served: Served) -> None:
    her, other = person(served), person(served)
    begun = other.send("POST", "/enrolment/begin", {"link": other.link()}).json()
    sent = {
        "link": her.link(),
        "challenge": begun["challenge"],
        "credential": her.key.create(begun["publicKey"]),
    }
    assert her.send("POST", "/enrolment/passkey", sent).status_code == 422


def test_a_key_that_is_enrolled_is_not_enrolled_for_somebody_else(served: Served) -> None:
    her, other = person(served).enrol_passkey(), person(served)
    other.key = her.key
    link = other.link()
    begun = other.send("POST", "/enrolment/begin", {"link": link}).json()
    sent = {
        "link": link,
        "challenge": begun["challenge"],
        "credential": other.key.create(begun["publicKey"]),
    }
    got = other.send("POST", "/enrolment/passkey", sent)
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:key-known")
    assert begin(other, link) == 200


def test_v6_3_3_a_password_opens_nothing_before_its_first_code(served: Served) -> None:
    her = person(served)
    link = her.link()
    told = her.send("POST", "/enrolment/password", {"link": link, "password": PASSWORD}).json()
    assert told["totp_uri"].startswith("otpauth://totp/havn%3A")
    assert told["qr_svg"].startswith("<svg ")
    assert "http" not in told["qr_svg"].replace("http://www.w3.org/2000/svg", "")
    assert her.with_password(code="000000").status_code == 401
    assert her.send("POST", "/enrolment/totp", {"link": link, "code": "000000"}).status_code == 409
    assert begin(her, link) == 200


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short words", "string_too_short"),
        ("x" * 129, "string_too_long"),
        ("aaaaaaaaaaaaaaaa", "too_few_characters"),
        ("abcabcabcabcabc", "too_few_characters"),
        ("abcde" * 3, "known_password"),
        ("sommersommer26", "known_password"),
        ("Password1234", "known_password"),
        ("Velkommen1234", "known_password"),
        ("havnrosa12345", "word_of_the_house"),
        ("a longer sentence than most", None),
        ("blue ferry over a cold fjord ".ljust(128, "."), None),
    ],
)
def test_passwords_are_long_and_not_the_first_that_is_tried(
    served: Served, password: str, rule: str | None
) -> None:
    her = person(served)
    got = her.send("POST", "/enrolment/password", {"link": her.link(), "password": password})
    if rule is None:
        assert got.status_code == 200
    else:
        assert (got.status_code, got.json()["wrong"]) == (422, [{"at": "/password", "rule": rule}])
        assert password not in got.text


def test_the_own_handle_is_no_password(served: Served) -> None:
    her = person(served)
    sent = {"link": her.link(), "password": her.handle.upper() + "-1"}
    got = her.send("POST", "/enrolment/password", sent)
    assert got.json()["wrong"] == [{"at": "/password", "rule": "word_of_the_house"}]


# --- who makes links


def test_an_administrator_who_stepped_up_makes_a_link_that_is_told_once(served: Served) -> None:
    her, admin = person(served), served.signed_in(Role.ADMIN)
    path, key = f"/accounts/{her.account}/enrolment-link", uuid4().hex
    assert served.caller(Role.ADMIN)("POST", path).status_code == 403
    assert served.signed_in(Role.ADMIN, stepped_up=False)("POST", path).status_code == 403
    made = admin.ok("POST", path, key=key)
    assert begin(her, made["link"]) == 200
    again = admin.ok("POST", path, key=key)
    assert (again["id"], again["link"]) == (made["id"], None)
    assert admin("POST", f"/accounts/{uuid4()}/enrolment-link").status_code == 404


def test_at14_no_administrator_alone_makes_a_link_for_an_account_in_use(served: Served) -> None:
    her, admin = person(served).enrol_passkey(), served.signed_in(Role.ADMIN)
    for account in (her.account, admin.account):
        got = admin("POST", f"/accounts/{account}/enrolment-link")
        assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")


def test_whoever_stepped_up_enrols_one_more_way_in_for_herself(served: Served) -> None:
    her = person(served).enrol_passkey()
    her.with_passkey()
    her.step_up()
    link = her.send("POST", "/credentials/enrolment-link").json()["link"]
    served.clock.forward(minutes=59)
    sent = {"link": link, "password": PASSWORD}
    assert her.send("POST", "/enrolment/password", sent).status_code == 200
    served.clock.forward(minutes=1)
    assert begin(her, link) == 404
