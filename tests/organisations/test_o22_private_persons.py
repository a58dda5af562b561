"""O22 Private persons and congregations: who calls for somebody never learns whether she was placed."""

from __future__ import annotations

from tests.app.http.test_outside import agency
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
