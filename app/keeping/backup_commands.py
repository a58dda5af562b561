"""The commands of backup and restore. Exit 0: done. 1: not as it was. 2: no row was changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.at_hand import at_hand, master_at_hand
from app.keeping.backup import BackupFailed, make_backup
from app.keeping.backup_files import DataFile, Ring, read_ring
from app.keeping.old_backups import let_go
from app.keeping.restore import CannotRestore, Proof, restore
from app.postgres import DEFAULT_FOLDER, PostgresFailed, ephemeral
from app.postgres_cluster import OWNER
from app.service import store_of_owner
from app.store.refusals import Refusal
from app.store.unfinished import BROKEN_OFF, mark_at
from app.vault.container import ContainerRefused, OfflineKey, Recipient
from app.vault.keys import KeyRefused, MasterKey

DONE, NOT_AS_IT_WAS, CANNOT = 0, 1, 2


def run_backup(
    out: Path,
    to: Path,
    *,
    ring_only: bool = False,
    keep_days: int | None = None,
    folder: Path = DEFAULT_FOLDER,
) -> int:
    """Write the two files of a backup, or the key ring alone; then let go of rows that are too old."""

    def act() -> int:
        recipient = Recipient.read(to)
        with at_hand(folder) as hand:
            written = make_backup(
                hand.store,
                hand.addresses.owner_url,
                out,
                recipient,
                hand.now,
                ring_only=ring_only,
            )
        for path in written:
            print(path)
        return DONE if keep_days is None else _without_the_old(out, hand.now, keep_days)

    return _told(act)


def _without_the_old(out: Path, now: datetime, days: int) -> int:
    try:
        gone = let_go(out, now, days)
    except OSError:
        print("error: what is too old cannot be removed there", file=sys.stderr)
        return NOT_AS_IT_WAS
    for path in gone:
        print(f"removed {path}")
    return DONE


def run_restore(
    data: Path, keys: Path, identity: Path, *, trial: bool, folder: Path = DEFAULT_FOLDER
) -> int:
    """Restore into the empty database at hand, or (``trial``) into one that is thrown away."""

    def act() -> int:
        key = OfflineKey.read(identity)
        found, ring = DataFile(data, key), read_ring(keys, key)
        if trial:
            master = master_at_hand(folder)
            with ephemeral() as cluster:
                cluster.create_database("drill")
                url = cluster.url(OWNER, "drill")
                proof = _restored(url, found, ring, master)
        else:
            with at_hand(folder, restoring=True) as hand:
                url = hand.addresses.owner_url
                try:
                    proof = _restored(url, found, ring, hand.master)
                except Refusal:
                    if not mark_at(url):
                        raise
                    print(f"error: {BROKEN_OFF}", file=sys.stderr)
                    return NOT_AS_IT_WAS
        print("\n".join(proof.lines()))
        return DONE if proof.good else NOT_AS_IT_WAS

    return _told(act)


def _restored(url: str, data: DataFile, ring: Ring, master: MasterKey) -> Proof:
    with store_of_owner(url, master) as store:
        return restore(store, url, data, ring, master, datetime.now(UTC))


def _told(act: Callable[[], int]) -> int:
    try:
        return act()
    except (
        BackupFailed,
        CannotRestore,
        ContainerRefused,
        KeyRefused,
        PostgresFailed,
        Refusal,
    ) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT


def run_offline(private: Path, public: Path) -> int:
    """Make the offline key of the backup: the private half belongs on no machine that serves."""

    def act() -> int:
        OfflineKey.make(private, public)
        print(f"take {private} away from here; {public} stays and writes backups")
        return DONE

    return _told(act)
