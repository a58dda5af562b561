"""O11 IOM: nobody of IOM comes to her without a consent of hers, which has a date."""

from __future__ import annotations

from datetime import timedelta

from tests.app.http.test_transfers import lives


def test_no_visit_of_iom_without_a_dated_consent(served, coordinator, on_call, houses):
    her = lives(served, on_call, houses)
    case, stay = f"/referrals/{her['case']}", f"/placements/{her['placement']['id']}"
    coordinator.ok("POST", f"{case}/take-over", {"purpose": "SHIFT"})
    coordinator.ok("PUT", f"{stay}/departure-plan", {"kind": "ASSISTED_RETURN"})
    at = (served.clock() + timedelta(days=3)).isoformat()
    visit = {"kind": "RETURN_COUNSELLING", "comes": "IOM", "planned_at": at}
    got = coordinator("POST", f"{stay}/visits", visit)
    assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, "by_her_consent")
    agreed = {"purpose": "RETURN_COUNSELLING", "answer": "GIVEN", "form": "WRITTEN"}
    version = coordinator.ok("GET", case)["version"]
    given = coordinator.ok("POST", f"{case}/consents", agreed, version=version)
    (made,) = coordinator.ok("POST", f"{stay}/visits", visit)["visits"]
    assert made["comes"] == "IOM"
    consents = coordinator.ok("GET", f"{case}/consents")["consents"]
    assert next(one["given_at"] for one in consents if one["id"] == given["id"])
