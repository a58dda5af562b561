"""O34 Address block: a case under kode 6 is not there for anybody who is not named on it."""

from __future__ import annotations

from uuid import uuid4

from models.words import Role
from tests.app.http.test_kode6 import closed
from tests.app.http.test_transfers import lives


def test_a_kode6_case_is_a_random_id_to_all_who_are_not_named(
    served, coordinator, second, on_call, houses
):
    her = lives(served, on_call, houses)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    closed(served, {"id": her["case"]}, coordinator)
    assert coordinator.ok("GET", f"/referrals/{her['case']}")["state"] == "ARRIVED"
    for who in (second, on_call, served.caller(Role.COORDINATOR)):
        for path in ("", "/steps", "/cards", "/areas"):
            seen = who("GET", f"/referrals/{her['case']}{path}")
            random = who("GET", f"/referrals/{uuid4()}{path}")
            assert (seen.status_code, seen.content) == (404, random.content)
        assert her["case"] not in str(who.every("/referrals", "referrals"))
        assert her["placement"]["id"] not in str(who.every("/placements", "placements"))
