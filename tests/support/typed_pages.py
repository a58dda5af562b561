"""A machine on which somebody types what the pages of docs/operate say, block by block.

Its folders lie below one of ours, its PostgreSQL is a throw-away one; all else is typed as it stands.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.postgres_cluster import Cluster
from tests.support.bare_server import admin_url, bare_server, make_durable
from tests.support.demo import ROOT, environment, private_folder

PAGES = ROOT / "docs" / "operate"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACES = {"/etc/havn": "etc", "/var/lib/havn": "lib", "/srv/havn": "srv", "/mnt": "mnt"}
"""What the pages call a folder, and where it lies here."""
THERE = ("etc", "lib", "mnt")
"""Those that a machine has, or step 1 of the installation makes; the others a page makes before it uses them."""
COPIER = "postgresql://havn_copier:...@127.0.0.1/havn"
"""Where the pages have the role that copies the cluster."""


def page(name: str) -> str:
    """What that page says."""
    return (PAGES / name).read_text(encoding="utf-8")


def blocks(name: str, kind: str = "sh") -> list[str]:
    """What is typed on that page, block by block: ``sh`` as havn, ``console`` as root, ``sql`` by psql."""
    return [text for said, text in BLOCK.findall(page(name)) if said == kind]


@dataclass(frozen=True)
class Machine:
    """Where the folders of the pages lie here."""

    folder: Path
    server: Cluster

    def moved(self, text: str) -> str:
        """The same text with the folders and the server of this machine."""
        for said, here in PLACES.items():
            text = text.replace(said, f"{self.folder}/{here}")
        address = admin_url(self.server)
        text = re.sub(r"(DATABASE_ADMIN_URL)=\S+", rf"\1={shlex.quote(address)}", text)
        copier = f"postgresql://havn_copier:...@/havn?{address.partition('?')[2]}"
        return text.replace(COPIER, shlex.quote(copier))

    def at(self, path: str) -> Path:
        """Where that path of a page lies here."""
        return Path(self.moved(path))

    def typed(self, block: str, **env: str) -> str:
        """The output of that block, which must end well."""
        havn = f'havn() {{ {shlex.quote(sys.executable)} -P -m app.cli "$@"; }}\n'
        done = subprocess.run(
            ["sh", "-eu"],
            input=havn + self.moved(block),
            cwd=self.folder,
            env=environment() | {"PYTHONPATH": str(ROOT), **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, block + done.stdout + done.stderr
        return done.stdout

    def made(self, *blocks: str) -> None:
        """The folders that root makes there; here for us, and for the group of the server's user."""
        block = "".join(blocks)
        lines = [line for line in block.splitlines() if line.startswith(("install -d ", "chmod "))]
        group = str(self.server.runner.gid)
        told = [re.sub(r"-o havn -g havn", f"-g {group}", line) for line in lines]
        self.typed("\n".join(told))

    def asked(self, block: str) -> None:
        """What the server's administrator says in the database of havn."""
        with self.server.connect("havn") as admin:
            admin.execute(block.encode())


@contextmanager
def bare_machine() -> Iterator[Machine]:
    """A machine with a PostgreSQL as a new administrator has it, and nothing of havn."""
    with private_folder() as folder, bare_server() as server:
        make_durable(server)
        for name in THERE:
            (folder / name).mkdir()
            (folder / name).chmod(0o711)  # as root the server's user must get through
        (folder / "etc").chmod(0o700)
        yield Machine(folder, server)
