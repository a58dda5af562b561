"""The chain, looked after beside the service: its head goes elsewhere, a break is told to people."""

from __future__ import annotations

from datetime import datetime

from app.auditing.heads import export_head
from app.service import Service, chain_keys
from app.store import alarms, chain
from models.words import AlarmKind


def keep_head(service: Service, now: datetime) -> None:
    """The newest head stands in the file of the settings, which lies on another machine."""
    path = service.settings.head_file
    if path is not None:
        export_head(service.store, path, now=now)


def check_chain(service: Service, now: datetime) -> None:
    """A chain that is not whole raises an alarm; what broke it is for `havn audit verify` to say."""
    with service.store.transaction() as tx:
        found = chain.broken(tx.session, chain_keys(tx, service.master))
    if found is not None:
        with service.store.transaction() as tx:
            alarms.raise_(tx, AlarmKind.CHAIN_BROKEN, now=now, subject_kind="audit")
