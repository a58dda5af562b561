"""O20 Legevakt: a device that was registered before refers by a one-time code, with nobody signing in."""

from __future__ import annotations

from dataclasses import replace

from models.words import Role
from tests.app.http.test_devices import enrol
from tests.app.http.test_outside import agency
from tests.support.houses import place

__all__ = ["agency"]


def test_a_registered_device_refers_by_the_short_form_without_a_sign_in(served, agency):
    admin = served.signed_in(Role.ADMIN)
    body = {"account": str(agency.account), "device": "CLINIC-O20", "audience": "agency"}
    code = admin.ok("POST", "/device-codes", body)["code"]
    told = enrol(served, code).json()
    assert enrol(served, code).status_code == 404, "a code is good once"
    device = replace(agency, token=told["token"], cookie="")
    sent = {
        "danger_now": "YES",
        "referrer_kind": "EMERGENCY_CLINIC",
        "where_now": place(served, "Bergen"),
        "must_have": {"known": "YES", "services": ["HOSPITAL"]},
    }
    made = device.ok("POST", "/own-referrals", sent)
    assert device.ok("GET", f"/own-referrals/{made['id']}")["status"] == "RECEIVED"
    assert device("GET", "/referrals").status_code == 404
