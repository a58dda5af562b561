"""What changed is told as it happens: nouns of the reader's own lists, and nothing she may not see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from app.access import BASE
from app.store import sessions
from models.words import Role
from tests.support.database import Database
from tests.support.houses import TROMSO, call, house, load_all_zones
from tests.support.people import person
from tests.support.served import Caller, Clock, Served, serving

EVERY_S = 0.05


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database, Clock(stopped=True), live_seconds=EVERY_S) as running:
        load_all_zones(running.service)
        yield running


class Events:
    """What one open page hears."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, list[str]]:
        """The next event and its nouns; signs of life are passed over. No event is the end."""
        kind = ""
        for line in self._lines:
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                return kind, json.loads(line.removeprefix("data: ")).get("changed", [])
        return "", []

    def nouns(self) -> list[str]:
        """The nouns of the next change."""
        kind, nouns = self.next()
        assert kind == "changed"
        return nouns

    def hears(self, *wanted: str) -> None:
        """She hears of all of these and of nothing else, at one look or at two."""
        met: set[str] = set()
        while not met >= set(wanted):
            met |= set(self.nouns())
        assert met == set(wanted)


@contextmanager
def listening(served: Served, who: Caller) -> Iterator[Events]:
    headers = {**who.proof(), "Accept": "text/event-stream"}
    with (
        httpx.Client(base_url=served.client.base_url, timeout=20) as own,
        own.stream("GET", BASE + "/changes", headers=headers) as answer,
    ):
        events = Events(answer)
        if answer.status_code == 200:
            assert events.next() == ("ready", [])
        yield events


def denied(served: Served, case: str, whom: Caller) -> None:
    body = {"handle": whom.ok("GET", "/session")["handle"]}
    boss = served.signed_in(Role.COORDINATOR)
    boss.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    boss.ok("POST", f"/referrals/{case}/readers", body)


def test_a_change_of_hers_is_told_by_its_noun_alone(served: Served) -> None:
    with listening(served, served.signed_in(Role.COORDINATOR)) as events:
        assert events.answer.headers["content-type"].startswith("text/event-stream")
        assert events.answer.headers["cache-control"] == "no-store"
        call(served, served.caller(Role.ON_CALL))
        assert "referrals" in events.nouns()


def test_whoever_takes_no_stream_is_answered_at_once(served: Served) -> None:
    answer = served.signed_in(Role.COORDINATOR)("GET", "/changes")
    assert "event: ready" in answer.text and "changed" not in answer.text


def test_what_she_may_not_see_gives_no_tick(served: Served) -> None:
    """The case from which a list keeps her changes, then one of hers: she hears of the second."""
    worker = served.caller(Role.ON_CALL)
    case = call(served, worker)["id"]
    her = served.signed_in(Role.COORDINATOR)
    denied(served, case, her)
    shelter = house(served, her, "LIVE-0", TROMSO)["id"]
    other = served.signed_in(Role.COORDINATOR)
    with listening(served, her) as events, listening(served, other) as beside:
        version = other.ok("GET", f"/referrals/{case}")["version"]
        worker.ok("PATCH", f"/referrals/{case}", {"pets": "YES"}, version=version)
        beside.hears("referrals")
        her.ok("POST", f"/shelters/{shelter}/questions", {"said": "How many sheets are there?"})
        events.hears("tasks", "questions")


def test_an_on_call_worker_hears_of_her_own_calls_and_of_no_house(served: Served) -> None:
    coordinator, her = served.signed_in(Role.COORDINATOR), served.signed_in(Role.ON_CALL)
    with listening(served, her) as events:
        house(served, coordinator, "LIVE-1", TROMSO)
        call(served, served.caller(Role.ON_CALL))
        call(served, her)
        events.hears("referrals")


def test_a_house_hears_of_its_own_beds_and_not_of_anothers(served: Served) -> None:
    coordinator = served.signed_in(Role.COORDINATOR)
    mine = house(served, coordinator, "LIVE-2", TROMSO)
    other = house(served, coordinator, "LIVE-3", TROMSO)
    staff = served.signed_in(Role.SHELTER, mine["id"])
    said = {"said": "When does the lift work again?"}
    with listening(served, staff) as events:
        other["staff"].ok("POST", f"/shelters/{other['id']}/vacancy", {"how": "STAFF"})
        coordinator.ok("POST", f"/shelters/{other['id']}/questions", said)
        coordinator.ok("POST", f"/shelters/{mine['id']}/questions", said)
        events.hears("tasks", "questions")
        staff.ok("POST", f"/shelters/{mine['id']}/vacancy", {"how": "STAFF"})
        events.hears("vacancies")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.STATISTICS, Role.REFERRER, Role.ADMIN])
def test_whoever_reads_no_case_hears_of_none(served: Served, role: Role) -> None:
    her = served.signed_in(role)
    with listening(served, her) as events:
        call(served, served.caller(Role.ON_CALL))
        her.ok("DELETE", "/session")
        assert events.next() == ("", [])


def test_listening_is_no_use_of_a_session_and_ends_with_it(served: Served) -> None:
    her = served.signed_in(Role.ON_CALL)
    with listening(served, her) as events:
        served.clock.forward(seconds=179)
        call(served, her)  # somebody is there
        events.hears("referrals")
        served.clock.forward(seconds=180)
        assert events.next() == ("", [])
        assert her("GET", "/session").status_code == 401


def test_a_page_that_asks_by_itself_keeps_no_session_alive(served: Served) -> None:
    her = served.signed_in(Role.ON_CALL)
    by_itself = {"Havn-Unattended": "1"}
    for _ in range(2):
        served.clock.forward(seconds=80)
        assert her("GET", "/tasks", headers=by_itself).status_code == 200
    served.clock.forward(seconds=20)
    assert her("GET", "/tasks", headers=by_itself).status_code == 401


def test_a_session_that_was_ended_elsewhere_is_not_listened_with_any_more(served: Served) -> None:
    her = served.signed_in(Role.COORDINATOR)
    with listening(served, her) as events:
        admin = served.signed_in(Role.ADMIN)
        admin.ok("POST", f"/accounts/{her.account}/end-sessions")
        assert events.next() == ("", [])
    with listening(served, her) as events:
        assert events.answer.status_code == 401


def test_nobody_holds_many_streams_and_one_that_was_left_is_free_again(served: Served) -> None:
    her = served.signed_in(Role.COORDINATOR)
    with (
        listening(served, her),
        listening(served, her),
        listening(served, her),
        listening(served, her),
    ):
        with listening(served, her) as fifth:
            assert fifth.answer.status_code == 429
        with listening(served, served.signed_in(Role.COORDINATOR)) as another:
            assert another.answer.status_code == 200
    for _ in range(200):
        with listening(served, her) as again:
            if again.answer.status_code == 200:
                return
    pytest.fail("the seats of those who left were never given back")


def test_no_connection_is_held_between_two_looks(module_database: Database) -> None:
    """With two connections for all, six pages are open and the service answers."""
    with serving(module_database, pool_size=2, live_seconds=EVERY_S) as running:
        them = [running.signed_in(Role.COORDINATOR) for _ in range(6)]
        open_pages = [listening(running, one) for one in them]
        for page in open_pages:
            page.__enter__()
        try:
            assert [one("GET", "/tasks").status_code for one in them] == [200] * 6
        finally:
            for page in reversed(open_pages):
                page.__exit__(None, None, None)


def test_under_duress_nothing_ever_changes(served: Served) -> None:
    her = person(served, Role.COORDINATOR).enrol_passkey()
    her.with_passkey()
    with served.service.store.transaction() as tx:
        found = sessions.holder(tx, her.cookie, now=served.clock())
        assert found is not None and found.session is not None
        sessions.turn(tx, found.session)
    with listening(served, her.caller()) as events:
        call(served, served.caller(Role.ON_CALL))
        her.caller().ok("DELETE", "/session")
        assert events.next() == ("", [])
