"""A real browser on the page: what it refuses, what goes wrong in it, an authenticator of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from app.http.own_page import COOKIE
from tests.support.people import Person
from tests.support.served import Caller

SCREEN = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
ENGLISH = "en-GB"
NO_ROOM = [] if os.geteuid() else ["--no-sandbox"]
"""Chromium refuses to shut itself in when root runs it, as on a machine that only tests."""
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WATCH = """
document.addEventListener("securitypolicyviolation",
  (e) => violated(`${e.violatedDirective} ${e.blockedURI}`));
"""


def program() -> str:
    """The browser of this machine; without one the test is skipped, and fails where CI runs it."""
    found = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if found is None:
        words = "needs a browser: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return found


@contextmanager
def playing() -> Iterator[Playwright]:
    """Playwright, for as long as the block lasts."""
    with sync_playwright() as running:
        yield running


def launched(running: Playwright) -> Browser:
    """A fresh browser without a window."""
    return running.chromium.launch(executable_path=program(), args=NO_ROOM)


@dataclass
class Visitor:
    """Somebody at the page, with whatever went wrong while she was there."""

    page: Page
    address: str
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, context: BrowserContext, address: str) -> Visitor:
        """A visitor in that context, who has opened nothing yet."""
        made = cls(context.new_page(), address)
        page = made.page
        page.expose_binding("violated", lambda _, what: made.violations.append(what))
        page.add_init_script(WATCH)
        page.on("pageerror", lambda error: made.errors.append(str(error)))
        page.on("request", made._looks_at)
        return made

    def _looks_at(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.foreign.append(request.url)

    def open(self) -> Page:
        """Load the page and wait until it has asked who is signed in."""
        self.page.goto(self.address + "/")
        self.page.get_by_role("heading", level=1).wait_for()
        return self.page

    def unharmed(self) -> None:
        """Nothing was refused by the policy, failed in a script, or went to another origin."""
        assert (self.violations, self.errors, self.foreign) == ([], [], [])

    def with_authenticator(self) -> None:
        """She has a device that makes passkeys, and says yes to whatever it asks."""
        tools = self.page.context.new_cdp_session(self.page)
        tools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@contextmanager
def visiting(browser: Browser, address: str, **how: Any) -> Iterator[Visitor]:
    """A visitor whose browser remembers nothing of earlier ones."""
    context = browser.new_context(**{"locale": ENGLISH, "viewport": SCREEN, **how})
    context.set_default_timeout(20_000)
    try:
        yield Visitor.of(context, address)
    finally:
        context.close()


def holds_session(somebody: Visitor, who: Caller | Person) -> None:
    """From now on her browser holds that person's session, as the service itself would set it."""
    somebody.page.context.add_cookies(
        [
            {
                "name": COOKIE,
                "value": who.cookie,
                "url": somebody.address.replace("http:", "https:"),  # else no browser takes it
                "httpOnly": True,
                "secure": True,
                "sameSite": "Strict",
            }
        ]
    )


def signed_in_as(somebody: Visitor, who: Caller | Person) -> Page:
    """The page of somebody whose browser holds her session already, without a ceremony.

    ``served.signed_in(role, house)`` gives one who has just stepped up; for a ``Person`` who signed
    in by herself it is the session that she has.
    """
    holds_session(somebody, who)
    return somebody.open()


def barriers(page: Page) -> list[str]:
    """What keeps somebody out, as axe finds it (WCAG 2.2 A and AA); no element of the page is named."""
    found = Axe().run(page, options=AXE)
    return [f"{one['id']}: {len(one['nodes'])}" for one in found.response["violations"]]


def no_wider_than_the_window(page: Page) -> None:
    """Nothing is to be scrolled sideways, but what scrolls within itself."""
    wide, window = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide <= window, "the page is wider than its window"


def back(page: Page) -> None:
    """Press the browser's own button; at the beginning of its history that does nothing."""
    page.go_back(wait_until="load")
    page.wait_for_timeout(100)


def files_holding(folder: Path, words: list[bytes]) -> dict[str, str]:
    """Which file below the folder holds one of these, in one byte a letter or in two."""
    met = {}
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for word in words:
            if word in content or word.decode().encode("utf-16-le") in content:
                met[path.relative_to(folder).as_posix()] = word.decode()
    return met
