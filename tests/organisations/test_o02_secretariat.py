"""O02 Krisesentersekretariatet: it publishes a version of the rules, and every later decision cites it."""

from __future__ import annotations

from sqlalchemy import text

from tests.app.http.test_transfers import keep
from tests.support.houses import call
from tests.support.replays import replayed


def test_a_published_version_is_cited_by_what_is_decided_after_it(
    served, coordinator, second, houses
):
    before = call(served, coordinator)
    keep(coordinator, before["id"], houses)
    sent = {"name": "NO-O02", "numbers": {"hold_minutes_tonight": 90}}
    made = coordinator.ok("POST", "/rule-sets", sent)
    why = {"purpose": "POLICY", "reason": "the secretariat decided so"}
    replayed(coordinator, made["id"])
    asked = coordinator.ok("POST", f"/rule-sets/{made['id']}/activate", why)
    second.ok("POST", f"/approvals/{asked['approval']}/agree")
    after = call(served, coordinator)
    held = keep(coordinator, after["id"], houses)
    coordinator.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    with served.service.store.transaction() as tx:
        cited = {
            str(row.id): row.rule_set
            for row in tx.execute(text("SELECT id, rule_set FROM referrals")).all()
        }
    assert cited[after["id"]] == "NO-O02"
    assert cited[before["id"]] not in (None, "NO-O02")
