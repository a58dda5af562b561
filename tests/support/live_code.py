"""Live functions given the code of a changed file, so that nothing need be imported again.

Only what lies in the body of a function may be changed so, and only when that function did not run
while the modules were imported: what it then made (a table, a router, a kept answer) stands already
and would not know of the change. Whatever else differs is for who imports the module anew.
"""

from __future__ import annotations

import gc
import inspect
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType

Place = tuple[str, str, int]
"""The file of some code, its qualified name and its first line."""


def place_of(code: CodeType) -> Place:
    """Where this code stands."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


@contextmanager
def watching(files: Collection[str]) -> Iterator[set[Place]]:
    """What of these files ran inside the block, module bodies and classes too."""
    ran: set[Place] = set()

    def heard(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename in files:
            ran.add(place_of(frame.f_code))

    before = sys.getprofile()
    sys.setprofile(heard)
    try:
        yield ran
    finally:
        sys.setprofile(before)


def functions_in(files: Collection[str]) -> dict[Place, list[FunctionType]]:
    """Every function of these files that lives: wrapped, in a class or in a property too."""
    found: dict[Place, list[FunctionType]] = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename in files:
            found[place_of(one.__code__)].append(one)
    return dict(found)


def differing(old: CodeType, new: CodeType) -> list[CodeType] | None:
    """The outermost functions of the new module that differ; None when anything else does."""
    if old.replace(co_consts=_bare(old)) != new.replace(co_consts=_bare(new)):
        return None
    found: list[CodeType] = []
    here = Counter(place_of(one) for one in old.co_consts if isinstance(one, CodeType))
    for was, now in zip(old.co_consts, new.co_consts, strict=True):
        if not isinstance(was, CodeType) or was == now:
            continue
        if was.co_flags & inspect.CO_OPTIMIZED:  # a function; the body of a class is none
            if place_of(was) != place_of(now) or was.co_freevars != now.co_freevars:
                return None
            if here[place_of(was)] > 1:  # two lambdas on one line: which lives where is not told
                return None
            found.append(now)
            continue
        inside = differing(was, now)
        if inside is None:
            return None
        found += inside
    return found


def _bare(code: CodeType) -> tuple[object, ...]:
    """The constants without inner code: what stands there is looked at by itself."""
    return tuple("code" if isinstance(one, CodeType) else one for one in code.co_consts)


def swap(
    changed: Collection[CodeType], live: dict[Place, list[FunctionType]], ran: Collection[Place]
) -> Callable[[], None] | None:
    """What gives live functions this code; None when one is not found or ran while it was imported."""
    for code in changed:
        if place_of(code) in ran or place_of(code) not in live:
            return None

    def put() -> None:
        for code in changed:
            for function in live[place_of(code)]:
                function.__code__ = code

    return put
