"""The answer to a what if: a result of its run, and no line that anybody could approve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.store import members, plan_runs
from app.store.plan_runs import Started
from app.store.transactions import Tx
from matching.what_if import Difference, Ranking
from models.household import HouseholdRecord as Household
from models.words import Role, RunState


def keep(
    tx: Tx, run: Started, found: Difference, *, proven: bool, snapshot: bytes, now: datetime
) -> None:
    """The run is done, and says what would be different.

    Raises
    ------
    RunLost
        When it is not this process's run any more; then nothing is stored.
    """
    result = {
        "unplaced_before": list(found.unplaced_before),
        "unplaced_after": list(found.unplaced_after),
        "moved": [
            {"household": one.household, "before": one.before, "after": one.after}
            for one in found.moved
        ],
    }
    state = RunState.PROVEN if proven else RunState.NOT_PROVEN
    plan_runs.finish(tx, run, state, {"what_if": result}, snapshot=snapshot, now=now)


def keep_ranking(tx: Tx, run: Started, found: Ranking, *, snapshot: bytes, now: datetime) -> None:
    """The run is done, and says which single changes would give most households a bed.

    Raises
    ------
    RunLost
        When it is not this process's run any more; then nothing is stored.
    """
    before = found.unplaced
    after = before
    if found.best:
        after = tuple(a - b for a, b in zip(before, found.best[0].gained, strict=True))  # type: ignore[assignment]
    result = {
        "unplaced_before": list(before),
        "unplaced_after": list(after),
        "moved": [],
        "best": [
            {
                "kind": one.change.kind,
                "shelter": one.change.shelter,
                "zone": one.change.zone,
                "unit": one.change.unit,
                "feature": one.change.feature,
                "gained": list(one.gained),
            }
            for one in found.best
        ],
    }
    plan_runs.finish(tx, run, RunState.NOT_PROVEN, {"what_if": result}, snapshot=snapshot, now=now)


def referrals_of(
    tx: Tx, households: Sequence[UUID], *, account: UUID, role: Role
) -> dict[UUID, UUID]:
    """The case of each of these households that this person may know of."""
    rows = tx.execute(
        select(Household.id, Household.referral_id).where(
            Household.id.in_(households), members.seen_by(Household.referral_id, account, role)
        )
    )
    return {row.id: row.referral_id for row in rows}
