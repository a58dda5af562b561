"""What happened is sent to programs: signed, in order, again after a no, from wherever somebody says."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.event_cursors import after_number
from app.notices.event_hook import EventHook, body_of, signature
from app.notices.events_out import HOOKS_AT_ONCE, sending_events
from app.notices.hooks import HooksRefused, read_hooks
from app.notices.reachable import address_of, is_open
from app.notices.sender import NotSent
from app.store import event_hooks, feeds
from models.words import Role
from tests.support import certificates
from tests.support.database import Database
from tests.support.houses import call, load_all_zones
from tests.support.people import person
from tests.support.programs import program
from tests.support.receivers import Received, hook_receiver
from tests.support.served import Caller, Served, serving

ROOT = Path(__file__).resolve().parents[3]
MOMENT = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="module")
def admin(served: Served) -> Caller:
    return served.signed_in(Role.ADMIN)


def hooks_file(folder: Path, events: Any, mode: int = 0o600) -> Path:
    path = folder / "hooks.json"
    path.write_text(json.dumps({"hooks": {}, "events": events}))
    path.chmod(mode)
    return path


def hook_at(received: Received, *keys: bytes) -> EventHook:
    url = f"http://127.0.0.1:{received.port}/events"
    return EventHook(url, keys or (OLD,), inner=True)


def sent_to(served: Served, admin: Caller, hook: str) -> Caller:
    office = program(served, Role.COORDINATOR)
    admin.ok("PUT", f"/accounts/{office.account}/event-hook", {"hook": hook})
    return office


def happens(served: Served) -> str:
    taken: str = call(served, served.caller(Role.ON_CALL))["id"]
    return taken


def parts(got: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = got.partition(b"\n\n")
    lines = [line.partition(": ") for line in head.decode().splitlines()[1:]]
    return {name.lower(): value for name, _, value in lines}, body


def state(served: Served, office: Caller) -> Any:
    query = text("SELECT * FROM event_feeds WHERE account_id = :a")
    with served.service.store.transaction() as tx:
        return tx.execute(query, {"a": office.account}).one()


def test_a_receiver_can_prove_who_sent_it_with_either_of_two_keys(served, admin):
    office = sent_to(served, admin, "sig")
    taken = happens(served)
    with hook_receiver() as received:
        hooks = {"sig": hook_at(received, OLD, NEW)}
        sending_events(hooks)(served.service, served.clock())
    [got] = received.got
    headers, body = parts(got)
    assert json.loads(body)["events"] == [{"kind": "REFERRAL_TAKEN", "id": taken}]
    assert json.loads(body)["after"] == after_number(0)
    time, *marks = (one.partition("=")[2] for one in headers["havn-signature"].split(","))
    assert abs(int(time) - served.clock().timestamp()) < 60
    signed = time.encode() + b"." + body
    assert marks == [hmac.new(key, signed, hashlib.sha256).hexdigest() for key in (OLD, NEW)]
    harmed = hmac.new(OLD, signed.replace(b"TAKEN", b"ENDED"), hashlib.sha256).hexdigest()
    assert harmed not in marks
    assert headers["host"] == f"127.0.0.1:{received.port}"
    for secret in (str(office.account), OLD.hex(), "authorization", "cookie"):
        assert secret not in got.decode().lower()
    assert state(served, office).delivered == state(served, office).told


def test_after_a_no_all_of_it_comes_again_in_order_and_once_it_is_taken_never_again(served, admin):
    office = sent_to(served, admin, "again")
    told = [happens(served) for _ in range(3)]
    with hook_receiver(refusals=2) as received, served.clock.standing():
        send = sending_events({"again": hook_at(received)})
        for _ in range(5):
            send(served.service, served.clock())
            served.clock.forward(seconds=20)
        served.clock.forward(seconds=-100)
    bodies = [parts(got)[1] for got in received.got]
    assert len(bodies) == 3 and len(set(bodies)) == 1
    assert [event["id"] for event in json.loads(bodies[0])["events"]] == told
    assert state(served, office).tries == 0


@pytest.mark.parametrize(
    "meanwhile",
    [
        "UPDATE service_grants SET ended_at = now() WHERE account_id = :a",
        "UPDATE service_grants SET scopes = '{export}' WHERE account_id = :a",
        "UPDATE service_grants SET scopes = '{events,capacity}' WHERE account_id = :a",
    ],
)
def test_whoever_may_not_be_told_events_any_more_is_sent_none(served, admin, meanwhile):
    """Whatever changed the grant and left the hook: it is asked for each time."""
    office = sent_to(served, admin, "granted")
    happens(served)
    with served.service.store.transaction() as tx:
        tx.execute(text(meanwhile), {"a": office.account})
    with hook_receiver() as received:
        sending_events({"granted": hook_at(received)})(served.service, served.clock())
    assert received.got == []


def test_each_wait_is_twice_as_long_up_to_an_hour(served, admin):
    office = sent_to(served, admin, "slower")
    happens(served)
    waits = []
    with hook_receiver(refusals=99) as received, served.clock.standing():
        send, begun = sending_events({"slower": hook_at(received)}), served.clock()
        for _ in range(event_hooks.MOST_TRIES):
            send(served.service, served.clock())
            wait = (state(served, office).next_at - served.clock()).total_seconds()
            waits.append(wait)
            send(served.service, served.clock())
            served.clock.forward(seconds=wait)
        assert len(received.got) == event_hooks.MOST_TRIES
        served.clock.forward(seconds=-(served.clock() - begun).total_seconds())
    assert waits == [min(10 * 2**one, 3600) for one in range(event_hooks.MOST_TRIES)]


def test_a_hook_that_says_no_too_often_stops_somebody_hears_and_it_goes_on_from_a_cursor(
    served, admin
):
    office, hearing = sent_to(served, admin, "dead"), person(served, Role.ADMIN).enrol_passkey()
    told = [happens(served) for _ in range(2)]
    with served.service.store.transaction() as tx:
        tx.execute(
            text("UPDATE event_feeds SET tries = :n WHERE account_id = :a"),
            {"n": event_hooks.MOST_TRIES - 1, "a": office.account},
        )
    with hook_receiver(refusals=1) as received:
        send = sending_events({"dead": hook_at(received)})
        send(served.service, served.clock())
        assert state(served, office).stopped_at is not None
        with served.service.store.transaction() as tx:
            query = text("SELECT account_id FROM notices WHERE subject_kind = 'event_hook'")
            assert list(tx.execute(query).scalars()).count(hearing.account) == 1
        send(served.service, served.clock() + timedelta(hours=2))
        assert len(received.got) == 1, "a hook that stopped is left alone"
        [line] = [
            one for one in admin.every("/service-accounts", "services")
            if one["id"] == str(office.account)
        ]  # fmt: skip
        assert (line["waiting"], line["hook"], line["stopped_at"] is None) == (2, "dead", False)
        again = f"/accounts/{office.account}/event-hook/replay"
        assert admin("POST", again, {"after": after_number(99)}).status_code == 400
        admin.ok("POST", again, {"after": after_number(1)})
        send(served.service, served.clock())
    assert [e["id"] for e in json.loads(parts(received.got[1])[1])["events"]] == told[1:]
    assert [e["id"] for e in office.ok("GET", "/own-events")["events"]] == told


def test_a_hook_that_was_away_for_longer_than_events_are_kept_sees_it_and_somebody_hears(
    served, admin
):
    office, hearing = sent_to(served, admin, "away"), person(served, Role.ADMIN).enrol_passkey()
    happens(served)
    with hook_receiver(refusals=1) as received:
        send = sending_events({"away": hook_at(received)})
        send(served.service, served.clock())
        send(served.service, served.clock() + timedelta(hours=2))
        told = [happens(served) for _ in range(3)]
        office.ok("GET", "/own-events")
        with served.service.store.transaction() as tx:
            last = state(served, office).told
            tx.execute(
                text(
                    "UPDATE feed_events SET gathered_at = :long_ago WHERE number < :n AND account_id = :a"
                ),
                {"n": last, "a": office.account, "long_ago": MOMENT - timedelta(days=99)},
            )
            feeds.forget(tx, MOMENT - timedelta(days=30))
        send(served.service, served.clock() + timedelta(hours=4))
        send(served.service, served.clock() + timedelta(hours=6))
    before, after = (json.loads(parts(got)[1]) for got in received.got[1:])
    assert [e["id"] for e in after["events"]] == told[2:]
    assert after["after"] == after_number(last - 1) != before["next"]
    with served.service.store.transaction() as tx:
        query = text("SELECT account_id FROM notices WHERE subject_id = :a")
        heard = list(tx.execute(query, {"a": office.account}).scalars())
    assert heard.count(hearing.account) == 1


def test_the_same_hook_again_goes_on_with_what_waits_and_another_begins_here(served, admin):
    office = sent_to(served, admin, "first")
    told = [happens(served) for _ in range(2)]
    office.ok("GET", "/own-events")  # told, and not sent yet
    with served.service.store.transaction() as tx:
        tx.execute(
            text("UPDATE event_feeds SET stopped_at = now() WHERE account_id = :a"),
            {"a": office.account},
        )
    admin.ok("PUT", f"/accounts/{office.account}/event-hook", {"hook": "first"})
    with hook_receiver() as received, hook_receiver() as other:
        send = sending_events({"first": hook_at(received), "other": hook_at(other)})
        send(served.service, served.clock())
        [got] = received.got
        assert [e["id"] for e in json.loads(parts(got)[1])["events"]] == told
        happens(served)
        office.ok("GET", "/own-events")
        admin.ok("PUT", f"/accounts/{office.account}/event-hook", {"hook": "other"})
        send(served.service, served.clock())
        assert not other.got


def test_what_it_was_sent_and_what_it_asks_for_are_one_feed(served, admin):
    office = sent_to(served, admin, "same")
    for _ in range(2):
        happens(served)
    with hook_receiver() as received:
        sending_events({"same": hook_at(received)})(served.service, served.clock())
    [got] = received.got
    sent = json.loads(parts(got)[1])
    asked = office.ok("GET", f"/own-events?cursor={sent['after']}")
    assert (asked["events"], asked["next"]) == (sent["events"], sent["next"])


def test_two_senders_at_once_send_it_once(served, admin):
    sent_to(served, admin, "two")
    happens(served)
    with hook_receiver() as received:
        send = sending_events({"two": hook_at(received)})
        both = [threading.Thread(target=send, args=(served.service, served.clock())) for _ in "ab"]
        for one in both:
            one.start()
        for one in both:
            one.join()
    assert len(received.got) == 1


def test_nothing_is_sent_after_its_scopes_ended_nor_to_a_hook_that_is_not_known(served, admin):
    office = sent_to(served, admin, "ended")
    sent_to(served, admin, "unknown")
    happens(served)
    with hook_receiver() as received:
        admin.ok("DELETE", f"/accounts/{office.account}/service")
        sending_events({"ended": hook_at(received)})(served.service, served.clock())
    assert received.got == []


def test_those_to_whom_nothing_happens_keep_nobody_from_a_turn(served, admin):
    """More than have a turn in one go wait before her, the longest: the quiet, and one that may be told nothing."""
    office = sent_to(served, admin, "turns")
    taken = happens(served)
    quiet = [sent_to(served, admin, "turns") for _ in range(HOOKS_AT_ONCE)]
    early = served.clock() - timedelta(minutes=1)
    with served.service.store.transaction() as tx:
        for one in quiet:
            tx.execute(
                text("UPDATE event_feeds SET next_at = :early WHERE account_id = :a"),
                {"early": early, "a": one.account},
            )
        tx.execute(
            text("UPDATE service_grants SET ended_at = now() WHERE account_id = :a"),
            {"a": quiet[0].account},
        )
    with hook_receiver() as received:
        send = sending_events({"turns": hook_at(received)})
        send(served.service, served.clock())
        assert received.got == []
        send(served.service, served.clock())
    [got] = received.got
    assert json.loads(parts(got)[1])["events"] == [{"kind": "REFERRAL_TAKEN", "id": taken}]
    assert state(served, office).delivered == state(served, office).told


def test_a_round_by_a_clock_that_was_far_ahead_silences_no_program(served, admin):
    """Nor does one of those who wait longest then have her turn: as many as fit into a go are before her."""
    office = sent_to(served, admin, "ahead")
    first = happens(served)
    with hook_receiver() as received:
        send = sending_events({"ahead": hook_at(received)})
        send(served.service, served.clock() + timedelta(days=30))
        for _ in range(HOOKS_AT_ONCE):
            sent_to(served, admin, "ahead")
        second = happens(served)
        send(served.service, served.clock())
    told = [json.loads(parts(got)[1])["events"] for got in received.got]
    hers = [one["id"] for events in told for one in events]
    assert (hers[0], hers.count(first), hers.count(second)) == (first, 1, HOOKS_AT_ONCE)
    assert state(served, office).delivered == state(served, office).told
    assert state(served, office).next_at <= served.clock()


def test_a_receiver_that_sends_on_to_another_is_not_followed(served, admin):
    office = sent_to(served, admin, "onward")
    happens(served)
    with hook_receiver() as other, hook_receiver(sends_to=other) as received:
        sending_events({"onward": hook_at(received)})(served.service, served.clock())
    assert len(received.got) == 1 and other.got == []
    assert state(served, office).delivered == 0


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "127.1", "0.0.0.0", "2130706433", "0x7f000001", "10.0.0.1",  # noqa: S104
        "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1", "fd00::1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "224.0.0.1", "ff02::1", "::",
        "fec0::1", "feff::1", "64:ff9b:1::101:101", "::1.1.1.1",
        "name.invalid", "a" * 300,
    ],
)  # fmt: skip
def test_no_address_of_an_inner_network_is_asked(host):
    with pytest.raises(NotSent):
        address_of(host, 443, inner_too=False)


def test_addresses_of_the_open_internet_are_known_as_such():
    for address in ("1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"):
        assert is_open(ip_address(address))
    assert address_of("1.1.1.1", 443, inner_too=False) == "1.1.1.1"
    assert address_of("127.0.0.1", 443, inner_too=True) == "127.0.0.1"


def test_an_inner_receiver_is_not_even_connected_to_unless_the_host_says_so():
    with hook_receiver() as received:
        outer = EventHook(f"http://127.0.0.1:{received.port}/", [OLD])
        with pytest.raises(NotSent):
            outer.send([], after="a", to="b", now=MOMENT)
    assert received.got == []


def test_tls_is_checked_for_the_name_although_the_address_is_asked(tmp_path):
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    certificate, key = certificates.for_localhost(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate, key)
    server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"https://localhost:{server.server_port}/"
        EventHook(url, [OLD], inner=True, authority=certificate).send(
            [], after="a", to="b", now=MOMENT
        )
        with pytest.raises(NotSent):
            EventHook(url, [OLD], inner=True).send([], after="a", to="b", now=MOMENT)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
    assert got == [body_of([], after="a", to="b")]


def test_the_same_events_are_the_same_bytes_and_a_later_moment_is_another_signature():
    body = body_of([], after="a", to="b")
    assert body == b'{"after":"a","events":[],"next":"b"}'
    one, later = (signature(body, [OLD], MOMENT + timedelta(seconds=s)) for s in (0, 5))
    assert one != later and one.partition(",")[2] != later.partition(",")[2]


def test_the_check_that_the_page_for_programs_shows_takes_what_is_sent_and_nothing_else():
    page = (ROOT / "docs/integrate/events.md").read_text(encoding="utf-8")
    source = page.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"hmac": hmac, "hashlib": hashlib}
    exec(compile(source, "events.md", "exec"), names)  # noqa: S102 - our own page
    check, body, now = names["is_from_havn"], b'{"events":[]}', MOMENT.timestamp()
    header = signature(body, [OLD, NEW], MOMENT)
    assert check(header, body, OLD, now) and check(header, body, NEW, now + 200)
    assert not check(header, body, bytes(32), now)
    assert not check(header, body + b" ", OLD, now)
    assert not check(header, body, OLD, now + 301)


KEY = OLD.hex()


@pytest.mark.parametrize(
    "events",
    [
        {"a": {"url": "http://example.org/", "keys": [KEY]}},
        {"a": {"url": "ftp://example.org/", "keys": [KEY]}},
        {"a": {"url": "https://example.org/", "keys": []}},
        {"a": {"url": "https://example.org/", "keys": [KEY] * 3}},
        {"a": {"url": "https://example.org/", "keys": [KEY[:62]]}},
        {"a": {"url": "https://example.org/", "keys": ["no hex"]}},
        {"a": {"url": "https://example.org/"}},
        {"a": {"url": "https://example.org/", "keys": [KEY], "inner": "yes"}},
        {"a": {"url": "https://example.org/", "keys": [KEY], "proxy": "x"}},
        {"a": {"url": "https://example.org/", "keys": [KEY], "authority": "/none.pem"}},
    ],
)
def test_a_file_of_hooks_that_is_not_what_it_must_be_is_refused_without_a_quote(tmp_path, events):
    with pytest.raises(HooksRefused) as refused:
        read_hooks(hooks_file(tmp_path, events))
    assert "example" not in str(refused.value) and KEY not in str(refused.value)


def test_a_hook_shows_neither_where_it_is_nor_its_keys(tmp_path):
    path = hooks_file(tmp_path, {"a": {"url": "https://example.org/secret", "keys": [KEY]}})
    hooks = read_hooks(path)
    assert repr(hooks.events["a"]) == "<EventHook>" and "example" not in repr(hooks)
    with pytest.raises(HooksRefused, match="0600"):
        read_hooks(hooks_file(tmp_path, {}, 0o640))
