"""Accounts of the demonstration; their tokens and links to enrol are new at every start."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from app.contract.base import OF_THE_DEMONSTRATION
from app.contract.sign_in import enrolment_address
from app.store import audit, credentials, dormancy, enrolment, tokens
from app.store.transactions import Store, Tx
from models.words import AuditAct, Role

COORDINATOR, ON_CALL, SHELTER = "demo-coordinator", "demo-on-call", "demo-shelter"
MARK = COORDINATOR
"""The account by which a database of the demonstration is known; it is made with the last rows."""
HANDLES: Mapping[str, str] = {"COORDINATOR": COORDINATOR, "ON_CALL": ON_CALL, "SHELTER": SHELTER}
"""Names in the file of tokens, and whose token it is."""
ADMINISTRATORS = ("demo-admin", "demo-admin-2")
"""Two, so that one may recover what the other lost; they come in with the first links."""
BEGINNING = OF_THE_DEMONSTRATION
"""What every handle of the demonstration begins with; the service makes no other one (0261)."""
SCOPES = ("read", "write")
VALID = timedelta(days=30)


def staff_handle(shelter: UUID) -> str:
    """The account of the simulated staff of one house."""
    return f"demo-staff-{shelter}"


def is_demo(store: Store) -> bool:
    """Whether the demonstration world is in these records, whole."""
    with store.transaction() as tx:
        return tokens.find_account(tx, MARK) is not None


def add(tx: Tx, handle: str, role: Role, shelter: UUID | None, now: datetime) -> UUID:
    """A new account of the demonstration."""
    account = tokens.add_account(tx, handle=handle, role=role, shelter=shelter, now=now)
    _note(tx, AuditAct.ACCOUNT_CHANGED, account, now)
    return account


def mint(store: Store, *, now: datetime) -> dict[str, str]:
    """One fresh token for each of the three; every earlier one of theirs is worth nothing."""
    made = {}
    with store.transaction() as tx:
        for name, handle in HANDLES.items():
            account = tokens.find_account(tx, handle)
            if account is None:
                raise AssertionError("the demonstration has its accounts")
            tokens.revoke_all(tx, account, now=now)
            dormancy.wake(tx, account, now=now)  # a demonstration may lie for months
            _, made[name] = tokens.issue(tx, account, scopes=SCOPES, now=now, until=now + VALID)
            _note(tx, AuditAct.TOKEN_ISSUED, account, now)
    return made


def invite(store: Store, *, now: datetime) -> dict[str, str]:
    """A fresh link for each who has not enrolled yet, by her handle."""
    made = {}
    with store.transaction() as tx:
        for handle in (*HANDLES.values(), *ADMINISTRATORS):
            account = tokens.find_account(tx, handle)
            if account is None:
                account = add(tx, handle, Role.ADMIN, None, now)
            dormancy.wake(tx, account, now=now)
            if not credentials.has_enrolled(tx, account):
                _, made[handle], _ = enrolment.issue(tx, account, by=None, now=now)
                _note(tx, AuditAct.ENROLMENT_ISSUED, account, now)
    return made


def write_links(folder: Path, address: str, made: Mapping[str, str]) -> Path:
    """A file of mode 0600: whose link it is, and where it is opened."""
    lines = (f"{handle} {enrolment_address(address, link)}\n" for handle, link in made.items())
    return _private(folder / "links.txt", "".join(lines))


def write_tokens(folder: Path, address: str, made: Mapping[str, str]) -> Path:
    """Two files of mode 0600 that nobody ever sees half written: for a shell, and as JSON."""
    told = {"HAVN": address, **made}
    lines = "".join(f"{name}={value}\n" for name, value in told.items())
    _private(folder / "tokens.json", json.dumps(told, indent=2) + "\n")
    return _private(folder / "tokens.env", lines)


def _private(path: Path, text: str) -> Path:
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
    return path


def _note(tx: Tx, act: AuditAct, account: UUID, now: datetime) -> None:
    audit.add(tx, act, at=now, actor=None, role=None, subject_kind="account", subject=account)
