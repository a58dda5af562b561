"""What if: asked, followed as any run, and read; no route leads from an answer to a booking."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import plans
from app.contract import what_ifs as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.plans import READ, WRITE, run_told
from app.planning import Anew, Change
from app.store import plan_runs
from app.use_cases import what_ifs
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["plans"])


@router.post(
    "/what-ifs",
    status_code=202,
    responses=WRITE,
    response_model=plans.RunTold,
    openapi_extra=KEYED,
)
def post_what_if(sent: told.WhatIf, call: TheCall) -> Response:
    """Ask what one change would do; follow the run by asking for it."""
    started: list[tuple[UUID, Change | Anew | None]] = []

    def act(a: Acting) -> Reply:
        run, change = what_ifs.start(a, sent)
        started.append((run, change))
        row = plan_runs.find(a.tx, run)
        return Reply(run_told(row), row["version"])

    answer = call.write(act, 202)
    for run, change in started:
        call.service.runner.ask(run, change)
    return answer


@router.get("/plan-runs/{run}/what-if", responses=READ | WRITE, response_model=told.WhatIfTold)
def get_what_if(run: UUID, call: TheCall) -> Response:
    """What the change would do."""

    def look(a: Acting) -> Reply:
        return Reply(what_ifs.answer(a, run))

    return call.read(look)
