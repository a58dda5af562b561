"""Hidden at once: by a key pressed twice, by a button; nothing of it is left on the page."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from models.words import Role
from tests.dashboard.test_sign_in import heading, press
from tests.support.browser import PHONE, barriers, signed_in_as, visiting
from tests.support.houses import call
from tests.support.served import Served


def test_the_key_pressed_twice_and_the_button_take_the_view_out_of_the_page(
    served: Served, browser: Browser, address: str
) -> None:
    her = served.signed_in(Role.COORDINATOR)
    case = call(served, served.caller(Role.ON_CALL))["code_name"]
    own = her.ok("GET", "/session")["handle"]
    with visiting(browser, address, viewport=PHONE, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, her)
        expect(page.get_by_text(case)).to_be_visible()
        page.keyboard.press("Escape")
        heading(page, "Now")
        page.keyboard.press("Escape")
        heading(page, "Hidden")
        for word in (case, own, her.ok("GET", "/session")["account"]):
            assert word not in page.content()
        expect(page).to_have_title("Workspace")
        assert barriers(page) == []
        press(page, "Show again")
        expect(page.get_by_text(case)).to_be_visible()
        press(page, "Hide (Esc twice)")
        heading(page, "Hidden")
        assert case not in page.content()
        somebody.unharmed()
