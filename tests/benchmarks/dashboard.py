"""The page, measured in a real browser with the world of the demonstration behind it."""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.demo.world import demo_shelters
from models.words import Role
from tests.support.browser import PHONE, SCREEN, barriers, holds_session, signed_in_as, visiting
from tests.support.browser_week.hands import Hands
from tests.support.browser_week.nine import ALONE, tell
from tests.support.demo_page import DemoPage, demo_page

Figures = dict[str, float | int]
OTHERS = (Role.ADMIN, Role.AUDITOR, Role.POLICE, Role.LAWYER, Role.MUNICIPALITY, Role.REFERRER)
"""Whose pages are looked at beside those of a coordinator, of who is on call and of a house."""
FRAMES = """
(region, seconds) => new Promise((done) => {
  const box = [region, ...region.querySelectorAll("*")].find(
    (one) => one.scrollHeight > one.clientHeight + 200 && getComputedStyle(one).overflowY !== "visible") ?? region;
  let frames = 0, began = 0;
  const step = (now) => {
    began ||= now;
    frames += 1;
    const at = (now - began) / (1000 * seconds);
    box.scrollTop = at * (box.scrollHeight - box.clientHeight);
    box.scrollLeft = at * (box.scrollWidth - box.clientWidth);
    if (at < 1) requestAnimationFrame(step);
    else done((frames - 1) / ((now - began) / 1000));
  };
  requestAnimationFrame(step);
})
"""
"""Scrolls from one corner to the other in so many seconds, and counts what is drawn on the way."""


def run(argv: list[str]) -> int:
    """Measure everything and print it; the last line is JSON."""
    asked = argparse.ArgumentParser(prog="./dev bench dashboard")
    asked.add_argument("--runs", type=int, default=5, help="how often each time is taken")
    how = asked.parse_args(argv)
    figures: Figures = {}
    with demo_page() as shown:
        parts: tuple[Callable[[], Figures], ...] = (
            lambda: _first_paint(shown, how.runs),
            lambda: _options(shown, how.runs),
            lambda: _timeline(shown),
            lambda: _vacancy(shown, how.runs),
            lambda: _every_view(shown),
        )
        for part in parts:
            found = part()
            figures |= found
            print("  ".join(f"{name} {value}" for name, value in found.items()), flush=True)
    figures["clicks_to_arrival"] = _clicks()
    print(json.dumps(figures))
    return 0


UNITS = """
async () => {
  const told = await (await fetch("/api/v1/occupancy?nights=180")).json();
  return told.houses.reduce((many, house) => many + house.units.length, 0);
}
"""
FIRST_WHO_WAITS = """
() => new MutationObserver(() => {
  if (document.querySelector("section[aria-labelledby=now-whoWaits] tbody tr")) {
    window.shownAt ??= performance.now();
  }
}).observe(document, { subtree: true, childList: true })
"""
"""Notes by the page's own clock, which starts with the address, when somebody is shown who waits."""


def _ms(began: float) -> float:
    return 1000 * (time.perf_counter() - began)


def _first_paint(shown: DemoPage, runs: int) -> Figures:
    """From the address to the first who waits, on the page; the first look of all reads the picture."""
    times = []
    for _ in range(runs + 1):
        with visiting(shown.browser, shown.served.origin) as somebody:
            holds_session(somebody, shown.served.again(shown.coordinator))
            somebody.page.add_init_script(f"({FIRST_WHO_WAITS})()")
            somebody.page.goto(somebody.address + "/")
            somebody.page.get_by_role("region", name="Who waits").get_by_role("row").nth(
                1
            ).wait_for()
            times.append(somebody.page.evaluate("shownAt"))
    return {
        "first_paint_ms": round(statistics.median(times[1:])),
        "first_paint_cold_ms": round(times[0]),
    }


def _options(shown: DemoPage, runs: int) -> Figures:
    """From the press that sends the last answer to the options on the page."""
    times = []
    for _ in range(runs + 1):
        with visiting(shown.browser, shown.served.origin) as somebody:
            page = signed_in_as(somebody, shown.served.again(shown.on_call))
            hands = Hands(page)
            hands.go("New referral")
            page.evaluate(SINCE_SENT)
            tell(hands, ALONE)
            page.get_by_role("region", name="Options", exact=True).wait_for()
            times.append(page.evaluate("shownAt - sentAt"))
    return {
        "options_ms": round(statistics.median(times[1:])),
        "options_first_ms": round(times[0]),
        "options_max_ms": round(max(times[1:])),
    }


SINCE_SENT = """
() => {
  const send = window.fetch;
  window.fetch = (to, how) => {
    if (how?.method === "POST" && !to.endsWith("/places/search")) window.sentAt ??= performance.now();
    return send(to, how);
  };
  new MutationObserver(() => {
    if (document.getElementById("options")) window.shownAt ??= performance.now();
  }).observe(document.body, { subtree: true, childList: true });
}
"""
"""Notes by the page's own clock when something was sent, but for places looked up while she speaks,
and when options were there: whoever waits from outside looks only every half second."""


def _timeline(shown: DemoPage) -> Figures:
    with visiting(shown.browser, shown.served.origin) as somebody:
        page = signed_in_as(somebody, shown.served.again(shown.coordinator))
        Hands(page).go("Occupancy")
        region = page.get_by_role("region", name="Units and nights")
        expect(region).to_be_visible()
        page.wait_for_timeout(1000)
        rates = [region.evaluate(f"(e) => ({FRAMES})(e, 3)") for _ in range(3)]
        units = page.evaluate(UNITS)
    return {"timeline_fps": round(statistics.median(rates), 1), "timeline_units": units}


def _vacancy(shown: DemoPage, runs: int) -> Figures:
    """A house confirms that nothing has changed, from an open page."""
    times, presses = [], 0
    for _ in range(runs):
        with visiting(shown.browser, shown.served.origin) as somebody:
            page = signed_in_as(somebody, shown.served.again(shown.house))
            button = page.get_by_role("button", name="Nothing has changed", exact=True)
            button.wait_for()
            hands, began = Hands(page), time.perf_counter()
            hands.press("Nothing has changed")
            hands.told("Thank you. The free rooms are confirmed.")
            times.append(_ms(began) / 1000)
            presses = max(presses, hands.presses)
    return {"vacancy_s": round(max(times), 2), "vacancy_presses": presses}


def _every_view(shown: DemoPage) -> Figures:
    """Every view of the menus, in both themes and sizes: what keeps somebody out, what was refused."""
    found, refused, views = 0, 0, 0
    staff = shown.served.signed_in(Role.SHELTER, demo_shelters()[1])
    others = [shown.served.signed_in(role) for role in OTHERS]
    for who in (shown.coordinator, shown.on_call, staff, *others):
        for theme in ("light", "dark"):
            for size in (SCREEN, PHONE):
                how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
                with visiting(shown.browser, shown.served.origin, **how) as somebody:
                    page = signed_in_as(somebody, shown.served.again(who))
                    for name in _menu(page):
                        _goes(page, name)
                        found += len(barriers(page))
                        views += 1
        with visiting(shown.browser, shown.served.origin) as somebody:
            page = signed_in_as(somebody, shown.served.again(who))
            for name in _menu(page):
                _goes(page, name)
            refused += len(somebody.violations) + len(somebody.errors) + len(somebody.foreign)
    return {"axe_violations": found, "csp_reports": refused, "views_looked_at": views}


def _menu(page: Page) -> list[str]:
    page.get_by_role("navigation").wait_for()
    return page.get_by_role("navigation").get_by_role("button").all_inner_texts()


def _goes(page: Page, view: str) -> None:
    again = page.get_by_role("button", name="Show again")
    if again.is_visible():  # a slow machine looked at the view before for a minute
        again.click()
    page.get_by_role("navigation").get_by_role("button", name=view, exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    expect(page.get_by_text(re.compile("^Loading"))).to_have_count(0)


def _clicks() -> int:
    """From a new referral to a resident by everybody together, as the week in the browser tells it."""
    from contextlib import ExitStack

    from app.postgres import ephemeral
    from tests.support.browser import launched, playing
    from tests.support.browser_week.week import week_of
    from tests.support.database import fresh, make_template
    from tests.support.houses import load_all_zones
    from tests.support.served import Clock, serving

    with ExitStack() as stack:
        postgres = stack.enter_context(ephemeral())
        database = stack.enter_context(fresh(postgres, template=make_template(postgres)))
        served = stack.enter_context(serving(database, Clock(stopped=True), with_page=True))
        load_all_zones(served.service)
        browser = launched(stack.enter_context(playing()))
        stack.callback(browser.close)
        week = week_of(served, browser, stack)
        siri, before = week.siri.desk, week.presses()
        case = week.calls("Anna", week.siri)
        first = siri.options()[0]
        siri.holds(first)
        week.at[first].says_yes()
        siri.opens(case)
        siri.tells(first)
        siri.accepts(first)
        week.later(hours=4)
        week.at[first].receives()
        return week.presses() - before
