"""The night plan: proposals beside what stood, decided with a word for why; a stale one says why not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models.words import Role
from tests.app.http.test_plan_runs import run
from tests.dashboard.test_sign_in import heading, press
from tests.support.browser import (
    PHONE,
    SCREEN,
    Visitor,
    barriers,
    no_wider_than_the_window,
    signed_in_as,
    visiting,
)
from tests.support.houses import call, house
from tests.support.served import Caller, Served

PATIENCE_MS = 60_000
"""A plan of a few households takes a second where nothing else runs."""


@pytest.fixture(scope="module")
def who(served: Served) -> Caller:
    """A coordinator in a session of her own."""
    return served.signed_in(Role.COORDINATOR)


@pytest.fixture(scope="module")
def cases(served: Served, who: Caller) -> list[dict[str, Any]]:
    """Four callers, and three houses with one unit each."""
    on_call = served.caller(Role.ON_CALL)
    for name, town in (("PLAN-1", "Tromsø"), ("PLAN-2", "Bodø"), ("PLAN-3", "Alta")):
        house(served, who, name, town, units=1)
    return [call(served, on_call) for _ in range(4)]


def opened(somebody: Visitor, who: Caller) -> Page:
    """The plan, as this person sees it."""
    page = signed_in_as(somebody, who)
    press(page, "Night plan")
    heading(page, "Night plan")
    return page


def line_of(page: Page, name: str) -> Locator:
    """The line of that case."""
    return page.get_by_role("listitem").filter(
        has=page.get_by_role("button", name=name, exact=True)
    )


def proposed(page: Page) -> list[str]:
    """The cases whose line waits for a decision."""
    boxes = page.get_by_role("checkbox")
    expect(boxes.first).to_be_visible(timeout=PATIENCE_MS)
    words = page.locator(".pick .silent-name").all_inner_texts()
    return [word.split()[-1] for word in words]


def test_the_night_is_planned_and_decided_line_by_line_and_together(
    served: Served, browser: Browser, address: str, who: Caller, cases: list[dict[str, Any]]
) -> None:
    with visiting(browser, address) as somebody:
        page = opened(somebody, who)
        expect(page.get_by_text("No plan has been made yet.")).to_be_visible()
        press(page, "Plan again")
        expect(page.get_by_role("heading", name="New (3)")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("heading", name="Without a place (1)")).to_be_visible()
        page.get_by_text("Proven: no plan is better").click()
        expect(page.get_by_role("table", name="Value and bound of each tier")).to_contain_text(
            re.compile(r"Without a place: P1\s*1\s*1\s*proven")
        )
        # One by one, with a word for why.
        first, second, third = proposed(page)
        line = line_of(page, first)
        line.get_by_role("button", name="Why", exact=True).click()
        expect(line.get_by_role("table", name="Cost of each tier")).to_be_visible()
        line.get_by_role("button", name="Every house").click()
        houses = line.get_by_role("table", name="What the plan says of each house")
        expect(houses.get_by_role("row")).to_have_count(4)
        expect(houses).to_contain_text("Chosen")
        line.get_by_role("button", name="Accept").click()
        expect(line).to_contain_text("Choose one word for why.")
        line.get_by_label("Why yes or no").select_option(label="As proposed")
        line.get_by_role("button", name="Accept").click()
        expect(line).to_contain_text("The unit is held and the house is asked.")
        expect(line).to_contain_text("Accepted")
        # Together: what became stale meanwhile is refused and says why, the other one is not.
        by_name = {case["code_name"]: case["id"] for case in cases}
        path = f"/referrals/{by_name[second]}"
        version = who.ok("GET", path)["version"]
        who.ok("PATCH", path, {"pets": "NO"}, version=version)
        press(page, "Choose all")
        group = page.locator(".group")
        expect(group).to_contain_text("2 of 2 chosen")
        group.get_by_label("Why yes or no").select_option(label="Safer")
        group.get_by_role("button", name="Accept").click()
        expect(line_of(page, second)).to_contain_text("Something was reported or changed since.")
        expect(line_of(page, third)).to_contain_text("The unit is held and the house is asked.")
        expect(line_of(page, second)).to_contain_text("Plan again.")
        expect(page.get_by_role("checkbox")).to_be_disabled()
        somebody.unharmed()


def test_what_if_is_asked_beside_it_and_changes_nothing(
    served: Served, browser: Browser, address: str, who: Caller, cases: list[dict[str, Any]]
) -> None:
    made = run(who)
    before = who.every(f"/plan-runs/{made['id']}/proposals", "proposals")
    with visiting(browser, address) as somebody:
        page = opened(somebody, who)
        beside = page.get_by_role("region", name="What if")
        beside.get_by_role("button", name="Work it out").click()
        expect(beside).to_contain_text("Choose what is to change.")
        beside.get_by_label("Change").select_option(label="One more house like this one")
        beside.get_by_label("House").select_option(label="PLAN-1")
        beside.get_by_role("button", name="Work it out").click()
        answer = beside.get_by_role("table", name="Without a place, by class")
        expect(answer).to_be_visible(timeout=PATIENCE_MS)
        expect(beside).to_contain_text("nothing in it can be accepted")
        expect(beside.get_by_role("button", name="Accept")).to_have_count(0)
        somebody.unharmed()
    assert who.every(f"/plan-runs/{made['id']}/proposals", "proposals") == before


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_plan_keeps_nobody_out(
    served: Served,
    browser: Browser,
    address: str,
    who: Caller,
    cases: list[dict[str, Any]],
    theme: str,
    size: dict[str, int],
) -> None:
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = opened(somebody, who)
        page.get_by_role("button", name="Why", exact=True).first.click()
        page.get_by_role("button", name="Every house").click()
        expect(page.get_by_role("table", name="What the plan says of each house")).to_be_visible()
        page.locator("summary").click()
        assert barriers(page) == []
        no_wider_than_the_window(page)
