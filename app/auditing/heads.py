"""Exporting the head of the chain, which is an act of its own and so the last one it covers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.auditing.head_file import write_head
from app.store import audit
from app.store.chain import Head, read_head
from app.store.transactions import Store
from models.words import AuditAct


def export_head(store: Store, path: Path, *, now: datetime) -> Head:
    """The newest head stands in that file.

    Raises
    ------
    HeadRefused
        When the file cannot be written; the act stays recorded.
    """
    with store.transaction() as tx:
        audit.add(tx, AuditAct.HEAD_EXPORTED, at=now, actor=None, role=None)
    with store.transaction() as tx:
        head = read_head(tx.session)
    assert head is not None, "an act was just recorded"
    write_head(path, head)
    return head
