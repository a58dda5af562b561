"""Whether the service runs, and whether it can answer; nothing else is told without a token."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request

from app.contract.base import Of, Told
from app.http.guard import not_a_flood
from app.http.problems import may_refuse
from app.service import Service
from app.store.health import can_serve

router = APIRouter(tags=["system"])


class Alive(Told):
    """The process answers."""

    status: Annotated[Literal["ok"], Of("border")] = "ok"


@router.get("/healthz")
def get_health() -> Alive:
    """The process runs."""
    return Alive()


@router.get("/readyz", responses=may_refuse(503), dependencies=[Depends(not_a_flood)])
def get_ready(request: Request) -> Alive:
    """The records have their tables and can be read and written."""
    service: Service = request.app.state.service
    with service.store.transaction() as tx:
        can_serve(tx)
    return Alive()
