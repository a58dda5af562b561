"""A PostgreSQL of somebody's own, as a distribution has it: its settings beside its data, a superuser of its name.

The embedded programs are started by themselves, on loopback and under the user that they may run as. Nothing
of ours is in it: its superuser is ``postgres``, and what it is told stands in a file that no base backup holds.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.postgres_programs import Runner, programs_for, runner_for
from tests.support.demo import ROOT

SUPERUSER = "postgres"
RULES = """\
local all all peer
host all all 127.0.0.1/32 scram-sha-256
"""
SYSTEMS_PYTHON = Path("/usr/bin/python3")


@dataclass
class OwnServer:
    """That server. ``home`` has ``etc`` and ``lib``; the cluster is ``lib/main``."""

    home: Path
    runner: Runner
    programs: Path
    port: int
    password: str = field(repr=False)
    superuser: str = SUPERUSER

    @property
    def data(self) -> Path:
        return self.home / "lib" / "main"

    @property
    def conf(self) -> Path:
        return self.home / "etc" / "postgresql.conf"

    @property
    def admin_url(self) -> str:
        """Its superuser, as DATABASE_ADMIN_URL has it."""
        return f"postgresql://{self.superuser}:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def psql(self) -> dict[str, str]:
        """What psql is told so that it comes in as its superuser."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": self.superuser,
            "PGPASSWORD": self.password,
        }

    def make(self) -> None:
        """A new cluster, as the package of a distribution makes one."""
        self.runner.put(self.home / "password", self.password.encode())
        self._must(
            *(self.programs / "initdb", "-D", self.data, "-U", self.superuser, "--pwfile=password"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"),
        )
        for name in ("postgresql.conf", "pg_hba.conf", "pg_ident.conf"):
            (self.data / name).unlink()
        told = {
            "data_directory": str(self.data),
            "hba_file": str(self.home / "etc" / "pg_hba.conf"),
            "ident_file": str(self.home / "etc" / "pg_ident.conf"),
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.home / "run"),
            "max_connections": "140",
            "shared_buffers": "32MB",
        }
        self.runner.put(self.conf, "".join(f"{n} = '{v}'\n" for n, v in told.items()).encode())
        self.rules()
        self.runner.put(self.home / "etc" / "pg_ident.conf", b"")

    def rules(self, *more: str) -> None:
        """Its pg_hba.conf has those lines too, before the others."""
        text = "".join(f"{line}\n" for line in more) + RULES
        self.runner.put(self.home / "etc" / "pg_hba.conf", text.encode())

    def told(self, lines: str) -> None:
        """Those lines are added to its postgresql.conf."""
        self.runner.put(self.conf, f"{self.conf.read_text('utf-8')}{lines}\n".encode())

    def start(self) -> None:
        """It answers."""
        self._ctl("-l", self.home / "log", "-w", "-t", "60", "start")

    def stop(self) -> None:
        """It runs no more; nothing happens when it did not run."""
        if (self.data / "postmaster.pid").exists():
            self._ctl("-m", "fast", "-w", "-t", "60", "stop")

    def killed(self) -> None:
        """It was killed, and hands nothing more over."""
        pid = (self.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]
        os.kill(int(pid), 9)

    def python(self) -> str:
        """A Python with our packages that its user may run."""
        return python_for(self.runner)

    def calls(self, printed: Mapping[str, str]) -> str:
        """The lines that ``archive begin`` printed, for its file; its user may run the program that they call."""
        lines = "\n".join(f"{name} = {value}" for name, value in printed.items())
        assert sys.executable in lines
        return lines.replace(sys.executable, self.python())

    def _ctl(self, *words: str | Path) -> None:
        self._must(
            self.programs / "pg_ctl", "-D", self.data, "-o", f"-c config_file={self.conf}", *words
        )

    def _must(self, *argv: str | Path) -> None:
        done = self.runner.run(*argv, cwd=self.home)
        log = self.home / "log"
        words = log.read_text(encoding="utf-8")[-2000:] if log.exists() else ""
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{words}"


def python_for(runner: Runner) -> str:
    """A Python with our packages that this user may run, as a shell says it."""
    if runner.can_enter(Path(sys.executable)):
        return f"PYTHONPATH={ROOT} {sys.executable}"
    # As root our Python may lie where nobody else comes: the system's then reads the same packages.
    return f"PYTHONPATH={ROOT}:{sysconfig.get_path('purelib')} {SYSTEMS_PYTHON}"


@contextmanager
def own_server(home: Path, superuser: str = SUPERUSER) -> Iterator[OwnServer]:
    """Such a server in that folder, stopped afterwards."""
    home.mkdir(mode=0o700)
    runner = runner_for(home)
    home.chmod(0o711)
    for name in ("etc", "lib", "run"):
        (home / name).mkdir(mode=0o700)
        os.chown(home / name, runner.uid, runner.gid)
    os.chown(home, runner.uid, runner.gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = OwnServer(
        home, runner, programs_for(runner, home), port, secrets.token_hex(16), superuser
    )
    try:
        server.make()
        server.start()
        yield server
    finally:
        if server.data.exists():
            server.stop()
        shutil.rmtree(home / "lib", ignore_errors=True)
