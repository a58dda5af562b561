"""Deciding the address block of a case by two; kode 6 closes it to all but three (security 5.3)."""

from __future__ import annotations

from uuid import UUID

from app.contract import kode6 as told
from app.contract.approvals import Asked
from app.errors import Malformed
from app.places.gazetteer import load_gazetteer
from app.store import cases, members, merging, referrals
from app.store.approvals import Approval
from app.store.refusals import Stale, WrongState
from app.store.walls import StepOut
from app.use_cases import moves_needed, two_persons
from app.use_cases.acting import Acting
from app.use_cases.referrals import open_case
from app.use_cases.two_persons import Act, Question, Why
from matching.vocabulary import AddressBlock
from models.words import ApprovalKind, AuditAct, Role


def decide(a: Acting, referral: UUID, seen: int, sent: told.NewAddressBlock) -> Asked:
    """Ask for an address block; nothing changes until a second person agrees.

    Raises
    ------
    Malformed
        When one who is named is no active coordinator.
    WrongState
        When the case is closed.
    """
    case = open_case(a, referral)
    if case.version != seen:
        raise Stale
    for handle in sent.readers:
        _coordinator(a, handle)
    made = two_persons.ask(
        a,
        ApprovalKind.KODE6,
        "referral",
        referral,
        why=Why(sent.purpose, sent.reason),
        referral=referral,
        block=sent.block.value,
        readers=list(sent.readers),
    )
    return two_persons.waiting(a, made)


def _coordinator(a: Acting, handle: str) -> UUID:
    with a.tx.as_service(StepOut.TWO_PERSONS):
        found = members.person(a.tx, handle, (Role.COORDINATOR,))
    if found is None:
        raise Malformed("/readers", "not_a_coordinator")
    return found[0]


def _is_coordinator(a: Acting, handle: str) -> bool:
    try:
        return bool(_coordinator(a, handle))
    except Malformed:
        return False


def _stamp(a: Acting, asked: Question) -> str:
    """Who is named and how her people stand now."""
    case = open_case(a, asked.referral)
    handles = asked.words["readers"]
    assert isinstance(handles, list), "a list of work names"
    if not all(_is_coordinator(a, handle) for handle in handles):
        raise WrongState
    with a.tx.as_service(StepOut.TWO_PERSONS):
        named = sorted(str(one) for one in members.named(a.tx, case.referral))
        blocks = cases.address_blocks(a.tx, case.household)
    return f"{'+'.join(blocks)}:{'+'.join(named)}"


def _decided(a: Acting, asked: Approval, second: UUID) -> None:
    """It holds for every case of the same person: a closed one tells of her as an open one does."""
    case = open_case(a, asked.referral)
    block = AddressBlock(str(asked.words["block"]))
    handles = asked.words["readers"]
    assert isinstance(handles, list), "a list of work names"
    readers = [_coordinator(a, handle) for handle in handles]
    with a.tx.as_service(StepOut.TWO_PERSONS):
        hers = merging.of_her(a.tx, case.referral)
        households = [referrals.household_of(a.tx, referral) for referral in hers]
        for referral, household in zip(hers, households, strict=True):
            cases.put_address_block(a.tx, household, block)
            if readers:
                members.allow_only(a.tx, referral, readers, by=a.actor.account, now=a.now)
            else:
                members.open_to_all(a.tx, referral, by=a.actor.account, now=a.now)
            referrals.touch(a.tx, household)
        moves_needed.look(a, load_gazetteer(), households=households)
    for referral in hers:
        a.record(
            AuditAct.ADDRESS_BLOCK_SET,
            "referral",
            referral,
            block=block.value,
            readers=len(readers),
            second=str(second),
        )


two_persons.register(ApprovalKind.KODE6, Act(_stamp, _decided))
