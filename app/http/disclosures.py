"""Disclosures: asked for, agreed to elsewhere, and shown once; what is sealed is never kept."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import disclosures as told
from app.contract.cases import CaseChanged
from app.http.call import KEYED, KEYED_ON_VERSION, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import disclosures
from app.store.disclosures import Disclosure
from app.use_cases.acting import Acting
from app.use_cases.disclosure import asking, sealed_rows, showing, subject_report, writing

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["disclosures"])

READ = may_refuse(400, 401, 403, 404, 422, 503)
WRITE = may_refuse(400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503)
SHOW = may_refuse(400, 401, 403, 404, 409, 413, 415, 422, 503)


def _told(found: Disclosure) -> told.DisclosureTold:
    said = told.DisclosureTold(
        id=found.id,
        group=found.group,
        purpose=found.purpose,
        recipient=found.recipient,
        asked_at=found.asked_at,
        needs_second=found.needs_second,
        agreed=found.agreed_at is not None,
        opened_at=found.opened_at,
        open_until=found.asked_at + showing.OPEN_FOR,
        closed=found.closed_at is not None,
    )
    said.owned(True)
    return said


@router.post(
    "/disclosures",
    status_code=201,
    responses=WRITE,
    response_model=told.DisclosureTold,
    openapi_extra=KEYED,
)
def post_disclosure(sent: told.NewDisclosure, call: TheCall) -> Response:
    """Ask for one reading of one sealed group; it opens nothing yet."""

    def act(a: Acting) -> Reply:
        made = asking.ask(a, sent)
        a.tx.flush()
        return Reply(_told(disclosures.find(a.tx, made)))

    return call.write(act, 201)


@router.get("/disclosures", responses=READ, response_model=told.DisclosurePage)
def get_disclosures(call: TheCall, page: ThePage) -> Response:
    """A page of what this person asked for or is to be told."""

    def look(a: Acting) -> Reply:
        rows, last = disclosures.lines(a.tx, page, a.actor.account)
        found = told.DisclosurePage(disclosures=[_told(r) for r in rows], next=cursor_to(last))
        found.owned(True)
        return Reply(found)

    return call.read(look)


@router.post("/disclosures/{disclosure}/open", responses=SHOW, response_model=told.Shown)
def post_open(disclosure: UUID, call: TheCall) -> Response:
    """Show it to its recipient, this once. No answer is kept, so it needs no key."""
    return call.show(lambda a: showing.show(a, disclosure, call.service.master))


@router.post(
    "/disclosures/{disclosure}/close",
    responses=WRITE,
    response_model=told.DisclosureTold,
    openapi_extra=KEYED,
)
def post_close(disclosure: UUID, call: TheCall) -> Response:
    """Take it back."""
    return call.write(lambda a: Reply(_told(asking.close(a, disclosure))))


@router.post("/shelters/{shelter}/address/open", responses=SHOW, response_model=told.Shown)
def post_own_address(shelter: UUID, sent: told.OwnLook, call: TheCall) -> Response:
    """Show those who work in a house where it is. No answer is kept, so it needs no key."""
    return call.show(
        lambda a: showing.show_own_address(a, shelter, sent.purpose, call.service.master)
    )


@router.put(
    "/referrals/{referral}/people/{person}/identity",
    responses=WRITE,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_identity(referral: UUID, person: UUID, sent: told.Identity, call: TheCall) -> Response:
    """Write down who somebody is, once she has accepted a place."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        found = writing.write_identity(a, referral, person, seen, sent, call.service.master)
        return Reply(found, found.version)

    return call.write(act)


@router.put(
    "/referrals/{referral}/contacts/{contact}/number",
    responses=WRITE,
    response_model=CaseChanged,
    openapi_extra=KEYED_ON_VERSION,
)
def put_number(referral: UUID, contact: UUID, sent: told.ContactNumber, call: TheCall) -> Response:
    """Write down under what she is reached."""
    seen = call.version()

    def act(a: Acting) -> Reply:
        found = writing.write_contact(a, referral, contact, seen, sent, call.service.master)
        return Reply(found, found.version)

    return call.write(act)


@router.post(
    "/referrals/{referral}/subject-report", responses=SHOW, response_model=told.SubjectReport
)
def post_subject_report(referral: UUID, call: TheCall) -> Response:
    """Make her report. No answer is kept, so it needs no key."""
    return call.show(lambda a: subject_report.report(a, referral))


@router.get("/referrals/{referral}/sealed", responses=READ, response_model=told.SealedRows)
def get_sealed(referral: UUID, call: TheCall) -> Response:
    """Of what a disclosure may be asked in this case."""
    return call.read(lambda a: Reply(sealed_rows.of_case(a, referral)))


@router.get("/placements/{placement}/sealed", responses=READ, response_model=told.SealedRows)
def get_sealed_of_placement(placement: UUID, call: TheCall) -> Response:
    """Of what the house in which she is may ask a disclosure."""
    return call.read(lambda a: Reply(sealed_rows.of_placement(a, placement)))
