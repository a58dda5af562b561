"""A version of the rule set is replayed on the last nights, as a coordinator has it done."""

from __future__ import annotations

import time
from typing import Any

from tests.support.served import Caller


def replayed(who: Caller, version: str) -> dict[str, Any]:
    """What the version would have done, once the run has ended."""
    made = who.ok("POST", "/what-ifs", {"replay": version})
    for _ in range(900):
        if made["state"] != "RUNNING":
            break
        time.sleep(0.1)
        made = who.ok("GET", f"/plan-runs/{made['id']}")
    assert made["failure"] is None, made
    told: dict[str, Any] = who.ok("GET", f"/plan-runs/{made['id']}/what-if")
    return told
