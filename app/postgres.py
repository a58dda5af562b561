"""The database of this process: the one that was given, else an embedded server of our own.

``DATABASE_URL`` (the lesser role of the service) and ``DATABASE_OWNER_URL`` (migrations) name any
PostgreSQL >= 15; then nothing is started here. Without them a real server runs from the wheel, in
a private folder, under a user that is never root.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

from app.archive import handing
from app.archive.target import config_at
from app.postgres_cluster import ADMIN, OWNER, PLANNER, ROLES, SERVICE, Cluster
from app.postgres_programs import PostgresFailed, Runner, programs_for, runner_for

__all__ = [
    "DEFAULT_FOLDER",
    "Addresses",
    "PostgresFailed",
    "data_folder",
    "database",
    "durable",
    "ephemeral",
    "finish_upgrade",
    "given",
    "named_folder",
    "running",
]

DEFAULT_FOLDER = Path(
    os.environ.get("HAVN_FOLDER") or Path(__file__).resolve().parent.parent / ".havn"
)
"""Where the embedded server keeps its data, unless an installation named a folder of its own."""
RESTORING = "restoring"
"""A file that stands in the folder from the first restored byte until all is proven and erased again."""
ELSEWHERE = Path("/var/lib/havn")
"""Where root keeps the data when the server's user cannot enter the folder asked for."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the database is, per role. The texts hold passwords, so the repr holds no text."""

    owner_url: str = field(repr=False)
    service_url: str = field(repr=False)
    planner_url: str = field(repr=False)
    copier_url: str | None = field(default=None, repr=False)
    """A role that may copy the whole cluster, for a base backup; None when none is named."""


def given(environ: Mapping[str, str]) -> Addresses | None:
    """The database that the environment names; None when it names none.

    Unknown: a role that is not named is the service's; what that role may not do, fails.
    """
    service = environ.get("DATABASE_URL")
    if not service:
        if environ.get("DATABASE_OWNER_URL"):
            raise PostgresFailed("DATABASE_OWNER_URL is set and DATABASE_URL is not")
        return None
    return Addresses(
        owner_url=environ.get("DATABASE_OWNER_URL") or service,
        service_url=service,
        planner_url=environ.get("DATABASE_PLANNER_URL") or service,
        copier_url=environ.get("DATABASE_REPLICATION_URL") or None,
    )


@contextlib.contextmanager
def database(environ: Mapping[str, str], folder: Path = DEFAULT_FOLDER) -> Iterator[Addresses]:
    """The database that was given, else the embedded one while anybody is inside."""
    if addresses := given(environ):
        yield addresses
        return
    with running(folder) as addresses:
        yield addresses


@contextlib.contextmanager
def named_folder(environ: MutableMapping[str, str]) -> Iterator[None]:
    """Where HAVN_FOLDER stands for the database, its server runs meanwhile and the environment says where.

    Nothing happens when the environment names a database, or no folder.
    """
    folder = environ.get("HAVN_FOLDER")
    if not folder or environ.get("DATABASE_URL"):
        yield
        return
    with running(Path(folder)) as addresses:
        environ["DATABASE_URL"] = addresses.service_url
        environ.setdefault("DATABASE_OWNER_URL", addresses.owner_url)
        yield


@contextlib.contextmanager
def running(folder: Path = DEFAULT_FOLDER, *, restoring: bool = False) -> Iterator[Addresses]:
    """A server on the data of ``folder`` that runs as long as anybody is inside.

    A server that outlived a killed process is found and used. The last to leave stops it. Where an
    archive is named, everybody inside puts into it what the server hands over. ``restoring``: whether
    this is the restore itself, without which nobody gets at data that were not proven yet; nothing of
    it is handed over, since the archive that is named may be the one of a machine that lives.
    """
    folder = folder.absolute()
    if (folder / RESTORING).exists() and not restoring:
        raise PostgresFailed(
            "a restore was broken off there, and who was erased may be back: restore anew"
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive = None if restoring else _archive_of(folder)
    with open(folder / "users.lock", "a", opener=_private) as users, _shipped(folder, archive):
        with _gate(folder):
            cluster = durable(folder, archived=archive is not None)
            cluster.create()
            cluster.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield _addresses(cluster)
        finally:
            with _gate(folder):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else is still inside
                else:
                    cluster.stop()


@contextlib.contextmanager
def ephemeral() -> Iterator[Cluster]:
    """A throw-away server in a folder of its own; both are gone afterwards.

    A guard waits at the other end of a pipe and clears away when this process lets go of it,
    on leaving as well as on being killed.
    """
    folder, home, runner = _throw_away_home()
    guard = None
    try:
        programs = programs_for(runner, home)
        guard = _guard(folder, home, programs, runner)
        cluster = Cluster(home, runner, programs, _new_passwords(), throw_away=True)
        cluster.create()
        cluster.start()
        yield cluster
    finally:
        if guard is None:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            guard.communicate()


def data_folder(folder: Path) -> Path:
    """Where the server of ``folder`` keeps its data: in it, unless its user cannot get there."""
    folder = folder.absolute()
    home = folder / "server"
    runner = runner_for(home)
    if runner.other:
        folder.chmod(0o711)
        if not runner.can_enter(folder):
            return ELSEWHERE / hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return home


def durable(folder: Path, release: int | None = None, *, archived: bool = False) -> Cluster:
    """The cluster whose data are kept for that folder, run by the release that wrote them.

    ``release``: of a cluster that is still to come there. ``archived``: whether it hands its log over.
    """
    home, runner = data_folder(folder), runner_for(folder / "server")
    if home.parent == ELSEWHERE:
        ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
    _make_home(home, runner)
    finish_upgrade(home)
    written = home / "data" / "PG_VERSION"
    if written.exists():
        release = int(written.read_text(encoding="ascii"))
    programs = programs_for(runner, home, release)
    more = handing.archiving(home, runner) if archived else {}
    return Cluster(home, runner, programs, _kept_passwords(folder, home), more=more)


def finish_upgrade(home: Path) -> None:
    """A new cluster that was proven takes the old one's place, also after a kill in between (0228)."""
    mark = home / "new" / "proven"
    if not mark.exists():
        return
    kept = home / mark.read_text(encoding="ascii")
    if (home / "data").exists() and not kept.exists():
        (home / "data").rename(kept)
    if not (home / "data").exists():
        (home / "new" / "data").rename(home / "data")
    shutil.rmtree(home / "new")


def _archive_of(folder: Path) -> Path | None:
    """The file that says where the archive of that folder's server is; None when there is none."""
    config = config_at(folder)
    return config if config.exists() else None


@contextlib.contextmanager
def _shipped(folder: Path, archive: Path | None) -> Iterator[None]:
    """What the server of that folder hands over goes into that archive, if there is one."""
    if archive is None:
        yield
        return
    shipper = handing.Shipper(data_folder(folder), archive)
    shipper.start()
    try:
        yield
    finally:
        shipper.stop()


def _addresses(cluster: Cluster) -> Addresses:
    return Addresses(
        cluster.url(OWNER),
        cluster.url(SERVICE),
        cluster.url(PLANNER),
        cluster.url(ADMIN, "postgres"),
    )


def _throw_away_home() -> tuple[Path, Path, Runner]:
    """A new folder that the server's user can reach, and the server's own one in it."""
    for place in dict.fromkeys([tempfile.gettempdir(), "/tmp", "/var/tmp"]):  # noqa: S108 - mkdtemp
        folder = Path(tempfile.mkdtemp(prefix="havn-test-", dir=place))
        home = folder / "pg"
        runner = runner_for(home)
        if runner.other:
            folder.chmod(0o711)
        if runner.can_enter(folder):
            _make_home(home, runner)
            return folder, home, runner
        folder.rmdir()
    raise PostgresFailed("no temporary folder that the server's user can enter")


def _make_home(home: Path, runner: Runner) -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    home.chmod(0o700)
    if runner.other:
        os.chown(home, runner.uid, runner.gid)


def _guard(folder: Path, home: Path, programs: Path, runner: Runner) -> subprocess.Popen[bytes]:
    """A process that waits until nobody holds its input any more, then clears away."""
    script = Path(__file__).with_name("postgres_guard.py")
    user = [str(runner.uid), str(runner.gid)] if runner.other else []
    return subprocess.Popen(  # noqa: S603 - our own script, no shell
        [sys.executable, "-I", "-S", script, folder, home, programs / "pg_ctl", *user],
        stdin=subprocess.PIPE,
        start_new_session=True,
        cwd="/",
    )


def _new_passwords() -> dict[str, str]:
    return {role: secrets.token_urlsafe(24) for role in (ADMIN, *ROLES)}


def _kept_passwords(folder: Path, home: Path) -> dict[str, str]:
    """The passwords of this folder, which only its owner may read; made once."""
    kept = folder / "passwords.json"
    if not kept.exists():
        if (home / "data").exists():
            raise PostgresFailed(f"{kept} is missing: the database there cannot be opened")
        draft = folder / "passwords.new"
        with open(draft, "w", encoding="utf-8", opener=_private) as out:
            json.dump(_new_passwords(), out)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(kept)
    passwords: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return passwords


@contextlib.contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """One at a time starts or stops; a killed holder lets go by itself."""
    with open(folder / "gate.lock", "a", opener=_private) as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
