"""One start of the night run, which ends with the night planned, whoever planned it (F14-F16).

Processes that start at once wait for the one that has the lock, and take over where it dies.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.holds_over import end_holds, end_offers
from app.nightly.slots import night_due
from app.planning import Planning
from app.store import alarms, held, plan_runs
from app.store.plan_runs import RunLost, Started
from app.store.refusals import Busy, DatabaseAway, PlanRunning
from app.store.walls import PLANNER
from models.words import AlarmKind, RunStep


class Outcome(StrEnum):
    """What a start came to."""

    PLANNED = "PLANNED"
    PLANNED_ALREADY = "PLANNED_ALREADY"
    FAILED = "FAILED"
    """No plan; the lines of the last good one stay, and people hear of it."""
    UNDERWAY = "UNDERWAY"
    """Another run was on its way for as long as this start was patient."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a start waits for other runs to end, and how often it looks."""

    seconds: float
    every: float = 1.0


def plan_once(
    planning: Planning, patience: Patience, *, sleep: Callable[[float], None] = time.sleep
) -> Outcome:
    """The night that is due has its plan, made here or elsewhere, or why not."""
    night, waited = night_due(planning.now()), 0.0
    while True:
        # A person's run is on its way, somebody took this one over, or the database is away for a
        # while: look again.
        with (
            contextlib.suppress(PlanRunning, RunLost, Busy, DatabaseAway),
            held.tried(planning.store, held.NIGHT) as lock,
        ):
            if _has_plan(planning, night):
                return Outcome.PLANNED_ALREADY
            if lock.mine:
                return _plan(planning, night)
        if waited >= patience.seconds:
            return Outcome.UNDERWAY
        sleep(patience.every)
        waited += patience.every


def _has_plan(planning: Planning, night: date) -> bool:
    with planning.store.transaction(PLANNER) as tx:
        return plan_runs.has_plan(tx, night)


def _plan(planning: Planning, night: date) -> Outcome:
    with planning.store.transaction(PLANNER) as tx:
        run = plan_runs.start_night(tx, night=night, now=planning.now())
        if run is None:
            return Outcome.PLANNED_ALREADY
    _tidy(planning, run)
    if planning.do(run, night):
        return Outcome.PLANNED
    _tell(planning, run, planning.now())
    return Outcome.FAILED


def _tidy(planning: Planning, run: Started) -> None:
    """Holds whose time is over say so, and their offers; they kept nobody out anyway."""
    with planning.store.transaction(PLANNER) as tx:
        plan_runs.note_step(tx, run, RunStep.TIDYING, now=planning.now())
    end_holds(planning.store, planning.now())
    end_offers(planning.store, planning.now())


def _tell(planning: Planning, run: Started, now: datetime) -> None:
    with planning.store.transaction(PLANNER) as tx:
        alarms.raise_(
            tx,
            AlarmKind.NIGHT_NOT_PLANNED,
            now=now,
            subject_kind="plan_run",
            subject=run.id,
        )
