"""Plan runs: start, follow, read the lines, accept or reject each."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import plans as told
from app.contract.base import Nights
from app.contract.offers import CostsTold
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import plan_inputs, plan_lines, plan_runs
from app.use_cases import plan_difference, plan_why, plans
from app.use_cases.acting import Acting
from app.use_cases.plan_why import in_words
from matching.vocabulary import NightSpan, PlanMode
from models.words import RunState

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["plans"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 412, 413, 415, 422, 428, 503)


def run_told(row: dict[str, Any]) -> told.RunTold:
    """One run; its second pass for those who have a bed is told apart."""
    stages = row["stages"] or []
    result = row["result"] or {}
    return told.RunTold(
        id=row["id"],
        night=row["night"],
        number=row["number"],
        trigger=row["trigger"],
        state=row["state"],
        attempt=row["attempt"],
        step=row["step"],
        step_at=row["step_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        tiers=[_tier(s) for s in stages if "pass" not in s],
        moves=[_tier(s) for s in stages if "pass" in s],
        placed=result.get("placed", 0),
        unplaced=result.get("unplaced", 0),
        set_aside=result.get("set_aside", 0),
        houses_set_aside=[UUID(one) for one in result.get("houses_set_aside", ())],
        failure=row["failure"],
        version=row["version"],
    )


def _tier(stage: dict[str, Any]) -> told.TierTold:
    return told.TierTold(**{n: stage[n] for n in ("name", "value", "bound", "proven")})


def proposal_told(row: dict[str, Any]) -> told.ProposalTold:
    """One line of a plan."""
    said, nights = row["reasons"], row["nights"]
    costs = said.get("costs")
    return told.ProposalTold(
        id=row["id"],
        run=row["run"],
        referral=row["referral"],
        case=row["case"],
        state=row["state"],
        priority=said.get("priority"),
        level=said.get("level"),
        shelter=row["shelter"],
        code_name=row["code_name"],
        units=sorted(row["units"] or (), key=str),
        nights=None if nights is None else Nights.of(nights),
        mode=row["mode"],
        later=[_later(s) for s in row["segments"] or ()],
        costs=None if costs is None else CostsTold(**costs),
        sensitivity=said.get("sensitivity"),
        other_mode=_other_mode(said.get("other_mode")),
        why=said.get("why"),
        blocked_by=in_words(row["blocked_by"] or ()),
        smallest_bars=None if row["smallest_bars"] is None else in_words(row["smallest_bars"]),
        inputs=None if row["inputs"] is None else plan_inputs.whole(row["inputs"]),
        changed_since=row["shelter"] is not None and plans.changed_since(row),
        version=row["version"],
    )


def _other_mode(said: dict[str, Any] | None) -> told.OtherModeTold | None:
    if said is None:
        return None
    chosen, other = PlanMode(said["chosen"]), PlanMode(said["other"])
    return told.OtherModeTold(
        chosen=chosen,
        chosen_cost=said["chosen_cost"],
        other=other,
        other_cost=said["other_cost"],
    )


def _later(segment: dict[str, Any]) -> told.LaterSegment:
    span = NightSpan(date.fromisoformat(segment["first"]), date.fromisoformat(segment["to"]))
    return told.LaterSegment(shelter=UUID(segment["shelter"]), nights=Nights.of(span))


@router.post(
    "/plan-runs",
    status_code=202,
    responses=WRITE,
    response_model=told.RunTold,
    openapi_extra=KEYED,
)
def post_run(call: TheCall) -> Response:
    """Start a run of tonight; follow it by asking for it."""
    started: list[UUID] = []

    def act(a: Acting) -> Reply:
        run = plans.start(a)
        started.append(run)
        row = plan_runs.find(a.tx, run)
        return Reply(run_told(row), row["version"])

    answer = call.write(act, 202)
    for run in started:
        call.service.runner.start(run)
    return answer


@router.get("/plan-runs", responses=READ, response_model=told.RunPage)
def get_runs(call: TheCall, page: ThePage) -> Response:
    """A page of runs."""

    def look(a: Acting) -> Reply:
        rows, last = plan_runs.listed(a.tx, page)
        return Reply(told.RunPage(runs=[run_told(row) for row in rows], next=cursor_to(last)))

    return call.read(look)


@router.get("/plan-runs/last", responses=READ, response_model=told.RunTold)
def get_last_run(call: TheCall) -> Response:
    """The run that began last, other than those that asked what if."""

    def look(a: Acting) -> Reply:
        row = plan_runs.last(a.tx)
        return Reply(run_told(row), row["version"])

    return call.read(look)


@router.get("/plan-runs/{run}", responses=READ, response_model=told.RunTold)
def get_run(run: UUID, call: TheCall) -> Response:
    """Where a run stands, with the value and the bound of each tier."""

    def look(a: Acting) -> Reply:
        row = plan_runs.find(a.tx, run)
        return Reply(run_told(row), row["version"])

    return call.read(look)


@router.get("/plan-runs/{run}/proposals", responses=READ, response_model=told.ProposalPage)
def get_proposals(run: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of the lines of a run; none while it is still running."""

    def look(a: Acting) -> Reply:
        if plan_runs.find(a.tx, run)["state"] is RunState.RUNNING:
            return Reply(told.ProposalPage(proposals=[], next=None))
        rows, last = plan_lines.lines(a.tx, run, page, account=a.actor.account, role=a.actor.role)
        lines = [proposal_told(row) for row in rows]
        return Reply(told.ProposalPage(proposals=lines, next=cursor_to(last)))

    return call.read(look)


@router.get("/plan-runs/{run}/difference", responses=READ, response_model=told.DifferencePage)
def get_difference(run: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of what became of each household's line since the night before."""

    def look(a: Acting) -> Reply:
        found, last = plan_difference.difference(a, run, page)
        return Reply(told.DifferencePage(differences=found, next=cursor_to(last)))

    return call.read(look)


@router.get(
    "/proposals/{proposal}/why",
    responses=may_refuse(400, 401, 404, 409, 422, 503),
    response_model=told.WhyTold,
)
def get_why(proposal: UUID, call: TheCall, page: ThePage) -> Response:
    """A page of shelters, each with why it was or was not proposed, as the plan saw it."""

    def look(a: Acting) -> Reply:
        found, last = plan_why.why(a, proposal, page)
        return Reply(found.model_copy(update={"next": cursor_to(last)}))

    return call.read(look)


@router.post(
    "/proposals/{proposal}/accept",
    status_code=201,
    responses=WRITE,
    response_model=told.Accepted,
    openapi_extra=KEYED_ON_VERSION,
)
def post_accept(proposal: UUID, call: TheCall, sent: told.Decided | None = None) -> Response:
    """Hold what the line proposes; every rule is asked again. The reason goes into the audit chain."""
    seen, pictures = call.version(), call.service.pictures

    def act(a: Acting) -> Reply:
        made = plans.accept(a, proposal, seen, pictures, sent)
        return Reply(made, made.version)

    return call.write(act, 201)


@router.post(
    "/proposals/{proposal}/reject",
    responses=WRITE,
    response_model=told.Rejected,
    openapi_extra=KEYED_ON_VERSION,
)
def post_reject(proposal: UUID, call: TheCall, sent: told.Decided | None = None) -> Response:
    """Put the line aside. The reason goes into the audit chain."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        made = plans.reject(a, proposal, seen, sent)
        return Reply(made, made.version)

    return call.write(act)
