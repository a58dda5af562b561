"""The page with the world of the demonstration behind it, and a browser that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser

from app.demo.staff import DemoStaff
from app.demo.world import bring_in_world, demo_shelters
from app.postgres import ephemeral
from app.store import alarms
from models.words import AlarmKind, Role
from tests.support.browser import launched, playing
from tests.support.database import fresh, make_template
from tests.support.houses import load_all_zones
from tests.support.served import Caller, Served, serving


@dataclass(frozen=True)
class DemoPage:
    """Forty and more houses, residents, some who wait; and who looks at it."""

    served: Served
    browser: Browser
    coordinator: Caller
    on_call: Caller
    house: Caller
    """Somebody on duty in one of the houses."""


@contextmanager
def demo_page() -> Iterator[DemoPage]:
    """The world of the demonstration, invented from its seed, with its page on a free port."""
    with ExitStack() as stack:
        postgres = stack.enter_context(ephemeral())
        database = stack.enter_context(fresh(postgres, template=make_template(postgres)))
        served = stack.enter_context(serving(database, with_page=True))
        load_all_zones(served.service)
        bring_in_world(served.service)
        DemoStaff(served.service, demo_shelters()).round()
        browser = launched(stack.enter_context(playing()))
        stack.callback(browser.close)
        yield DemoPage(
            served,
            browser,
            served.signed_in(Role.COORDINATOR),
            served.signed_in(Role.ON_CALL),
            served.signed_in(Role.SHELTER, demo_shelters()[0]),
        )


def raise_alarm(served: Served) -> None:
    """Something burns, so that a picture shows how that looks."""
    with served.service.store.transaction() as tx:
        alarms.raise_(tx, AlarmKind.NIGHT_NOT_PLANNED, now=served.clock())
