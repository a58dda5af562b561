"""The pictures of the page in docs/: ``./dev screenshots`` makes them anew from the demonstration.

What is on them is invented from a seed. Nothing of them is compared by a test: they show, and the
tests beside them prove.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, signed_in_as, visiting
from tests.support.browser_week.hands import Hands
from tests.support.browser_week.nine import ALONE, tell
from tests.support.demo_page import DemoPage, demo_page, raise_alarm
from tests.support.houses import call
from tests.support.served import Caller

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SIZE = {"width": 1200, "height": 760}
LARGEST = 150_000
"""Bytes of one picture: a repository is read over bad lines too."""


@dataclass(frozen=True)
class Picture:
    """One of them: whose page, how it looks, and what is done before it is taken."""

    name: str
    who: Callable[[DemoPage], Caller]
    does: Callable[[Hands], None]
    size: dict[str, int]
    theme: str = "light"


def _looks(hands: Hands) -> None:
    expect(
        hands.page.get_by_role("region", name="Who waits").get_by_role("row").nth(1)
    ).to_be_visible()


def _at(view: str) -> Callable[[Hands], None]:
    def goes(hands: Hands) -> None:
        hands.go(view)

    return goes


def _searches(hands: Hands) -> None:
    hands.go("New referral")
    tell(hands, ALONE)
    expect(hands.page.get_by_role("region", name="Options", exact=True)).to_be_visible()
    options = hands.page.get_by_role("region", name="Options", exact=True)
    options.evaluate("e => e.scrollIntoView()")


def _nothing(_: Hands) -> None:
    """As it opens."""


PICTURES = (
    Picture("now", lambda d: d.coordinator, _looks, SIZE),
    Picture("now-dark", lambda d: d.coordinator, _looks, SIZE, "dark"),
    Picture("now-on-call-phone", lambda d: d.on_call, _nothing, PHONE),
    Picture("new-referral-phone", lambda d: d.on_call, _at("New referral"), PHONE),
    Picture("options", lambda d: d.coordinator, _searches, SIZE),
    Picture("country", lambda d: d.coordinator, _at("The country"), SIZE),
    Picture("occupancy", lambda d: d.coordinator, _at("Occupancy"), SIZE),
    Picture("house-phone", lambda d: d.house, _nothing, PHONE),
)


def main() -> int:
    """Make all of them; 1 when one came out too large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    too_large = 0
    with demo_page() as shown:
        raise_alarm(shown.served)
        for _ in range(2):
            call(shown.served, shown.on_call)
        for one in PICTURES:
            how = {"color_scheme": one.theme, "viewport": one.size}
            with visiting(shown.browser, shown.served.origin, **how) as somebody:
                page = signed_in_as(somebody, shown.served.again(one.who(shown)))
                one.does(Hands(page))
                size = _take(page, FOLDER / f"{one.name}.png")
            print(f"{one.name}.png  {size:,} bytes", flush=True)
            too_large += size > LARGEST
    return 1 if too_large else 0


def _take(page: Page, path: Path) -> int:
    expect(page.get_by_text("Loading")).to_have_count(0)
    page.wait_for_timeout(500)
    page.screenshot(path=path, animations="disabled", caret="hide")
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
