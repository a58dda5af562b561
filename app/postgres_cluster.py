"""One database cluster in one folder: made, started, found again, stopped.

    home/data       the cluster, 0700        home/log        what the server says
    home/programs   a copy of the programs, where the server's user cannot read the wheel's

No TCP; one socket in the folder, or in a short one when its path would be too long. Every role
logs in with a random password, also on the socket: whoever is root here is not the server's user.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from app.postgres_programs import PostgresFailed, Runner, release_of
from app.postgres_roles import (
    OWNER,
    PLANNER,
    QUIET,
    ROLES,
    SERVICE,
    create_database,
    has_database,
    let_in,
    prepare_roles,
    quiet,
)

__all__ = ["ADMIN", "DATABASE", "OWNER", "PLANNER", "ROLES", "SERVICE", "Cluster", "NobodyEnters"]

ADMIN = "havn_admin"
DATABASE = "havn"
PORT = 5432

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    **QUIET,
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Three times as fast, and gone with the first power cut: for tests alone."""

LONGEST_SOCKET = 100
PATIENCE_S = 15.0
RECOVERY_S = 900
"""How long the reading of a log may take."""
BUILTIN_SINCE = 17


LOGIN_TRIGGERS = 17
"""The first release in which a trigger can act on a login."""


class NobodyEnters(PostgresFailed):
    """The server runs, and no superuser of it is known to us."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster in ``home``, which the runner owns. Its repr holds no password."""

    home: Path
    runner: Runner
    programs: Path
    passwords: dict[str, str] = field(repr=False)
    throw_away: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    """Settings beyond those of every cluster."""

    @property
    def data(self) -> Path:
        """The folder that ``initdb`` made."""
        return self.home / "data"

    def create(self) -> None:
        """Leave a cluster there; one that was broken off while being made is made anew."""
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        password = self.home / "password"
        try:
            self.runner.put(password, self.passwords[ADMIN].encode())
            done = self.runner.run(
                *(self.programs / "initdb", "-D", draft.name, "-U", ADMIN, "--pwfile=password"),
                *("--auth-local=scram-sha-256", "--auth-host=reject", "--data-checksums"),
                *("--encoding=UTF8", *self._locale(), "--no-instructions"),
                *(["--no-sync"] if self.throw_away else []),
                cwd=self.home,
            )
        finally:
            password.unlink(missing_ok=True)
        if done.returncode:
            raise PostgresFailed(f"initdb failed: {done.stderr.strip()}")
        draft.rename(self.data)

    def _locale(self) -> tuple[str, ...]:
        """The one order of letters on every host; servers before 17 have it of the host alone."""
        if release_of(self.programs) < BUILTIN_SINCE:
            return ("--locale=C.UTF-8",)
        return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")

    def start(self) -> None:
        """Leave the server running and its roles ready; one that still runs is used as it is."""
        self.wake()
        self._prepare_roles()

    def wake(self) -> None:
        """Leave the server running, its roles as they are."""
        if not self._answers():
            self._start()

    def recover(self, broken: Callable[[], bool], superuser: str) -> datetime | None:
        """Leave the server stopped, its log read to the end that the settings name, its roles ready.

        When the last transaction of the log was committed is returned; None when it held none.
        ``broken``: whether a piece of the log cannot be read. ``superuser``: of a cluster that was not
        made here, and has no administrator of ours yet.

        Raises
        ------
        NobodyEnters
            When it has neither of the two.
        PostgresFailed
            When it does not come to that end.
        """
        self._configure()
        try:
            self.runner.run(
                *(self.programs / "pg_ctl", "-D", "data", "-l", "log", "-w"),
                *("-t", str(RECOVERY_S), "start"),
                cwd=self.home,
            )
            self._read_to_the_end(broken)
            with self._entered(superuser) as admin:
                last = admin.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
                self._forget_its_settings(admin, admin.info.user)
                self._be_superuser(admin)
            self._prepare_roles()
            with self.connect() as admin:
                quiet(admin, DATABASE)
        except psycopg.OperationalError:
            raise PostgresFailed("the log could not be read to its end") from None
        finally:
            self.stop()
        return last[0] if last else None

    def _read_to_the_end(self, broken: Callable[[], bool]) -> None:
        """Wait for the server to be done with its log; it lets nobody in before."""
        until = time.monotonic() + RECOVERY_S
        while [line.strip() for line in self._pid_file()[7:8]] != ["ready"]:
            if not self._pid_file() or broken() or time.monotonic() > until:
                raise PostgresFailed("the log could not be read to its end")
            time.sleep(0.1)

    def _entered(self, superuser: str) -> psycopg.Connection:
        for name in (superuser, ADMIN):
            try:
                entered = self.connect(user=name, options=self._nothing_of_its_own())
            except psycopg.OperationalError:
                continue
            asked = entered.execute(
                "SELECT rolsuper FROM pg_catalog.pg_roles"
                " WHERE rolname OPERATOR(pg_catalog.=) current_user"
            )
            if asked.fetchone() == (True,):
                return entered
            entered.close()
        raise NobodyEnters("no superuser of that server is known")

    def _nothing_of_its_own(self) -> str:
        """Options of a session in which no setting of the lost cluster finds code before ours.

        Its superuser may have been somebody who holds no key, and whoever brings it back holds all
        of them: a search path, a library or a trigger on the login would act in his name here.
        """
        told = "-c search_path=pg_catalog -c session_preload_libraries= -c local_preload_libraries="
        release = int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        return told + (" -c event_triggers=off" if release >= LOGIN_TRIGGERS else "")

    def _forget_its_settings(self, admin: psycopg.Connection, superuser: str) -> None:
        """No role and no database has settings or event triggers of its own any more.

        Ours are given anew afterwards; there are no event triggers of ours.
        """
        rows = admin.execute(
            "SELECT d.datname, r.rolname FROM pg_catalog.pg_db_role_setting s"
            " LEFT JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.setdatabase"
            " LEFT JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) s.setrole"
        ).fetchall()
        for database, role in rows:
            admin.execute(_reset(database, role))
        names = admin.execute(
            "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn"
        ).fetchall()
        for (database,) in names:
            with self.connect(
                database, user=superuser, options=self._nothing_of_its_own()
            ) as inside:
                triggers = inside.execute("SELECT evtname FROM pg_catalog.pg_event_trigger")
                for (trigger,) in triggers.fetchall():
                    words = sql.SQL("ALTER EVENT TRIGGER {} DISABLE")
                    inside.execute(words.format(sql.Identifier(trigger)))

    def _be_superuser(self, admin: psycopg.Connection) -> None:
        """Our administrator is one of the cluster, and logs in by the password that we know."""
        there = admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [ADMIN]).fetchone()
        verb = sql.SQL("CREATE" if there is None else "ALTER")
        admin.execute(sql.SQL("{} ROLE {} SUPERUSER LOGIN").format(verb, sql.Identifier(ADMIN)))
        self.set_password(admin, ADMIN)

    def stop(self, mode: str = "fast") -> None:
        """Leave no server running; nothing happens when there is none."""
        folders = {Path(told) for told in self._pid_file()[4:5]}
        self.runner.run(
            *(self.programs / "pg_ctl", "-D", "data", "-w", "-t", "60", "-m", mode, "stop"),
            cwd=self.home,
        )
        for short in folders - {self.home}:
            shutil.rmtree(short, ignore_errors=True)

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for SQLAlchemy; it holds the role's password."""
        folder = self._socket_folder()
        place = str(folder).replace("%", "%25").replace(" ", "%20").replace("+", "%2B")
        login = f"{role}:{self.passwords[role]}"
        return f"postgresql+psycopg://{login}@/{database}?host={place}&port={PORT}"

    def connect(
        self, database: str = "postgres", *, user: str = ADMIN, options: str = ""
    ) -> psycopg.Connection:
        """A connection of the cluster's administrator, each statement its own transaction.

        ``user``: another one, whom the server lets in without a password. ``options``: of the session,
        before whatever the role and the database would set.
        """
        return psycopg.connect(
            host=str(self._socket_folder()),
            port=PORT,
            user=user,
            password=self.passwords[ADMIN],
            dbname=database,
            autocommit=True,
            connect_timeout=5,
            options=options,
        )

    def _start(self) -> None:
        self._configure()
        until = time.monotonic() + PATIENCE_S
        while True:
            self._forget_a_dead_server()
            self.runner.run(
                *(self.programs / "pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "60", "start"),
                cwd=self.home,
            )
            if self._answers():
                return
            # After a hard kill its last children hold memory and socket for a moment.
            if time.monotonic() > until:
                raise PostgresFailed(f"PostgreSQL does not start; see {self.home / 'log'}")
            time.sleep(0.2)

    def _configure(self) -> None:
        """Write the settings anew: nothing that was set by hand survives a start."""
        folder = self.home
        name = f"{folder}/.s.PGSQL.{PORT}.lock"
        if len(os.fsencode(name)) > LONGEST_SOCKET or not re.fullmatch(r"[\w/. -]+", str(folder)):
            folder = Path(tempfile.mkdtemp(prefix="havn-"))
            os.chown(folder, self.runner.uid, self.runner.gid)
        settings = SETTINGS | (THROW_AWAY if self.throw_away else {}) | dict(self.more)
        lines = [f"{key} = '{value}'" for key, value in settings.items()]
        lines.append(f"unix_socket_directories = '\"{folder}\"'")
        self.runner.put(self.data / "postgresql.auto.conf", ("\n".join(lines) + "\n").encode())

    def _pid_file(self) -> list[str]:
        """What a running server wrote of itself: process, folder, start, port, socket, .., state."""
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _socket_folder(self) -> Path:
        told = self._pid_file()
        if len(told) < 5 or not told[4]:
            raise PostgresFailed("no server runs")
        return Path(told[4])

    def _answers(self) -> bool:
        try:
            with self.connect():
                return True
        except (PostgresFailed, psycopg.OperationalError):
            return False

    def _forget_a_dead_server(self) -> None:
        """Remove the pid file when its process is something else by now.

        In a container the numbers begin anew at each start, so the same number is soon somebody
        else's, and the server would refuse to start for ever.
        """
        told = self._pid_file()
        process = Path("/proc", told[0]) if told and told[0].isdecimal() else None
        if process is None or not Path("/proc/self/cmdline").exists():
            return
        try:
            name = (process / "cmdline").read_bytes().split(b"\0")[0]
        except OSError:
            name = b""
        if name and b"postgres" not in name:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            for leftover in self.home.glob(".s.PGSQL.*"):
                leftover.unlink(missing_ok=True)

    def _prepare_roles(self) -> None:
        """Leave the three roles with the passwords we know, and the database with its owner."""
        with self.connect() as admin:
            prepare_roles(admin, {role: self.passwords[role] for role in ROLES})
            if not has_database(admin, DATABASE):
                create_database(admin, DATABASE)
            let_in(admin, DATABASE)

    def set_password(self, admin: psycopg.Connection, role: str) -> None:
        """The role logs in by the password that we know from now on."""
        hashed = admin.pgconn.encrypt_password(
            self.passwords[role].encode(), role.encode(), b"scram-sha-256"
        )
        words = sql.SQL("ALTER ROLE {} PASSWORD {}")
        admin.execute(words.format(sql.Identifier(role), hashed.decode()))

    def create_database(self, name: str, *, template: str = "template0") -> None:
        """A database of that name which the owner owns and only our roles may enter."""
        with self.connect() as admin:
            create_database(admin, name, template=template)
            let_in(admin, name)

    def drop_database(self, name: str) -> None:
        """No database of that name, whoever was still in it."""
        words = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self.connect() as admin:
            admin.execute(words.format(sql.Identifier(name)))


def _reset(database: str | None, role: str | None) -> sql.Composed:
    """The statement that takes away what is set for a database, a role, or a role in a database."""
    if role is None and database is not None:
        return sql.SQL("ALTER DATABASE {} RESET ALL").format(sql.Identifier(database))
    whose = sql.SQL("ALL") if role is None else sql.Identifier(role)
    if database is None:
        return sql.SQL("ALTER ROLE {} RESET ALL").format(whose)
    where = sql.Identifier(database)
    return sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(whose, where)
