"""A machine whose PostgreSQL is somebody's own, on which the pages of docs/operate are typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.demo import ROOT, environment
from tests.support.own_server import OwnServer
from tests.support.typed_pages import PLACES, blocks

COPIERS_RULE = re.compile(r"^-- pg_hba\.conf: (.+)$", re.MULTILINE)
OFFLINE = 3
"""Which block of the page of installation makes the offline key."""


@dataclass
class OwnMachine:
    """Where the folders of the pages lie here, and which server is the one of the pages."""

    folder: Path
    server: OwnServer

    def moved(self, text: str) -> str:
        """The same text with the folders, the programs and the port of this machine."""
        server = self.server
        text = text.replace("/var/lib/postgresql/18/main", str(server.data))
        text = text.replace("/usr/lib/postgresql/18", str(server.programs.parent))
        for said, here in PLACES.items():
            text = re.sub(rf"(?<![\w/]){said}", f"{self.folder}/{here}", text)
        address = shlex.quote(server.admin_url)
        text = re.sub(r"(DATABASE_ADMIN_URL)=\S+", rf"\1={address}", text)
        return text.replace("@127.0.0.1/", f"@127.0.0.1:{server.port}/")

    def at(self, path: str) -> Path:
        """Where that path of a page lies here."""
        return Path(self.moved(path))

    def typed(self, block: str) -> str:
        """The output of that block, which must end well."""
        done = subprocess.run(
            ["bash", "-eu"],
            input=self._machine() + self.moved(block),
            cwd=self.folder,
            env=environment() | {"PYTHONPATH": str(ROOT), **self.server.psql},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, block + done.stdout + done.stderr
        return done.stdout

    def _machine(self) -> str:
        """What this machine has for systemd and for its two users, who are both the one of the server."""
        data, runner = shlex.quote(str(self.server.data)), self.server.runner
        ctl = f"{shlex.quote(str(self.server.programs / 'pg_ctl'))} -D {data}"
        drop = (
            f"setpriv --reuid={runner.uid} --regid={runner.gid} --clear-groups"
            if runner.other
            else ""
        )
        start = f"-o '-c config_file={self.server.conf}' -l {self.server.home}/log"
        return f"""\
havn() {{ {shlex.quote(sys.executable)} -P -m app.cli "$@"; }}
psql() {{ {shlex.quote(str(self.server.programs / "psql"))} "$@"; }}
runuser() {{ shift 3; "$@"; }}
chown() {{ command chown -R {runner.uid}:{runner.gid} {data}; }}
install() {{ if [ "$1" = -d ]; then command install -d -m "$7" "${{@:8}}"; else command install -m 0600 "${{@:7}}"; fi; }}
systemctl() {{ case $1 in
    stop) {drop} {ctl} -w -m fast stop >/dev/null ;;
    start) {drop} {ctl} -w {start} start >/dev/null 2>&1 ;;
esac; }}
"""

    def asked(self, statement: str, database: str = "havn") -> list[tuple[object, ...]]:
        """What the server's superuser hears in that database."""
        url = self.server.admin_url.rsplit("/", 1)[0]
        with psycopg.connect(f"{url}/{database}", autocommit=True) as admin:
            told = admin.execute(statement.encode())
            return told.fetchall() if told.description else []

    def folders(self, suffix: str = "") -> None:
        """The folders of the archive as backup.md makes them, for the group of the server's user."""
        made, *_ = blocks("backup.md", "console")
        group = str(self.server.runner.gid)
        lines = made.replace("-o havn -g havn", f"-g {group}")
        lines = lines.replace("/files", f"/files{suffix}").replace("/keys", f"/keys{suffix}")
        self.typed(re.sub(r"^install ", "command install ", lines, flags=re.MULTILINE))

    def restarted(self, told: str, suffix: str = "") -> None:
        """What ``archive begin`` printed stands in its settings, and the folders are open to its group."""
        _, group, *_ = blocks("backup.md", "console")
        group = "\n".join(line for line in group.splitlines() if line.startswith("chmod "))
        self.typed(group.replace("/files/", f"/files{suffix}/"))
        lines = dict(re.findall(r"^((?:archive|checkpoint)_\w+) = (.+)$", told, re.MULTILINE))
        assert len(lines) == 4, told
        (role,) = blocks("backup.md", "sql")
        self.server.told(self.server.calls(lines))
        self.server.rules(*COPIERS_RULE.findall(role))
        self.server.stop()
        self.server.start()

    def installed(self) -> None:
        """As the page of installation says, with an offline key."""
        init, _, _, offline, _ = blocks("install.md")
        self.typed(init)
        self.typed(offline)
        self.at("/etc/havn/offline.pub").write_bytes((self.folder / "offline.pub").read_bytes())

    def archived(self) -> None:
        """With an archive and the first of each kind, as backup.md says."""
        begin, copier, first = blocks("backup.md")
        self.folders()
        self.restarted(self.typed(begin))
        (role,) = blocks("backup.md", "sql")
        self.asked(role)
        self.typed(copier)
        assert "1 base backups" in self.typed(first)
