"""Another person on the same page: she begins at her own first view, not where the other one was."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from models.words import Role
from tests.dashboard.test_sign_in import enrolled_with_passkey, heading, press
from tests.support.browser import holds_session, signed_in_as, visiting
from tests.support.people import person
from tests.support.served import Served


def test_a_session_that_ended_takes_along_where_she_was(
    served: Served, browser: Browser, address: str
) -> None:
    first, second = served.signed_in(Role.COORDINATOR), person(served)
    with visiting(browser, address) as somebody:
        page = enrolled_with_passkey(somebody, second)
        signed_in_as(somebody, first)
        begins_at = page.get_by_role("heading", level=1).inner_text()
        press(page, "My account")
        heading(page, "My account")
        page.wait_for_load_state("networkidle")
        own = first.ok("GET", "/session")["handle"]
        first.ok("DELETE", "/session")
        press(page, "Tasks")
        heading(page, "Sign in")
        assert own not in page.content()
        press(page, "Sign in with a passkey")
        heading(page, begins_at)
        assert second.handle in page.content()


def test_another_session_in_the_same_browser_is_not_shown_the_view_of_the_one_before(
    served: Served, browser: Browser, address: str
) -> None:
    first, second = served.signed_in(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    with visiting(browser, address) as somebody:
        page = somebody.page
        page.clock.install()
        signed_in_as(somebody, first)
        begins_at = page.get_by_role("heading", level=1).inner_text()
        press(page, "My account")
        page.clock.run_for(65_000)
        heading(page, "Hidden")
        holds_session(somebody, second)
        press(page, "Show again")
        heading(page, begins_at)
        expect(page.get_by_text(second.ok("GET", "/session")["handle"])).to_be_visible()
        page.go_back()
        heading(page, begins_at)
        somebody.unharmed()
