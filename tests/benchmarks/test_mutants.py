"""What the measurement of mutants rests on: what is given to live code, and what a failure says."""

from __future__ import annotations

import ast
import importlib.util
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.benchmarks import mutants
from tests.support.live_code import Place, differing, functions_in, swap, watching
from tests.support.mutations import Mutant, changes, mutants_of, untouched
from tests.support.warm_area import HANGS_S, TIMES, WarmArea
from tests.support.warm_tests import Reach, Ready, answered

TEXT = '''"""Not a change: 1 < 2."""
from __future__ import annotations

from functools import lru_cache

LIMIT = 3


def is_low(number: int, least: int = 4) -> bool:
    """True below five."""
    return number < 5


def asks(number: int) -> bool:
    return is_low(number)


@lru_cache(maxsize=6)
def kept() -> int:
    return 7


def made() -> int:
    return 8


TABLE = [made()]


class House:
    rooms: int = 9

    @property
    def beds(self) -> int:
        return 10


one, two = (lambda: 11), (lambda: 12)
'''


class Thrown:
    """A module that is imported, watched and thrown away."""

    def __init__(self, path: Path) -> None:
        path.write_text(TEXT, encoding="utf-8")
        self.path = str(path)
        spec = importlib.util.spec_from_file_location("thrown_away", path)
        assert spec is not None and spec.loader is not None
        self.module: ModuleType = importlib.util.module_from_spec(spec)
        with watching({self.path}) as ran:
            spec.loader.exec_module(self.module)
        self.ran: set[Place] = ran

    def mutant(self, line: str, what: str) -> Mutant:
        """The only change of that kind in that line."""
        (found,) = [m for m in mutants_of(self.path) if (m.stands(), m.what) == (line, what)]
        return found

    def swapped(self, mutant: Mutant) -> Callable[[], None] | None:
        changed = differing(untouched(self.path).code(), mutant.code())
        return None if changed is None else swap(changed, functions_in({self.path}), self.ran)


@pytest.fixture
def thrown(tmp_path: Path) -> Thrown:
    return Thrown(tmp_path / "thrown_away.py")


def test_a_changed_body_is_given_to_the_live_function_and_whoever_calls_it_sees_it(
    thrown: Thrown,
) -> None:
    put = thrown.swapped(thrown.mutant("return number < 5", "Lt -> GtE"))
    assert put is not None
    assert thrown.module.asks(4)
    put()
    assert not thrown.module.asks(4)
    beds = thrown.swapped(thrown.mutant("return 10", "number + 1"))
    assert beds is not None
    beds()
    assert thrown.module.House().beds == 11


def test_a_body_under_a_decorator_is_reached_through_what_wraps_it(thrown: Thrown) -> None:
    put = thrown.swapped(thrown.mutant("return 7", "number - 1"))
    assert put is not None
    put()
    assert thrown.module.kept() == 6


@pytest.mark.parametrize(
    "line",
    [
        "LIMIT = 3",
        "def is_low(number: int, least: int = 4) -> bool:",
        "rooms: int = 9",
        "return 8",
    ],
)
def test_a_default_a_constant_a_field_and_what_ran_at_import_are_for_who_imports_anew(
    thrown: Thrown, line: str
) -> None:
    assert thrown.swapped(thrown.mutant(line, "number + 1")) is None


def test_another_decorator_is_for_who_imports_anew(thrown: Thrown) -> None:
    other = compile(TEXT.replace("maxsize=6", "maxsize=5"), thrown.path, "exec")
    assert differing(untouched(thrown.path).code(), other) is None


def test_of_two_lambdas_on_one_line_neither_is_told_from_the_other(thrown: Thrown) -> None:
    line = "one, two = (lambda: 11), (lambda: 12)"
    both = [m for m in mutants_of(thrown.path) if m.stands() == line]
    assert len(both) == 4
    assert [thrown.swapped(mutant) for mutant in both] == [None] * 4


def test_a_module_that_nobody_touched_differs_in_nothing(thrown: Thrown) -> None:
    stands = untouched(thrown.path)
    assert differing(stands.code(), stands.code()) == []
    assert differing(compile(TEXT, thrown.path, "exec"), stands.code()) == []


def test_no_text_and_nothing_in_a_decorator_is_changed_and_all_else_compiles(
    thrown: Thrown,
) -> None:
    found = mutants_of(thrown.path)
    lines = {mutant.stands() for mutant in found}
    assert not [line for line in lines if "lru_cache" in line or '"""' in line]
    assert {"LIMIT = 3", "return 8", "def is_low(number: int, least: int = 4) -> bool:"} <= lines
    codes = {mutant.code() for mutant in found}
    assert len(codes) == len(found)
    assert untouched(thrown.path).code() not in codes


def test_every_part_of_a_condition_is_taken_away_once() -> None:
    outer = ast.parse("a or b or c", mode="eval").body
    told = {what: ast.unparse(node) for what, node in changes(outer) if node is not None}
    assert told == {
        "and <-> or": "a and b and c",
        "condition 1 less": "b or c",
        "condition 2 less": "a or c",
        "condition 3 less": "a or b",
    }


def test_a_question_in_a_fork_that_falls_or_hangs_has_no_answer() -> None:
    def falls() -> None:
        raise ValueError

    assert answered(lambda: 7) == (True, 7)
    assert answered(falls) == (False, None)
    began = time.monotonic()
    assert answered(lambda: time.sleep(60), within=0.2) == (False, None)
    assert time.monotonic() - began < 30


class Scripted(Ready):
    """Tests of which one fails as it is told: by turns, with the change and without."""

    def __init__(self, with_it: Sequence[int | None], without: Sequence[int | None]) -> None:
        super().__init__([], lambda: None)
        self.with_it, self.without = iter(with_it), iter(without)
        self.within: list[float] = []
        self.reach = {name: Reach(100.0, {}) for name in ("a", "b")}

    def of(self, pattern: str) -> tuple[str, ...]:
        return ("a", "b")

    def first_failed(
        self,
        names: Sequence[str],
        change: Callable[[], None] | None = None,
        within: float = 0.0,
    ) -> int | None:
        self.within.append(within)
        return next(self.with_it if change else self.without)


@pytest.mark.parametrize(
    ("with_it", "without", "word"),
    [
        ([None], [], "survivor"),
        ([1], [None], "near"),
        ([1, None], [1], "survivor"),
        ([1, 1], [0, None], "near"),
        ([1, 1], [1, 1], "survivor"),
    ],
)
def test_a_failure_of_the_whole_list_counts_only_when_it_goes_with_the_change(
    thrown: Thrown, with_it: list[int | None], without: list[int | None], word: str
) -> None:
    ready = Scripted(with_it, without)
    area = WarmArea(ready, {thrown.path: ("a file",)}, [thrown.path], frozenset(thrown.ran))
    assert area.verdict(thrown.mutant("return number < 5", "Lt -> GtE")) == word
    assert set(ready.within) == {HANGS_S + TIMES * 200.0}, "as long as they take, and no less"


@pytest.mark.parametrize("area", ["rules", "seals"])
def test_a_name_that_no_file_has_is_told_before_anything_is_tried(
    area: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        mutants.run(["--area", area, "--only", "no-such-file"])
    assert left.value.code == 2
    assert f"no file of the area {area} has 'no-such-file'" in capsys.readouterr().err
