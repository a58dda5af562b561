"""Runs of the plan: started, followed, ended (domain 8.3, 13, security F14, F16)."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, cast, func, insert, null, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from app.store import audit, held, plan_lines, plan_verdicts, rule_sets
from app.store.last_plan import WITH_PLAN
from app.store.pages import Page, mark, page
from app.store.picture import Aside, Picture
from app.store.refusals import NotFound, PlanRunning, Refusal
from app.store.transactions import Store, Tx
from matching.plan import Plan, Source, TierValue
from matching.vocabulary import Trigger
from models.lifecycle import OPEN_CASES
from models.plan_run import PlanProposalRecord as Line
from models.plan_run import PlanRunRecord as Run
from models.referral import ReferralRecord as Referral
from models.words import AsideWhy, AuditAct, RunState, RunStep

ONE_STARTER = 4_711_008_003
"""Key of the advisory lock under which runs are numbered."""
LOST_AFTER = timedelta(hours=1)
"""A run that a person started and that has been RUNNING for so long is stuck."""
ABOUT_TO_BEGIN = timedelta(minutes=1)
"""So long after it was asked for, a run may have no process yet that is at it."""


@dataclass(frozen=True, slots=True)
class Started:
    """A run that is on its way, and which try of it; whoever has another try may write nothing."""

    id: UUID
    attempt: int = 1
    breaking: Mapping[str, str] = field(default_factory=dict)
    """Whom an earlier try found to break the planner, by id, each with a hash of what was said of it."""


class RunLost(Exception):
    """The run was ended, or taken over by another process, while this one was at it."""


def start(
    tx: Tx, *, night: date, by: UUID, now: datetime, trigger: Trigger = Trigger.EVENT
) -> UUID:
    """A new run of this night that a person asked for, numbered.

    Raises
    ------
    PlanRunning
        When one is on its way.
    """
    _must_be_alone(tx, now)
    number = tx.execute(
        select(func.coalesce(func.max(Run.number), 0) + 1).where(
            Run.night == night, Run.trigger == trigger
        )
    ).scalar_one()
    return _enter(tx, trigger, night, number=number, by=by, now=now)


def start_night(tx: Tx, *, night: date, now: datetime) -> Started | None:
    """The run of this night, tried anew where an earlier try died or failed; None: it has its plan.

    Call it while ``held.NIGHT`` is held: then no other process is at a night.

    Raises
    ------
    PlanRunning
        When a run that a person asked for is on its way.
    """
    _must_be_alone(tx, now, night_is_mine=True)
    there = tx.execute(
        select(Run.id, Run.state, Run.attempt, Run.breaking).where(
            Run.night == night, Run.trigger == Trigger.NIGHT
        )
    ).one_or_none()
    if there is None:
        run = _enter(tx, Trigger.NIGHT, night, number=1, by=None, now=now)
        return Started(run)
    if there.state in WITH_PLAN:
        return None
    started = Started(there.id, there.attempt + 1, there.breaking or {})
    _change(
        tx,
        Run.id == there.id,
        state=RunState.RUNNING,
        attempt=started.attempt,
        rule_set_id=rule_sets.recorded(tx, rule_sets.in_force(tx), now=now),
        started_at=now,
        finished_at=None,
        failure=None,
        step=None,
        step_at=None,
    )
    return started


def _must_be_alone(tx: Tx, now: datetime, *, night_is_mine: bool = False) -> None:
    """Nobody else starts a run until this transaction ends, and none is on its way."""
    tx.execute(select(func.pg_advisory_xact_lock(ONE_STARTER)))
    end_lost(tx, now, alone=False)
    if night_is_mine or not held.is_held(tx, held.NIGHT):
        _end(tx, Run.trigger == Trigger.NIGHT, now)
    if tx.execute(select(Run.id).where(Run.state == RunState.RUNNING)).first() is not None:
        raise PlanRunning


def _enter(
    tx: Tx, trigger: Trigger, night: date, *, number: int, by: UUID | None, now: datetime
) -> UUID:
    run = uuid4()
    tx.execute(
        insert(Run).values(
            id=run,
            trigger=trigger,
            night=night,
            number=number,
            state=RunState.RUNNING,
            rule_set_id=rule_sets.recorded(tx, rule_sets.in_force(tx), now=now),
            seed=0,
            started_at=now,
            started_by=by,
            version=1,
        )
    )
    return run


def end_lost(tx: Tx, now: datetime, *, alone: bool) -> None:
    """Runs that a person started and that no process is at, or for too long, are FAILED.

    ``alone``: no other service is on these records, so a run that nobody holds has lost its process.
    Else it may be about to begin, for a moment. The night run is another process's: it lives as long
    as that one has its lock.
    """
    _end(tx, (Run.trigger != Trigger.NIGHT) & (Run.started_at < now - LOST_AFTER), now)
    since = now if alone else now - ABOUT_TO_BEGIN
    found = select(Run.id).where(
        Run.state == RunState.RUNNING, Run.trigger != Trigger.NIGHT, Run.started_at <= since
    )
    for run in tx.execute(found).scalars().all():
        if not held.is_held(tx, held.of_run(run)):
            _end(tx, Run.id == run, now)


def _end(tx: Tx, which: ColumnElement[bool], now: datetime) -> None:
    running = select(Run.id, Run.attempt).where(Run.state == RunState.RUNNING, which)
    for run in tx.execute(running.order_by(Run.id).with_for_update()).all():
        with contextlib.suppress(RunLost):
            fail(tx, Started(run.id, run.attempt), "LOST", refused=False, now=now)


def end_all(store: Store, *, now: datetime) -> None:
    """Every run that lost its process is FAILED; a database that cannot answer is left to later."""
    with contextlib.suppress(Refusal, DBAPIError), store.transaction() as tx:
        end_lost(tx, now, alone=not held.is_held(tx, held.UPKEEP))


def note_step(tx: Tx, run: Started, step: RunStep, *, now: datetime) -> None:
    """What the run is doing from now on.

    Raises
    ------
    RunLost
        When it is not this process's run any more.
    """
    _change_mine(tx, run, step=step, step_at=now)


def note_breaking(tx: Tx, run: Started, found: Mapping[str, str]) -> None:
    """These break the planner too, and the next try of this run need not look for them.

    Raises
    ------
    RunLost
        When it is not this process's run any more.
    """
    # Added by the database: who was erased since the last one was found does not come back.
    known = func.coalesce(Run.breaking, cast({}, JSONB))
    _change_mine(tx, run, breaking=known.op("||")(cast(dict(found), JSONB)))


def forget_breaking(tx: Tx, run: Started) -> None:
    """Nobody is to blame after all.

    Raises
    ------
    RunLost
        When it is not this process's run any more.
    """
    _change_mine(tx, run, breaking=None)


def forget_all_breaking(tx: Tx) -> None:
    """Somebody is being erased, and no hash of what was said of her stays; a try that runs looks anew."""
    tx.execute(
        update(Run)
        .where(Run.breaking.is_not(None))
        .values(breaking=null())
        .execution_options(synchronize_session=False)
    )


def keep(
    tx: Tx,
    run: Started,
    seen: Picture,
    plan: Plan,
    *,
    aside: tuple[Aside, ...],
    snapshot: bytes,
    remarks: plan_lines.Remarks,
    why: plan_verdicts.Explanations,
    lost: str | None,
    now: datetime,
) -> None:
    """The checked plan is stored whole: its tiers with their bounds, and a line per household.

    ``lost`` is the word for the solver's failure when the plan was made without it, else None.

    Raises
    ------
    RunLost
        When it is not this process's run any more; then nothing is stored.
    """
    greedy = plan.source is Source.GREEDY
    state = RunState.GREEDY if greedy else RunState.PROVEN if plan.proven else RunState.NOT_PROVEN
    stages = [_tier(t) for t in plan.tiers] + [_tier(plan.waiting)]
    stages += [{**_tier(t), "pass": "moves"} for t in plan.move_tiers]
    houses = [str(one.shelter) for one in aside if one.shelter is not None]
    plan_verdicts.let_go(tx)
    uncounted = sum(one.why is AsideWhy.BY_HAND for one in aside)
    _change_mine(
        tx,
        run,
        state=state,
        # What it was judged by: another version may count since the run was entered.
        rule_set_id=rule_sets.recorded(tx, seen.situation.rules, now=now),
        snapshot_hash=snapshot,
        solver="HiGHS" if plan.source is Source.OPTIMISED else "scarcest first",
        failure=lost,
        breaking=None,  # the lines say it now
        finished_at=now,
        shelters=plan_verdicts.listed(seen),
        stages=stages,
        result={
            "placed": len(plan.placed),
            "unplaced": len(plan.unplaced),
            "set_aside": len(aside) - len(houses) - uncounted,
            "houses_set_aside": houses,
        },
    )
    plan_lines.keep(tx, run.id, seen, plan, aside, remarks, why)
    _record(tx, run.id, state, now)


def finish(
    tx: Tx,
    run: Started,
    state: RunState,
    result: dict[str, Any],
    *,
    snapshot: bytes,
    now: datetime,
) -> None:
    """The run is done without a line: it answered a question.

    Raises
    ------
    RunLost
        When it is not this process's run any more.
    """
    _change_mine(tx, run, state=state, result=result, snapshot_hash=snapshot, finished_at=now)
    _record(tx, run.id, state, now)


def fail(tx: Tx, run: Started, word: str, *, refused: bool, now: datetime) -> None:
    """The run ends without a plan; the lines of the last good one stay as they are.

    Raises
    ------
    RunLost
        When it is not this process's run any more.
    """
    state = RunState.REFUSED if refused else RunState.FAILED
    _change_mine(tx, run, state=state, failure=word, finished_at=now)
    _record(tx, run.id, state, now)


def _change_mine(tx: Tx, run: Started, **values: Any) -> None:  # noqa: ANN401 - columns of a run
    mine = (Run.id == run.id) & (Run.state == RunState.RUNNING) & (Run.attempt == run.attempt)
    if not _change(tx, mine, **values):
        raise RunLost


def _change(tx: Tx, which: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401 - the same
    done = tx.execute(
        update(Run)
        .where(which)
        .values(**values, version=Run.version + 1)
        .returning(Run.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def _record(tx: Tx, run: UUID, state: RunState, now: datetime) -> None:
    audit.add(
        tx,
        AuditAct.PLAN_RUN_FINISHED,
        at=now,
        actor=None,
        role=None,
        subject_kind="plan_run",
        subject=run,
        detail={"state": state.value},
    )


def _tier(t: TierValue) -> dict[str, Any]:
    name = "waiting" if t.name is None else t.name.value
    return {"name": name, "value": t.value, "bound": t.bound, "proven": t.proven}


def _runs() -> Any:  # noqa: ANN401 - a query
    return select(
        Run.id,
        Run.night,
        Run.number,
        Run.trigger,
        Run.state,
        Run.attempt,
        Run.step,
        Run.step_at,
        Run.started_at,
        Run.finished_at,
        Run.stages,
        Run.result,
        Run.failure,
        Run.version,
    )


def find(tx: Tx, run: UUID) -> dict[str, Any]:
    """One run.

    Raises
    ------
    NotFound
        When there is none.
    """
    row = tx.execute(_runs().where(Run.id == run)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def last(tx: Tx) -> dict[str, Any]:
    """The run that began last and is no what if.

    Raises
    ------
    NotFound
        When none was ever made.
    """
    query = _runs().where(Run.trigger != Trigger.WHAT_IF)
    row = tx.execute(query.order_by(Run.started_at.desc(), Run.id).limit(1)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def listed(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of runs."""
    rows, last = page(tx, _runs(), Run.id, wanted)
    return [dict(row._mapping) for row in rows], last


def marked(tx: Tx, since: datetime) -> str:
    """The mark of the runs that began later, and of what was decided about their lines."""
    decided = select(func.count(Line.decided_at)).where(Line.run_id == Run.id).scalar_subquery()
    query = select(Run.id, Run.version, Run.state, decided.label("decided"))
    return mark(tx, query.where(Run.started_at > since))


def has_plan(tx: Tx, night: date) -> bool:
    """Whether the night run of that night made its plan."""
    made = select(Run.id).where(
        Run.night == night, Run.trigger == Trigger.NIGHT, Run.state.in_(WITH_PLAN)
    )
    return tx.execute(made).first() is not None


def of_night(tx: Tx, night: date) -> UUID | None:
    """The night run of that night, whatever became of it."""
    query = select(Run.id).where(Run.night == night, Run.trigger == Trigger.NIGHT)
    return tx.execute(query).scalar_one_or_none()


def was_waited_for(tx: Tx, at: datetime) -> bool:
    """Whether a case that is open now was there then."""
    query = select(Referral.id).where(Referral.state.in_(OPEN_CASES), Referral.received_at <= at)
    return tx.execute(query.limit(1)).one_or_none() is not None
