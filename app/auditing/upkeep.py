"""The chain, looked after beside the service: its head goes elsewhere, a break is told to people."""

from __future__ import annotations

from datetime import datetime

from app.auditing.head_file import HeadNotMet, HeadRefused, kept_head
from app.auditing.heads import export_head
from app.service import Service, chain_keys
from app.store import alarms, chain
from app.store.chain import Head
from models.words import AlarmKind


def keep_head(service: Service, now: datetime) -> None:
    """The newest head stands in the file of the settings, which lies on another machine.

    When the one in it is not in the chain any more an alarm is raised, and the file stays as it is.
    """
    path = service.settings.head_file
    if path is None:
        return
    try:
        export_head(service.store, path, now=now)
    except HeadNotMet:
        _tell(service, now)


def check_chain(service: Service, now: datetime) -> None:
    """A chain that is not whole, or does not lead to the head that was kept, raises an alarm.

    What broke it is for `havn audit verify` to say.

    Raises
    ------
    HeadRefused
        When the file of the head cannot be read; the chain was looked at all the same.
    """
    path = service.settings.head_file
    known: tuple[Head, ...] = ()
    unread: HeadRefused | None = None
    try:
        kept = None if path is None else kept_head(path)
        known = () if kept is None else (kept,)
    except HeadRefused as refused:
        unread = refused
    with service.store.transaction() as tx:
        found = chain.broken(tx.session, chain_keys(tx, service.master), known)
    if found is not None:
        _tell(service, now)
    if unread is not None:
        raise unread


def _tell(service: Service, now: datetime) -> None:
    with service.store.transaction() as tx:
        alarms.raise_(tx, AlarmKind.CHAIN_BROKEN, now=now, subject_kind="audit")
