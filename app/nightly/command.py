"""What ``havn night`` does: one start of the night run."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from app.at_hand import at_hand
from app.nightly.night import Outcome, Patience, plan_once
from app.pictures import Pictures
from app.places.gazetteer import load_gazetteer
from app.planning import Planning
from app.postgres import PostgresFailed
from app.service import tie_key
from app.solver_process import GRACE_SECONDS, Limits
from app.store.refusals import Refusal
from app.vault.keys import KeyRefused

SAID = {
    Outcome.PLANNED: "the night is planned",
    Outcome.PLANNED_ALREADY: "the night has its plan already",
    Outcome.FAILED: "no plan was made; the last good one stands",
    Outcome.UNDERWAY: "another run is on its way; start again later",
}
CODES = {Outcome.FAILED: 1, Outcome.UNDERWAY: 3}
UNUSABLE = 2


def run() -> int:
    """Plan the night that is due, unless it is planned; the exit code."""
    try:
        with at_hand(pool_size=2) as hand:
            limits = Limits(hand.settings.plan_seconds, hand.settings.plan_megabytes)
            planning = Planning(
                hand.store,
                Pictures(hand.store, load_gazetteer(), tie_key(hand.master)),
                now=lambda: datetime.now(UTC),
                limits=limits,
            )
            outcome = plan_once(planning, Patience(2 * (limits.seconds + GRACE_SECONDS)))
    except (KeyRefused, PostgresFailed) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return UNUSABLE
    except Refusal:
        print("error: the database cannot be reached", file=sys.stderr)
        return UNUSABLE
    print(SAID[outcome])
    return CODES.get(outcome, 0)
