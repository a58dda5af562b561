"""Tests asked about a changed file by importing everything anew, each time in a fork of its own.

It costs seconds for every question, and nothing of the service is older than the change.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.util
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.support.mutations import ROOT, Mutant
from tests.support.warm_tests import answered

OURS = ("matching", "models", "app", "tests")
SERVERS: list[tuple[Any, str]] = []
"""The server of this run, when its tests ask for one, and its migrated template."""


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with a mutant's change."""

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
        exec(self.mutant.code(), module.__dict__)  # noqa: S102


def fail(mutant: Mutant, tests: tuple[str, ...]) -> bool:
    """Whether one of these files of tests fails with the change; a crash or a hang is a yes."""
    return yes(partial(_fail, mutant, tests))


def yes(question: Callable[[], bool]) -> bool:
    """The answer of a question asked in a fork; a crash or a hang is a yes."""
    whole, answer = answered(question)
    return not whole or answer


def import_with(mutant: Mutant) -> None:
    """From here on our modules are imported anew, one of them changed."""
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Changed(mutant))


def on_our_server() -> None:
    """Tests that ask for a server get this run's; what they make has names of this process."""
    postgres = importlib.import_module("app.postgres")
    databases = importlib.import_module("tests.support.database")
    for cluster, template in SERVERS:
        vars(postgres)["ephemeral"] = partial(_lent, cluster)
        vars(databases)["make_template"] = lambda _, template=template: template
        vars(databases)["_numbers"] = itertools.count(os.getpid() * 1000)


@contextlib.contextmanager
def _lent(cluster: Any) -> Iterator[Any]:
    """A server that nobody had before, but for databases of the tests' own names: drills make one of theirs."""
    cluster.drop_database("drill")
    yield cluster
    cluster.drop_database("drill")


def _fail(mutant: Mutant, tests: tuple[str, ...]) -> bool:
    import pytest

    import_with(mutant)
    if SERVERS:
        on_our_server()
    files = sorted(str(path) for pattern in tests for path in ROOT.glob(pattern))
    os.chdir(ROOT)
    calm = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return pytest.main([*calm, *files]) != 0
