"""O22 Private persons and congregations: who calls for somebody never learns whether she was placed."""

from __future__ import annotations

from tests.app.http.test_outside import agency
from tests.app.http.test_transfers import keep
from tests.organisations.referring import referred
from tests.support.houses import said_by_a_caller

__all__ = ["agency"]


def test_a_third_party_gets_one_answer_whoever_it_is_about(served, coordinator, houses, agency):
    sent = {**said_by_a_caller(served), "referrer_kind": "FAITH", "she_knows": "UNKNOWN"}
    first, again = agency("POST", "/own-referrals", sent), agency("POST", "/own-referrals", sent)
    assert first.status_code == again.status_code == 201
    assert first.json().keys() == {"id", "status"}
    assert len(first.content) == len(again.content)
    path = f"/own-referrals/{first.json()['id']}"
    for route in ("/offers", "/placements", "/referrals", "/shelters"):
        assert agency("GET", route).status_code == 404
    assert agency.ok("GET", path).keys() == {"id", "status"}


def test_one_who_was_placed_and_one_who_was_not_read_alike(served, coordinator, houses, agency):
    sent = {**said_by_a_caller(served), "referrer_kind": "FAITH", "she_knows": "YES"}
    (placed, case), (waits, other) = (referred(agency, coordinator, sent) for _ in range(2))
    coordinator.ok("POST", f"/referrals/{other}/options", key=None)
    held = keep(coordinator, case, houses)
    took = coordinator.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    staff, stay = houses[held["shelter"]]["staff"], f"/placements/{took['placement']}"
    staff.ok("POST", f"{stay}/arrive", version=staff.ok("GET", stay)["version"])
    assert coordinator.ok("GET", f"/referrals/{case}")["state"] == "ARRIVED"
    told = [agency.ok("GET", f"/own-referrals/{own}") for own in (placed, waits)]
    assert told == [{"id": own, "status": "IN_PROGRESS"} for own in (placed, waits)]
