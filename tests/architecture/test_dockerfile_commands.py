"""The commands of the Dockerfile, run one by one: install, migrate, serve, health check.

No Docker engine is needed: its folders move below a temporary one, and all else stays as written. Of the image of
the database its programs of Python are run; what changes users and libraries of the system is read alone.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
HANDED_ON = re.compile(r"PIP_|UV_|SSL_|REQUESTS_|.*_proxy$|.*_PROXY$")
"""How this machine reaches a package index; nothing else of its environment gets in."""


@dataclass
class Image:
    """What the file says, and the folder in which its paths lie here."""

    folder: Path
    stages: list[list[tuple[str, str]]] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)

    def moved(self, text: str) -> str:
        here = re.sub(r"(?<![\w/])/(srv|var/lib/havn)/", rf"{self.folder}/\1/", text)
        return here if os.geteuid() == 0 else re.sub(r" -o \d+ -g \d+ ", " ", here)

    def last(self, instruction: str) -> str:
        return next(words for name, words in reversed(self.stages[-1]) if name == instruction)

    def run(self, command: str | list[str], **more) -> subprocess.CompletedProcess[str]:
        argv = ["/bin/sh", "-c", self.moved(command)] if isinstance(command, str) else command
        options = {"capture_output": True, "text": True, "check": False, **more}
        return subprocess.run(argv, cwd=self.folder, env=self.env, **options)


def instructions() -> list[tuple[str, str]]:
    lines = [line for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(name, rest) for name, rest in (line.split(" ", 1) for line in joined)]


def parsed(folder: Path) -> Image:
    image = Image(folder)
    for name, words in instructions():
        if name == "FROM":
            image.stages.append([])
        else:
            image.stages[-1].append((name, words))
    return image


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The file carried out up to its last RUN, in a clean folder and environment."""
    image = parsed(tmp_path_factory.mktemp("image"))
    base = image.folder / "base"
    base.mkdir()
    (base / "python").symlink_to(Path(sys.base_prefix, "bin", "python3"))
    outside = {key: value for key, value in os.environ.items() if HANDED_ON.match(key)}
    cache = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))}
    bare = {"HOME": str(image.folder), "PATH": f"{base}:/usr/bin:/bin", **outside, **cache}
    for number, stage in enumerate(image.stages):
        image.env = dict(bare)
        for name, words in stage:
            # What the first stage sets only keeps the image small: no cache, compiled files.
            if name == "ENV" and number > 0:
                told = dict(part.split("=", 1) for part in shlex.split(words))
                image.env |= {key: image.moved(value) for key, value in told.items()}
            elif name == "COPY" and not words.startswith("--from="):
                _copy(image, words)
            elif name == "RUN" and not words.startswith("groupadd "):
                done = image.run(words.removeprefix("gosu postgres "))
                assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return image


def _copy(image: Image, words: str) -> None:
    *sources, target = words.split()
    there = Path(image.moved(target))
    for source in sources:
        if (ROOT / source).is_dir():
            left_out = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, there, ignore=left_out, dirs_exist_ok=True)
        else:
            there.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, there)


def test_it_never_runs_as_root_and_keeps_no_secret():
    image = parsed(Path("/nowhere"))
    user = image.last("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    after = [name for name, _ in image.stages[-1]]
    assert after.index("USER") > max(i for i, name in enumerate(after) if name in {"RUN", "COPY"})
    settings = [words for name, words in instructions() if name in {"ENV", "ARG"}]
    assert not re.search(r"(?i)(password|token|secret|key|_url)=", " ".join(settings))


def test_every_base_is_pinned_to_a_patch_release():
    bases = [words.split()[0] for name, words in instructions() if name == "FROM"]
    assert bases
    for base in bases:
        ours = r"(python:3\.\d+\.\d+-slim|postgres:\d+\.\d+)-(?P<debian>\w+)(@sha256:[0-9a-f]{64})?"
        told = re.fullmatch(ours, base)
        assert told, base
        assert told["debian"] == "bookworm", "an interpreter goes from one base to the other"


def test_in_the_image_of_the_database_the_server_and_we_are_of_one_group():
    """As ``usermod`` does without containers; the rest of that line is read here and run nowhere."""
    (line,) = [words for name, words in instructions() if words.startswith("groupadd ")]
    user = parsed(Path("/nowhere")).last("USER").split(":")[0]
    steps = [shlex.split(step) for step in line.split(" && ")]
    assert [step[0] for step in steps] == ["groupadd", "useradd", "usermod", "ldconfig"]
    assert steps[0] == ["groupadd", "--gid", user, "havn"]
    assert steps[1][1:5] == ["--uid", user, "--gid", user]
    assert steps[2] == ["usermod", "--append", "--groups", "havn", "postgres"]


def test_what_it_copies_reaches_the_engine():
    """The ignore file lets through what COPY names and nothing else."""
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    copied = {
        source
        for name, words in instructions()
        if name == "COPY" and not words.startswith("--from=")
        for source in words.split()[:-1]
    }
    assert set(let_in) == copied


@pytest.mark.slow
def test_its_commands_install_the_locked_packages_and_nothing_of_the_embedded_server(image):
    told = image.run("python -c 'import fastapi, ortools, sqlalchemy; print(fastapi.__version__)'")
    version = re.search(r"^fastapi==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    assert version
    assert told.stdout.strip() == version[1], told.stderr
    assert not list(image.folder.glob("srv/venv/lib/*/site-packages/pixeltable*"))
    assert not list(image.folder.glob("srv/venv/lib/*/site-packages/pytest"))


@pytest.mark.slow
def test_its_commands_migrate_serve_and_answer_the_health_check(image, bare_database, tmp_path):
    image.env |= settings(image, bare_database, tmp_path)
    migrated = image.run([*entry(image), "migrate"])
    assert migrated.returncode == 0, migrated.stderr
    command = [*entry(image), *json.loads(image.last("CMD"))]
    check = json.loads(image.last("HEALTHCHECK").split("CMD ", 1)[1])
    assert image.run(check).returncode != 0, "nothing serves yet"
    with open(tmp_path / "words", "w") as words:
        served = subprocess.Popen(
            command, cwd=image.folder, env=image.env, stdout=words, stderr=subprocess.STDOUT
        )
        try:
            healthy = any(_healthy(image, check, served) for _ in range(120))
            assert healthy, (tmp_path / "words").read_text("utf-8")
        finally:
            served.send_signal(signal.SIGTERM)
            code = served.wait(timeout=30)
    assert code in (0, -signal.SIGTERM), (tmp_path / "words").read_text("utf-8")


def entry(image: Image) -> list[str]:
    """The entry point, with the program found as the engine would find it: along PATH."""
    program, *more = json.loads(image.last("ENTRYPOINT"))
    return [str(shutil.which(program, path=image.env["PATH"])), *more]


def settings(image: Image, database, tmp_path: Path) -> dict[str, str]:
    """What an operator would give: two addresses and a key; a free port instead of 8000."""
    key = tmp_path / "master.key"
    key.write_bytes(os.urandom(32))
    key.chmod(0o600)
    with socket.socket() as one, socket.socket() as other:
        ports = []
        for free in (one, other):
            free.bind(("127.0.0.1", 0))
            ports.append(str(free.getsockname()[1]))
    return {
        "DATABASE_URL": database.service_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "HAVN_MASTER_KEY_FILE": str(key),
        "HAVN_HOST": "127.0.0.1",
        "HAVN_PORT": ports[0],
        "HAVN_METRICS_PORT": ports[1],
    }


def _healthy(image: Image, check: list[str], served: subprocess.Popen[bytes]) -> bool:
    assert served.poll() is None, "the service ended"
    if image.run([str(shutil.which(check[0], path=image.env["PATH"])), *check[1:]]).returncode == 0:
        return True
    time.sleep(0.25)
    return False
