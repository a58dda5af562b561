"""The border: who is let in, what is refused before it is read, and that nothing is repeated."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from app.access import BASE, OPEN, ROLES
from app.http.door import HEADERS
from app.store import tokens
from models.words import Role
from tests.support.houses import call
from tests.support.served import Caller, Served

PROBLEM = "application/problem+json"
CANARY = "zq7-kvitserk-canary"


def filled(path: str) -> str:
    """The template with random ids."""
    return "/".join(str(uuid4()) if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize(("method", "path"), sorted(ROLES))
def test_401_without_a_valid_token(served: Served, method: str, path: str) -> None:
    for header in ({}, {"Authorization": "Bearer havn_nobody"}, {"Authorization": "Basic eDp5"}):
        got = served.client.request(method, BASE + filled(path), headers=header)
        assert (got.status_code, got.headers["content-type"]) == (401, PROBLEM)
        assert got.headers["www-authenticate"] == "Bearer"
        for name, value in HEADERS:
            assert got.headers[name.decode()] == value.decode()


def test_another_role_gets_the_404_of_a_random_id(served: Served) -> None:
    callers: dict[Role, Caller] = {
        role: served.caller(role) for role in Role if role is not Role.SHELTER
    }
    callers[Role.SHELTER] = served.caller(
        Role.SHELTER,
        served.caller(Role.COORDINATOR).ok(
            "POST",
            "/shelters",
            {
                "code_name": "ROLE-01",
                "kind": "SAFE_HOUSE",
                "phases": ["ACUTE"],
                "zone": None,
                "region": "EAST",
                "residents_gender": "WOMEN",
            },
        )["id"],
    )
    none = callers[Role.COORDINATOR]("GET", f"/referrals/{uuid4()}")
    assert none.status_code == 404
    checked = 0
    for (method, path), roles in ROLES.items():
        for role, caller in callers.items():
            if role in roles:
                continue
            got = caller(method, filled(path), None if method in ("GET", "DELETE") else {})
            assert (got.status_code, got.content) == (404, none.content), (method, path, role)
            checked += 1
    assert checked > 300


def test_a_revoked_token_is_401_on_the_next_request(served: Served) -> None:
    admin, worker = served.caller(Role.ADMIN), served.caller(Role.ON_CALL)
    worker.ok("GET", "/referrals")
    admin.ok("DELETE", f"/tokens/{worker.token_id}")
    assert worker("GET", "/referrals").status_code == 401


def test_an_expired_token_is_401(served: Served) -> None:
    worker = served.caller(Role.ON_CALL)
    served.clock.forward(days=366)
    try:
        assert worker("GET", "/referrals").status_code == 401
    finally:
        served.clock.forward(days=-366)


def test_a_token_that_may_read_cannot_write(served: Served) -> None:
    worker = served.signed_in(Role.ON_CALL)
    key = uuid4().hex
    order = {
        "account": str(worker.account),
        "days": 1,
        "scopes": ["read"],
        "audience": "intake",
    }
    made = worker.ok("POST", "/tokens", order, key=key)
    assert made["token"].startswith("havn_")
    again = worker.ok("POST", "/tokens", order, key=key)
    assert (again["id"], again["token"]) == (made["id"], None)
    reader = Caller(served.client, made["token"], worker.account, made["id"])
    assert reader("POST", "/referrals/phone", {}).status_code == 404
    issued = served.caller(Role.ON_CALL)
    with served.service.store.transaction() as tx:
        now = served.clock()
        until = now + timedelta(days=1)
        _, text = tokens.issue(tx, issued.account, scopes={"read"}, now=now, until=until)
    reader = Caller(served.client, text, issued.account, issued.token_id)
    assert reader("GET", "/referrals").status_code == 200
    assert reader("POST", "/referrals/phone", {}).status_code == 404


def test_a_token_stands_nowhere_in_the_records(served: Served, coordinator: Caller) -> None:
    from sqlalchemy import text

    with served.service.store.transaction() as tx:
        for table in ("api_tokens", "idempotency_keys", "audit_events", "accounts"):
            rows = tx.execute(text(f"SELECT {table}::text FROM {table}")).scalars()
            assert not [row for row in rows if coordinator.token in row]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_open(served: Served, path: str) -> None:
    assert ("GET", path) in OPEN
    assert served.client.get(path).json() == {"status": "ok"}


def test_security_headers_are_on_every_answer(served: Served, coordinator: Caller) -> None:
    answers = [
        served.client.get("/healthz"),
        served.client.get("/nothing/here"),
        coordinator("GET", "/shelters"),
        coordinator("GET", "/shelters?limit=0"),
        coordinator("POST", "/shelters", {"a": 1}),
        served.client.post(BASE + "/shelters", content=b"[" * 70_000),
    ]
    for answer in answers:
        for name, value in HEADERS:
            assert answer.headers[name.decode()] == value.decode()


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_v3_4_2_no_answer_invites_another_origin(
    served: Served, coordinator: Caller, method: str
) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    got = served.client.request(method, BASE + "/shelters", headers=coordinator.proof() | asked)
    assert got.status_code in (200, 405)
    assert not [name for name in got.headers if name.startswith("access-control-")]


def test_405_and_404_are_problems(served: Served) -> None:
    got = served.client.put(BASE + "/zones")
    assert (got.status_code, got.headers["content-type"], got.headers["allow"]) == (
        405,
        PROBLEM,
        "GET",
    )
    got = served.client.get(f"/{CANARY}")
    assert got.status_code == 404
    assert CANARY not in got.text


def test_400_without_an_idempotency_key(on_call: Caller) -> None:
    got = on_call("POST", "/referrals/phone", {}, key=None)
    assert (got.status_code, got.json()["type"]) == (400, "urn:havn:problem:key-missing")


def test_the_same_key_gets_the_same_bytes_and_one_referral(on_call: Caller) -> None:
    key = uuid4().hex
    body = {"danger_now": "NO"}
    first = on_call("POST", "/referrals/phone", body, key=key)
    second = on_call("POST", "/referrals/phone", body, key=key)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    other = on_call("POST", "/referrals/phone", {"danger_now": "YES"}, key=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:havn:problem:key-reused")
    mine = on_call.ok("GET", "/referrals?limit=50")["referrals"]
    assert [line["id"] for line in mine].count(first.json()["id"]) == 1


def test_one_key_of_two_people_is_two_keys(served: Served, on_call: Caller) -> None:
    key, other = uuid4().hex, served.caller(Role.ON_CALL)
    one = on_call.ok("POST", "/referrals/phone", {}, key=key)
    two = other.ok("POST", "/referrals/phone", {}, key=key)
    assert one["id"] != two["id"]


def test_428_without_a_version_and_412_with_an_old_one(served: Served, on_call: Caller) -> None:
    case = call(served, on_call)
    path = f"/referrals/{case['id']}"
    assert on_call("PATCH", path, {"pets": "NO"}).status_code == 428
    assert on_call("PATCH", path, {"pets": "NO"}, version=1).status_code == 200
    stale = on_call("PATCH", path, {"pets": "YES"}, version=1)
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:havn:problem:stale")
    weak = on_call("PATCH", path, {"pets": "YES"}, headers={"If-Match": 'W/"2"'})
    assert weak.status_code == 422
    assert on_call("GET", path).headers["etag"] == '"2"'


def test_422_says_where_and_never_what(on_call: Caller) -> None:
    got = on_call(
        "POST",
        "/referrals/phone",
        {"danger_now": CANARY, CANARY: 1, "people": {CANARY: CANARY, "adults": "2"}},
    )
    assert (got.status_code, got.headers["content-type"]) == (422, PROBLEM)
    assert CANARY not in got.text
    assert got.json()["wrong"] == [
        {"at": "/", "rule": "extra_forbidden"},
        {"at": "/danger_now", "rule": "enum"},
        {"at": "/people", "rule": "extra_forbidden"},
        {"at": "/people/adults", "rule": "int_type"},
    ]
    got = on_call("POST", "/referrals/phone", {"where_now": "nowhere-" + CANARY[:8]})
    assert (got.status_code, got.json()["wrong"]) == (
        422,
        [{"at": "/where_now", "rule": "not_in_gazetteer"}],
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b'{"danger_now": "NO"} x', 400),
        (b'{"danger_now": NaN}', 400),
        (b'{"danger_now": "NO", "danger_now": "YES"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 9 + b"]" * 9, 422),
        (b"[" * 60_000, 422),
        (json.dumps({"a": ["x"] * 51}).encode(), 422),
        (b'{"danger_now": "\\u0000"}', 422),
        (b'{"danger_now": "\\ud800"}', 422),
        (b'{"people": {"adults": true}}', 422),
        (b'{"people": {"adults": 1e400}}', 422),
        (b'{"people": {"adults": ' + b"9" * 4_000 + b"}}", 422),
        (b'{"safe_contact": {"safe_until": 1}}', 422),
        (b'{"x": "' + b"y" * 70_000 + b'"}', 413),
    ],
)
def test_hostile_bodies_are_refused(on_call: Caller, body: bytes, status: int) -> None:
    got = on_call.client.post(
        BASE + "/referrals/phone",
        content=body,
        headers={
            "Authorization": f"Bearer {on_call.token}",
            "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/json",
        },
    )
    assert (got.status_code, got.headers["content-type"]) == (status, PROBLEM)


def test_a_stream_without_a_length_is_cut_off_at_64_kib(on_call: Caller) -> None:
    def parts():
        for _ in range(40):
            yield b"x" * 4096

    got = on_call.client.post(
        BASE + "/referrals/phone",
        content=parts(),
        headers={
            "Authorization": f"Bearer {on_call.token}",
            "Content-Type": "application/json",
        },
    )
    assert got.status_code == 413


def test_415_for_another_type(on_call: Caller) -> None:
    got = on_call.client.post(
        BASE + "/referrals/phone",
        content=b"a=1",
        headers={
            "Authorization": f"Bearer {on_call.token}",
            "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    assert (got.status_code, got.headers["content-type"]) == (415, PROBLEM)


def test_a_case_of_somebody_else_is_the_404_of_a_random_id(served: Served, on_call: Caller) -> None:
    other = served.caller(Role.ON_CALL)
    case = call(served, other)
    theirs = on_call("GET", f"/referrals/{case['id']}")
    random = on_call("GET", f"/referrals/{uuid4()}")
    assert (theirs.status_code, theirs.content) == (404, random.content)
    malformed = on_call("GET", "/referrals/no-id-at-all")
    assert (malformed.status_code, malformed.content) == (404, random.content)
    theirs = on_call("PATCH", f"/referrals/{case['id']}", {"pets": "NO"}, version=1)
    random = on_call("PATCH", f"/referrals/{uuid4()}", {"pets": "NO"}, version=1)
    assert (theirs.status_code, theirs.content) == (404, random.content)


def test_lists_are_paged_by_an_opaque_cursor(served: Served) -> None:
    worker = served.caller(Role.ON_CALL)
    made = {worker.ok("POST", "/referrals/phone", {})["id"] for _ in range(5)}
    met: list[str] = []
    path = "/referrals?limit=2"
    for _ in range(4):
        page = worker.ok("GET", path)
        assert len(page["referrals"]) <= 2
        met += [line["id"] for line in page["referrals"]]
        if page["next"] is None:
            break
        path = f"/referrals?limit=2&cursor={page['next']}"
    assert sorted(met) == sorted(made)
    assert worker("GET", "/referrals?limit=51").status_code == 422
    assert worker("GET", "/referrals?cursor=nonsense!").status_code == 400


def test_places_of_danger_have_a_quota(served: Served) -> None:
    worker = served.caller(Role.ON_CALL)
    codes = [e.code for e in served.service.places.entries if e.kind == "TOWN"][:31]
    for start in (0, 15):
        sent = {"places_to_avoid": {"his": codes[start : start + 15]}}
        worker.ok("POST", "/referrals/phone", sent)
    over = {"places_to_avoid": {"his": [codes[30]]}}
    assert worker("POST", "/referrals/phone", over).status_code == 429
    worker.ok("POST", "/referrals/phone", {"places_to_avoid": {"his": codes[:3]}})


def test_the_log_has_listed_keys_and_no_path(
    served: Served, on_call: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.log import fits

    case = call(served, on_call)
    on_call("GET", f"/referrals/{case['id']}")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line[:1] == "{"]
    assert lines
    for line in lines:
        assert fits(line)
        assert case["id"] not in str(line)
