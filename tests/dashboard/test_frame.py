"""The frame of the page: what everybody meets before she has signed in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import PHONE, SCREEN, barriers, no_wider_than_the_window, visiting


def test_the_page_breaks_no_rule_of_its_policy(browser: Browser, address: str) -> None:
    with visiting(browser, address) as somebody:
        page = somebody.open()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        expect(page).to_have_title("Workspace")
        somebody.unharmed()


def test_a_page_that_breaks_it_is_seen(browser: Browser, address: str) -> None:
    """The watch itself is seen to work: markup from a text is refused and told."""
    with visiting(browser, address) as somebody:
        page = somebody.open()
        tools = page.context.new_cdp_session(page)
        tools.send("Runtime.evaluate", {"expression": "document.body.innerHTML = '<b>x</b>'"})
        page.get_by_role("button", name="Bokmål").click()
        assert [one.split()[0] for one in somebody.violations] == ["require-trusted-types-for"]


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signing_in_and_enrolling_keep_nobody_out(
    browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = somebody.open()
        assert barriers(page) == []
        page.get_by_label("Work name").fill("somebody")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_label("Password")).to_be_visible()
        assert barriers(page) == []
        page.get_by_role("button", name="I was given a one-time link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Set up your account")
        assert barriers(page) == []
        no_wider_than_the_window(page)


def test_both_languages_and_the_page_says_which(browser: Browser, address: str) -> None:
    with visiting(browser, address, locale="nb-NO") as somebody:
        page = somebody.open()
        expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")
        expect(page.locator("html")).to_have_attribute("lang", "nb")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page).to_have_title("Workspace")


def test_the_keyboard_alone_reaches_everything(browser: Browser, address: str) -> None:
    with visiting(browser, address) as somebody:
        page = somebody.open()
        skip = page.get_by_role("link", name="Skip to content")
        skip.focus()
        expect(skip).to_be_in_viewport()
        met = []
        for _ in range(6):
            page.keyboard.press("Tab")
            met.append(page.locator(":focus").evaluate("e => (e.textContent || e.name).trim()"))
        assert met == [
            "Bokmål",
            "Nynorsk",
            "Sign in with a passkey",
            "handle",
            "Continue",
            "I was given a one-time link",
        ]


def test_v14_3_1_no_field_is_kept_by_the_browser(browser: Browser, address: str) -> None:
    with visiting(browser, address) as somebody:
        page = somebody.open()
        page.get_by_label("Work name").fill("somebody")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_label("Password")).to_be_visible()
        kept = [one.get_attribute("autocomplete") for one in page.locator("input, form").all()]
        assert kept == ["off"] * 3


def test_without_scripts_no_form_is_there_to_be_sent(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False) as somebody:
        somebody.page.goto(address + "/")
        assert somebody.page.locator("form, input").count() == 0
        assert somebody.page.locator("noscript").count() == 1
