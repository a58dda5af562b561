"""What those beside ROSA do: read own cases as far as she agreed, link two of them, refer somebody.

Every act asks anew whether she still agrees; a withdrawal is felt by the next request.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.contract import cases as of_cases
from app.contract import outside as told
from app.errors import Malformed, NotFound, QuotaReached
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.settings import PlacesAllowed
from app.store import cases, locks, outside
from app.store.outside import Entry
from app.store.walls import StepOut
from app.use_cases import moves_needed
from app.use_cases.acting import Acting
from app.use_cases.judging import judge
from app.use_cases.places import Withholding
from app.use_cases.referrals import new_call, tell_of
from app.use_cases.wishes import legal_of
from models.words import AuditAct, Role

REFERRALS_A_DAY = 30
"""More of one account in 24 hours is no outreach worker any more (AT03)."""
DAY = timedelta(days=1)


def own(a: Acting, case: UUID) -> Entry:
    """The case on which this person stands by this entry.

    Raises
    ------
    NotFound
        When there is none, it is somebody else's, or she does not agree any more.
    """
    return outside.find(a.tx, case, account=a.actor.account, now=a.now)


def read(a: Acting, case: UUID, places: Gazetteer) -> told.OutsideCase:
    """One own case; that it was read is recorded."""
    entry = own(a, case)
    said = outside.case(a.tx, entry)
    with a.tx.as_service(StepOut.OUTSIDE):
        judged = judge(a, entry.household, places)
        # Whoever sees them first judges by them (domain 3.3); a routine is needed whatever is known.
        told_of_it = a.actor.role is not Role.POLICE or cases.was_judged(
            a.tx, entry.household, by=(Role.POLICE,)
        )
    a.record(AuditAct.CASE_READ, "referral", entry.referral, part="outside")
    return told.OutsideCase(
        **{
            **said,
            "consent": told.ConsentHeld(**said["consent"]),
            "needs": [told.NeedTold(**one) for one in said["needs"]],
            "contact": [told.ContactTold(**one) for one in said["contact"]],
        },
        level=judged.level.name if told_of_it else None,
        floor=judged.floor.name if told_of_it else None,
        review_due=judged.review_due,
    )


def clocks(a: Acting, case: UUID) -> of_cases.LegalTold:
    """Her legal track and its clocks, for her lawyer."""
    entry = own(a, case)
    a.record(AuditAct.CASE_READ, "referral", entry.referral, part="legal")
    with a.tx.as_service(StepOut.OUTSIDE):
        return legal_of(a, entry.household)


def link(a: Acting, case: UUID, sent: told.NewOutsideLink) -> UUID:
    """How two own cases stand to each other; nobody but this role and the matching reads it (O06).

    Two who live so already are both asked whether they will move.

    Raises
    ------
    Malformed
        When it is one case twice.
    NotFound
        When one of them is not an own case.
    """
    one, other = own(a, case), own(a, sent.other)
    if one.household == other.household:
        raise Malformed("/other", "two_cases")
    said = {
        "kind": sent.kind,
        "basis": sent.basis,
        "set_by": a.actor.account,
        "set_at": a.now,
    }
    links = outside.put_links(a.tx, one, other, a.actor.role, said)
    for link in links:
        a.record(AuditAct.LINK_SET, "link", link)
    made, between = next(iter(links)), [household for pair in links.values() for household in pair]
    with a.tx.as_service(StepOut.OUTSIDE):
        moves_needed.look(a, load_gazetteer(), households=between)
    return made


def refer(
    a: Acting, sent: of_cases.PhoneReferral, places: Gazetteer, quota: PlacesAllowed
) -> told.OwnReferral:
    """A referral by the short form; the answer is the same whoever it is about.

    Nothing is looked up: whether she is known here already is found by people, later.

    Raises
    ------
    NotFound
        When the account works for no organisation.
    QuotaReached
        When it made too many referrals.
    """
    if a.actor.organisation is None:
        raise NotFound
    locks.places(a.tx, a.actor.account)  # counted one after the other
    made = outside.referrals_since(a.tx, [a.actor.account], a.now - DAY)
    if made >= REFERRALS_A_DAY:
        raise QuotaReached
    with a.tx.as_service(StepOut.OUTSIDE):
        # Nobody who refers hears of a house: what she fears is taken, however many places it is.
        case = new_call(a, sent, places, Withholding(quota))
        tell_of(a, case)
    return told.OwnReferral(id=outside.reference_of(a.tx, case.referral), status=case.state)
