"""Writing down who somebody is, when a placement needs it, and under what she is reached."""

from __future__ import annotations

from uuid import UUID

from app.contract import disclosures as told
from app.contract.cases import CaseChanged
from app.errors import KeysAway, Malformed
from app.store import disclosures, referrals
from app.store.refusals import NotFound, WrongState
from app.use_cases.acting import Acting
from app.use_cases.data_key import key_for
from app.use_cases.referrals import mine
from app.vault.keys import KeyRefused, MasterKey
from app.vault.seal import Where, seal
from models.words import AuditAct, KeySubject, SealedGroup


def write_identity(
    a: Acting, referral: UUID, person: UUID, seen: int, sent: told.Identity, master: MasterKey
) -> CaseChanged:
    """Her name, and her birth date when it is needed, sealed under the key of the case.

    Raises
    ------
    NotFound
        When nobody of that id belongs to the case.
    WrongState
        When she has accepted no place: then nobody needs a name.
    Malformed
        When she would be born after today.
    StepUpNeeded
        When this person has not just shown who she is.
    """
    case = mine(a, referral)
    if disclosures.of_case(a.tx, SealedGroup.IDENTITY, person) != (referral, case.household):
        raise NotFound
    a.must_have_stepped_up()
    version = referrals.change(a.tx, case, seen)
    if not disclosures.has_accepted(a.tx, case.household):
        raise WrongState
    if sent.birth_date is not None and sent.birth_date > a.today:
        raise Malformed("/birth_date", "not_in_the_future")
    texts = {"name": sent.name}
    if sent.birth_date is not None:
        texts["birth_date"] = sent.birth_date.isoformat()
    _write(a, SealedGroup.IDENTITY, referral, person, texts, master)
    return CaseChanged(id=referral, version=version)


def write_contact(
    a: Acting, referral: UUID, contact: UUID, seen: int, sent: told.ContactNumber, master: MasterKey
) -> CaseChanged:
    """The number under which she is reached, sealed under the key of the case.

    Raises
    ------
    NotFound
        When the case has no such way to reach her.
    """
    case = mine(a, referral)
    if disclosures.of_case(a.tx, SealedGroup.CONTACT, contact) != (referral, case.household):
        raise NotFound
    version = referrals.change(a.tx, case, seen)
    _write(a, SealedGroup.CONTACT, referral, contact, {"value": sent.number}, master)
    return CaseChanged(id=referral, version=version)


def _write(
    a: Acting,
    group: SealedGroup,
    referral: UUID,
    row: UUID,
    texts: dict[str, str],
    master: MasterKey,
) -> None:
    try:
        key = key_for(a.tx, master, KeySubject.CASE, referral, now=a.now)
    except KeyRefused:
        raise KeysAway from None
    table, _ = disclosures.TABLES[group]
    disclosures.put(
        a.tx, group, row, {c: seal(text, key, Where(table, c, row)) for c, text in texts.items()}
    )
    a.record(AuditAct.SEALED_WRITTEN, "referral", referral, group=group.value)
