"""One area's tests, kept warm, and what they say of each change of the area's files.

The service and the tests are imported once. A change inside a function is given to the live
function in a fork (tests/support/live_code.py); any other is imported anew (cold_tests.py). The
tests that run the changed line are asked first, the fastest first. What they do not notice is asked
of every test of the file's list, in its order, so the verdict is that of the whole list: a mutant
lives only when all of them passed, and is killed early only by tests which alone, in the same
order, pass without the change. A failure that comes without the change too is no notice of it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import CodeType

from tests.support import cold_tests
from tests.support.live_code import Place, differing, functions_in, swap, watching
from tests.support.mutant_areas import AREAS, EQUAL
from tests.support.mutations import ROOT, Mutant, untouched
from tests.support.warm_tests import TRIES, Ready, collected

HANGS_S, TIMES = 30.0, 10
"""Tests hang that take so long, and so many times as long as without a change."""
Judge = Callable[[Mutant], str]


def with_judge(
    area: str, paths: Sequence[str], work: Callable[[Judge], int], *, cold: bool
) -> int | None:
    """Do the work with the judge of an area; None when its tests fail without any change."""
    for name in ("fastapi", "sqlalchemy.orm", "psycopg", "cryptography", "httpx", "uvicorn"):
        importlib.import_module(name)
    tests = AREAS[area].tests
    with contextlib.ExitStack() as stack:
        watch = stack.enter_context(contextlib.ExitStack())
        ran = watch.enter_context(watching({str(ROOT / path) for path in paths}))
        if AREAS[area].database:
            _serve(stack)
        if cold:
            watch.close()
            judged = partial(_cold_verdict, tests)
            if any(judged(untouched(path)) != "survivor" for path in paths):
                return None
            return work(judged)

        _begin()

        def ready_to(ready: Ready) -> int | None:
            watch.close()
            area_is = WarmArea(ready, tests, paths, frozenset(ran))
            gc.freeze()  # what a fork does not look at it need not copy
            return work(area_is.verdict) if ready.measure(paths) else None

        return collected([test for path in paths for test in tests[path]], _begin, ready_to)


class WarmArea:
    """The judge of changes in some files."""

    def __init__(
        self,
        ready: Ready,
        tests: Mapping[str, tuple[str, ...]],
        paths: Sequence[str],
        ran: frozenset[Place],
    ) -> None:
        self._ready, self._tests, self._ran = ready, tests, ran
        self._live = functions_in({str(ROOT / path) for path in paths})
        self._stands = {path: untouched(path).code() for path in paths}

    def verdict(self, mutant: Mutant) -> str:
        """Killed by its first file of tests, by a later one, listed as equal, or a survivor."""
        changed = differing(self._stands[mutant.path], mutant.code())
        put = None if changed is None else swap(changed, self._live, self._ran)
        if changed is None or put is None:
            return _cold_verdict(self._tests, mutant)
        lists = [self._ready.of(pattern) for pattern in self._tests[mutant.path]]
        if (name := self._noticed_near(mutant, changed, put, lists)) is not None:
            return _told(name in lists[0])
        for number, names in enumerate(lists):
            if self._notices(names, put):
                return _told(number == 0)
        return _lives(mutant)

    def _notices(self, names: tuple[str, ...], put: Callable[[], None]) -> bool:
        """Whether a whole list fails where it passes without the change.

        A test of a race may have failed by itself, before or after the change: it is asked again.
        """
        within = self._within(names)
        for _ in range(TRIES):
            number = self._ready.first_failed(names, put, within)
            if number is None:
                return False
            if self._ready.sound(names[: number + 1], within):
                return True
        return False

    def _within(self, names: Sequence[str]) -> float:
        return HANGS_S + TIMES * sum(self._ready.reach[name].seconds for name in names)

    def _noticed_near(
        self,
        mutant: Mutant,
        changed: list[CodeType],
        put: Callable[[], None],
        lists: list[tuple[str, ...]],
    ) -> str | None:
        """The test of those that run the line which fails; none when it may fail anyway."""
        names = self._near({mutant.line}, mutant.path, lists)
        names = names or self._near(_lines_of(changed), mutant.path, lists)
        if not names:
            return None
        within = self._within(names)
        number = self._ready.first_failed(names, put, within)
        if number is None:
            return None
        if self._ready.sound(names[: number + 1], within):
            return names[number]
        alone = names[number : number + 1]  # beside others it may fail whatever is changed
        fails = self._ready.first_failed(alone, put, within) is not None
        return alone[0] if fails and self._ready.sound(alone, within) else None

    def _near(self, lines: set[int], path: str, lists: list[tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(n for names in lists for n in self._ready.nearest(names, path, lines))


def _lines_of(changed: list[CodeType]) -> set[int]:
    lines = {line for code in changed for _, _, line in code.co_lines() if line is not None}
    return lines - {code.co_firstlineno for code in changed}


def _cold_verdict(tests: Mapping[str, tuple[str, ...]], mutant: Mutant) -> str:
    for number, test in enumerate(tests[mutant.path]):
        if cold_tests.fail(mutant, (test,)):
            return _told(number == 0)
    return _lives(mutant)


def _told(first: bool) -> str:
    return "near" if first else "far"


def _lives(mutant: Mutant) -> str:
    return "equal" if (mutant.path, mutant.stands(), mutant.what) in EQUAL else "survivor"


def _begin() -> None:
    if cold_tests.SERVERS:
        cold_tests.on_our_server()


def _serve(stack: contextlib.ExitStack) -> None:
    """One server with a migrated template for every mutant."""
    from app.postgres import ephemeral
    from tests.support.database import make_template

    cluster = stack.enter_context(ephemeral())
    cold_tests.SERVERS.append((cluster, make_template(cluster)))
