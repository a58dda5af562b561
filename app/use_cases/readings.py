"""Who read a case: what a list tells of it is noted, and a person can be told (AT04; article 15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from app.contract import readings as told
from app.store import readings, referrals
from app.use_cases.acting import Acting
from models.words import AuditAct

NOTED_ANEW_AFTER = timedelta(hours=1)
"""A page that is open all day asks for its lists again and again."""


def have_read(a: Acting, cases: Iterable[UUID], part: str) -> None:
    """A list tells of these cases what belongs to her: each is noted, once an hour for each reader.

    ``cases``: referrals. Whoever has read of one within the hour, on whichever page, is noted already.
    """
    told_of = set(cases)
    if not told_of:
        return
    since = a.now - NOTED_ANEW_AFTER
    for referral in sorted(told_of - readings.noted(a.tx, a.actor.account, told_of, since)):
        a.has_read(referral, part)


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
