"""The lock files answer to pyproject.toml, pin every file by hash and name no host."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "requirements-dev.lock", ".ci/uv.txt"]


def locked(name: str) -> dict[str, set[str]]:
    """Package -> versions; there are two where platforms need different ones."""
    found: dict[str, set[str]] = {}
    text = (ROOT / name).read_text(encoding="utf-8")
    for package, version in re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=~ ;]", requirement)[0].replace("_", "-").lower()


@pytest.mark.parametrize("name", LOCKS[:2])
def test_a_lock_was_made_from_the_dependencies_as_they_stand(name):
    """No network: the lock's first line holds a hash of what it was made from."""
    project = PROJECT["project"]
    asked = [
        project["requires-python"],
        project["dependencies"],
        project["optional-dependencies"],
        PROJECT["dependency-groups"],
    ]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]
    first = (ROOT / name).read_text(encoding="utf-8").splitlines()[0]
    assert first.endswith(digest), f"{name} is stale: run ./dev lock"


def test_each_dependency_is_locked_where_it_is_needed_and_nowhere_else():
    runtime = {plain(each) for each in PROJECT["project"]["dependencies"]}
    embedded = {plain(each) for each in PROJECT["project"]["optional-dependencies"]["embedded"]}
    dev = {plain(each) for each in PROJECT["dependency-groups"]["dev"]}
    assert runtime | embedded <= set(locked("requirements.lock"))
    assert runtime | embedded | dev <= set(locked("requirements-dev.lock"))
    assert not {"pytest", "mypy", "ruff"} & set(locked("requirements.lock"))


def test_both_locks_say_the_same_versions():
    tested = locked("requirements-dev.lock")
    assert {name: tested.get(name) for name in locked("requirements.lock")} == locked(
        "requirements.lock"
    )


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes_and_no_line_names_a_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(i|-index|-extra|-find)", text, re.MULTILINE)
    for block in re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_wheel_holds_the_four_packages_their_data_and_the_migration_settings(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        told = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = opened.read(told).decode()
        scripts = opened.read(told.replace("METADATA", "entry_points.txt")).decode()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"app", "matching", "models", "migrations", "alembic.ini"}
    assert "app/places/data/zones_no.csv" in names
    assert "migrations/versions/0001_shelters.py" in names
    assert "Classifier: Private :: Do Not Upload" in metadata
    assert "havn = app.cli:main" in scripts
