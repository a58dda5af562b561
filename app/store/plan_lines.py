"""The lines of a plan, one for each household, which people decide one by one (domain 13, F13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import aliased

from app.store import members
from app.store.last_plan import made_a_plan
from app.store.pages import Page, page
from app.store.picture import Aside, Picture
from app.store.plan_inputs import Parts
from app.store.plan_verdicts import Explained, Explanations, written
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.explain_words import MAY_BE_RESTRICTED
from matching.plan import Placed, Plan, Unplaced
from matching.vocabulary import Firmness, HouseholdId, Rule, Trigger
from models.household import HouseholdRecord
from models.plan_run import PlanProposalRecord as Line
from models.plan_run import PlanProposalUnitRecord as LineUnit
from models.plan_run import PlanRunRecord as Run
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.words import ProposalState, Role

Remarks = Mapping[HouseholdId, Mapping[str, Any]]
"""What is told beside the line of each household that is placed."""


def keep(
    tx: Tx,
    run: UUID,
    seen: Picture,
    plan: Plan,
    aside: tuple[Aside, ...],
    remarks: Remarks,
    why: Explanations,
) -> None:
    """A line for each household of the plan and each that was set aside; older ones are STALE."""
    tx.execute(
        update(Line)
        .where(Line.state == ProposalState.PROPOSED)
        .values(state=ProposalState.STALE, version=Line.version + 1)
        .execution_options(synchronize_session=False)
    )
    before = _houses_before(tx, run, seen)
    parts = Parts(seen.situation)
    hers = {h.id: h for h in seen.situation.households}
    houses = {s.id: s for s in seen.situation.shelters}
    for placed in plan.placed:
        first, later = placed.segments[0], placed.segments[1:]
        inputs = parts.of(
            hers[placed.household],
            houses[first.shelter],
            tuple(houses[s.shelter] for s in later),
        )
        said = {**before.get(placed.household, {}), **remarks.get(placed.household, {})}
        _keep_placed(tx, run, seen, placed, inputs, said, why[placed.household])
    for unplaced in plan.unplaced:
        _keep_unplaced(tx, run, seen, unplaced, why[unplaced.household])
    for one in aside:
        if one.household is not None:
            _keep_aside(tx, run, seen, one.household, one)


def _houses_before(tx: Tx, run: UUID, seen: Picture) -> dict[HouseholdId, dict[str, int]]:
    """For each household that the plan before placed, her house's version as this plan sees it; 0 is none.

    Kept with the line, since whoever reads the difference later may find the house changed again.
    """
    rows = tx.execute(
        select(Line.household_id, Line.shelter_id).where(
            Line.run_id == _run_before(run), Line.shelter_id.is_not(None)
        )
    )
    return {
        HouseholdId(str(row.household_id)): {
            "house_before": seen.shelter_versions.get(row.shelter_id, 0)
        }
        for row in rows
    }


def _keep_placed(
    tx: Tx,
    run: UUID,
    seen: Picture,
    placed: Placed,
    inputs: dict[str, str],
    remarks: Mapping[str, Any],
    why: Explained,
) -> None:
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
                **remarks,
            },
            household_version=seen.household_versions[household],
            shelter_version=seen.shelter_versions[shelter],
            inputs=inputs,
            verdicts=written(why.verdicts),
            state=ProposalState.PROPOSED,
            version=1,
        )
    )
    tx.execute(insert(LineUnit), [{"proposal_id": line, "unit_id": UUID(u)} for u in first.units])


def _keep_unplaced(tx: Tx, run: UUID, seen: Picture, one: Unplaced, why: Explained) -> None:
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
            blocked_by=frozenset(
                Rule.H05 if b.rule in MAY_BE_RESTRICTED else b.rule for b in one.blocked_by
            ),
            smallest_bars=None if why.smallest_bars is None else frozenset(why.smallest_bars),
            verdicts=written(why.verdicts),
            household_version=seen.household_versions[household],
            state=ProposalState.UNPLACED,
            version=1,
        )
    )


def _keep_aside(tx: Tx, run: UUID, seen: Picture, household: UUID, one: Aside) -> None:
    tx.execute(
        insert(Line).values(
            id=uuid4(),
            run_id=run,
            household_id=household,
            reasons={"why": one.why.value},
            household_version=seen.household_versions[household],
            state=ProposalState.SET_ASIDE,
            version=1,
        )
    )


def _lines() -> Any:  # noqa: ANN401 - a query
    h, s, r = HouseholdRecord, ShelterRecord, ReferralRecord
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
            r.code_name.label("case"),
            Line.shelter_id.label("shelter"),
            s.code_name,
            units.label("units"),
            Line.nights,
            Line.mode,
            Line.segments,
            Line.reasons,
            Line.blocked_by,
            Line.smallest_bars,
            Line.household_version,
            Line.shelter_version,
            Line.inputs,
            h.version.label("household_version_now"),
            (s.version + s.inner_version).label("shelter_version_now"),
            Line.state,
            Line.version,
        )
        .join(h, h.id == Line.household_id)
        .join(r, r.id == h.referral_id)
        .outerjoin(s, s.id == Line.shelter_id)
    )


def lines(
    tx: Tx, run: UUID, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the lines of one run, for the cases that this person may know of."""
    known = members.seen_by(HouseholdRecord.referral_id, account, role)
    rows, last = page(tx, _lines().where(Line.run_id == run, known), Line.id, wanted)
    return [dict(row._mapping) for row in rows], last


def beside_the_night_before(
    tx: Tx, run: UUID, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of households, each with its line of this run and that of the plan before, if any.

    Of a night run it is the night run before it, of another run whatever plan came last.
    """
    h, now, before = HouseholdRecord, aliased(Line), aliased(Line)
    there, then = aliased(ShelterRecord), aliased(ShelterRecord)
    query = (
        select(
            h.id,
            h.referral_id.label("referral"),
            ReferralRecord.code_name.label("case"),
            *_told(now, there, "now"),
            *_told(before, then, "before"),
        )
        .join(ReferralRecord, ReferralRecord.id == h.referral_id)
        .outerjoin(now, (now.household_id == h.id) & (now.run_id == run))
        .outerjoin(before, (before.household_id == h.id) & (before.run_id == _run_before(run)))
        .outerjoin(there, there.id == now.shelter_id)
        .outerjoin(then, then.id == before.shelter_id)
        .where(
            now.id.is_not(None) | before.id.is_not(None),
            members.seen_by(h.referral_id, account, role),
        )
    )
    rows, last = page(tx, query, h.id, wanted)
    return [dict(row._mapping) for row in rows], last


def _told(line: Any, house: Any, when: str) -> list[Any]:  # noqa: ANN401 - aliases of records
    columns = (
        line.state,
        line.shelter_id,
        house.code_name,
        line.nights,
        line.mode,
        line.segments,
        line.reasons,
        line.blocked_by,
        line.household_version,
        line.shelter_version,
        line.inputs,
    )
    return [column.label(f"{when}_{column.key}") for column in columns]


def _run_before(run: UUID) -> Any:  # noqa: ANN401 - a subquery
    this, other = aliased(Run), aliased(Run)
    return (
        select(other.id)
        .join(this, this.id == run)
        .where(
            made_a_plan(other),
            other.started_at < this.started_at,
            (this.trigger != Trigger.NIGHT) | (other.trigger == Trigger.NIGHT),
        )
        .order_by(other.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )


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


@beyond(StepOut.BOOKING)
def night_run_of(tx: Tx, proposal: UUID) -> date | None:
    """The night that the night run planned this line for; None for a run that a person started."""
    night = (
        select(Run.night)
        .join(Line, Line.run_id == Run.id)
        .where(Line.id == proposal, Run.trigger == Trigger.NIGHT)
    )
    found: date | None = tx.execute(night).scalar_one_or_none()
    return found


def decide(tx: Tx, proposal: UUID, state: ProposalState, *, by: UUID, now: datetime) -> None:
    """A person has decided this line."""
    tx.execute(
        update(Line)
        .where(Line.id == proposal)
        .values(state=state, decided_by=by, decided_at=now, version=Line.version + 1)
        .execution_options(synchronize_session=False)
    )
