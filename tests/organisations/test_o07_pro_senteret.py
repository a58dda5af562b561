"""O07 Pro-senteret: who refers sees received, in progress, closed, and nothing else."""

from __future__ import annotations

from tests.app.http.test_outside import agency
from tests.app.http.test_transfers import keep
from tests.organisations.referring import referred
from tests.support.houses import said_by_a_caller

__all__ = ["agency"]


def test_whoever_refers_learns_three_words_and_nothing_of_where_or_whether(
    served, coordinator, houses, agency
):
    sent = {**said_by_a_caller(served), "referrer_kind": "OUTREACH_PRO", "she_knows": "YES"}
    own, case = referred(agency, coordinator, sent)
    path = f"/own-referrals/{own}"
    seen = [agency.ok("GET", path)]
    held = keep(coordinator, case, houses)
    seen.append(agency.ok("GET", path))
    took = coordinator.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    seen.append(agency.ok("GET", path))
    stay = f"/placements/{took['placement']}"
    version = coordinator.ok("GET", stay)["version"]
    coordinator.ok("POST", f"{stay}/call-off", {"why": "CANCELLED"}, version=version)
    version = coordinator.ok("GET", f"/referrals/{case}")["version"]
    coordinator.ok("POST", f"/referrals/{case}/withdraw", version=version)
    seen.append(agency.ok("GET", path))
    assert [one["status"] for one in seen] == ["RECEIVED", "IN_PROGRESS", "IN_PROGRESS", "CLOSED"]
    assert all(one.keys() == {"id", "status"} for one in seen)
    assert agency("GET", f"/referrals/{case}").status_code == 404
