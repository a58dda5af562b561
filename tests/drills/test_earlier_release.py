"""The release before is a real one wherever the history reaches so far, and nothing else passes for one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.demo import ROOT
from tests.support.earlier_release import STEPS, earlier_release
from tests.support.previous_release import BACK, steps


def git(*words: str | Path, at: Path = ROOT) -> str:
    done = subprocess.run(["git", *map(str, words)], cwd=at, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture(scope="module")
def history() -> None:
    """This checkout may be a shallow one, or no repository at all."""
    try:
        shallow = git("rev-parse", "--is-shallow-repository") == "true"
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("no history here")
    if shallow:
        pytest.skip("the history of this checkout is cut off")


@pytest.mark.usefixtures("history")
def test_its_program_has_all_steps_but_the_last_ones(tmp_path: Path) -> None:
    found = earlier_release(tmp_path)
    assert found is not None
    known = steps()
    had = known[: known.index(found.step) + 1]
    assert len(had) <= len(known) - BACK
    there = {path.name.split("_")[0] for path in (tmp_path / STEPS).glob("[0-9]*.py")}
    assert there == set(had)
    told = found.run("-c", "from app.migrate import newest_step as n; print(n())").stdout
    assert told.strip() == found.step
    where = found.run("-c", "import app; print(app.__file__)").stdout
    assert where.startswith(str(tmp_path)), "it is its own program that runs"


@pytest.mark.usefixtures("history")
def test_a_history_that_is_cut_off_has_none(tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    git("clone", "--quiet", "--depth", "1", "--no-checkout", ROOT.as_uri(), shallow)
    assert earlier_release(tmp_path / "tree", history=shallow) is None


def test_where_there_is_no_repository_there_is_none(tmp_path: Path) -> None:
    assert earlier_release(tmp_path, history=tmp_path) is None
