"""Bringing a cluster back on an empty machine: the base backup, then the log up to a moment.

The server of a restore lets in nobody but whoever restores, by the name the machine knows her by: the
passwords of the lost machine are gone with it, and new ones are set when the log has been read.
"""

from __future__ import annotations

import getpass
import os
import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.archive import handing
from app.archive.own_settings import put_ours
from app.archive.tar import unpack
from app.archive.target import (
    Base,
    Epoch,
    bases,
    epochs,
    opened,
    segments,
    unsqueezed,
)
from app.on_disk import on_disk
from app.postgres import RESTORING, data_folder, durable
from app.postgres_cluster import ADMIN, Cluster, NobodyEnters
from app.postgres_programs import PostgresFailed
from app.vault.container import ContainerRefused, OfflineKey, read

RULES, NAMES = "restoring.hba", "restoring.ident"
CLOCKS_APART = timedelta(hours=1)
"""How far the clock of the lost machine may have been before that of this one."""
SUPERUSER = "postgres"
"""What a server of somebody's own calls its superuser, unless another name is said."""


class CannotRecover(Exception):
    """Nothing was brought back; one line for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was brought back."""

    base_ended: datetime
    last_transaction: datetime | None
    """When the last transaction of the log was committed; None when it held none."""
    pieces: int
    """Of the log, that were read."""
    left: int
    """Pieces that the archive holds and that were not reached."""
    passed: tuple[Path, ...]
    """Keys and newer base backups that do not open, so that they were passed over."""


def recover(
    files: Path,
    keys: Path,
    offline: OfflineKey,
    folder: Path,
    at: datetime | None,
    superuser: str = SUPERUSER,
) -> Recovered:
    """A cluster of that moment, or of the newest one, is kept for the folder; its server is stopped.

    ``superuser``: of the lost server, when that was not the embedded one.

    Raises
    ------
    CannotRecover
        When there are data already, no base backup opens, or the moment is not in the archive.
    ContainerRefused
        When a piece of the log is damaged.
    """
    if not re.fullmatch(r"[\w-]+", superuser):
        raise CannotRecover("--superuser takes a name of letters, digits, _ and -")
    home = data_folder(folder)
    if (folder / RESTORING).exists():
        _discard(folder, home)
    if (home / "data").exists():
        raise CannotRecover("there are data in that folder already; a restore mixes with nothing")
    known, shut = epochs(keys, offline)
    usable = _usable(bases(files), known, at)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    base, release, begins = _laid_newest(usable, known, durable(folder), shut)
    cluster = durable(folder, release)
    fetcher = handing.Fetcher(home, cluster.runner, files, known)
    until = {} if at is None else {"recovery_target_time": at.astimezone(UTC).isoformat()}
    more = {
        **handing.fetching(home, cluster.runner),
        **until,
        "recovery_target_action": "promote",
        # Nobody reads meanwhile, so no setting need be as large as that of the lost server.
        "hot_standby": "off",
        **_only_me(cluster, superuser),
    }
    (folder / RESTORING).touch(0o600)
    on_disk(folder)
    (home / "data.restored").rename(home / "data")
    recovering = replace(cluster, more=more)
    fetcher.start()
    try:
        last = recovering.recover(lambda: bool(fetcher.damaged), superuser)
    except PostgresFailed as failed:
        shutil.rmtree(home / "data")
        (folder / RESTORING).unlink()
        if isinstance(failed, NobodyEnters):
            raise CannotRecover(
                f"the lost server has no superuser {superuser}: name it with --superuser"
            ) from None
        if fetcher.damaged:
            named = ", ".join(f"{files / 'wal' / name}.havn" for name in sorted(fetcher.damaged))
            raise ContainerRefused(
                f"a piece of the log is damaged, or its epoch's key is gone: {named}{_named(shut)}"
            ) from None
        raise CannotRecover(
            "the server did not come to that moment: is it within the archive?"
        ) from None
    finally:
        fetcher.stop()
        for name in (RULES, NAMES, "fetch"):
            (home / name).unlink(missing_ok=True)
        shutil.rmtree(home / handing.IN, ignore_errors=True)
    left = not_reached(segments(files), fetcher.given, begins)
    return Recovered(base.ended, last, len(fetcher.given), left, tuple(shut))


def not_reached(there: list[str], given: set[str], begins: str) -> int:
    """How many pieces lie behind the last that was given, on its line of the log or a later one.

    ``begins``: the piece in which the base backup begins. It holds that one itself, so it comes back
    also when none was given; then all that follow it were not reached.
    """
    newest = max(given & set(there), default=begins)
    return sum(name[8:] > newest[8:] and name[:8] >= newest[:8] for name in there)


def _discard(folder: Path, home: Path) -> None:
    """What a restore left that was broken off is gone: nobody ever got at it (app.postgres.running)."""
    if (home / "data").exists():
        durable(folder).stop("immediate")
        shutil.rmtree(home / "data")


def _usable(found: list[Base], known: dict[str, Epoch], at: datetime | None) -> list[Base]:
    """What may be begun from, the newest first."""
    # A name from the future is nobody's backup.
    newest = datetime.now(UTC) + CLOCKS_APART if at is None else at
    return [base for base in reversed(found) if base.epoch in known and base.ended <= newest]


def _laid_newest(
    usable: list[Base], known: dict[str, Epoch], cluster: Cluster, shut: list[Path]
) -> tuple[Base, int, str]:
    """The newest that opens lies beside its place: the log after an older one comes to the same moment.

    ``shut``: what does not open; those that are passed over come to it.
    """
    for base in usable:
        try:
            return base, *_laid(base, known[base.epoch], cluster)
        except ContainerRefused:
            shut.append(base.path)
    shutil.rmtree(cluster.home / "data.restored", ignore_errors=True)
    raise CannotRecover(f"no base backup of before that moment opens with these keys{_named(shut)}")


def _named(shut: list[Path]) -> str:
    return "".join(f"; {path} does not open" for path in shut)


def _laid(base: Base, epoch: Epoch, cluster: Cluster) -> tuple[int, str]:
    """The files of the base backup lie beside their place; of which release they are, in which piece they begin."""
    draft = cluster.home / "data.restored"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    owner = (cluster.runner.uid, cluster.runner.gid)
    os.chown(draft, *owner)
    with opened(base.path) as file:
        unpack(unsqueezed(read(file, epoch.key, f"base {base.epoch}")), draft, owner)
    put_ours(draft, cluster.runner)
    signal = draft / "recovery.signal"
    signal.touch(0o600)
    os.chown(signal, *owner)
    begins = re.search(r"\(file ([0-9A-F]{24})\)", (draft / "backup_label").read_text("utf-8"))
    if begins is None:
        raise ContainerRefused("the base backup does not say where it begins")
    return int((draft / "PG_VERSION").read_text(encoding="ascii")), begins.group(1)


def _only_me(cluster: Cluster, superuser: str) -> dict[str, str]:
    me = getpass.getuser()
    texts = {
        RULES: "local all all peer map=restoring\n",
        NAMES: "".join(f'restoring {me} "{name}"\n' for name in (superuser, ADMIN)),
    }
    for name, words in texts.items():
        cluster.runner.put(cluster.home / name, words.encode())
    return {"hba_file": str(cluster.home / RULES), "ident_file": str(cluster.home / NAMES)}
