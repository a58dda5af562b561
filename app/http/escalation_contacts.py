"""Whom tasks reach that are late for days, for administrators."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app import access
from app.contract import escalation_contacts as told
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import escalation_contacts
from app.use_cases import escalation_contacts as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["organisations"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.put(
    "/escalation-contacts",
    responses=WRITE,
    response_model=told.ContactSet,
    openapi_extra=KEYED,
)
def put_contact(sent: told.NewContact, call: TheCall) -> Response:
    """Name whom late tasks of an organisation's people reach, or of everybody else."""
    return call.write(lambda a: Reply(acts.name(a, sent)))


@router.get("/escalation-contacts", responses=READ, response_model=told.ContactPage)
def get_contacts(call: TheCall, page: ThePage) -> Response:
    """A page of them."""

    def look(a: Acting) -> Reply:
        rows, last = escalation_contacts.listed(a.tx, page)
        found = [told.ContactTold(**row) for row in rows]
        return Reply(told.ContactPage(contacts=found, next=cursor_to(last)))

    return call.read(look)
