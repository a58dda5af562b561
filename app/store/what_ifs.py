"""The answer to a what if: a result of its run, and no line that anybody could approve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.store import members, plan_runs
from app.store.plan_runs import Started
from app.store.transactions import Tx
from matching.replay import Replayed
from matching.single_changes import Ranking
from matching.vocabulary import Trigger
from matching.what_if import Difference
from models.household import HouseholdRecord as Household
from models.plan_run import PlanRunRecord as Run
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


def keep_replay(
    tx: Tx,
    run: Started,
    found: Replayed,
    *,
    rule_set: UUID,
    against: str,
    snapshot: bytes,
    now: datetime,
) -> None:
    """The run is done, and says what that version would have done on the last nights.

    Raises
    ------
    RunLost
        When it is not this process's run any more; then nothing is stored.
    """
    result = {
        "unplaced_before": list(found.unplaced_before),
        "unplaced_after": list(found.unplaced_after),
        "moved": [],
        "replay": {
            "rule_set": str(rule_set),
            "against": against,
            "nights": found.nights,
            "worse_nights": found.worse_nights,
            "other_class": found.other_class,
            "took": found.took,
            "barred": {rule.value: number for rule, number in found.barred.items()},
            "restricted": found.restricted,
        },
    }
    plan_runs.finish(tx, run, RunState.NOT_PROVEN, {"what_if": result}, snapshot=snapshot, now=now)


def last_replay(tx: Tx, rule_set: UUID, *, against: str, since: datetime) -> dict[str, Any] | None:
    """The newest replay of that version against the one in force that ended since then."""
    told = Run.result["what_if"]
    query = (
        select(told)
        .where(
            Run.trigger == Trigger.WHAT_IF,
            Run.finished_at >= since,
            told["replay"]["rule_set"].astext == str(rule_set),
            told["replay"]["against"].astext == against,
        )
        .order_by(Run.finished_at.desc())
        .limit(1)
    )
    found: dict[str, Any] | None = tx.execute(query).scalar_one_or_none()
    return found


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
