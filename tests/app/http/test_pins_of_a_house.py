"""A PIN opens a session on a shared device of its own house, names who acts, and ends at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from app.access import BASE
from app.http.house_cookie import COOKIE as DEVICE
from app.http.own_page import COOKIE
from app.store import sessions
from models.words import Role
from tests.support.houses import TROMSO, house
from tests.support.people import Person, person
from tests.support.served import Caller, Served

PIN, DURESS = "480295", "773194"
SECOND = "urn:havn:problem:second-person"


def rows(served: Served, query: str, **values: Any) -> list[Any]:
    """What stands in the records."""
    with served.service.store.transaction() as tx:
        return list(tx.execute(text(query), values).all())


@dataclass
class Desk:
    """The browser of a shared device: what it keeps, and who is signed in on it."""

    served: Served
    device: str = ""
    session: str = ""

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """A request of our page in it."""
        kept = {DEVICE: self.device, COOKIE: self.session}
        cookies = "; ".join(f"{name}={value}" for name, value in kept.items() if value)
        headers = {"Origin": self.served.origin, "Cookie": cookies, "Idempotency-Key": "k" * 12}
        got = self.served.client.request(method, BASE + path, json=body, headers=headers)
        self.served.client.cookies.clear()
        for said in got.headers.get_list("set-cookie"):
            name, value = said.split(";", 1)[0].split("=", 1)
            if name == DEVICE:
                self.device = value
            elif name == COOKIE:
                self.session = value
        return got

    def types(self, handle: str, pin: str = PIN) -> httpx.Response:
        """Somebody signs in on it."""
        return self.send("POST", "/sign-in/pin", {"handle": handle, "pin": pin})


@pytest.fixture(scope="module")
def home(served: Served) -> dict[str, Any]:
    """A house."""
    return house(served, served.caller(Role.COORDINATOR), "PIN-1", TROMSO)


@pytest.fixture(scope="module")
def lead(served: Served, home: dict[str, Any]) -> Caller:
    """Who runs it."""
    return served.signed_in(Role.SHELTER, home["id"])


@pytest.fixture
def fresh(served: Served, home: dict[str, Any]) -> Caller:
    """Somebody else who runs it, signed in at this moment."""
    return served.signed_in(Role.SHELTER, home["id"])


def volunteer(served: Served, home: dict[str, Any], lead: Caller, **more: str) -> Person:
    """Somebody who works there and has a PIN; ``lead`` has just shown herself."""
    her = person(served, Role.SHELTER, UUID(home["id"]))
    shown_again(served, lead)
    lead.ok("PUT", f"/house-people/{her.account}/pin", {"pin": PIN, **more})
    return her


def shown_again(served: Served, lead: Caller) -> None:
    """She has stepped up a moment ago."""
    with served.service.store.transaction() as tx:
        (row,) = rows(
            served,
            "SELECT id FROM sessions WHERE account_id = :a AND ended_at IS NULL",
            a=lead.account,
        )
        lead.cookie, _ = sessions.step_up(tx, row.id, now=served.clock())


def desk(served: Served, lead: Caller) -> Desk:
    """A device of the house, on which nobody is signed in."""
    made = Desk(served, session=lead.cookie)
    assert made.send("POST", "/house-devices", {"device": "DESK-1"}).is_success
    made.session = ""
    return made


def test_a_pin_opens_a_session_that_names_her_on_a_device_of_her_house_alone(served, home, lead):
    her = volunteer(served, home, lead)
    here, elsewhere = desk(served, lead), Desk(served)
    assert here.send("GET", "/sign-in/ways").json()["pin"] is True
    assert elsewhere.send("GET", "/sign-in/ways").json()["pin"] is False
    assert elsewhere.types(her.handle).status_code == 401
    other = house(served, served.caller(Role.COORDINATOR), "PIN-2", TROMSO)
    there = desk(served, served.signed_in(Role.SHELTER, other["id"]))
    assert there.types(her.handle).status_code == 401
    assert here.types(her.handle, "905132").status_code == 401
    assert here.types(her.handle.upper()).is_success
    assert here.send("GET", "/session").json()["handle"] == her.handle
    made = here.send("POST", f"/shelters/{home['id']}/vacancy", {"how": "STAFF"})
    assert made.status_code == 201
    (act,) = rows(
        served,
        "SELECT actor_id FROM audit_events WHERE act = 'VACANCY_CONFIRMED' "
        "ORDER BY seq DESC LIMIT 1",
    )
    assert act.actor_id == her.account


def test_two_minutes_without_a_touch_end_it_and_it_proves_nothing_more(served, home, lead):
    her, here = volunteer(served, home, lead), desk(served, lead)
    assert here.types(her.handle).is_success
    for method, path, body in (
        ("POST", "/house-devices", {"device": "DESK-9"}),
        ("PUT", f"/house-people/{her.account}/pin", {"pin": "804726"}),
        ("POST", "/credentials/enrolment-link", None),
    ):
        assert here.send(method, path, body).status_code == 403, path
    served.clock.forward(seconds=119)
    assert here.send("GET", "/session").json()["idle_seconds"] == 120
    served.clock.forward(seconds=121)
    assert here.send("GET", "/session").status_code == 401
    assert here.types(her.handle).is_success


@pytest.mark.parametrize("ended", ["pin", "device", "account"])
def test_what_is_revoked_is_out_on_the_very_next_request(served, home, lead, ended):
    her, here = volunteer(served, home, lead), desk(served, lead)
    assert here.types(her.handle).is_success
    assert here.send("GET", "/shelters").is_success
    if ended == "pin":
        lead.ok("DELETE", f"/house-people/{her.account}/pin")
    elif ended == "device":
        devices = Desk(served, here.device, lead.cookie).send("GET", "/house-devices").json()
        (mine,) = [one["id"] for one in devices["devices"] if one["this_one"]]
        lead.ok("DELETE", f"/house-devices/{mine}")
    else:
        admin = served.signed_in(Role.ADMIN)
        admin.ok("POST", f"/accounts/{her.account}/end-sessions")
    assert [here.send("GET", "/shelters").status_code for _ in range(10)] == [401] * 10
    assert here.types(her.handle).status_code == (200 if ended == "account" else 401)


def test_twenty_guesses_end_the_device_and_the_pin_each_slower_than_the_last(served, home, lead):
    her, here = volunteer(served, home, lead), desk(served, lead)
    too_soon = 0
    for _ in range(20):
        while (got := here.types(her.handle, "615243")).status_code == 429:
            too_soon += 1
            served.clock.forward(seconds=61)
        assert got.status_code == 401
    assert too_soon >= 15
    served.clock.forward(seconds=61)
    assert here.types(her.handle).status_code == 401
    assert here.send("GET", "/sign-in/ways").json()["pin"] is False
    lead_again = served.signed_in(Role.SHELTER, home["id"])
    people = lead_again.ok("GET", "/house-people")["people"]
    (line,) = [one for one in people if one["handle"] == her.handle]
    assert line["pin_set_at"] is None
    raised = rows(
        served,
        "SELECT 1 FROM alarms WHERE kind = 'SIGN_IN_ATTACKED' AND subject_id = :a",
        a=her.account,
    )
    assert raised


def test_a_pin_under_duress_opens_an_empty_house_and_tells_others(served, home, lead):
    lead = served.signed_in(Role.SHELTER, home["id"])
    her, here = volunteer(served, home, lead, duress=DURESS), desk(served, lead)
    own = here.types(her.handle)
    assert own.is_success and here.send("GET", "/shelters").json()["shelters"]
    forced = here.types(her.handle, DURESS)
    assert (forced.status_code, forced.content) == (own.status_code, own.content)
    assert here.send("GET", "/shelters").json()["shelters"] == []
    shown = here.send("GET", "/sessions").json()["sessions"]
    assert {one["signed_in_by"] for one in shown} == {"PIN"}
    assert rows(
        served,
        "SELECT 1 FROM alarms WHERE kind = 'DURESS' AND about_account_id = :a",
        a=her.account,
    )


def test_only_who_runs_the_house_sets_up_pins_for_its_own_people(served, home):
    lead = served.signed_in(Role.SHELTER, home["id"])
    stranger = served.caller(
        Role.SHELTER, house(served, served.caller(Role.COORDINATOR), "PIN-3", TROMSO)["id"]
    )
    for account in (stranger.account, served.caller(Role.COORDINATOR).account):
        path = f"/house-people/{account}/pin"
        assert lead("PUT", path, {"pin": PIN}).status_code == 404
        assert lead("DELETE", path).status_code == 404
    her = volunteer(served, home, lead)
    for pin in ("123456", "987654", "111222", "121212", "240591", "12345", "abcdef"):
        got = lead("PUT", f"/house-people/{her.account}/pin", {"pin": pin})
        assert got.status_code == 422 and pin not in got.text, pin
    same = {"pin": PIN, "duress": PIN}
    assert lead("PUT", f"/house-people/{her.account}/pin", same).status_code == 422
    handles = {one["handle"] for one in lead.ok("GET", "/house-people")["people"]}
    assert her.handle in handles and stranger.account not in handles


def test_at14_one_administrator_makes_no_link_for_who_signs_in_by_a_pin(served, home, fresh):
    admins = [served.signed_in(Role.ADMIN) for _ in range(2)]
    new = person(served, Role.SHELTER, UUID(home["id"]))
    waits = admins[0].ok("POST", f"/accounts/{new.account}/enrolment-link")["link"]
    shown_again(served, fresh)
    fresh.ok("PUT", f"/house-people/{new.account}/pin", {"pin": PIN})
    assert new.send("POST", "/enrolment/begin", {"link": waits}).status_code == 404
    path = f"/accounts/{new.account}/enrolment-link"
    got = admins[0]("POST", path)
    assert (got.status_code, got.json()["type"]) == (409, SECOND)
    why = {"purpose": "NEW_FACTS", "reason": "She is to have a passkey."}
    asked = admins[0].ok("POST", f"/accounts/{new.account}/recovery", why)["approval"]
    admins[1].ok("POST", f"/approvals/{asked}/agree")
    new.enrol_passkey(admins[0].ok("POST", path)["link"])


def test_a_recovery_ends_a_pin_and_what_it_opened(served, home, fresh):
    her, here = volunteer(served, home, fresh), desk(served, fresh)
    assert here.types(her.handle).is_success
    admins = [served.signed_in(Role.ADMIN) for _ in range(2)]
    why = {"purpose": "NEW_FACTS", "reason": "Somebody knows her PIN."}
    asked = admins[0].ok("POST", f"/accounts/{her.account}/recovery", why)["approval"]
    admins[1].ok("POST", f"/approvals/{asked}/agree")
    assert here.send("GET", "/shelters").status_code == 401
    assert here.types(her.handle).status_code == 401


def test_a_pin_set_since_is_another_question_of_recovery(served, home, fresh):
    her = volunteer(served, home, fresh)
    admins = [served.signed_in(Role.ADMIN) for _ in range(2)]
    why = {"purpose": "NEW_FACTS", "reason": "Somebody knows her PIN."}
    asked = admins[0].ok("POST", f"/accounts/{her.account}/recovery", why)["approval"]
    fresh.ok("PUT", f"/house-people/{her.account}/pin", {"pin": "905132"})
    assert admins[1]("POST", f"/approvals/{asked}/agree").status_code == 409


@pytest.mark.parametrize("own", ["passkey", "password"])
def test_nobody_sets_a_pin_for_whoever_has_a_way_in_of_her_own(served, home, fresh, own):
    her = person(served, Role.SHELTER, UUID(home["id"]))
    if own == "passkey":
        her.enrol_passkey().with_passkey()
        assert her.step_up().is_success
    else:
        her.enrol_password()
        served.clock.forward(seconds=31)
        assert her.with_password().is_success
        served.clock.forward(seconds=31)
        assert her.step_up_by_code().is_success
    shown_again(served, fresh)
    path = f"/house-people/{her.account}/pin"
    assert fresh("PUT", path, {"pin": PIN}).status_code == 409
    here = desk(served, fresh)
    assert here.types(her.handle).status_code == 401
    assert her.send("PUT", path, {"pin": PIN}).is_success
    assert here.types(her.handle).is_success


def test_she_is_told_when_somebody_else_sets_her_pin_and_not_when_she_does(served, home, fresh):
    her = volunteer(served, home, fresh)
    query = "SELECT subject_kind FROM notices WHERE account_id = :a AND subject_id = :a"
    assert [one.subject_kind for one in rows(served, query, a=her.account)] == ["account"]
    fresh.ok("PUT", f"/house-people/{fresh.account}/pin", {"pin": PIN})
    assert rows(served, query, a=fresh.account) == []


def test_an_account_of_a_program_gets_no_pin_nor_one_with_a_pin_a_programs_scopes(
    served, home, fresh
):
    program = person(served, Role.SHELTER, UUID(home["id"]))
    her = volunteer(served, home, fresh)
    admins = [served.signed_in(Role.ADMIN) for _ in range(2)]
    order = {"purpose": "POLICY", "reason": "Their own system.", "scopes": ["events"]}
    asked = admins[0].ok("POST", f"/accounts/{program.account}/service", order)["approval"]
    admins[1].ok("POST", f"/approvals/{asked}/agree")
    path = f"/house-people/{program.account}/pin"
    assert fresh("PUT", path, {"pin": PIN}).status_code == 409
    assert admins[0]("POST", f"/accounts/{her.account}/service", order).status_code == 409


def test_a_device_outlives_a_sign_out_and_its_own_180_days_do_not(served, home):
    lead = served.signed_in(Role.SHELTER, home["id"])
    her, here = volunteer(served, home, lead), desk(served, lead)
    assert here.types(her.handle).is_success
    out = here.send("DELETE", "/session")
    assert "cookies" not in out.headers["clear-site-data"]
    assert here.session == "" and here.device
    served.clock.forward(days=181)
    assert here.types(her.handle).status_code == 401
