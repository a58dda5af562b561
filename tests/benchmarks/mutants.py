"""`./dev bench mutants`: the hard rules, each changed in one small place; the tests must notice.

Every comparison, condition, constant, closed word and result in the files asked for is changed once,
each in a process of its own. A mutant is killed when a test of the rules fails. One that lives is
asked about thousands of drawn pairs: when no block of any pair changes, it changes no answer that
was looked at and is listed as equal; when one changes, the tests have a hole and the run fails.

With ``--area`` the files of the service are changed that tests/support/mutant_areas.py names, and
whatever lives is a hole unless it is listed there with its reason.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.abc
import importlib.util
import io
import itertools
import json
import multiprocessing
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

from tests.support.mutant_areas import AREAS, EQUAL

ROOT = Path(__file__).resolve().parents[2]
FAIL_ANYWAY = "the tests fail without any change: nothing can be said of mutants"
_SERVERS: list[tuple[Any, str]] = []
"""The server of this run, when its tests ask for one."""
OURS = ("matching", "models", "app", "tests")
RULES = "matching/rules"
ALSO = (
    "matching/exclusion.py",
    "matching/security.py",
    "matching/threat.py",
    "matching/waivers.py",
)
NEAR = ("tests/matching/test_h*.py", "tests/matching/test_vectors_rules.py")
FAR = (
    "tests/matching/test_rulebook.py",
    "tests/matching/test_rules_against_naive.py",
    "tests/matching/test_exclusion.py",
    "tests/matching/test_security.py",
    "tests/matching/test_threat.py",
    "tests/matching/test_priority.py",
    "tests/matching/test_options_filter.py",
)
COMPARED = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
RULE_TOLD = re.compile(r'"""H(\d\d)\. ')
SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}
WORDS = {
    "Answer": ("YES", "NO", "UNKNOWN"),
    "Because": ("FACT", "UNKNOWN"),
    "WaivedBy": ("NOBODY", "COORDINATOR", "TWO", "TWO_WITH_POLICE"),
    "ThreatLevel": ("T1", "T2", "T3", "T4"),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: which file, where, what, and the changed text."""

    path: str
    line: int
    what: str
    source: str


def mutants_of(path: str) -> list[Mutant]:
    """Every mutant of one file; docstrings, annotations and kinds of dataclass are left alone."""
    text = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(text)
    kinds = [one for node in ast.walk(tree) for one in getattr(node, "decorator_list", ())]
    alone = {id(part) for kind in kinds for part in ast.walk(kind)}
    found = []
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in alone:
            continue
        for what, changed in changes(node):
            other = copy.deepcopy(tree)
            target = next(n for k, n in enumerate(ast.walk(other)) if k == place)
            _put(other, target, changed)
            source = ast.unparse(ast.fix_missing_locations(other))
            found.append(Mutant(path, getattr(node, "lineno", 0), what, source))
    return found


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:  # noqa: C901 - one case each
    """What may stand in a node's place; None takes the statement away."""
    match node:
        case ast.Compare(ops=[op]):
            for other in COMPARED.get(type(op), ()):
                changed = copy.deepcopy(node)
                changed.ops = [other()]
                yield f"{type(op).__name__} -> {other.__name__}", changed
        case ast.BoolOp(op=op):
            turned = copy.deepcopy(node)
            turned.op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield "and <-> or", turned
            for number in range(len(node.values)):
                fewer = copy.deepcopy(node)
                del fewer.values[number]
                yield "one condition less", fewer.values[0] if len(fewer.values) == 1 else fewer
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not taken away", operand
        case ast.BinOp(op=ast.Add()):
            yield "+ -> -", ast.BinOp(node.left, ast.Sub(), node.right)
        case ast.BinOp(op=ast.Sub()):
            yield "- -> +", ast.BinOp(node.left, ast.Add(), node.right)
        case ast.Constant(value=bool() as truth):
            yield "truth turned", ast.Constant(not truth)
        case ast.Constant(value=int() as number):
            yield "number + 1", ast.Constant(number + 1)
            yield "number - 1", ast.Constant(number - 1)
        case ast.Call(func=ast.Name(id=name)) if name in SWAPPED:
            called = copy.deepcopy(node)
            called.func = ast.Name(SWAPPED[name], ast.Load())
            yield f"{name} -> {SWAPPED[name]}", called
        case ast.Attribute(value=ast.Name(id=words), attr=word) if word in WORDS.get(words, ()):
            for rival in WORDS[words]:
                if rival != word:
                    yield f"{word} -> {rival}", ast.Attribute(node.value, rival, ast.Load())
        case ast.If() | ast.IfExp():
            for truth in (True, False):
                always = copy.deepcopy(node)
                always.test = ast.Constant(truth)
                yield f"if {truth}", always
        case ast.Expr(value=ast.Call()):
            yield "not called", ast.Pass()
        case ast.Return(value=told) if told is not None and not isinstance(told, ast.Constant):
            yield "return None", ast.Return(ast.Constant(None))
        case ast.comprehension(ifs=[_, *_]):
            every = copy.deepcopy(node)
            every.ifs = []
            yield "filter taken away", every


def _put(tree: ast.AST, target: ast.AST, changed: ast.AST | None) -> None:
    for parent in ast.walk(tree):
        for name, held in ast.iter_fields(parent):
            if held is target:
                setattr(parent, name, changed)
            elif isinstance(held, list) and any(one is target for one in held):
                setattr(parent, name, [changed if one is target else one for one in held])


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a mutant's text."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        where = str(ROOT / self.mutant.path)
        inside = [str(Path(where).parent)] if where.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(
            fullname, where, loader=self, submodule_search_locations=inside
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, self.mutant.path, "exec"), module.__dict__)  # noqa: S102


def verdict(mutant: Mutant, pairs: int) -> tuple[Mutant, str]:
    """Killed by the rules' own tests, by the far ones, equal on drawn pairs, or a survivor."""
    text = (ROOT / mutant.path).read_text(encoding="utf-8")
    own = tuple(f"tests/matching/test_h{number}_*.py" for number in RULE_TOLD.findall(text))
    for part, tests in (("near", own), ("near", NEAR), ("far", FAR)):
        if tests and _in_child(partial(_tests_fail, mutant, tests)):
            return mutant, part
    return mutant, "survivor" if _in_child(partial(_changes_an_answer, mutant, pairs)) else "equal"


def _in_child(question: Callable[[], bool]) -> bool:
    """The answer of a question asked in a fork; a crash or a hang is a yes."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
            sys.stderr = io.StringIO()
            code = int(question())
        os._exit(code)
    until = time.monotonic() + 300
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def _with(mutant: Mutant) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        if name != __name__:
            del sys.modules[name]
    sys.meta_path.insert(0, _Changed(mutant))


def verdict_in(area: str, mutant: Mutant) -> tuple[Mutant, str]:
    """Killed by the tests of its file, listed as equal, or a survivor."""
    for number, test in enumerate(AREAS[area].tests[mutant.path]):
        if _in_child(partial(_tests_fail, mutant, (test,))):
            return mutant, "far" if number else "near"
    line = (ROOT / mutant.path).read_text(encoding="utf-8").splitlines()[mutant.line - 1].strip()
    return mutant, "equal" if (mutant.path, line, mutant.what) in EQUAL else "survivor"


def _on(cluster: Any, template: str) -> None:
    """Tests that ask for a server get this one, and for its template; names are this process's."""
    postgres = importlib.import_module("app.postgres")
    databases = importlib.import_module("tests.support.database")
    vars(postgres)["ephemeral"] = lambda: contextlib.nullcontext(cluster)
    vars(databases)["make_template"] = lambda _: template
    vars(databases)["_numbers"] = itertools.count(os.getpid() * 1000)


def _tests_fail(mutant: Mutant, tests: tuple[str, ...]) -> bool:
    import pytest

    _with(mutant)
    for server in _SERVERS:
        _on(*server)
    files = sorted(str(path) for pattern in tests for path in ROOT.glob(pattern))
    os.chdir(ROOT)
    calm = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return pytest.main([*calm, *files]) != 0


def _changes_an_answer(mutant: Mutant, pairs: int) -> bool:
    before = _answers(pairs)
    _with(mutant)
    return before != _answers(pairs)


def _answers(pairs: int) -> list[str]:
    worlds = importlib.import_module("tests.support.worlds")
    rules = importlib.import_module("matching.rules")
    standing = importlib.import_module("matching.standing")
    told: list[str] = []
    seed = 10_000
    while len(told) < pairs:
        situation = worlds.drawn_situation(Random(seed), 2 + seed % 5)
        fixed = standing.Standing(situation)
        told += [
            repr(rules.blocks(household, shelter, fixed))
            for household in situation.households
            for shelter in situation.shelters
        ]
        seed += 1
    return told


def run(argv: list[str]) -> int:
    """Change, test, count; exit 1 when a change of an answer went unnoticed."""
    parser = argparse.ArgumentParser(prog="./dev bench mutants")
    parser.add_argument("--area", choices=("rules", *AREAS), default="rules")
    parser.add_argument("--also", action="store_true", help="also what the rules are built on")
    parser.add_argument("--only", default="", help="only files whose name holds this")
    parser.add_argument("--pairs", type=int, default=20_000, help="drawn pairs for what lives")
    parser.add_argument("--minutes", type=float, default=24 * 60.0, help="then no more are tried")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args(argv)
    # Loaded once and inherited by every fork.
    for name in ("pytest", "hypothesis", "numpy"):
        importlib.import_module(name)
    if asked.area == "rules":
        paths = [str(p.relative_to(ROOT)) for p in sorted((ROOT / RULES).glob("*.py"))]
        paths = [p for p in (*paths, *(ALSO if asked.also else ())) if asked.only in p]
        if verdict(untouched(paths[0]), 200)[1] != "equal":
            print(FAIL_ANYWAY)
            return 2
        return _all_of(paths, partial(verdict, pairs=asked.pairs), asked)
    judge = partial(verdict_in, asked.area)
    for name in ("fastapi", "sqlalchemy.orm", "psycopg", "cryptography", "httpx", "uvicorn"):
        importlib.import_module(name)
    with contextlib.ExitStack() as stack:
        if AREAS[asked.area].database:
            _serve(stack)
        paths = [path for path in AREAS[asked.area].tests if asked.only in path]
        if any(judge(untouched(path))[1] != "survivor" for path in paths):
            print(FAIL_ANYWAY)
            return 2
        return _all_of(paths, judge, asked)


def untouched(path: str) -> Mutant:
    """The file as it is: its tests must pass."""
    return Mutant(path, 1, "nothing", (ROOT / path).read_text(encoding="utf-8"))


def _serve(stack: contextlib.ExitStack) -> None:
    """One server with a migrated template for every mutant."""
    from app.postgres import ephemeral
    from tests.support.database import make_template

    cluster = stack.enter_context(ephemeral())
    _SERVERS.append((cluster, make_template(cluster)))


def _all_of(
    paths: list[str], judge: Callable[[Mutant], tuple[Mutant, str]], asked: argparse.Namespace
) -> int:
    mutants = [mutant for path in paths for mutant in mutants_of(path)]
    counts: dict[str, Counter[str]] = {path: Counter() for path in paths}
    fork = multiprocessing.get_context("fork")
    until = time.monotonic() + 60 * asked.minutes
    with ProcessPoolExecutor(asked.processes, mp_context=fork) as pool:
        waiting = [pool.submit(judge, mutant) for mutant in mutants]
        for done in as_completed(waiting):
            if done.cancelled():
                continue
            if time.monotonic() > until:
                for one in waiting:
                    one.cancel()
            mutant, word = done.result()
            counts[mutant.path][word] += 1
            if word in ("survivor", "equal"):
                print(f"{word}: {mutant.path}:{mutant.line} {mutant.what}", flush=True)
    kinds = ("near", "far", "equal", "survivor")
    print(f"{'file':<46}" + "".join(f"{kind:>10}" for kind in kinds))
    for path in paths:
        print(f"{path:<46}" + "".join(f"{counts[path][kind]:>10}" for kind in kinds))
    total: Counter[str] = sum(counts.values(), Counter())
    killed = total["near"] + total["far"]
    figures = {"area": asked.area, "mutants": total.total(), "killed": killed}
    figures |= {} if total.total() == len(mutants) else {"mutants_asked": len(mutants)}
    figures |= {"equal": total["equal"], "survivors": total["survivor"]}
    print(json.dumps(figures))
    return 1 if total["survivor"] else 0
