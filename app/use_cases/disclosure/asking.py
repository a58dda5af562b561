"""Asking for a disclosure: for whom, of what, and why; a second person agrees before it opens.

What a role may read stands in the matrix: "A" only after acceptance, with a second person; "O" with a
step-up of cases on which one stands. Source: security 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.contract import disclosures as told
from app.errors import Malformed
from app.store import cases, glass, grants, members, tokens
from app.store import disclosures as records
from app.store.approvals import Approval
from app.store.disclosures import Disclosure
from app.store.refusals import NotFound, WrongState
from app.store.tokens import Actor
from app.store.transactions import Tx
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from models.rights import Code, codes
from models.words import (
    ApprovalKind,
    ApprovalPurpose,
    AuditAct,
    DisclosurePurpose,
    OfferState,
    Role,
    SealedGroup,
)

FIELD = {
    SealedGroup.ADDRESS: "address",
    SealedGroup.IDENTITY: "identity",
    SealedGroup.CONTACT: "contact_number",
}
"""The field of the matrix that says who reads a group."""
KIND = {
    SealedGroup.ADDRESS: ApprovalKind.DISCLOSE_ADDRESS,
    SealedGroup.IDENTITY: ApprovalKind.DISCLOSE_IDENTITY,
    SealedGroup.CONTACT: ApprovalKind.DISCLOSE_IDENTITY,
}
WHY = {
    DisclosurePurpose.TRANSPORT: ApprovalPurpose.TRANSPORT,
    DisclosurePurpose.MEDICAL: ApprovalPurpose.HEALTH_ADVICE,
    DisclosurePurpose.POLICE_HELP: ApprovalPurpose.POLICE_ADVICE,
    DisclosurePurpose.COURT: ApprovalPurpose.LAW,
    DisclosurePurpose.CHILD_WELFARE: ApprovalPurpose.LAW,
    DisclosurePurpose.HER_REQUEST: ApprovalPurpose.HER_WISH,
}
"""The same purpose in the words of acts of two persons."""
SUBJECT = "disclosure"


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """What is to be read: of which case, which row, by way of which offer."""

    group: SealedGroup
    referral: UUID
    row: UUID
    offer: UUID | None
    needs_second: bool
    by_glass: bool = False


def ask(a: Acting, sent: told.NewDisclosure) -> UUID:
    """Ask for one reading; it opens nothing yet.

    Raises
    ------
    NotFound
        When there is no such thing, or this person or the recipient may not know it.
    WrongState
        When she has not accepted, or it is over.
    StepUpNeeded
        When this person has not just shown who she is.
    """
    recipient = tokens.acting(a.tx, sent.recipient or a.actor.account)
    if recipient is None:
        raise NotFound
    _must_ask_for(a, sent, recipient)
    wanted = _wanted(a, sent, recipient)
    a.must_have_stepped_up()
    made = records.add(
        a.tx,
        sealed_group=wanted.group,
        referral_id=wanted.referral,
        offer_id=wanted.offer,
        row_id=wanted.row,
        recipient_id=recipient.account,
        purpose=sent.purpose,
        asked_by=a.actor.account,
        asked_at=a.now,
        needs_second=wanted.needs_second,
        by_glass=wanted.by_glass,
    )
    a.record(
        AuditAct.APPROVAL_ASKED,
        SUBJECT,
        made,
        group=wanted.group.value,
        recipient=str(recipient.account),
    )
    if wanted.needs_second:
        two_persons.ask(
            a,
            KIND[wanted.group],
            SUBJECT,
            made,
            why=two_persons.Why(WHY.get(sent.purpose, ApprovalPurpose.OTHER), sent.purpose.value),
            referral=wanted.referral,
            apart=[recipient.account],
            group=wanted.group.value,
            recipient=grants.now(a.tx, recipient.account).handle,
        )
    return made


def must_still_stand(a: Acting, found: Disclosure, reader: Actor) -> Wanted:
    """What must hold for a disclosure at this minute, whenever it was asked for.

    Raises
    ------
    NotFound
        When the recipient may not know it any more.
    WrongState
        When she has not accepted, took her consent back, or it is over.
    """
    sent = told.NewDisclosure(
        group=found.group,
        offer=found.offer,
        referral=None if found.offer else found.referral,
        row=found.row if found.group is not SealedGroup.ADDRESS else None,
        purpose=found.purpose,
    )
    return _wanted(a, sent, reader)


def _must_ask_for(a: Acting, sent: told.NewDisclosure, recipient: Actor) -> None:
    """Do nothing when this person may ask for the recipient.

    A coordinator asks for whoever stands on a case that she stands on herself; everybody else asks
    for nobody but herself. It comes before all else, so that no other no tells of the case.

    Raises
    ------
    NotFound
        When she may not.
    """
    if recipient.account == a.actor.account:
        return
    if a.actor.role is not Role.COORDINATOR:
        raise NotFound
    named = [] if sent.referral is None else [sent.referral]
    if sent.offer is not None:
        named.append(records.taken(a.tx, sent.offer).referral)
    if not named or not all(records.stands_on(a.tx, a.actor.account, one) for one in named):
        raise NotFound


def _wanted(a: Acting, sent: told.NewDisclosure, reader: Actor) -> Wanted:
    """What is asked for, when the recipient may read it now.

    Raises
    ------
    NotFound, WrongState
        When she may not, or not now.
    """
    entry = codes(reader.role, FIELD[sent.group])
    if sent.offer is not None and Code.ACCEPTED in entry:
        return _by_acceptance(a, sent, sent.offer, reader)
    own = {Code.OWN, Code.STEP_UP} <= entry
    if sent.referral is None or sent.row is None or not own or sent.group is SealedGroup.ADDRESS:
        raise NotFound
    case = records.of_case(a.tx, sent.group, sent.row)
    if case is None or case[0] != sent.referral:
        raise NotFound
    if not records.stands_on(a.tx, reader.account, sent.referral):
        raise NotFound
    return Wanted(sent.group, sent.referral, sent.row, None, needs_second=False)


def _by_acceptance(a: Acting, sent: told.NewDisclosure, offer: UUID, reader: Actor) -> Wanted:
    taken = records.taken(a.tx, offer)
    if members.is_kept_away(a.tx, taken.referral, reader.account, reader.role):
        raise NotFound
    broken = Code.GLASS in codes(reader.role, FIELD[sent.group]) and glass.glass_open(
        a.tx, reader.account, taken.referral, sent.group, a.now
    )
    if broken and taken.state is OfferState.TAKEN:
        return Wanted(
            sent.group,
            taken.referral,
            taken.shelter,
            offer,
            needs_second=False,
            by_glass=True,
        )
    if reader.role is Role.SHELTER:
        if reader.shelter != taken.shelter:
            raise NotFound
    elif not records.stands_on(a.tx, reader.account, taken.referral):
        raise NotFound
    if not taken.stands(a.now):
        raise WrongState
    row = taken.shelter
    if sent.group is not SealedGroup.ADDRESS:
        if sent.row is None:
            raise Malformed("/row", "missing")
        if records.of_case(a.tx, sent.group, sent.row) != (taken.referral, taken.household):
            raise NotFound
        if not cases.may_tell_shelter(a.tx, taken.household, a.now):
            raise WrongState
        row = sent.row
    elif sent.row is not None:
        raise Malformed("/row", "not_for_an_address")
    return Wanted(sent.group, taken.referral, row, offer, needs_second=True)


def agreed(tx: Tx, disclosure: UUID, by: UUID, now: datetime) -> None:
    """A second person has said yes; the database refuses whoever asked or is to be told."""
    records.change(tx, disclosure, agreed_by=by, agreed_at=now)


def close(a: Acting, disclosure: UUID) -> Disclosure:
    """Whoever asked, or was to be told, takes it back; it never opens any more.

    Raises
    ------
    NotFound
        When it is another's.
    """
    found = records.find(a.tx, disclosure, lock=True)
    if a.actor.account not in (found.asked_by, found.recipient):
        raise NotFound
    if found.closed_at is None:
        records.change(a.tx, disclosure, closed_at=a.now)
        a.record(AuditAct.APPROVAL_REFUSED, SUBJECT, disclosure, withdrawn=True)
    return records.find(a.tx, disclosure)


def _stamp(a: Acting, question: two_persons.Question) -> str:
    """That it still waits, and may still be told to its recipient."""
    found = records.find(a.tx, question.subject)
    recipient = tokens.acting(a.tx, found.recipient)
    if recipient is None or found.agreed_at or found.opened_at or found.closed_at:
        raise WrongState
    must_still_stand(a, found, recipient)
    return f"{found.group.value}:{found.recipient}"


def _agreed(a: Acting, approval: Approval, second: UUID) -> None:
    agreed(a.tx, approval.subject, second, a.now)


for _kind in sorted(set(KIND.values())):
    two_persons.register(_kind, two_persons.Act(_stamp, _agreed))
