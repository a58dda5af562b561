"""The map: zones reached by keys, what is free as a number, and what is out for the case in hand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from models.words import Role
from tests.app.http.test_zone_map import zone
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
from tests.support.houses import BERGEN, OSLO, TROMSO, call, house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def who(served: Served) -> Caller:
    """A coordinator in a session of her own."""
    return served.signed_in(Role.COORDINATOR)


@pytest.fixture(scope="module")
def case(served: Served, who: Caller) -> dict[str, Any]:
    """A case of hers that fears Oslo, and houses in three towns; another case is not hers."""
    for number, town in enumerate((OSLO, BERGEN, TROMSO)):
        house(served, who, f"KART-{number}", town, units=number + 1)
    on_call = served.caller(Role.ON_CALL)
    hers = call(served, on_call)
    who.ok("POST", f"/referrals/{hers['id']}/take-over", {"purpose": "SHIFT"})
    call(served, on_call)
    return hers


def opened(somebody: Visitor, who: Caller) -> Page:
    """The country, drawn."""
    page = signed_in_as(somebody, who)
    press(page, "The country")
    heading(page, "The country")
    expect(page.get_by_text("Loading")).to_have_count(0)
    return page


def test_zones_are_gone_through_by_keys_and_those_that_are_out_say_why(
    served: Served, browser: Browser, address: str, who: Caller, case: dict[str, Any]
) -> None:
    with visiting(browser, address) as somebody:
        page = opened(somebody, who)
        zones = page.get_by_role("group", name="Map of zones").get_by_role("button")
        assert zones.count() > 80
        table = page.get_by_role("table", name="Zones with houses")
        expect(table.get_by_role("row")).to_have_count(4)
        north = zones.filter(has_text="3")
        north.focus()
        told = page.locator(".panel")
        expect(told).to_contain_text(f"{zone(served, TROMSO)}, North: 3 free of 3")
        expect(told).to_contain_text("KART-2 (S4)")
        page.keyboard.press("ArrowDown")
        expect(told).not_to_contain_text(zone(served, TROMSO))
        expect(page.locator(".zone:focus")).to_have_attribute("aria-pressed", "true")
        cases = page.get_by_label("The case in hand")
        expect(cases.locator("option")).to_have_text(["None", case["code_name"]])
        cases.select_option(label=case["code_name"])
        oslo = page.get_by_role("button", name=re.compile(f"{zone(served, OSLO)}.*too near"))
        expect(oslo).to_have_count(1)
        oslo.focus()
        expect(told).to_contain_text("Possible houses: 0 of 1")
        expect(told).to_contain_text("Too near a place of danger")
        row = table.get_by_role("row").filter(has_text=zone(served, TROMSO))
        expect(row).to_contain_text("Possible houses: 1")
        somebody.unharmed()


def test_who_takes_calls_sees_parts_of_the_country_and_no_zone(
    served: Served, browser: Browser, address: str, case: dict[str, Any]
) -> None:
    with visiting(browser, address, bypass_csp=True, viewport=PHONE) as somebody:
        page = opened(somebody, served.signed_in(Role.ON_CALL))
        table = page.get_by_role("table", name="Parts of the country")
        expect(table.get_by_role("row")).to_have_count(6)
        assert zone(served, TROMSO) not in page.content() and "KART" not in page.content()
        assert barriers(page) == []
        no_wider_than_the_window(page)


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_keeps_nobody_out(
    served: Served,
    browser: Browser,
    address: str,
    who: Caller,
    case: dict[str, Any],
    theme: str,
    size: dict[str, int],
) -> None:
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = opened(somebody, who)
        page.get_by_label("The case in hand").select_option(label=case["code_name"])
        expect(page.get_by_role("button", name=re.compile("too near")).first).to_be_visible()
        assert barriers(page) == []
        no_wider_than_the_window(page)
