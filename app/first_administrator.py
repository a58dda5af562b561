"""The first two people of a service that has none: links to enrol, and no password to forget."""

from __future__ import annotations

import sys
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from app.contract.sign_in import enrolment_address
from app.service import Service, open_service
from app.settings import Settings, from_environment
from app.store import audit, credentials, enrolment, tokens
from app.store.health import why_not_begin
from app.store.pages import Page
from app.store.refusals import Busy, DatabaseAway
from app.store.transactions import Store, Tx
from app.vault.keys import KeyRefused
from models.words import AuditAct, Role

UNUSABLE, REFUSED = 2, 1
HANDLES = ("first-administrator", "second-administrator")
"""Two, since whatever is granted takes two; each gets a link of her own."""

THIRD = (
    "Make a third administrator soon: of two, neither can be recovered or woken by the other alone."
)


class AlreadyOpen(RuntimeError):
    """The service has its administrators: whoever should have an account asks one of them."""


def first_link(store: Store, *, now: datetime) -> str:
    """The link of the first administrator, or of the second once the first has enrolled.

    Asking again before somebody has enrolled with it voids it and gives the next one.

    Raises
    ------
    AlreadyOpen
        When both have enrolled, or there were other accounts first.
    """
    with store.transaction() as tx:
        account = _next(tx, now)
        _, text, _ = enrolment.issue(tx, account, by=None, now=now)
        _note(tx, AuditAct.ENROLMENT_ISSUED, account, now)
    return text


def link_of_the_first(store: Store, *, now: datetime) -> str | None:
    """A fresh link of the first administrator; None once she has enrolled, or others were first."""
    with store.transaction() as tx:
        account = tokens.find_account(tx, HANDLES[0])
        if account is not None and credentials.ever_enrolled(tx, account):
            return None
    try:
        return first_link(store, now=now)
    except AlreadyOpen:
        return None


def _next(tx: Tx, now: datetime) -> UUID:
    for handle in HANDLES:
        account = tokens.find_account(tx, handle)
        if account is None:
            before = len(tokens.accounts(tx, Page(limit=1))[0]) if handle == HANDLES[0] else 0
            if before or tokens.count_of(tx, Role.ADMIN) >= len(HANDLES):
                raise AlreadyOpen
            account = tokens.add_account(tx, handle=handle, role=Role.ADMIN, shelter=None, now=now)
            _note(tx, AuditAct.ACCOUNT_CHANGED, account, now)
        elif credentials.ever_enrolled(tx, account):
            continue
        return account
    raise AlreadyOpen


def _note(tx: Tx, act: AuditAct, account: UUID, now: datetime) -> None:
    audit.add(tx, act, at=now, actor=None, role=None, subject_kind="account", subject=account)


def run() -> int:
    """What ``havn first-administrator`` does; the exit code."""
    settings = settings_or_none()
    if settings is None:
        return UNUSABLE
    try:
        service = open_service(settings)
        try:
            may_begin(service)
            link = first_link(service.store, now=service.now())
            print(enrolment_address(settings.origin, link))
            print(THIRD, file=sys.stderr)
        finally:
            service.close()
    except AlreadyOpen:
        print("error: there are accounts already; ask one of their administrators", file=sys.stderr)
        return REFUSED
    except MayNotBegin as refused:
        print(f"error: {refused}", file=sys.stderr)
        return UNUSABLE
    except (KeyRefused, DatabaseAway, Busy):
        print("error: the master key or the database cannot be reached", file=sys.stderr)
        return UNUSABLE
    return 0


class MayNotBegin(RuntimeError):
    """The database stands at another release, or is being brought to one: nothing is done in it."""


def may_begin(service: Service) -> None:
    """Do nothing when the database is of this release.

    Raises
    ------
    MayNotBegin
        When it is of another one, or an upgrade is under way.
    DatabaseAway
        When it does not answer.
    """
    if why := why_not_begin(service.settings.database_url.get_secret_value(), service.store):
        raise MayNotBegin(why)


def settings_or_none() -> Settings | None:
    """The settings of this host; None, and a line that says so, when they are not whole."""
    try:
        return from_environment()
    except ValidationError:
        print("error: set DATABASE_URL and HAVN_MASTER_KEY_FILE", file=sys.stderr)
        return None
