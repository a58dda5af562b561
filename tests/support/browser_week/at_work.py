"""A person at work in a browser of her own, which lives in the time of the service."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, ConsoleMessage

from tests.support.browser import Visitor, signed_in_as, visiting
from tests.support.browser_week.hands import Hands
from tests.support.served import Caller, Served

OSLO = ZoneInfo("Europe/Oslo")
AN_ANSWER = "Failed to load resource"
"""Chromium's own note on an answer such as 404, with which the page reads "not there, or not for
you"."""


@dataclass
class AtWork:
    """Somebody with a page of her own. After a pause she signs in anew, as her session is over."""

    served: Served
    who: Caller
    visitor: Visitor
    hands: Hands
    since: datetime | None = None
    said: list[str] = field(default_factory=list)
    """What her browser noted on its console."""

    @classmethod
    def of(cls, served: Served, browser: Browser, who: Caller, stack: ExitStack) -> AtWork:
        """A person with an own browser, who has not begun yet."""
        visitor = stack.enter_context(visiting(browser, served.origin, timezone_id=OSLO.key))
        made = cls(served, who, visitor, Hands(visitor.page))
        visitor.page.on("console", made._notes)
        return made

    def _notes(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(AN_ANSWER):
            self.said.append(message.text)

    def here(self) -> Hands:
        """She is at her page, in a session that lives."""
        now = self.served.clock()
        if now != self.since:
            self.since = now
            self.visitor.page.context.clock.set_fixed_time(now)
            signed_in_as(self.visitor, self.served.again(self.who))
        return self.hands

    def on_the_wall(self, ahead: timedelta) -> str:
        """A moment so far ahead, as one writes it by the clock on the wall."""
        return (self.served.clock() + ahead).astimezone(OSLO).strftime("%Y-%m-%dT%H:%M")

    def unharmed(self) -> None:
        """Nothing was refused by the policy or failed, in a script or on the console."""
        self.visitor.unharmed()
        assert self.said == []
