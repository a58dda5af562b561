"""Units and nights of all houses, told in one answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import access
from app.contract import occupancy as told
from app.contract.base import Day
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import occupancy
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["shelters"])

READ = may_refuse(400, 401, 404, 422, 503)


@router.get("/occupancy", responses=READ, response_model=told.Occupancy)
def get_occupancy(
    call: TheCall,
    first: Annotated[Day | None, Query(alias="from")] = None,
    nights: Annotated[int, Query(ge=1, le=200)] = 180,
) -> Response:
    """What each unit is over some nights; from tonight on unless another night is named."""

    def look(a: Acting) -> Reply:
        return Reply(occupancy.read(a, a.tonight if first is None else first, nights))

    return call.read(look)
