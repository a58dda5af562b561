"""The service with its page, and a browser that looks at it."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import pytest

from tests.support.database import Database
from tests.support.houses import load_all_zones
from tests.support.served import Served, serving

if TYPE_CHECKING:  # a test without a browser does not load what drives one
    from playwright.sync_api import Browser


PATIENCE_S = 240
"""A browser that hangs is no test that goes on: the worker ends and says where it stood."""


@pytest.fixture(scope="session")
def terminal(request: pytest.FixtureRequest) -> Iterator[IO[str]]:
    """Where what is said is seen, also of a worker that ends at once."""
    capturing = request.config.pluginmanager.getplugin("capturemanager")
    assert capturing is not None
    with capturing.global_and_fixture_disabled():
        seen = os.dup(2)
    with open(seen, "w") as stream:
        yield stream


@pytest.fixture(autouse=True)
def no_longer_than_patience(terminal: IO[str]) -> Iterator[None]:
    """Whatever hangs in a browser ends here."""
    faulthandler.dump_traceback_later(PATIENCE_S, exit=True, file=terminal)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """The service on a free port."""
    with serving(module_database, with_page=True) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    """Where the page is: by name, because a passkey needs one."""
    return served.origin


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one file."""
    from tests.support.browser import launched, playing, program

    program()
    with playing() as running:
        started = launched(running)
        yield started
        started.close()
