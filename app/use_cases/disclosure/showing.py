"""Showing what was disclosed: once, for ten minutes, after the act of it was committed.

The act enters the audit chain in the transaction that marks the disclosure as opened. Only when that
is committed is a seal opened and an answer made; a chain that cannot be written to opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.contract import disclosures as told
from app.errors import KeysAway
from app.store import alarms, audit, disclosures
from app.store.disclosures import Disclosure
from app.store.refusals import NotFound, WrongState
from app.store.sealed import SealedField
from app.use_cases.acting import Acting
from app.use_cases.disclosure.asking import must_still_stand
from app.use_cases.disclosure.opening import KeyErased, key_of, opened
from app.vault.keys import DataKey, KeyRefused, MasterKey
from models.words import AlarmKind, AuditAct, DisclosurePurpose, Role, SealedGroup

SHOWN_FOR = timedelta(minutes=10)
OPEN_FOR = timedelta(hours=24)
"""A disclosure that was not opened by then never is."""
MOST_IN_AN_HOUR = 5
ACTS = {
    SealedGroup.ADDRESS: AuditAct.ADDRESS_DISCLOSED,
    SealedGroup.IDENTITY: AuditAct.IDENTITY_DISCLOSED,
    SealedGroup.CONTACT: AuditAct.SEALED_OPENED,
}

Shown = Callable[[], told.Shown]
"""What opens the seals, to be called when the act of it is committed."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """Sealed fields with their open data keys, and until when they may be looked at."""

    fields: tuple[tuple[SealedField, DataKey], ...]
    group: SealedGroup
    until: datetime

    def shown(self) -> told.Shown:
        """The texts, each by its column."""
        texts = {field.column: opened(field, key) for field, key in self.fields}
        shown = told.Shown(group=self.group, shown_until=self.until, **texts)
        shown.owned(True)
        return shown


def show(a: Acting, disclosure: UUID, master: MasterKey) -> Shown:
    """The recipient sees it: this once.

    Raises
    ------
    NotFound
        When there is none for this person.
    WrongState
        When nobody agreed, it was opened, it is over, or she has not accepted any more.
    StepUpNeeded
        When this person has not just shown who she is.
    KeysAway
        When the master key or a data key cannot be used.
    """
    found = disclosures.find(a.tx, disclosure, lock=True)
    if found.recipient != a.actor.account:
        raise NotFound
    a.must_have_stepped_up()
    _open_now(a, found)
    wanted = must_still_stand(a, found, a.actor)
    if wanted.needs_second != found.needs_second:
        raise WrongState
    subject = found.row if found.group is SealedGroup.ADDRESS else found.referral
    sealed = _unlocked(a, found.group, found.row, subject, master)
    disclosures.change(a.tx, disclosure, opened_at=a.now)
    # Of the case: she is told of this reading like of every other, and a decoy hears it.
    detail = {"group": found.group.value, "disclosure": str(disclosure)}
    read(a, ACTS[found.group], "referral", found.referral, found.purpose, **detail)
    return sealed.shown


def show_own_address(
    a: Acting, shelter: UUID, purpose: DisclosurePurpose, master: MasterKey
) -> Shown:
    """Those who work in a house see where it is; each look is an act.

    Raises
    ------
    NotFound
        When it is another house than that of this account, or no address was written down.
    """
    if a.actor.role is not Role.SHELTER or a.actor.shelter != shelter:
        raise NotFound
    a.must_have_stepped_up()
    sealed = _unlocked(a, SealedGroup.ADDRESS, shelter, shelter, master)
    read(a, AuditAct.SEALED_OPENED, "shelter", shelter, purpose, group="ADDRESS")
    return sealed.shown


def read(
    a: Acting,
    act: AuditAct,
    kind: str,
    subject: UUID,
    purpose: DisclosurePurpose,
    **detail: str,
) -> None:
    """One sealed read is one act with its purpose; more than five in an hour raise an alarm."""
    audit.add(
        a.tx,
        act,
        at=a.now,
        actor=a.actor.account,
        role=a.actor.role,
        subject_kind=kind,
        subject=subject,
        purpose=purpose.value,
        detail=detail,
    )
    before = disclosures.read_by(a.tx, a.actor.account, a.now - timedelta(hours=1))
    if before + 1 > MOST_IN_AN_HOUR:
        alarms.raise_(
            a.tx,
            AlarmKind.MANY_SEALED_READS,
            now=a.now,
            about=a.actor.account,
            subject_kind="account",
            subject=a.actor.account,
        )


def _open_now(a: Acting, found: Disclosure) -> None:
    agreed = found.agreed_at is not None or not found.needs_second
    over = found.opened_at is not None or found.closed_at is not None
    if over or not agreed or a.now >= found.asked_at + OPEN_FOR:
        raise WrongState


def _unlocked(a: Acting, group: SealedGroup, row: UUID, subject: UUID, master: MasterKey) -> Sealed:
    """The fields with their keys, none of them opened yet."""
    fields = disclosures.fields(a.tx, group, row, subject)
    if not fields:
        raise NotFound
    try:
        pairs = tuple((field, key_of(a.tx, field, master)) for field in fields)
    except (KeyErased, KeyRefused):
        raise KeysAway from None
    return Sealed(pairs, group, a.now + SHOWN_FOR)
