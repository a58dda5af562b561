"""The audit chain for the auditor: who did what, who opened what."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app import access
from app.contract import audit as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse
from app.store import audit_reading
from app.use_cases.acting import Acting
from models.words import AuditAct

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["audit"])

READ = may_refuse(400, 401, 404, 422, 503)


@router.get("/audit-events", responses=READ, response_model=told.AuditPage)
def get_events(
    call: TheCall,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    subject: UUID | None = None,
) -> Response:
    """Acts by number, of one subject or of all; reading them is an act as well."""

    def look(a: Acting) -> Reply:
        rows, onward = audit_reading.events(a.tx, after=after, limit=limit, subject=subject)
        a.record(AuditAct.AUDIT_READ, "audit", subject, after=after)
        found = [told.AuditEvent(**row) for row in rows]
        return Reply(told.AuditPage(events=found, next=onward))

    return call.read(look)


@router.get("/audit/head", responses=READ, response_model=told.AuditHead)
def get_head(call: TheCall) -> Response:
    """The newest link, to be kept outside."""

    def look(a: Acting) -> Reply:
        a.record(AuditAct.HEAD_EXPORTED, "audit", None)
        return Reply(told.AuditHead(**audit_reading.head(a.tx)))

    return call.read(look)
