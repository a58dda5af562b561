"""Each import contract holds, and breaks when somebody goes against it.

The contracts run on a copy of the packages into which one forbidden import was written.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports_command as run; run()"

FORBIDDEN = [
    ("direction", "matching/plan.py", "import models.base"),
    ("direction", "models/base.py", "import app.errors"),
    ("app-layers", "app/store/locks.py", "import app.cli"),
    ("app-layers", "app/http/problems.py", "import app.cli"),
    ("pure", "matching/situation.py", "import random"),
    ("pure", "matching/rules/safety.py", "import logging"),
    ("vocabulary", "models/shelter.py", "import matching.ruleset"),
    ("checker", "matching/check/way.py", "import matching.exclusion"),
    ("reports", "app/reports/outside.py", "import app.store.statistics"),
    ("phone", "app/phone/session.py", "import app.errors"),
    ("doors", "matching/situation.py", "import numpy"),
    ("doors", "matching/check/way.py", "import ortools"),
    ("doors", "matching/check/way.py", "import highspy"),
    ("doors", "app/store/holds.py", "import cryptography"),
    ("doors", "app/errors.py", "import httpx"),
    ("sql", "app/http/problems.py", "import sqlalchemy"),
    ("sql", "app/http/problems.py", "import models.unit"),
    ("seals", "app/store/data_keys.py", "import app.vault.open"),
]


def contracts() -> dict[str, str]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["id"]: each["name"] for each in told["tool"]["importlinter"]["contracts"]}


def verdicts(folder: Path, *asked: str) -> dict[str, bool]:
    """For each contract by id, whether it is kept in the packages of that folder."""
    only = [word for name in asked for word in ("--contract", name)]
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", *only],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = {}
    for name, title in contracts().items():
        for line in done.stdout.splitlines():
            if line.startswith(title) and ("KEPT" in line or "BROKEN" in line):
                found[name] = "KEPT" in line
    assert found, done.stdout + done.stderr
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    for name in ("app", "matching", "models", "tests/architecture"):
        shutil.copytree(ROOT / name, folder / name, ignore=lambda _, names: _not_python(names))
    for name in ("pyproject.toml", "tests/__init__.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def _not_python(names: list[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".py")]


def test_every_contract_is_kept(copy):
    assert verdicts(copy) == dict.fromkeys(contracts(), True)


def test_every_contract_has_an_import_that_must_break_it():
    assert {name for name, _, _ in FORBIDDEN} == set(contracts())


def test_forbidden_imports_break_the_contract_meant_for_them(copy):
    """In rounds: one import per contract each time, so that no other can take its blame."""
    left = FORBIDDEN
    while left:
        this = list({name: (name, path, line) for name, path, line in reversed(left)}.values())
        left = [each for each in left if each not in this]
        before = {path: (copy / path).read_text(encoding="utf-8") for _, path, _ in this}
        try:
            for _, path, line in this:
                draft = (copy / path).read_text(encoding="utf-8")
                (copy / path).write_text(f"{draft}\n\n{line}\n", encoding="utf-8")
            for name, path, line in this:
                assert not verdicts(copy, name)[name], f"{path} may say {line!r}"
        finally:
            for path, text in before.items():
                (copy / path).write_text(text, encoding="utf-8")
