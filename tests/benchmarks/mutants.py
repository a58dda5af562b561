"""`./dev bench mutants`: the hard rules, each changed in one small place; the tests must notice.

Every small change that tests/support/mutations.py knows is made in the files asked for, each in a
process of its own. A mutant is killed when a test of the rules fails. One that lives is
asked about thousands of drawn pairs: when no block of any pair changes, it changes no answer that
was looked at and is listed as equal; when one changes, the tests have a hole and the run fails.

With ``--area`` the files of the service are changed that tests/support/mutant_areas.py names, and
whatever lives is a hole unless it is listed there with its reason. tests/support/warm_area.py says
how that is done in a second for most of them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from random import Random
from typing import Any

from tests.support import cold_tests, warm_area
from tests.support.mutant_areas import AREAS
from tests.support.mutations import ROOT, Mutant, mutants_of, text_of, untouched

FAIL_ANYWAY = "the tests fail without any change: nothing can be said of mutants"
NO_SUCH_FILE = "no file of the area {} has {!r} in its name"
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
RULE_TOLD = re.compile(r'"""H(\d\d)\. ')
_JUDGES: list[Callable[[Mutant], str]] = []
"""The judge of this run; every fork inherits it."""


def verdict(mutant: Mutant, pairs: int) -> str:
    """Killed by the rules' own tests, by the far ones, equal on drawn pairs, or a survivor."""
    numbers = RULE_TOLD.findall(text_of(mutant.path))
    own = tuple(f"tests/matching/test_h{number}_*.py" for number in numbers)
    for part, tests in (("near", own), ("near", NEAR), ("far", FAR)):
        if tests and cold_tests.fail(mutant, tests):
            return part
    changed = cold_tests.yes(partial(_changes_an_answer, mutant, pairs))
    return "survivor" if changed else "equal"


def _changes_an_answer(mutant: Mutant, pairs: int) -> bool:
    before = _answers(pairs)
    cold_tests.import_with(mutant)
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
    parser.add_argument("--every", type=int, default=1, help="only every so manieth mutant")
    parser.add_argument("--cold", action="store_true", help="import the service for each mutant")
    parser.add_argument("--pairs", type=int, default=20_000, help="drawn pairs for what lives")
    parser.add_argument("--minutes", type=float, default=24 * 60.0, help="then no more are tried")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args(argv)
    if asked.area != "rules":
        paths = [path for path in AREAS[asked.area].tests if asked.only in path]
        if not paths:
            parser.error(NO_SUCH_FILE.format(asked.area, asked.only))
        came = warm_area.with_judge(
            asked.area, paths, lambda judge: _all_of(paths, judge, asked), cold=asked.cold
        )
        if came is None:
            print(FAIL_ANYWAY)
        return 2 if came is None else came
    paths = [str(p.relative_to(ROOT)) for p in sorted((ROOT / RULES).glob("*.py"))]
    paths = [p for p in (*paths, *(ALSO if asked.also else ())) if asked.only in p]
    if not paths:
        parser.error(NO_SUCH_FILE.format(asked.area, asked.only))
    # Loaded once and inherited by every fork.
    for name in ("pytest", "hypothesis", "numpy"):
        importlib.import_module(name)
    if verdict(untouched(paths[0]), 200) != "equal":
        print(FAIL_ANYWAY)
        return 2
    return _all_of(paths, partial(verdict, pairs=asked.pairs), asked)


def _judged(mutant: Mutant) -> tuple[Mutant, str]:
    return mutant, _JUDGES[-1](mutant)


def _all_of(paths: list[str], judge: Callable[[Mutant], str], asked: argparse.Namespace) -> int:
    _JUDGES.append(judge)
    began = time.monotonic()
    mutants = [mutant for path in paths for mutant in mutants_of(path)][:: asked.every]
    counts: dict[str, Counter[str]] = {path: Counter() for path in paths}
    fork = multiprocessing.get_context("fork")
    until = began + 60 * asked.minutes
    with ProcessPoolExecutor(asked.processes, mp_context=fork) as pool:
        waiting = [pool.submit(_judged, mutant) for mutant in mutants]
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
    figures: dict[str, Any] = {"area": asked.area, "mutants": total.total(), "killed": killed}
    figures |= {} if total.total() == len(mutants) else {"mutants_asked": len(mutants)}
    figures |= {"equal": total["equal"], "survivors": total["survivor"]}
    print(json.dumps(figures | {"seconds": round(time.monotonic() - began)}))
    return 1 if total["survivor"] else 0
