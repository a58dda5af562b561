"""Somebody sees where she is signed in, and ends it (ASVS 7.5.2)."""

from __future__ import annotations

from models.words import Role
from tests.support.people import person
from tests.support.served import Served


def test_v7_5_2_she_sees_her_own_sessions_alone_and_ends_one(served: Served) -> None:
    who = person(served).enrol_passkey()
    who.with_passkey()
    elsewhere = who.caller()
    who.with_passkey()
    served.signed_in(Role.COORDINATOR)
    here = who.caller()
    found = here.ok("GET", "/sessions")["sessions"]
    assert [(one["this_one"], one["signed_in_by"]) for one in found] == [
        (True, "PASSKEY"),
        (False, "PASSKEY"),
    ]
    refused = here("DELETE", f"/sessions/{found[1]['id']}")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:havn:problem:step-up-needed")
    who.step_up()
    here = who.caller()
    here.ok("DELETE", f"/sessions/{found[1]['id']}")
    assert elsewhere("GET", "/session").status_code == 401
    assert here("GET", "/session").status_code == 200
    assert here("DELETE", f"/sessions/{found[1]['id']}").status_code == 404


def test_somebody_elses_session_is_the_404_of_a_random_one(served: Served) -> None:
    other = served.signed_in(Role.COORDINATOR)
    theirs = other.ok("GET", "/sessions")["sessions"][0]["id"]
    got = served.signed_in(Role.ADMIN)("DELETE", f"/sessions/{theirs}")
    assert got.status_code == 404
    assert other("GET", "/session").status_code == 200


def test_v7_4_2_she_ends_all_of_them_at_once(served: Served) -> None:
    who = person(served).enrol_passkey()
    who.with_passkey()
    elsewhere = who.caller()
    who.with_passkey()
    here = who.caller()
    done = here("DELETE", "/sessions")
    assert done.json() == {"signed_out": True}
    assert "storage" in done.headers["clear-site-data"]
    assert {one("GET", "/session").status_code for one in (here, elsewhere)} == {401}


def test_a_session_of_duress_looks_like_any_other(served: Served) -> None:
    who = person(served).enrol_password()
    served.clock.forward(seconds=31)
    who.with_password()
    served.clock.forward(seconds=31)
    word = "another ferry over the fjord"
    code = {"code": who.code()}
    assert who._in(who.send("POST", "/session/step-up", code)).is_success
    assert who.send("PUT", "/credentials/duress-word", {"password": word}).is_success
    served.clock.forward(seconds=31)
    who.with_password(word)
    (only,) = who.caller().ok("GET", "/sessions")["sessions"]
    assert (only["signed_in_by"], only["this_one"]) == ("PASSWORD", True)
    assert who.caller().ok("DELETE", "/sessions") == {"signed_out": True}


def test_a_token_has_no_sessions(served: Served) -> None:
    caller = served.caller(Role.COORDINATOR)
    for method, path in (("GET", "/sessions"), ("DELETE", "/sessions")):
        assert caller(method, path).status_code == 404
