"""A release before this one as it really was: its files out of the history, its own program, its own rows.

No file of this release has a part in what it leaves: it installs and fills with what it had then. Only the
packages are those of today.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from tests.support.demo import ROOT, environment
from tests.support.previous_release import BACK, steps

STEPS = "migrations/versions"
PATIENCE_S = 240
FILL = ROOT / "tests" / "support" / "filled.py"
"""What it runs with its own modules: the same few names since 26 November."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """That release: which commit, at which step, and where its files lie."""

    commit: str
    step: str
    tree: Path

    def run(
        self, *words: str | Path, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Its own Python program with these words, which must end well."""
        done = subprocess.run(
            [sys.executable, "-P", *map(str, words)],
            cwd=self.tree,
            env=environment() | {"PYTHONPATH": str(self.tree)} | dict(env or {}),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, f"of {self.commit[:7]}: {done.stderr}"
        return done


def earlier_release(into: Path, *, back: int = BACK, history: Path = ROOT) -> Earlier | None:
    """The last commit that stood so many steps before this one, or more, laid into that folder.

    Work that went on side by side need not have passed through each of the steps, so what counts is which
    steps the line of releases really had. None when the history does not reach so far, as in a shallow clone
    or where there is none.
    """
    known = steps()
    changed = _git(history, "rev-list", "--first-parent", "HEAD", "--", STEPS)
    for commit in (changed or b"").decode().split():
        before = _git(history, "rev-parse", "--verify", "--quiet", f"{commit}^")
        files = _git(history, "ls-tree", "--name-only", f"{commit}^", f"{STEPS}/")
        if before is None or files is None:
            return None
        had = {Path(name).name.split("_")[0] for name in files.decode().split()}
        if len(had) > len(known) - back or had != {*known[: len(had)]}:
            continue
        packed = _git(history, "archive", before.decode().strip())
        if packed is None:
            return None
        with tarfile.open(fileobj=BytesIO(packed)) as found:
            found.extractall(into, filter="data")
        return Earlier(before.decode().strip(), known[len(had) - 1], into)
    return None


def _git(history: Path, *words: str) -> bytes | None:
    """What git says; None when it says no, or is not here."""
    try:
        done = subprocess.run(["git", *words], cwd=history, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
