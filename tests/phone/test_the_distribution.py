"""The telephone is a program of its own: built, installed where nothing else is, and run there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app import for_phones

ROOT = Path(__file__).resolve().parents[2]
PHONE = ROOT / "app" / "phone"
ASKED = ("cryptography", "httpx", "typer")
NEVER = ("highspy", "ortools", "sqlalchemy", "fastapi", "starlette", "numpy", "psycopg", "uvicorn")


def under(names: tuple[str, ...]) -> set[str]:
    """These distributions and all that they ask for, as an installer would find them."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name in found:
            continue
        found.add(name)
        for line in metadata.requires(name) or ():
            asked = Requirement(line)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                left.append(canonicalize_name(asked.name))
    return found


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the telephone and what it asks for, and nothing else."""
    where = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(where)], check=True)
    built = where / "dist"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=PHONE,
        check=True,
        capture_output=True,
    )
    home = next(where.glob("lib/python*/site-packages"))
    shutil.unpack_archive(next(built.glob("*.whl")), home, "zip")
    theirs = Path(sysconfig.get_path("purelib"))
    for name in under(ASKED):
        for file in metadata.files(name) or ():
            top = file.parts[0]
            if top != ".." and not (home / top).exists():
                (home / top).symlink_to(theirs / top)
    return where / "bin" / "python"


A_SHELL = ("bash", "-c", '"$@"; exit $?', "bash")
"""Runs what follows and stays above it: of a last command bash would become that command itself."""


def run(
    program: Path, home: Path, *args: str, below: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HAVN_INTAKE_HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(
        [*below, program, "-P", "-c", "from havn_intake.cli import main; main()", *args],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_asks_for_three_libraries_and_no_more():
    told = tomllib.loads((PHONE / "pyproject.toml").read_text(encoding="utf-8"))
    names = {one.split(">")[0] for one in told["project"]["dependencies"]}
    assert names == set(ASKED)
    assert not under(ASKED) & set(NEVER)


def test_it_runs_where_nothing_else_of_ours_is(program: Path, tmp_path: Path):
    for name in (*NEVER, "app", "models", "matching"):
        there = subprocess.run(
            [program, "-P", "-c", f"import {name}"], capture_output=True, check=False
        )
        assert there.returncode == 1, name
    helped = run(program, tmp_path, "intake", "--help")
    assert helped.returncode == 0, helped.stderr
    for command in ("enrol", "send", "calls", "hand-over", "fallback", "status", "forget"):
        assert command in helped.stdout
    waits = run(program, tmp_path, "intake", "send")
    assert waits.stderr.splitlines() == [
        "havn: This device is not enrolled: havn intake enrol --service URL --code CODE"
    ]


def test_every_file_of_it_can_be_read_where_it_is_installed(program: Path):
    code = (
        "import importlib, pkgutil, havn_intake\n"
        "names = {m.name for m in pkgutil.iter_modules(havn_intake.__path__)} - {'windows'}\n"
        "assert 'session' in names, names\n"
        "for name in names: importlib.import_module('havn_intake.' + name)\n"
        "from havn_intake.places import begins\n"
        "assert begins('osl')[0].name == 'Oslo'\n"
        "from havn_intake.words import Language, text\n"
        "assert text('SHIELDED', Language.NO) == 'Adressen er skjermet.'\n"
    )
    done = subprocess.run([program, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_completions_are_told_for_a_shell(program: Path, tmp_path: Path):
    # It looks for a shell among the processes above it, and nobody says that one started these tests.
    shown = run(program, tmp_path, "--show-completion", "bash", below=A_SHELL)
    assert shown.returncode == 0 and "complete" in shown.stdout, shown.stderr


def test_what_it_carries_is_what_the_service_knows():
    assert (PHONE / "places.tsv").read_text(encoding="utf-8") == for_phones.places()
    assert (PHONE / "said.tsv").read_text(encoding="utf-8") == for_phones.said()
    first = (PHONE / "places.tsv").read_text(encoding="utf-8").splitlines()[0].split("\t")
    assert first == ["NO-T-3143244", "TOWN", "Oslo", ""]
