"""Her word under duress opens an empty workload of the usual shape, and tells others in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.access import BASE, ROLES, UNDER_DURESS
from app.service import chain_key
from app.store.engine import make_engine
from app.store.transactions import Store
from app.use_cases.disclosure.rotation import rotate
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.people import PASSWORD, Person, person
from tests.support.served import Clock, Served, serving

WORD = "red ferry over a cold fjord"
HOUSE = "DURESS-1"


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand, with a house and a call in it."""
    with serving(module_database, Clock(stopped=True)) as running:
        load_all_zones(running.service)
        house(running, running.caller(Role.COORDINATOR), HOUSE, "Tromsø")
        call(running, running.caller(Role.ON_CALL))
        yield running


def with_word(served: Served, role: Role = Role.COORDINATOR) -> Person:
    """Somebody who has chosen a word and is signed in by herself."""
    her = person(served, role).enrol_password()
    served.clock.forward(seconds=60)
    assert her.with_password().status_code == 200
    served.clock.forward(seconds=30)
    assert her.step_up_by_code().status_code == 200
    kept = her.send("PUT", "/credentials/duress-word", {"password": WORD})
    assert kept.json() == {"kept": True}
    served.clock.forward(seconds=30)
    return her


def made_to_sign_in(served: Served, role: Role = Role.COORDINATOR) -> Person:
    """The same person, whom somebody makes sign in."""
    her = with_word(served, role)
    assert her.with_password(WORD).status_code == 200
    return her


def test_at16_the_answer_is_that_of_any_sign_in(served: Served) -> None:
    her = with_word(served)
    met = []
    for password in (PASSWORD, WORD):
        got = her.with_password(password)
        served.clock.forward(seconds=30)
        session = her.send("GET", "/session").json()
        named = sorted(set(got.headers) - {"x-request-id", "date"})
        met.append((got.status_code, got.content, named, len(her.cookie), set(session)))
        assert session["handle"] == her.handle
    assert met[0] == met[1]


def test_at16_a_wrong_code_is_refused_with_the_word_as_with_the_password(served: Served) -> None:
    her = with_word(served)
    met = [her.with_password(password, "000000") for password in (PASSWORD, WORD)]
    assert [got.status_code for got in met] == [401, 401]
    assert met[0].content == met[1].content


def test_at16_somebody_is_told_at_once_who_is_not_herself(served: Served) -> None:
    her = made_to_sign_in(served)
    with served.service.store.transaction() as tx:
        rows = tx.execute(
            text("SELECT about_account_id, raised_at FROM alarms WHERE kind = 'DURESS'")
        ).all()
        told = [row for row in rows if row.about_account_id == her.account]
        assert [row.raised_at for row in told] == [served.clock()]
        how = tx.execute(
            text("SELECT detail FROM audit_events WHERE act = 'SIGNED_IN' AND actor_id = :id"),
            {"id": her.account},
        ).scalars()
        assert {str(detail) for detail in how} == {str({"how": "PASSWORD"})}


def test_at16_each_time_is_heard_also_while_the_last_is_not_answered(served: Served) -> None:
    her = made_to_sign_in(served)
    first = _notices_of(served, her)
    assert first > 0
    served.clock.forward(hours=1)
    assert her.with_password(WORD).status_code == 200
    assert _notices_of(served, her) == 2 * first


def _notices_of(served: Served, her: Person) -> int:
    with served.service.store.transaction() as tx:
        of_hers = text(
            "SELECT count(*) FROM notices n JOIN alarms a ON a.id = n.subject_id"
            " WHERE a.kind = 'DURESS' AND a.about_account_id = :her"
        )
        return int(tx.execute(of_hers, {"her": her.account}).scalar_one())


def test_at16_a_word_chosen_after_a_change_of_keys_is_known_at_the_next_sign_in(
    served: Served, module_database: Database
) -> None:
    her = with_word(served)
    engine = make_engine(module_database.owner_url, pool_size=1)
    master = served.service.master
    rotate(Store(engine, chain_key(master)), master, served.clock)
    engine.dispose()
    newer = f"{WORD} again"
    her.send("PUT", "/credentials/duress-word", {"password": newer})
    assert her.with_password(newer).status_code == 200
    assert her.send("GET", "/referrals").json()["referrals"] == []


def test_at07_choosing_words_to_find_her_password_is_slowed(served: Served) -> None:
    her = with_word(served)

    def choose(word: str) -> int:
        return her.send("PUT", "/credentials/duress-word", {"password": word}).status_code

    assert [choose(f"{WORD} {n}") for n in range(3)] == [200] * 3
    assert choose(PASSWORD) == 429
    served.clock.forward(seconds=1)
    assert choose(PASSWORD) == 422


def test_at16_her_other_sessions_are_over(served: Served) -> None:
    her = with_word(served)
    before = her.cookie
    her.with_password(WORD)
    her.cookie = before
    assert her.send("GET", "/session").status_code == 401


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ON_CALL, Role.ADMIN])
def test_at16_every_route_is_empty_or_none(served: Served, role: Role) -> None:
    her, own = made_to_sign_in(served, role), served.signed_in(role)
    random = own("GET", f"/referrals/{uuid4()}")
    pages = 0
    for (method, path), roles in sorted(ROLES.items()):
        if role not in roles or (method, path) in UNDER_DURESS:
            continue
        filled = "/".join(str(uuid4()) if "{" in part else part for part in path.split("/"))
        got = her.send(method, filled, None if method == "GET" else {})
        assert "{" not in path or got.status_code == 404, (method, path)
        if got.status_code == 200:
            pages += 1
            told: dict[str, Any] = got.json()
            assert told.pop("next", None) is None
            # Null is when she was last here, which nobody asks for who was made to sign in.
            assert [lines for lines in told.values() if lines not in ([], None)] == []
        elif got.status_code == 404:
            assert got.content == random.content, (method, path)
        else:
            assert (got.status_code, method) != (503, "GET"), path
            assert got.status_code == 503, (method, path)
    assert pages >= 2


SEEN_AS_MISSING = {
    "/audit-events",
    "/audit/head",
    "/fallback-list",
    "/inside-report",
    "/occupancy",
    "/refunds",
}
"""Not there under duress, since they tell more than lists (decision 0084)."""


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ON_CALL, Role.ADMIN, Role.AUDITOR])
def test_at16_whatever_a_page_asks_for_is_there_as_for_somebody_new(
    served: Served, role: Role
) -> None:
    her, new = made_to_sign_in(served, role), served.signed_in(role)
    asked = [
        path for (method, path), roles in sorted(ROLES.items()) if method == "GET" and role in roles
    ]
    for path in asked:
        if "{" in path:
            continue
        got, usual = her.send("GET", path), new("GET", path)
        if path in SEEN_AS_MISSING:
            assert (got.status_code, usual.status_code) == (404, 200), path
            continue
        assert got.status_code == usual.status_code, path
        if got.headers["content-type"] == "application/json":
            assert set(got.json()) == set(usual.json()), path


def test_at16_the_texts_of_the_cards_name_nobody(served: Served) -> None:
    reviewer = served.signed_in(Role.COORDINATOR)
    text_ = reviewer.ok("GET", "/card-texts")["texts"][0]
    one = {name: text_[name] for name in ("topic", "language", "digest")}
    reviewer.ok("POST", "/card-reviews", one)
    names = {text_["reviewer"] for text_ in reviewer.ok("GET", "/card-texts")["texts"]}
    assert len(names) == 2
    her = made_to_sign_in(served)
    told = her.send("GET", "/card-texts").json()["texts"]
    assert told and {one["reviewer"] for one in told} == {None}


def test_at16_an_empty_list_has_the_bytes_of_a_quiet_night(served: Served) -> None:
    her, quiet = made_to_sign_in(served, Role.ON_CALL), served.signed_in(Role.ON_CALL)
    for path in ("/referrals", "/offers", "/placements"):
        assert her.send("GET", path).content == quiet("GET", path).content


def test_at16_no_house_and_no_case_is_told(served: Served) -> None:
    her = made_to_sign_in(served)
    assert HOUSE in served.signed_in(Role.COORDINATOR)("GET", "/shelters").text
    assert her.send("GET", "/shelters").json() == {"next": None, "shelters": []}


def test_at16_the_word_is_in_no_list(served: Served) -> None:
    her = with_word(served)
    listed = her.send("GET", "/credentials").json()["credentials"]
    assert [one["kind"] for one in listed] == ["PASSWORD"]
    her.with_password(WORD)
    assert her.send("GET", "/credentials").json()["credentials"] == listed


def test_a_step_up_looks_the_same_and_opens_nothing(served: Served) -> None:
    her = made_to_sign_in(served)
    served.clock.forward(seconds=30)
    assert her.step_up_by_code().status_code == 200
    order = {"account": str(her.account), "days": 1, "audience": "intake"}
    got = her.send("POST", "/tokens", order, **{"Idempotency-Key": uuid4().hex})
    assert (got.status_code, got.json()["type"]) == (503, "urn:havn:problem:busy")


def test_the_word_needs_a_password_and_is_another(served: Served) -> None:
    her = person(served).enrol_passkey()
    her.with_passkey()
    path = "/credentials/duress-word"
    assert her.send("PUT", path, {"password": WORD}).status_code == 403
    her.step_up()
    assert her.send("PUT", path, {"password": WORD}).status_code == 409
    her.enrol_password()
    her.with_passkey()
    her.step_up()
    got = her.send("PUT", path, {"password": PASSWORD})
    assert got.json()["wrong"] == [{"at": "/password", "rule": "own_password"}]
    assert her.send("PUT", path, {"password": WORD}).status_code == 200


def test_the_own_password_opens_the_own_work_again(served: Served) -> None:
    her = made_to_sign_in(served)
    served.clock.forward(seconds=30)
    assert her.with_password().status_code == 200
    assert HOUSE in served.client.get(BASE + "/shelters", headers=her.caller().proof()).text
