"""A device comes in by a code once, does what it is for, and is out on the next request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.words import Role
from tests.support.served import Caller, Served

API = "/api/v1"


def code(who: Caller, device: str = "PHONE-1", audience: str = "intake", **more: Any) -> str:
    body = {"account": str(who.account), "device": device, "audience": audience, **more}
    return str(who.ok("POST", "/device-codes", body)["code"])


def enrol(served: Served, text: str) -> Any:
    return served.client.post(f"{API}/devices", json={"code": text})


@pytest.fixture(scope="module")
def worker(served: Served) -> Caller:
    return served.signed_in(Role.ON_CALL)


def test_a_code_lets_one_device_in_once(served, worker):
    text = code(worker)
    told = enrol(served, text).json()
    assert told["device"] == "PHONE-1" and told["audience"] == "intake"
    assert len(told["sealing_key_id"]) == 12
    phone = replace(worker, cookie="", token=told["token"])
    assert phone("GET", "/calls").status_code == 200
    assert phone("GET", "/referrals").status_code == 404
    assert enrol(served, text).status_code == 404


def test_a_code_is_over_after_an_hour_and_void_when_a_newer_one_is_made(served, worker):
    first = code(worker, "PHONE-2")
    second = code(worker, "PHONE-2")
    assert enrol(served, first).status_code == 404
    served.clock.forward(minutes=61)
    assert enrol(served, second).status_code == 404


def test_a_revoked_device_is_out_on_the_very_next_request(served):
    worker = served.signed_in(Role.ON_CALL)
    told = enrol(served, code(worker, "PHONE-3")).json()
    phone = replace(worker, cookie="", token=told["token"])
    token = next(t for t in worker.ok("GET", "/tokens")["tokens"] if t["device"] == "PHONE-3")
    assert phone("GET", "/calls").status_code == 200
    worker.ok("DELETE", f"/tokens/{token['id']}")
    assert [phone("GET", "/calls").status_code for _ in range(10)] == [401] * 10


def test_a_code_is_void_when_the_sessions_of_its_account_were_ended(served):
    admin, worker = served.signed_in(Role.ADMIN), served.signed_in(Role.ON_CALL)
    text = code(worker, "PHONE-5")
    admin.ok("POST", f"/accounts/{worker.account}/end-sessions")
    assert enrol(served, text).status_code == 404


def test_a_code_needs_a_step_up_and_the_own_account(served):
    plain = served.signed_in(Role.ON_CALL, stepped_up=False)
    body = {"account": str(plain.account), "device": "PHONE-4", "audience": "intake"}
    assert plain("POST", "/device-codes", body).status_code == 403
    other = served.signed_in(Role.ON_CALL)
    assert other("POST", "/device-codes", body).status_code == 404


def test_an_administrator_registers_the_device_of_a_clinic(served):
    admin, clinic = served.signed_in(Role.ADMIN), served.caller(Role.REFERRER)
    body = {"account": str(clinic.account), "device": "CLINIC-1", "audience": "agency"}
    text = admin.ok("POST", "/device-codes", body)["code"]
    told = enrol(served, text).json()
    device = replace(clinic, token=told["token"])
    assert device.ok("GET", "/own-referrals") == {"next": None, "referrals": []}
    assert device("POST", "/calls", {}).status_code == 404
    intake = {**body, "audience": "intake"}
    assert admin("POST", "/device-codes", intake).status_code == 422


def test_no_page_can_show_a_code(served):
    worker = served.signed_in(Role.ON_CALL)
    got = served.client.post(
        f"{API}/devices", json={"code": code(worker)}, headers={"Origin": served.origin}
    )
    assert got.status_code == 401
