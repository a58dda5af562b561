"""O20 Legevakt: a device that was registered before refers by a one-time code, with nobody signing in.

The form of two minutes is that of a call: nine questions, each of which may be left out, in one
request. What she needs of medicine is a bar and never a wish.
"""

from __future__ import annotations

from dataclasses import replace

from app.contract.cases import PhoneReferral
from models.words import Role
from tests.app.http.test_devices import enrol
from tests.app.http.test_outside import agency
from tests.support.houses import place
from tests.support.served import Caller

__all__ = ["agency"]


NINE = {
    "danger_now",
    "safe_contact",
    "people",
    "where_now",
    "places_to_avoid",
    "fear",
    "must_have",
    "language",
    "consent",
}


def test_a_registered_device_refers_by_the_short_form_without_a_sign_in(
    served, agency, coordinator, houses
):
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
        "people": {"adults": 1, "gender": "WOMAN", "women_only": "YES"},
        "must_have": {"known": "YES", "services": ["HOSPITAL"], "wheelchair": "NO"},
        "she_knows": "YES",
        "consent": {"search": "GIVEN", "tell_shelter": "GIVEN"},
    }
    before = cases(coordinator)
    made = device.ok("POST", "/own-referrals", sent)
    assert device.ok("GET", f"/own-referrals/{made['id']}")["status"] == "RECEIVED"
    assert device("GET", "/referrals").status_code == 404

    (case,) = cases(coordinator) - before
    coordinator.ok("POST", f"/referrals/{case}/take-over", {"purpose": "ACUTE"})
    (need,) = coordinator.ok("GET", f"/referrals/{case}/parts")["needs"]
    assert (need["service"], need["criticality"]) == ("HOSPITAL", "SAFETY_CRITICAL")
    found = coordinator.ok("POST", f"/referrals/{case}/options", key=None)
    assert (found["result"], found["options"]) == ("NO_SAFE_BED", [])
    # It is her need and nothing else: without it the same houses have room for her.
    path = f"/referrals/{case}"
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/needs", {"needs": []}, version=version)
    assert coordinator.ok("POST", f"{path}/options", key=None)["options"]


def test_the_short_form_has_nine_questions_and_an_empty_one_is_taken(served, agency):
    assert set(PhoneReferral.model_fields) - {"referrer_kind", "she_knows"} == NINE
    assert not [name for name, one in PhoneReferral.model_fields.items() if one.is_required()]
    made = agency.ok("POST", "/own-referrals", {"referrer_kind": "EMERGENCY_CLINIC"})
    assert made["status"] == "RECEIVED"


def cases(coordinator: Caller) -> set[str]:
    """All cases that there are."""
    return {str(one["id"]) for one in coordinator.every("/referrals", "referrals")}
