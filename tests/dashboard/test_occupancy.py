"""The timeline of units and nights: whose they are where one stands on the case, by keys and as a table."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from models.words import Role
from tests.app.http.test_occupancy import placed_in
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

ROWS_IN_THE_PAGE = 90
"""At most so many rows stand in the page, however many there are."""


@pytest.fixture(scope="module")
def who(served: Served) -> Caller:
    """A coordinator in a session of her own."""
    return served.signed_in(Role.COORDINATOR)


@pytest.fixture(scope="module")
def cases(served: Served, who: Caller) -> dict[str, Any]:
    """Two houses of which one is large, a stay of a case of hers and one of somebody else's."""
    on_call = served.caller(Role.ON_CALL)
    home = house(served, who, "ALKE-1", "Tromsø", units=2)
    hers, other = call(served, on_call), call(served, on_call)
    for case in (hers, other):
        placed_in(on_call, case["id"], home)
    who.ok("POST", f"/referrals/{hers['id']}/take-over", {"purpose": "SHIFT"})
    house(served, who, "BREI-2", "Bodø", units=120)
    return {"hers": hers, "other": other}


def opened(somebody: Visitor, who: Caller) -> Page:
    """The timeline, drawn."""
    page = signed_in_as(somebody, who)
    press(page, "Occupancy")
    heading(page, "Occupancy")
    expect(page.get_by_role("region", name="Units and nights")).to_contain_text("ALKE-1")
    return page


def test_she_goes_through_nights_by_keys_and_hears_whose_they_are(
    served: Served, browser: Browser, address: str, who: Caller, cases: dict[str, Any]
) -> None:
    with visiting(browser, address) as somebody:
        page = opened(somebody, who)
        line = page.get_by_role("region", name="Units and nights")
        expect(line).to_contain_text(cases["hers"]["code_name"])
        assert cases["other"]["code_name"] not in page.content()
        line.focus()
        told = page.locator(".night")
        heard: list[str] = []
        for _ in range(2):
            page.keyboard.press("ArrowDown")
            expect(told).to_contain_text(f"U{len(heard)}")
            expect(told).to_contain_text("Occupied")
            heard.append(told.inner_text())
        assert sum("Not a case of yours" in words for words in heard) == 1
        assert sum(f"Case {cases['hers']['code_name']}" in words for words in heard) == 1
        # Rows that are out of sight are not in the page, and come when she goes there.
        assert page.locator(".sheet .name").count() < ROWS_IN_THE_PAGE
        page.keyboard.press("Shift+End")
        expect(told).to_contain_text("BREI-2 · U99")
        page.keyboard.press("End")
        expect(told).to_contain_text("Free")
        seen = line.evaluate("e => [e.scrollTop > 1000, e.scrollLeft > 1000]")
        assert seen == [True, True]
        assert page.locator(".sheet .name").count() < ROWS_IN_THE_PAGE
        expect(line.get_by_text("BREI-2")).to_be_in_viewport()
        press(page, "As a table")
        table = page.get_by_role("table", name="ALKE-1")
        expect(table.get_by_role("row")).to_have_count(3)
        expect(table).to_contain_text(cases["hers"]["code_name"])
        expect(table).to_contain_text("Not a case of yours")
        press(page, "As a table")
        months = page.locator(".months").inner_text()
        press(page, "30 nights later")
        expect(page.locator(".months")).not_to_have_text(months)
        somebody.unharmed()


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_timeline_keeps_nobody_out(
    served: Served,
    browser: Browser,
    address: str,
    who: Caller,
    cases: dict[str, Any],
    theme: str,
    size: dict[str, int],
) -> None:
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = opened(somebody, who)
        page.get_by_role("region", name="Units and nights").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator(".night")).to_contain_text("U0")
        assert barriers(page) == []
        no_wider_than_the_window(page)
        page.get_by_label("House").select_option(label="ALKE-1")
        press(page, "As a table")
        expect(page.get_by_role("table")).to_have_count(1)
        assert barriers(page) == []
        no_wider_than_the_window(page)
