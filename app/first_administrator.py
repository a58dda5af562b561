"""The first account of a service that has none: a link to enrol, and no password to forget."""

from __future__ import annotations

import sys
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from app.contract.sign_in import enrolment_address
from app.service import open_service
from app.settings import Settings, from_environment
from app.store import audit, credentials, enrolment, tokens
from app.store.pages import Page
from app.store.refusals import Busy, DatabaseAway
from app.store.transactions import Store, Tx
from app.vault.keys import KeyRefused
from models.words import AuditAct, Role

UNUSABLE, REFUSED = 2, 1
HANDLE = "first-administrator"


class AlreadyOpen(RuntimeError):
    """The service has accounts: whoever should have one asks an administrator."""


def first_link(store: Store, *, now: datetime) -> str:
    """The link of the first account, an administrator's; audited in the same transaction.

    While nobody has enrolled with it, asking again voids it and gives the next one.

    Raises
    ------
    AlreadyOpen
        When there is any account that is not waiting for its first person.
    """
    with store.transaction() as tx:
        account = _waiting(tx)
        if account is None:
            account = tokens.add_account(tx, handle=HANDLE, role=Role.ADMIN, shelter=None, now=now)
            _note(tx, AuditAct.ACCOUNT_CHANGED, account, now)
        _, text, _ = enrolment.issue(tx, account, by=None, now=now)
        _note(tx, AuditAct.ENROLMENT_ISSUED, account, now)
    return text


def _waiting(tx: Tx) -> UUID | None:
    """The first account, when nobody has enrolled with it and there is no other."""
    rows, _ = tokens.accounts(tx, Page(limit=2))
    if not rows:
        return None
    account: UUID = rows[0]["id"]
    if len(rows) > 1 or rows[0]["handle"] != HANDLE or credentials.has_enrolled(tx, account):
        raise AlreadyOpen
    return account


def _note(tx: Tx, act: AuditAct, account: UUID, now: datetime) -> None:
    audit.add(tx, act, at=now, actor=None, role=None, subject_kind="account", subject=account)


def run() -> int:
    """What ``havn first-administrator`` does; the exit code."""
    settings = _settings()
    if settings is None:
        return UNUSABLE
    try:
        service = open_service(settings)
        try:
            link = first_link(service.store, now=service.now())
            print(enrolment_address(settings.origin, link))
        finally:
            service.close()
    except AlreadyOpen:
        print("error: there are accounts already; ask one of their administrators", file=sys.stderr)
        return REFUSED
    except (KeyRefused, DatabaseAway, Busy):
        print("error: the master key or the database cannot be reached", file=sys.stderr)
        return UNUSABLE
    return 0


def _settings() -> Settings | None:
    try:
        return from_environment()
    except ValidationError:
        print("error: set DATABASE_URL and HAVN_MASTER_KEY_FILE", file=sys.stderr)
        return None
