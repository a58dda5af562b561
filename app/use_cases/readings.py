"""Telling a person who read her case (security 2, AT04; GDPR article 15)."""

from __future__ import annotations

from uuid import UUID

from app.contract import readings as told
from app.store import readings, referrals
from app.use_cases.acting import Acting
from models.words import AuditAct


def who_read(a: Acting, referral: UUID) -> told.ReadingsTold:
    """Who read this case and when, for whoever tells her; that it was asked is recorded as well.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it: to read puts nobody there.
    """
    case = referrals.find(
        a.tx, referral, account=a.actor.account, role=a.actor.role, lock=True, standing=True
    )
    lines = readings.of_case(a.tx, case.referral)
    found = [told.Reading(**line).owned(True) for line in lines]
    a.record(AuditAct.READERS_TOLD, "referral", case.referral)
    made: told.ReadingsTold = told.ReadingsTold(id=case.referral, readings=found).owned(True)
    return made
