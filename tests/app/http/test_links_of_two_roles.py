"""What another role said of two cases is neither betrayed nor overwritten."""

from __future__ import annotations

from uuid import UUID

from app.store import cases, referrals
from matching.vocabulary import LinkKind
from models.words import Role
from tests.support.houses import call
from tests.support.served import Caller, Served


def test_a_link_of_another_role_is_not_met(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    a, b = call(served, on_call), call(served, on_call)
    with served.service.store.transaction() as tx:
        one, other = (
            referrals.find(
                tx, UUID(c["id"]), account=coordinator.account, role=Role.COORDINATOR
            ).household
            for c in (a, b)
        )
        police = cases.put_link(
            tx,
            one,
            other,
            role=Role.REFERRER,
            kind=LinkKind.MUST_SEPARATE,
            basis=None,
            set_by=None,
            set_at=served.clock(),
        )
    sent = {"a": a["id"], "b": b["id"], "kind": "PREFER_TOGETHER"}
    made = coordinator.ok("POST", "/links", sent)
    assert made["id"] != str(police)
    again = coordinator.ok("POST", "/links", {**sent, "kind": "UNKNOWN"})
    assert again["id"] == made["id"]
    told = coordinator.ok("GET", "/links?limit=50")["links"]
    assert [link["id"] for link in told] == [made["id"]]
