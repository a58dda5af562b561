"""An upgrade: backup first, then every step, the walls and the proof in one transaction.

Whatever fails, and wherever it is killed, PostgreSQL takes all of it back: the database is at the old
release or at the new one, whole, and never between. Why so: decision 0222.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.keeping.backup import stands, written
from app.keeping.key_fit import fit
from app.migrate import known_step, migrate_in, newest_step
from app.service import chain_key, chain_keys, store_of_owner
from app.store import audit, chain, copies, inspection
from app.store.health import is_ours
from app.store.held import UNDER_WAY, UPGRADE, tried
from app.store.one_transaction import Held, held
from app.store.refusals import DatabaseAway
from app.use_cases.disclosure.drill import Drill, drill
from app.vault.container import Recipient
from app.vault.keys import MasterKey
from models.words import AuditAct


class CannotUpgrade(Exception):
    """Nothing was begun; one line for the person at the keyboard."""


class NotAsItMustBe(Exception):
    """What was proven after the steps is not as it must be, so they were taken back."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """Which database, as whom, and where the backup goes. Its address holds a password: no repr."""

    owner_url: str
    service_role: str
    master: MasterKey
    folder: Path
    to: Recipient
    now: datetime


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which step to which, and what was proven."""

    before: str
    after: str
    rows: int
    sealed: Drill
    backup: tuple[Path, ...]


def upgrade(asked: Asked, say: Callable[[str], None]) -> Upgraded | None:
    """The database stands at this program's release; None when it stood there before.

    Raises
    ------
    CannotUpgrade
        Before anything was begun.
    BackupFailed, NotAsItMustBe, TakenBack, DatabaseAway
        The database is as it was.
    """
    with _alone(asked):
        return _upgraded(asked, say)


@contextmanager
def _alone(asked: Asked) -> Iterator[None]:
    """No other upgrade, and no command that begins from now on, is in it until the block ends."""
    with (
        store_of_owner(asked.owner_url, asked.master) as store,
        tried(store, UPGRADE) as lock,
    ):
        if not lock.mine:
            raise CannotUpgrade(UNDER_WAY)
        yield


def _upgraded(asked: Asked, say: Callable[[str], None]) -> Upgraded | None:
    say("look")
    before = _looked(asked)
    if before == newest_step() and is_ours(asked.owner_url):
        return None
    seen = _seen(asked.owner_url)
    say("backup")
    files = written(asked.owner_url, asked.folder, asked.to, asked.now, ring_only=False)
    with held(asked.owner_url, chain_key(asked.master)) as all_of_it:
        alone = all_of_it.alone()
        counts = all_of_it.counts()
        if not alone or (counts, all_of_it.head()) != seen or _inside(asked):
            raise CannotUpgrade("somebody wrote while the backup was made: stop the service")
        say("steps")
        migrate_in(all_of_it.connection, lambda step: say(f"step {step}"))
        say("verify")
        sealed = _proven(all_of_it, asked.master, counts)
        with all_of_it.part() as tx:
            audit.add(
                tx,
                AuditAct.BACKUP_MADE,
                at=asked.now,
                actor=None,
                role=None,
                detail={"ring_only": False, "from": before, "to": newest_step()},
            )
            stands(tx, asked.now, ring_only=False)
        say("commit")
    return Upgraded(before, newest_step(), sum(counts.values()), sealed, tuple(files))


def _looked(asked: Asked) -> str:
    """The step at which the database stands, when it may be left."""
    step = copies.revision_of(asked.owner_url)
    if step is None:
        raise CannotUpgrade("the database has no schema yet: havn init")
    if not known_step(step):
        raise CannotUpgrade(f"the database stands at step {step}, which is newer than this program")
    if inside := _inside(asked):
        raise CannotUpgrade(
            f"{inside} connections of the service are in it: stop the service and its timers"
        )
    return step


def _seen(url: str) -> tuple[dict[str, int], tuple[int, bytes] | None]:
    """How many rows each table has, and the newest act."""
    try:
        with copies.moment(url) as found:
            return dict(found.counts), found.head
    except DatabaseAway:
        raise CannotUpgrade("the owner of the tables does not get at all rows") from None


def _inside(asked: Asked) -> int:
    return inspection.service_inside(asked.owner_url, asked.service_role)


def _proven(all_of_it: Held, master: MasterKey, before: dict[str, int]) -> Drill:
    """What was sealed opens, no row is gone, the chain is whole, and the schema is that of the records."""
    with all_of_it.part() as tx:
        wrong = [] if fit(tx, master).good else ["a data key does not open under this master key"]
        erased = copies.erased(tx)
        sealed = drill(tx, master, erased)
        broken = chain.broken(tx.session, chain_keys(tx, master))
    if not sealed.whole:
        wrong.append(f"{sealed.lost + sealed.broken} sealed fields do not open")
    if broken is not None:
        wrong.append(f"act {broken.seq} of the audit chain: {broken.harm}")
    after = all_of_it.counts()
    wrong += [f"rows of {name} are gone" for name in before if after.get(name, 0) < before[name]]
    wrong += [f"{one.kind} {one.name} is {one.how}" for one in all_of_it.drift()[:12]]
    if wrong:
        raise NotAsItMustBe("; ".join(wrong))
    return sealed
