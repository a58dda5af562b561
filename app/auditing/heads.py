"""Exporting the head of the chain, which is an act of its own and so the last one it covers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.auditing.head_file import HeadNotMet, kept_head, write_head
from app.store import audit
from app.store.chain import Head, meets, read_head
from app.store.transactions import Store, Tx
from models.words import AuditAct


def export_head(store: Store, path: Path, *, now: datetime) -> Head:
    """The newest head stands in that file, in the place of one that the chain still leads to.

    Raises
    ------
    HeadNotMet
        When the head in the file is not in the chain: it stays, for it alone shows that an end was
        cut off.
    HeadRefused
        When the file is no exported head, or cannot be written; then the act stays recorded.
    """
    before = kept_head(path)
    with store.transaction() as tx:
        _must_be_met(tx, before)
        audit.add(tx, AuditAct.HEAD_EXPORTED, at=now, actor=None, role=None)
    with store.transaction() as tx:
        head = read_head(tx.session)
        # Once more: between the two an end may have been cut off that this head would cover up.
        _must_be_met(tx, before)
    assert head is not None, "an act was just recorded"
    write_head(path, head)
    return head


def _must_be_met(tx: Tx, before: Head | None) -> None:
    if before is not None and not meets(tx.session, before):
        raise HeadNotMet("the head in that file is not in the audit chain: nothing was written")
