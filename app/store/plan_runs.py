"""Runs of the plan and each household's line of it (domain 8.3, security F13, F14)."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError

from app.store import audit, members, rule_sets
from app.store.pages import Page, page
from app.store.picture import Picture
from app.store.refusals import NotFound, PlanRunning, Refusal
from app.store.transactions import Store, Tx
from matching.plan import Placed, Plan, Source, TierValue, Unplaced
from matching.situation import Situation
from matching.vocabulary import Firmness, Trigger
from models.household import HouseholdRecord
from models.plan_run import PlanProposalRecord as Line
from models.plan_run import PlanProposalUnitRecord as LineUnit
from models.plan_run import PlanRunRecord as Run
from models.shelter import ShelterRecord
from models.words import AuditAct, ProposalState, Role, RunState

ONE_STARTER = 4_711_008_003
"""Key of the advisory lock under which runs are numbered."""
LOST_AFTER = timedelta(hours=1)
"""A run that has been RUNNING for so long has lost its process."""

_SITUATION = TypeAdapter(Situation)


def start(tx: Tx, *, night: date, by: UUID, now: datetime) -> UUID:
    """A new run of this night, numbered.

    Raises
    ------
    PlanRunning
        When one is on its way.
    """
    tx.execute(select(func.pg_advisory_xact_lock(ONE_STARTER)))
    end_lost(tx, started_before=now - LOST_AFTER, now=now)
    if tx.execute(select(Run.id).where(Run.state == RunState.RUNNING)).first() is not None:
        raise PlanRunning
    number = tx.execute(
        select(func.coalesce(func.max(Run.number), 0) + 1).where(
            Run.night == night, Run.trigger == Trigger.EVENT
        )
    ).scalar_one()
    run = uuid4()
    tx.execute(
        insert(Run).values(
            id=run,
            trigger=Trigger.EVENT,
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


def end_lost(tx: Tx, *, started_before: datetime | None, now: datetime) -> None:
    """Runs that are RUNNING and were started before that are FAILED; None: all of them."""
    lost = Run.state == RunState.RUNNING
    if started_before is not None:
        lost &= Run.started_at < started_before
    runs = tx.execute(select(Run.id).where(lost).order_by(Run.id).with_for_update()).scalars()
    for run in list(runs):
        fail(tx, run, "LOST", refused=False, now=now)


def end_all(store: Store, *, now: datetime) -> None:
    """Every RUNNING run is FAILED; a database that cannot answer yet is left to a later start."""
    with contextlib.suppress(Refusal, DBAPIError), store.transaction() as tx:
        end_lost(tx, started_before=None, now=now)


def keep(tx: Tx, run: UUID, seen: Picture, plan: Plan, *, lost: str | None, now: datetime) -> None:
    """The checked plan is stored whole: its tiers with their bounds, and a line per household.

    ``lost`` is the word for the solver's failure when the plan was made without it, else None.
    """
    greedy = plan.source is Source.GREEDY
    state = RunState.GREEDY if greedy else RunState.PROVEN if plan.proven else RunState.NOT_PROVEN
    stages = [_tier(t) for t in plan.tiers] + [_tier(plan.waiting)]
    stages += [{**_tier(t), "pass": "moves"} for t in plan.move_tiers]
    tx.execute(
        update(Run)
        .where(Run.id == run, Run.state == RunState.RUNNING)
        .values(
            state=state,
            snapshot_hash=hashlib.sha256(_SITUATION.dump_json(seen.situation)).digest(),
            solver="HiGHS" if plan.source is Source.OPTIMISED else "scarcest first",
            failure=lost,
            finished_at=now,
            stages=stages,
            result={"placed": len(plan.placed), "unplaced": len(plan.unplaced)},
            version=Run.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    tx.execute(
        update(Line)
        .where(Line.state == ProposalState.PROPOSED)
        .values(state=ProposalState.STALE, version=Line.version + 1)
        .execution_options(synchronize_session=False)
    )
    for placed in plan.placed:
        _keep_placed(tx, run, seen, placed)
    for unplaced in plan.unplaced:
        _keep_unplaced(tx, run, seen, unplaced)
    _record(tx, run, state, now)


def _keep_placed(tx: Tx, run: UUID, seen: Picture, placed: Placed) -> None:
    first, later = placed.segments[0], placed.segments[1:]
    line, household, shelter = uuid4(), UUID(placed.household), UUID(first.shelter)
    costs = placed.costs
    tx.execute(
        insert(Line).values(
            id=line,
            run_id=run,
            household_id=household,
            shelter_id=shelter,
            nights=first.span,
            mode=placed.mode,
            firmness=Firmness.FIRM,
            segments=[
                {
                    "shelter": s.shelter,
                    "first": s.span.start.isoformat(),
                    "to": s.span.end.isoformat(),
                    "firmness": s.firmness.value,
                }
                for s in later
            ],
            reasons={
                "priority": placed.priority.name,
                "level": placed.t_eff.name,
                "costs": {
                    "risk": costs.risk,
                    "changes": costs.changes,
                    "wishes": costs.wishes,
                    "stability": costs.stability,
                    "services": costs.services,
                    "stewardship": costs.stewardship,
                },
            },
            household_version=seen.household_versions[household],
            shelter_version=seen.shelter_versions[shelter],
            state=ProposalState.PROPOSED,
            version=1,
        )
    )
    tx.execute(insert(LineUnit), [{"proposal_id": line, "unit_id": UUID(u)} for u in first.units])


def _keep_unplaced(tx: Tx, run: UUID, seen: Picture, one: Unplaced) -> None:
    household = UUID(one.household)
    tx.execute(
        insert(Line).values(
            id=uuid4(),
            run_id=run,
            household_id=household,
            reasons={
                "priority": one.priority.name,
                "level": one.t_eff.name,
                "why": one.why.value,
            },
            blocked_by=frozenset(b.rule for b in one.blocked_by),
            household_version=seen.household_versions[household],
            state=ProposalState.UNPLACED,
            version=1,
        )
    )


def fail(tx: Tx, run: UUID, word: str, *, refused: bool, now: datetime) -> None:
    """The run ends without a plan; the lines of the last good one stay as they are."""
    state = RunState.REFUSED if refused else RunState.FAILED
    tx.execute(
        update(Run)
        .where(Run.id == run, Run.state == RunState.RUNNING)
        .values(state=state, failure=word, finished_at=now, version=Run.version + 1)
        .execution_options(synchronize_session=False)
    )
    _record(tx, run, state, now)


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


def listed(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of runs."""
    rows, last = page(tx, _runs(), Run.id, wanted)
    return [dict(row._mapping) for row in rows], last


def _lines() -> Any:  # noqa: ANN401 - a query
    h, s = HouseholdRecord, ShelterRecord
    units = (
        select(func.array_agg(LineUnit.unit_id))
        .where(LineUnit.proposal_id == Line.id)
        .correlate(Line)
        .scalar_subquery()
    )
    return (
        select(
            Line.id,
            Line.run_id.label("run"),
            Line.household_id.label("household"),
            h.referral_id.label("referral"),
            Line.shelter_id.label("shelter"),
            s.code_name,
            units.label("units"),
            Line.nights,
            Line.mode,
            Line.segments,
            Line.reasons,
            Line.blocked_by,
            Line.household_version,
            Line.shelter_version,
            h.version.label("household_version_now"),
            (s.version + s.inner_version).label("shelter_version_now"),
            Line.state,
            Line.version,
        )
        .join(h, h.id == Line.household_id)
        .outerjoin(s, s.id == Line.shelter_id)
    )


def lines(
    tx: Tx, run: UUID, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the lines of one run, for the cases that this person may know of."""
    known = members.seen_by(HouseholdRecord.referral_id, account, role)
    rows, last = page(tx, _lines().where(Line.run_id == run, known), Line.id, wanted)
    return [dict(row._mapping) for row in rows], last


def line(tx: Tx, proposal: UUID, *, account: UUID, role: Role) -> dict[str, Any]:
    """One line.

    Raises
    ------
    NotFound
        When there is none, or this person may not know of the case.
    """
    known = members.seen_by(HouseholdRecord.referral_id, account, role)
    row = tx.execute(_lines().where(Line.id == proposal, known)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def decide(tx: Tx, proposal: UUID, state: ProposalState, *, by: UUID, now: datetime) -> None:
    """A person has decided this line."""
    tx.execute(
        update(Line)
        .where(Line.id == proposal)
        .values(state=state, decided_by=by, decided_at=now, version=Line.version + 1)
        .execution_options(synchronize_session=False)
    )
