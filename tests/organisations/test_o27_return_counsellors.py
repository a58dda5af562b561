"""O27 The role of a return counsellor: its own scope, apart from the shelter's and from IOM's."""

from __future__ import annotations

from app.access import BASE, ROLES
from models.words import Role
from tests.app.http.test_outside import put_on
from tests.support.houses import call


def test_a_return_counsellor_stands_on_a_case_by_a_scope_of_her_own(served, coordinator, houses):
    counsellor = served.caller(Role.RETURN_COUNSELLOR)
    case = call(served, coordinator)
    consent = put_on(served, coordinator, case, counsellor, Role.RETURN_COUNSELLOR)
    (line,) = counsellor.ok("GET", "/own-cases")["cases"]
    assert line["scope"] == "RETURN_COUNSELLING"
    told = counsellor.ok("GET", f"/own-cases/{line['id']}")
    assert not {"needs", "level", "contact", "received_at"} & told.keys()
    consents = coordinator.ok("GET", f"/referrals/{case['id']}/consents")["consents"]
    assert next(c["purpose"] for c in consents if c["id"] == consent) == "RETURN_COUNSELLING"
    assert BASE and not any(
        Role.RETURN_COUNSELLOR in roles and path.startswith(("/shelters", "/placements"))
        for (_, path), roles in ROLES.items()
    )
