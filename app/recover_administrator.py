"""A way back on the host when no two administrators can act: for one of them, and never quietly.

While two can act, they alone recover and wake (``app.use_cases.recovery``).
"""

from __future__ import annotations

import sys
from datetime import datetime

from app.contract.sign_in import enrolment_address
from app.first_administrator import (
    REFUSED,
    UNUSABLE,
    MayNotBegin,
    may_begin,
    settings_or_none,
)
from app.service import open_service
from app.store import administrators, alarms, audit, enrolment, locks, tokens
from app.store.refusals import Busy, DatabaseAway, NotFound
from app.store.transactions import Store
from app.use_cases.recovery import start_anew
from app.vault.keys import KeyRefused
from models.words import AlarmKind, AuditAct, Role

ENOUGH = 2


class TwoCanAct(RuntimeError):
    """Two administrators can act, or this one can: no way around them is needed."""


class NoAdministrator(RuntimeError):
    """There is no active administrator of that work name."""


def link_back(store: Store, handle: str, *, now: datetime) -> str:
    """The link with which that administrator enrols anew; every way in she had is gone.

    It is recorded as an act of nobody, and everybody who hears of alarms hears of it.

    Raises
    ------
    NoAdministrator
        When there is none of that name, or the account may not act.
    TwoCanAct
        When two can act, or she can.
    """
    with store.transaction() as tx:
        account = tokens.find_account(tx, handle)
        if account is None or tokens.role_of(tx, account) is not Role.ADMIN:
            raise NoAdministrator
        locks.account(tx, account)
        able = administrators.able(tx, now=now)
        if len(able) >= ENOUGH or account in able:
            raise TwoCanAct
        start_anew(tx, account, now)
        try:
            _, text, _ = enrolment.issue(tx, account, by=None, now=now)
        except NotFound:
            raise NoAdministrator from None
        for act in (AuditAct.ACCOUNT_RECOVERED, AuditAct.ENROLMENT_ISSUED):
            audit.add(
                tx, act, at=now, actor=None, role=None, subject_kind="account", subject=account
            )
        alarms.raise_(
            tx,
            AlarmKind.SECOND_PERSON_NEEDED,
            now=now,
            about=account,
            subject_kind="account",
            subject=account,
        )
    return text


def run(handle: str) -> int:
    """What ``havn recover-administrator`` does; the exit code."""
    settings = settings_or_none()
    if settings is None:
        return UNUSABLE
    try:
        service = open_service(settings)
        try:
            may_begin(service)
            link = link_back(service.store, handle, now=service.now())
            print(enrolment_address(settings.origin, link))
        finally:
            service.close()
    except TwoCanAct:
        print("error: administrators who can act recover each other by two", file=sys.stderr)
        return REFUSED
    except NoAdministrator:
        print("error: there is no such administrator", file=sys.stderr)
        return REFUSED
    except MayNotBegin as refused:
        print(f"error: {refused}", file=sys.stderr)
        return UNUSABLE
    except (KeyRefused, DatabaseAway, Busy):
        print("error: the master key or the database cannot be reached", file=sys.stderr)
        return UNUSABLE
    return 0
