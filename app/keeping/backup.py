"""Making a backup: two files of one moment, an act of it in the chain that they hold, and one when they stand.

The first act says that somebody reads all there is, so it comes before the first byte. Only the second
says that there is a backup: who is killed in between, or cannot write, leaves none of it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.keeping.backup_files import alone_in, write_data, write_ring
from app.store import alarms, audit
from app.store.copies import moment
from app.store.refusals import DatabaseAway, Refusal
from app.store.transactions import Store, Tx
from app.vault.container import Recipient
from models.words import AlarmKind, AuditAct

RING = "havn-keys.havn"


class BackupFailed(Exception):
    """No backup was made; the files of the last one are as they were."""


def make_backup(
    store: Store, owner_url: str, folder: Path, to: Recipient, now: datetime, *, ring_only: bool
) -> list[Path]:
    """The files of this moment stand in the folder, the key ring in place of the one before.

    ``ring_only``: only the key ring, as after an erasure.

    Raises
    ------
    BackupFailed
        When it cannot be written; an alarm is raised.
    """
    with store.transaction() as tx:
        audit.add(
            tx,
            AuditAct.BACKUP_MADE,
            at=now,
            actor=None,
            role=None,
            detail={"ring_only": ring_only},
        )
    try:
        files = written(owner_url, folder, to, now, ring_only=ring_only)
    except BackupFailed:
        # Where the records are away too, what ended the backup is still what is said.
        with suppress(Refusal), store.transaction() as tx:
            alarms.raise_(tx, AlarmKind.BACKUP_FAILED, now=now)
        raise
    with store.transaction() as tx:
        stands(tx, now, ring_only=ring_only)
    return files


def stands(tx: Tx, now: datetime, *, ring_only: bool) -> None:
    """The files of that moment are on disk; only this counts as a backup (app.silence)."""
    audit.add(
        tx,
        AuditAct.BACKUP_WRITTEN,
        at=now,
        actor=None,
        role=None,
        detail={"ring_only": ring_only},
    )


def written(
    owner_url: str, folder: Path, to: Recipient, now: datetime, *, ring_only: bool
) -> list[Path]:
    """The files of this moment stand in the folder; it is nobody's act.

    Raises
    ------
    BackupFailed
        When they cannot be written.
    """
    files = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone_in(folder), moment(owner_url) as found:
            if not ring_only:
                files.append(folder / f"havn-data-{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}.havn")
                write_data(files[0], to, found, now)
            files.append(folder / RING)
            write_ring(files[-1], to, found, now)
    except OSError:
        raise BackupFailed("the files of the backup cannot be written there") from None
    except DatabaseAway:
        raise BackupFailed("the owner of the tables does not get at all rows") from None
    return files
