"""The first account of a service that has none: there is no default password to forget."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from pydantic import ValidationError

from app.service import open_service
from app.settings import Settings, from_environment
from app.store import audit, tokens
from app.store.pages import Page
from app.store.refusals import Busy, DatabaseAway
from app.store.transactions import Store
from app.vault.keys import KeyRefused
from models.words import AuditAct, Role

UNUSABLE, REFUSED = 2, 1
HANDLE = "first-administrator"
SCOPES = ("read", "write")
VALID = timedelta(days=1)
"""Long enough to make named accounts; then it is worth nothing."""


class AlreadyOpen(RuntimeError):
    """The service has accounts: whoever should have one asks an administrator."""


def first_token(store: Store, *, now: datetime) -> str:
    """The token of the first account, an administrator's; audited in the same transaction.

    Raises
    ------
    AlreadyOpen
        When there is any account at all.
    """
    with store.transaction() as tx:
        rows, _ = tokens.accounts(tx, Page(limit=1))
        if rows:
            raise AlreadyOpen
        account = tokens.add_account(tx, handle=HANDLE, role=Role.ADMIN, shelter=None, now=now)
        _, text = tokens.issue(tx, account, scopes=SCOPES, now=now, until=now + VALID)
        for act in (AuditAct.ACCOUNT_CHANGED, AuditAct.TOKEN_ISSUED):
            audit.add(
                tx, act, at=now, actor=None, role=None, subject_kind="account", subject=account
            )
    return text


def run() -> int:
    """What ``havn first-administrator`` does; the exit code."""
    settings = _settings()
    if settings is None:
        return UNUSABLE
    try:
        service = open_service(settings)
        try:
            print(first_token(service.store, now=service.now()))
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
