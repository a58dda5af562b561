"""Counts for those who read nothing else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import access
from app.contract import statistics as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.use_cases import statistics as acts

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["statistics"])


@router.get(
    "/statistics", responses=may_refuse(400, 401, 404, 422, 503), response_model=told.Quarter
)
def get_statistics(
    call: TheCall,
    year: Annotated[int, Query(ge=2000, le=2098)],
    quarter: Annotated[int, Query(ge=1, le=4)],
) -> Response:
    """One quarter that is over: of eleven persons and more, rounded."""
    return call.read(lambda a: Reply(acts.quarter(a, year, quarter)))
