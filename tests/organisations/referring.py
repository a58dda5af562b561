"""An agency's referral, and the case that the coordinators have of it."""

from __future__ import annotations

from typing import Any

from tests.support.served import Caller


def referred(agency: Caller, coordinator: Caller, sent: dict[str, Any]) -> tuple[str, str]:
    """What the agency calls it, and the id of the case, which no agency is told."""

    def cases() -> set[str]:
        return {one["id"] for one in coordinator.every("/referrals", "referrals")}

    before = cases()
    own = agency.ok("POST", "/own-referrals", sent)["id"]
    (case,) = cases() - before
    return own, case
