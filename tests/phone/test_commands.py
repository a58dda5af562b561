"""The commands beside a call, and what goes wrong: one line each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.phone import device
from app.store import tokens
from models.words import Role
from tests.support.phone import END, ENTER, PIN, enrolled, telephone
from tests.support.served import Caller, Served


@pytest.fixture
def worker(served: Served, houses: Any, tmp_path: Path) -> Caller:
    return enrolled(served, tmp_path)


def said(home: Path, *args: str) -> tuple[int, list[str]]:
    """The exit code of a command and what it said of what went wrong."""
    with telephone(home, *args) as command:
        code = command.ended()
        assert command.process.stderr is not None
        return code, command.process.stderr.read().decode().splitlines()


def taken(who: Caller, **more: Any) -> Any:
    call = {"call": str(uuid4()), "revision": 1, "answers": {"people": {"adults": 1}}, **more}
    return who.ok("POST", "/calls", call)


def test_open_calls_and_promised_call_backs_stand_on_a_screen_that_is_wiped(worker, tmp_path):
    told = taken(worker, call_back_at="2031-01-01T03:30:00+00:00")
    with telephone(tmp_path, "calls", TZ="UTC") as calls:
        shown = calls.see(told["code_name"])
        assert "call back 03:30" in shown
        calls.press(" ")
        assert calls.ended() == 0
        assert calls.out.endswith("\x1b[?1049l")


def test_a_shift_is_handed_over_in_one_act(served, worker, tmp_path):
    taken(worker)
    taken(worker)
    other = served.caller(Role.ON_CALL)
    with served.service.store.transaction() as tx:
        from app.store import tokens

        handle = tokens.grant_of(tx, other.account).handle
    with telephone(tmp_path, "hand-over", "--to", handle) as command:
        assert command.ended() == 0
        assert "handed over: 2" in command.out
    assert len(other.ok("GET", "/calls")["calls"]) == 2
    assert worker.ok("GET", "/calls")["calls"] == []


def test_a_revoked_device_is_told_in_one_line(worker, tmp_path):
    token = next(t["id"] for t in worker.ok("GET", "/tokens")["tokens"] if t["device"] == "PHONE-1")
    worker.ok("DELETE", f"/tokens/{token}")
    assert said(tmp_path, "calls") == (
        1,
        ["havn: This device's token was revoked: ask for a new code, then havn intake enrol."],
    )


def test_a_service_that_is_away_is_told_in_one_line(worker, tmp_path):
    on = device.read(tmp_path)
    device.write(replace(on, service="http://127.0.0.1:9"))
    assert said(tmp_path, "calls") == (
        1,
        ["havn: The service does not answer: nothing is lost, try again or use the printed list."],
    )


@contextmanager
def newer_service() -> Iterator[str]:
    """A service that has left this program's form behind."""

    class Newer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b'{"type":"urn:havn:problem:client-too-old","title":"-","status":409}'
            self.send_response(409)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Newer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_service_that_is_too_new_is_told_in_one_line(worker, tmp_path):
    with newer_service() as url:
        device.write(replace(device.read(tmp_path), service=url))
        assert said(tmp_path, "calls") == (
            1,
            ["havn: The service is newer than this program: install the newest havn intake."],
        )


def test_a_wrong_code_and_an_open_service_are_refused_in_one_line(served, tmp_path):
    url = str(served.client.base_url)
    more = ("--code", "ABCD-EFGH-JKLM", "--pin", PIN)
    code, lines = said(tmp_path, "enrol", "--service", url, *more)
    assert code == 1 and len(lines) == 1 and "This code lets no device in" in lines[0]
    code, lines = said(tmp_path, "enrol", "--service", "http://havn.example.org", *more)
    assert code == 1 and len(lines) == 1 and "https://" in lines[0]


def test_a_device_that_was_forgotten_opens_nothing(worker, tmp_path):
    with telephone(tmp_path, "forget", "--sure") as command:
        assert command.ended() == 0
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def clinic(served: Served, home: Path, name: str) -> Callable[[], None]:
    """A clinic's account; what enrols its device, as often as it is called."""
    admin, agency = served.signed_in(Role.ADMIN), served.caller(Role.ADMIN)
    made = agency.ok("POST", "/organisations", {"code_name": name, "kind": "EMERGENCY_CLINIC"})
    second = served.caller(Role.ADMIN)
    second.ok("POST", f"/organisations/{made['id']}/verify")
    with served.service.store.transaction() as tx:
        account = tokens.add_account(
            tx, handle=name.lower(), role=Role.REFERRER, shelter=None, now=served.clock(),
            organisation=made["id"],
        )  # fmt: skip

    def enrol() -> None:
        body = {"account": str(account), "device": f"{name}-1", "audience": "agency"}
        code = admin.ok("POST", "/device-codes", body)["code"]
        url = str(served.client.base_url)
        with telephone(home, "enrol", "--service", url, "--code", code, "--pin", PIN) as enrolling:
            assert enrolling.ended() == 0, enrolling.out

    enrol()
    return enrol


def revoked(served: Served, home: Path) -> None:
    """The token of this device opens nothing any more."""
    with served.service.store.transaction() as tx:
        found = tokens.holder(tx, device.read(home).token(), now=served.clock())
        assert found is not None
        tokens.revoke_all(tx, found.account, now=served.clock())


def test_a_clinic_refers_from_its_device_and_hears_three_words(served, houses, tmp_path):
    clinic(served, tmp_path, "CLINIC-A")
    with telephone(tmp_path) as call:
        call.see("Can you talk safely now?")
        call.press("c" + "y" + "?" * 24)
        shown = call.see("Received.")
        assert "FJORD" not in shown and "level" not in shown
        call.press(END + "y")
        assert call.ended() == 0
    with telephone(tmp_path, "status") as status:
        status.see("received")
        status.press(ENTER)
        assert status.ended() == 0


def test_what_a_clinic_referred_by_a_revoked_device_is_kept_and_told_when_it_is_enrolled_again(
    served, houses, tmp_path
):
    enrol = clinic(served, tmp_path, "CLINIC-B")
    revoked(served, tmp_path)
    with telephone(tmp_path) as call:
        call.see("Can you talk safely now?")
        call.press("c" + "y" + "?" * 24)
        call.see("token was revoked")
        call.press(END)
        call.see("NOT HEARD YET", "y ends it")
        call.press("y")
        assert call.ended() == 0
    assert len(list((tmp_path / "calls").glob("*.sealed"))) == 1
    enrol()
    with telephone(tmp_path) as call:
        call.see("An open call waits")
        call.press(PIN + ENTER)
        call.see("Received.")
        call.press(END + "y")
        assert call.ended() == 0
    assert not list((tmp_path / "calls").glob("*"))
