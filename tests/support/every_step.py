"""Whether a story has met every state of the table, and every reason to move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from models.lifecycle import TABLE
from models.words import TransferReason


def every_state_and_every_reason_was_met(steps: Iterable[dict[str, Any]]) -> None:
    """The steps of all cases together leave out nothing that the table allows."""
    met: dict[str, set[str]] = defaultdict(set)
    reasons = set()
    for step in steps:
        met[step["machine"]] |= {step["before"], step["after"]}
        if step["machine"] == "REFERRAL" and step["after"] == "TRANSFER":
            reasons.add(step["reason"])
    missing = {
        (machine, state)
        for machine, edges in TABLE.items()
        for edge in edges
        for state in (edge.before.value, edge.after.value)
        if state not in met[machine.value]
    }
    assert missing == set()
    assert reasons == {reason.value for reason in TransferReason}
