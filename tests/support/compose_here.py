"""``docker compose`` without an engine: what compose.yaml says is run here, for a PostgreSQL that is started here.

``python -m tests.support.compose_here FOLDER compose ...`` is what a ``docker`` on the path of a typed page calls. Each
command line, health check and setting is that of the file; only paths move below FOLDER, and users are ours. Unlike an
engine it has no walls: what a container could not reach is for the tests that read the file.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from app.installing.private_files import read_environment
from app.postgres_programs import Runner, programs_for, runner_for
from tests.support.demo import ROOT, environment
from tests.support.own_server import python_for

PGDATA = "/var/lib/postgresql/18/docker"
PLACES = {
    "/opt/havn/docs/operate": "operate",
    "/etc/havn": "operate/havn",
    "/mnt/brought": "operate/brought",
    "/mnt/keys": "mnt/keys",
    "/mnt/archive": "srv/havn/archive",
    "/mnt/vault": "mnt/vault",
    "/srv/havn": "srv/havn",
    "/etc/systemd": "etc/systemd",
    "/var/run/postgresql": "run",
    "/var/lib/postgresql": "var/lib/postgresql",
    "/var/lib/havn": "var/lib/havn",
}
"""Each folder of a container or of its machine, and where it lies below the one of the test."""
LINKS = {"/mnt/keys": "/srv/havn/keys"}
"""A folder whose name in containers people type: another one than on the machine, so it is one here too."""
PYTHON = "/srv/venv/bin/python"
STARTS_S = 60


@dataclass(frozen=True)
class Here:
    """Where the machine lies."""

    folder: Path

    @property
    def runner(self) -> Runner:
        """The user of the server."""
        return runner_for(self.folder / "server")

    @property
    def programs(self) -> Path:
        """What the image has in /usr/lib/postgresql/18/bin."""
        return programs_for(self.runner, self.folder / "server")

    def moved(self, text: str) -> str:
        """The same with the paths of this machine."""
        named = "|".join([PYTHON, *PLACES])
        return re.sub(rf"(?<![\w/.])({named})(?!\w)", lambda found: self._at(found[1]), text)

    def _at(self, path: str) -> str:
        if path != PYTHON:
            return str(self.folder / PLACES[path])
        return python_for(self.runner)

    def said(self) -> dict[str, Any]:
        """The file, with what it takes of ``.env``."""
        operate = self.folder / "operate"
        told = read_environment(operate / ".env")
        text = (operate / "compose.yaml").read_text(encoding="utf-8")
        text = re.sub(r"\$\{(\w+):[?-][^}]*\}", lambda found: told.get(found[1], "latest"), text)
        services: dict[str, Any] = yaml.safe_load(text.replace("$$", "$"))["services"]
        return services

    def env(self, service: dict[str, Any]) -> dict[str, str]:
        """What a container of it has for an environment."""
        told = environment()
        for file in service.get("env_file", []):
            path = self.folder / "operate" / file["path"]
            assert path.exists() or not file["required"]
            told |= read_environment(path) if path.exists() else {}
        told |= service.get("environment", {})
        moved = {name: self.moved(value) for name, value in told.items() if name != "PATH"}
        return moved | {
            "PATH": f"{self.folder / 'bin'}:{self.programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PGDATA": self.moved(PGDATA),
            "PGHOST": self.moved("/var/run/postgresql"),
            "HAVN_POSTGRES": str(self.programs.parent),
        }

    def run(self, words: list[str]) -> int:
        """``compose run``: the words of that service, once its database is healthy."""
        options = {"--rm", "--no-deps", "--no-TTY", "-T"}
        more: dict[str, str] = {}
        while words[0].startswith("-"):
            word = words.pop(0)
            if word == "-e":
                name = words.pop(0)
                more[name] = os.environ[name]
            else:
                assert word in options, word
        service = self.said()[words[0]]
        if "database" in service.get("depends_on", []):
            self.up()
        argv = [
            *service.get("entrypoint", ["python", "-m", "app.cli"]),
            *(words[1:] or service["command"]),
        ]
        done = subprocess.run(
            [self.moved(word) for word in argv],
            env=self.env(service) | {name: self.moved(value) for name, value in more.items()},
            cwd=self.folder,
            check=False,
        )
        return done.returncode

    def up(self) -> None:
        """The database runs with the words of the file and is healthy."""
        database = self.said()["database"]
        if self.healthy(database):
            return
        home = self.folder / "server"
        data = Path(self.moved(PGDATA))
        if not data.exists():
            self._made(database, data)
        words = shlex.join(self.moved(word) for word in database["command"][1:])
        folder = self.moved("/var/run/postgresql")
        words += f" -c unix_socket_directories={folder}"
        self._must(
            *(self.programs / "pg_ctl", "-D", data, "-o", words, "-l", home / "log", "-w", "start")
        )
        until = time.monotonic() + STARTS_S
        while not self.healthy(database):
            assert time.monotonic() < until, (home / "log").read_text(encoding="utf-8")
            time.sleep(0.1)

    def healthy(self, database: dict[str, Any]) -> bool:
        """What the health check of the file says of process 1, which is another number here."""
        pid = Path(self.moved(PGDATA)) / "postmaster.pid"
        number = pid.read_text(encoding="utf-8").split("\n", 1)[0] if pid.exists() else "none"
        kind, line = database["healthcheck"]["test"]
        assert kind == "CMD-SHELL"
        words = ["sh", "-c", line.replace("/proc/1/", f"/proc/{number}/")]
        return (
            subprocess.run(
                words, env=self.env(database), capture_output=True, check=False
            ).returncode
            == 0
        )

    def down(self) -> None:
        """No database runs."""
        if (Path(self.moved(PGDATA)) / "postmaster.pid").exists():
            self._must(
                self.programs / "pg_ctl", "-D", self.moved(PGDATA), "-m", "fast", "-w", "stop"
            )

    def _made(self, database: dict[str, Any], data: Path) -> None:
        """As the image's own entrypoint makes it."""
        data.mkdir(mode=0o700, parents=True)
        os.chown(data, self.runner.uid, self.runner.gid)
        told = database["environment"]
        secret = self.folder / "server" / "secret"
        self.runner.put(secret, told["POSTGRES_PASSWORD"].encode())
        words = told["POSTGRES_INITDB_ARGS"].split()
        self._must(
            self.programs / "initdb", "-D", data, "-U", "postgres", f"--pwfile={secret}", *words
        )
        secret.unlink()

    def _must(self, *argv: str | Path) -> None:
        done = self.runner.run(*argv, cwd=self.folder / "server")
        log = self.folder / "server" / "log"
        said = log.read_text(encoding="utf-8")[-2000:] if log.exists() else ""
        assert done.returncode == 0, done.stdout + done.stderr + said


def main(folder: Path, words: list[str]) -> int:
    """Do what those words ask for; the exit code."""
    here = Here(folder)
    if words == ["volume", "rm", "havn_restored"]:
        shutil.rmtree(here.moved("/var/lib/havn/restored"))
        return 0
    assert words.pop(0) == "compose"
    command = words.pop(0)
    if command == "build":
        return 0
    if command == "run":
        return here.run(words)
    if command == "up":
        here.up()
        return 0
    if command == "down":
        here.down()
        return 0
    assert (command, words[:2]) == ("exec", ["-T", "database"]), words
    database = here.said()["database"]
    return subprocess.run(words[2:], env=here.env(database), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
