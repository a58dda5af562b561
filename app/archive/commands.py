"""The commands of the archive. Exit 0: done. 1: not as it was, or silent. 2: nothing was changed."""

from __future__ import annotations

import fcntl
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.archive.base import prune, take_base
from app.archive.handing import ARCHIVE_EVERY_S
from app.archive.holes import holes
from app.archive.recovery import SUPERUSER, CannotRecover, Recovered, recover
from app.archive.target import Archive, ArchiveRefused, bases, config_at, labels, no_bases
from app.at_hand import at_hand, master_at_hand
from app.keeping.backup_files import read_ring
from app.keeping.restore import Proof, prove
from app.migrate import migrate
from app.postgres import DEFAULT_FOLDER, RESTORING, PostgresFailed, running
from app.service import store_of_owner
from app.store import audit, base_alarm, data_keys
from app.store.refusals import Refusal
from app.store.rewriting import forget_erased_keys
from app.store.transactions import Store
from app.store.unfinished import mark_at
from app.vault.container import ContainerRefused, OfflineKey, Recipient
from app.vault.keys import KeyRefused
from models.words import AuditAct

DONE, NOT_AS_IT_WAS, CANNOT = 0, 1, 2


def run_begin(to: Path, files: Path, keys: Path, folder: Path = DEFAULT_FOLDER) -> int:
    """Say where the archive is from now on; of a server of one's own, which lines it needs."""

    def act() -> int:
        config = config_at(folder)
        Archive.begin(config, Recipient.read(to), files, keys)
        print(f"{config} says where; files {files}, keys {keys}")
        if os.environ.get("DATABASE_URL"):
            print("# postgresql.conf of the server, then restart it and take a base backup:")
            print("archive_mode = on")
            # The second too: after a start nothing is handed over before the first checkpoint.
            print(f"archive_timeout = {ARCHIVE_EVERY_S}\ncheckpoint_timeout = {ARCHIVE_EVERY_S}")
            print(f"archive_command = '{_command(config)}'")
        else:
            print("from the next start of the database on; then: havn archive base")
        return DONE

    return _told(act)


def _command(config: Path) -> str:
    """What the server calls, whatever stands in the paths: it reads quotes and percents, then a shell does."""
    called = shlex.join([sys.executable, "-P", "-m", "app.archive.wal", str(config.absolute())])
    return f"{called.replace('%', '%%')} %p %f".replace("'", "''")


def run_base(*, keep_days: int, if_erased: bool, folder: Path = DEFAULT_FOLDER) -> int:
    """Take a base backup, prove it, and let go of what is older than it may be."""

    def act() -> int:
        config = config_at(folder)
        with at_hand(folder) as hand, _heard_if_it_fails(hand.store), _alone(config):
            archive = Archive.read(config)
            if hand.addresses.copier_url is None:
                raise ArchiveRefused("set DATABASE_REPLICATION_URL to a role with REPLICATION")
            with hand.store.transaction() as tx:
                erased = data_keys.last_erased(tx)
            if if_erased and not _knows_of_it(archive, erased):
                print("nobody was erased since the last base backup")
                return DONE
            if not forget_erased_keys(hand.addresses.owner_url):
                raise ArchiveRefused(
                    "somebody has been reading the database for too long, so that who was erased would"
                    " be in the copy: end what reads (havn backup, psql), then again"
                )
            made = take_base(archive, config, hand.addresses.copier_url, _now, erased=erased)
            gone = prune(archive, made, keep=timedelta(days=keep_days))
            with hand.store.transaction() as tx:
                audit.add(
                    tx,
                    AuditAct.BACKUP_MADE,
                    at=_now(),
                    actor=None,
                    role=None,
                    detail={"base": True, "epochs_gone": gone.epochs},
                )
        print(made.path)
        print(f"gone: {gone.epochs} older keys, {gone.files} files that they opened")
        for path in gone.strange:
            print(f"left: {path} is damaged, or none of the archive's: see what it is")
        return NOT_AS_IT_WAS if gone.strange else DONE

    return _told(act)


class UnderWay(ArchiveRefused):
    """Another base backup is being taken, which is no failure."""


@contextmanager
def _heard_if_it_fails(store: Store) -> Iterator[None]:
    """People hear at once of a base backup that fails, also where the watch still has a day's patience.

    Until the next one stands, who was erased opens from the archive.
    """
    try:
        yield
    except UnderWay:
        raise
    except Exception:
        # Where the records are away too, what ended the backup is still what is said.
        with suppress(Refusal), store.transaction() as tx:
            base_alarm.raise_(tx, _now())
        raise


@contextmanager
def _alone(config: Path) -> Iterator[None]:
    """Nobody else takes a base backup: one that prunes would take an epoch that begins for one that is over."""
    try:
        handle = os.open(config.with_name(f".{config.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise ArchiveRefused(f"{config.parent} cannot be written") from None
    with os.fdopen(handle) as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnderWay("another base backup is being taken") from None
        yield


def _knows_of_it(archive: Archive, erased: int) -> bool:
    """Whether an epoch began before somebody was erased."""
    known, _ = labels(archive.keys)
    return any(label.erased < erased for label in known.values())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a restore is given."""

    files: Path
    keys: Path
    identity: Path
    ring: Path | None
    """A key ring of ``havn backup``, whose list of what was erased is newer than the moment."""
    at: datetime | None
    superuser: str = SUPERUSER


def run_recover(wanted: Wanted, folder: Path = DEFAULT_FOLDER) -> int:
    """Bring the cluster of that moment back into the empty folder, and prove it."""

    def act() -> int:
        began = time.monotonic()
        offline = OfflineKey.read(wanted.identity)
        ring = None if wanted.ring is None else read_ring(wanted.ring, offline)
        master = master_at_hand(folder)
        found = recover(wanted.files, wanted.keys, offline, folder, wanted.at, wanted.superuser)
        with running(folder, restoring=True) as addresses:
            if mark_at(addresses.owner_url):
                raise CannotRecover("at that moment a restore was broken off: take another one")
            migrate(addresses.owner_url)
            with store_of_owner(addresses.owner_url, master) as store:
                erased = frozenset() if ring is None else ring.erased
                proof = prove(store, master, erased, _now())
        (folder / RESTORING).unlink()
        print(_said(found, proof, time.monotonic() - began))
        if ring is None:
            print("key ring        none: who was erased after that moment is not erased again")
        return DONE if proof.good and not (found.left and wanted.at is None) else NOT_AS_IT_WAS

    return _told(act)


def _said(found: Recovered, proof: Proof, seconds: float) -> str:
    last = (
        "none" if found.last_transaction is None else f"{found.last_transaction:%Y-%m-%dT%H:%M:%SZ}"
    )
    return "\n".join(
        [
            f"base backup     of {found.base_ended:%Y-%m-%dT%H:%M:%SZ}",
            *(f"passed over     {path} does not open" for path in found.passed),
            f"log             {found.pieces} pieces read, {found.left} not reached",
            f"last change     {last}",
            *proof.lines(),
            f"took            {seconds:.1f} s",
        ]
    )


def run_look(files: Path, most_minutes: float) -> int:
    """How old the newest file of the archive is, and what is missing or damaged; 1 when it is too old, or something is.

    Unknown: a server on which nothing happens hands nothing over, and by the files that is the same as
    silence, so it is told as such.
    """
    newest = max((path.stat().st_mtime for path in (files / "wal").glob("*.havn")), default=None)
    if newest is None:
        print("nothing was ever archived there")
        return NOT_AS_IT_WAS
    age = time.time() - newest
    print(f"last piece of the log {age:.0f} s ago, {len(bases(files))} base backups")
    if missing := holes(files):
        print(f"pieces missing since the newest base backup: {missing}; nothing after comes back")
        print("take another one now: havn archive base")
    strange = no_bases(files)
    for path in strange:
        print(f"{path} is damaged, shut, or none of the archive's: see what it is")
    if age > most_minutes * 60:
        print("silent, or nothing was written since: the files cannot tell which; /silentz can")
        return NOT_AS_IT_WAS
    return NOT_AS_IT_WAS if missing or strange else DONE


def _now() -> datetime:
    return datetime.now(UTC)


def _told(act: Callable[[], int]) -> int:
    try:
        return act()
    except (
        ArchiveRefused,
        CannotRecover,
        ContainerRefused,
        KeyRefused,
        PostgresFailed,
        Refusal,
    ) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT
