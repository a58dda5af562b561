"""Tests that are imported and collected once and then run in forks, as often as somebody asks.

``collected`` calls somebody back inside a pytest session whose tests stand ready. Each run is in a
fork of its own: no fixture was set up before it, and what it did goes with it.
"""

from __future__ import annotations

import os
import pickle
import select
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage

ROOT = Path(__file__).resolve().parents[2]
CALM = ("-qq", "-s", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
HANGS_AFTER_S = 300.0
TRIES = 2
"""Before any change a file may fail once: tests of races ask for what a busy machine has not."""


def answered(question: Callable[[], Any], within: float = HANGS_AFTER_S) -> tuple[bool, Any]:
    """What a question asked in a fork came to; False first when the fork fell or hung."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            told = pickle.dumps(question())
            with open(theirs, "wb") as line:
                line.write(told)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(theirs)
    heard = b""
    until = time.monotonic() + within
    with open(ours, "rb", buffering=0) as line:
        while select.select([line], [], [], max(0.0, until - time.monotonic()))[0]:
            part = line.read(1 << 16)
            if not part:
                break
            heard += part
        else:
            os.kill(child, 9)
    _, status = os.waitpid(child, 0)
    if status != 0:
        return False, None
    return True, pickle.loads(heard)  # noqa: S301 - written by our own fork


@dataclass(frozen=True, slots=True)
class Reach:
    """One test: how long it took and which lines it ran, by file."""

    seconds: float
    lines: dict[str, frozenset[int]]


class Ready:
    """The tests of some files, imported and collected, and what each of them reaches."""

    def __init__(self, items: Sequence[pytest.Item], begin: Callable[[], None]) -> None:
        self._items = {item.nodeid: item for item in items}
        self._begin = begin
        self._sound: set[tuple[str, ...]] = set()
        self.reach: dict[str, Reach] = {}

    def of(self, pattern: str) -> tuple[str, ...]:
        """The tests of these files, in their order."""
        files = {path.resolve() for path in ROOT.glob(pattern)}
        return tuple(name for name, item in self._items.items() if item.path in files)

    def first_failed(
        self,
        names: Sequence[str],
        change: Callable[[], None] | None = None,
        within: float = HANGS_AFTER_S,
    ) -> int | None:
        """The number of the first test that fails after the change; a crash or a hang is the last."""

        def asked() -> int | None:
            if change:
                change()
            self._begin()
            for number, reports in enumerate(self._run(names)):
                if any(report.failed for report in reports):
                    _tear_down(self._items[names[number]])
                    return number
            return None

        whole, number = answered(asked, within)
        return number if whole else len(names) - 1

    def sound(self, names: tuple[str, ...], within: float = HANGS_AFTER_S) -> bool:
        """Whether these tests, alone and in this order, pass without any change."""
        if any(known[: len(names)] == names for known in self._sound):
            return True
        if self.first_failed(names, within=within) is not None:
            return False
        self._sound.add(names)
        return True

    def measure(self, files: Sequence[str]) -> bool:
        """Learn what each test reaches, file by file; False when one keeps failing, which is told."""
        by_file: dict[Path, list[str]] = defaultdict(list)
        for name, item in self._items.items():
            by_file[item.path].append(name)
        for names in by_file.values():
            for _ in range(TRIES):
                whole, found = answered(partial(self._measured, names, files), 1800.0)
                if whole and isinstance(found, dict):
                    self.reach |= found
                    break
                print(f"without any change: {found or names[0]}", flush=True)
            else:
                return False
        return True

    def nearest(self, names: Iterable[str], path: str, lines: set[int]) -> tuple[str, ...]:
        """Those of the tests that run one of these lines, the fastest first."""
        there = [n for n in names if lines & self.reach[n].lines.get(path, frozenset())]
        return tuple(sorted(there, key=lambda name: self.reach[name].seconds))

    def _measured(self, names: Sequence[str], files: Sequence[str]) -> dict[str, Reach] | str:
        """What is run while a file is set up or torn down counts for each of its tests."""
        self._begin()
        looking = Coverage(
            data_file=None, config_file=False, include=[str(ROOT / file) for file in files]
        )
        # Tests of something else run none of them.
        looking.set_option("run:disable_warnings", ["no-data-collected"])
        seconds: list[float] = []
        plugins = self._items[names[0]].config.pluginmanager
        looking.start()
        plugins.register(_SaysWhich(looking))
        for name, reports in zip(names, self._run(names), strict=True):
            if failed := [report.longreprtext for report in reports if report.failed]:
                return f"{name} fails: {failed[0][-1000:]}"
            seconds.append(sum(report.duration for report in reports if report.when == "call"))
        looking.stop()
        told = {
            file: looking.get_data().contexts_by_lineno(str(ROOT / file))
            for file in files
            if str(ROOT / file) in looking.get_data().measured_files()
        }
        return {
            name: Reach(
                took,
                {
                    file: frozenset(line for line, by in lines.items() if name in by or "" in by)
                    for file, lines in told.items()
                },
            )
            for name, took in zip(names, seconds, strict=True)
        }

    def _run(self, names: Sequence[str]) -> Iterator[list[pytest.TestReport]]:
        for name, after in pairwise([*names, None]):
            following = self._items[after] if after else None
            yield runtestprotocol(self._items[str(name)], log=False, nextitem=following)


class _SaysWhich:
    """Tells the measurement which test is running."""

    def __init__(self, looking: Coverage) -> None:
        self._looking = looking

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        self._looking.switch_context(item.nodeid)
        try:
            yield
        finally:
            self._looking.switch_context("")


def collected(
    files: Iterable[str], begin: Callable[[], None], work: Callable[[Ready], int | None]
) -> int | None:
    """Collect these test files and do the work; None when they cannot be collected."""
    session = _Session(begin, work)
    paths = sorted({str(path) for pattern in files for path in ROOT.glob(pattern)})
    os.chdir(ROOT)
    pytest.main([*CALM, *paths], plugins=[session])
    return session.came_to


class _Session:
    """Does the work where a session would run its tests."""

    def __init__(self, begin: Callable[[], None], work: Callable[[Ready], int | None]) -> None:
        self._begin, self._work = begin, work
        self.came_to: int | None = None

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not session.testsfailed:
            self.came_to = self._work(Ready(session.items, self._begin))
        return True


def _tear_down(item: pytest.Item) -> None:
    """What files and the session set up goes, as at the end of a session: databases, servers."""
    item.session._setupstate.teardown_exact(None)
