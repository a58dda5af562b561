"""People get in and out as they would: with a passkey, with a password and a code, and once more."""

from __future__ import annotations

from base64 import b32decode

import pytest
from playwright.sync_api import Browser, Page, expect

from app.vault.one_time_codes import code_at, step_of
from models.words import Role
from tests.support.browser import PHONE, SCREEN, Visitor, back, barriers, visiting
from tests.support.people import PASSWORD, Person, person
from tests.support.served import Served


def press(page: Page, name: str) -> None:
    """Press the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    """The view with that heading is shown."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def open_link(page: Page, link: str) -> None:
    """Follow a one-time link by pasting it."""
    press(page, "I was given a one-time link")
    page.get_by_label("One-time link").fill(link)
    press(page, "Continue")


def enrolled_with_passkey(somebody: Visitor, who: Person) -> Page:
    """She has made a passkey with the authenticator of her browser, and is not signed in."""
    somebody.with_authenticator()
    page = somebody.open()
    open_link(page, who.link())
    expect(page.get_by_text(who.handle)).to_be_visible()
    press(page, "Make a passkey")
    heading(page, "Sign in")
    return page


def type_code(page: Page, served: Served, secret: bytes, button: str) -> None:
    """Type what her telephone shows at the next step, for no code works twice."""
    served.clock.forward(seconds=31)
    page.get_by_label("One-time code").fill(code_at(secret, step_of(served.clock())))
    press(page, button)


def make_password(page: Page, served: Served) -> bytes:
    """In an opened link: choose a password and confirm the first code; the generator's secret."""
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Save the password")
    picture = page.get_by_role("img", name="Picture with the key of your one-time codes")
    expect(picture).to_be_visible()
    assert picture.evaluate("e => e.naturalWidth") > 0, "the picture is one"
    secret = b32decode(page.locator("code").inner_text().replace(" ", ""))
    type_code(page, served, secret, "Confirm the code")
    return secret


def test_v6_3_3_a_passkey_is_made_and_lets_her_in(
    served: Served, browser: Browser, address: str
) -> None:
    with visiting(browser, address) as somebody:
        who = person(served)
        page = enrolled_with_passkey(somebody, who)
        press(page, "Sign in with a passkey")
        heading(page, "Now")
        expect(page.get_by_text(who.handle)).to_be_visible()
        press(page, "Sign out")
        heading(page, "Sign in")
        somebody.unharmed()


def test_a_password_and_a_code_let_her_in(served: Served, browser: Browser, address: str) -> None:
    with visiting(browser, address) as somebody:
        who, page = person(served), somebody.open()
        open_link(page, who.link())
        secret = make_password(page, served)
        heading(page, "Sign in")
        page.get_by_label("Work name").fill(who.handle)
        press(page, "Continue")
        password = page.get_by_label("Password")
        expect(password).to_be_focused()
        expect(password).to_have_attribute("type", "password")
        paste = (
            "e => e.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true}))"
        )
        assert password.evaluate(paste), "pasting is not forbidden"
        page.get_by_label("Password").fill(PASSWORD + "x")
        type_code(page, served, secret, "Sign in")
        expect(page.get_by_role("alert")).to_have_text("That does not let you in.")
        served.clock.forward(minutes=10)
        page.get_by_label("Password").fill(PASSWORD)
        type_code(page, served, secret, "Sign in")
        heading(page, "Now")
        somebody.unharmed()


def test_v7_5_2_she_sees_and_closes_her_ways_in_and_sessions_after_a_fresh_proof(
    served: Served, browser: Browser, address: str
) -> None:
    with visiting(browser, address) as somebody:
        who = person(served)
        page = enrolled_with_passkey(somebody, who)
        press(page, "Sign in with a passkey")
        press(page, "My account")
        expect(page.get_by_role("heading", level=3)).to_have_text(["Passkey", "Passkey (This one)"])
        press(page, "Add a way to sign in")
        dialog = page.get_by_role("dialog", name="Confirm that it is you")
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("alert")).to_have_text("Not confirmed.")
        press(page, "Add a way to sign in")
        press(page, "Use your passkey")
        make_password(page, served)
        heading(page, "Sign in")  # a new way in ends every session there was
        press(page, "Sign in with a passkey")
        press(page, "My account")
        ways = page.get_by_role("heading", level=3)
        expect(ways).to_have_text(["Passkey", "Password and one-time codes", "Passkey (This one)"])
        page.get_by_role("listitem").filter(has_text="Password and one-time codes").get_by_role(
            "button", name="Remove"
        ).click()
        press(page, "Use your passkey")
        expect(ways).to_have_text(["Passkey", "Passkey (This one)"])
        expect(page.get_by_role("status")).to_have_text("Removed.")
        press(page, "Sign out everywhere")
        heading(page, "Sign in")
        somebody.unharmed()


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_she_meets_inside_keeps_nobody_out(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = enrolled_with_passkey(somebody, person(served))
        press(page, "Sign in with a passkey")
        for view in ("Approvals", "Alarms", "My account"):
            press(page, view)
            heading(page, view)
            expect(page.get_by_text("Loading")).to_have_count(0)
            expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
            assert barriers(page) == [], view
        press(page, "Add a way to sign in")
        expect(page.get_by_role("dialog")).to_be_visible()
        assert barriers(page) == []
        press(page, "Use your passkey")
        heading(page, "Set up your account")
        expect(page.get_by_label("New password")).to_be_visible()
        assert barriers(page) == []
        page.get_by_label("New password").fill(PASSWORD)
        press(page, "Save the password")
        expect(page.get_by_role("img")).to_be_visible()
        assert barriers(page) == []


def test_v14_3_2_after_signing_out_the_back_button_shows_nothing(
    served: Served, browser: Browser, address: str
) -> None:
    with visiting(browser, address) as somebody:
        who = person(served)
        page = enrolled_with_passkey(somebody, who)
        press(page, "Sign in with a passkey")
        for view in ("My account", "Alarms", "My account"):
            press(page, view)
        press(page, "Sign out")
        heading(page, "Sign in")
        for _ in range(10):
            back(page)
            assert who.handle not in page.content()
        page.goto(address + "/")
        heading(page, "Sign in")
        assert page.context.cookies() == []


def test_v14_3_1_signing_out_tells_the_browser_to_forget(
    served: Served, browser: Browser, address: str
) -> None:
    with visiting(browser, address) as somebody:
        page = enrolled_with_passkey(somebody, person(served))
        press(page, "Sign in with a passkey")
        heading(page, "Now")
        (cookie,) = page.context.cookies()
        assert (cookie["name"], cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (
            "__Host-havn",
            True,
            True,
            "Strict",
        )
        assert cookie["expires"] == -1
        with page.expect_response(lambda got: got.request.method == "DELETE") as ended:
            press(page, "Sign out")
        said = ended.value.all_headers()
        assert '"storage"' in said["clear-site-data"]
        assert said["cache-control"] == "no-store"
        heading(page, "Sign in")  # a browser that is shut while it still clears never answers


def test_a_page_that_nobody_touches_goes_blank(
    served: Served, browser: Browser, address: str
) -> None:
    with visiting(browser, address) as somebody:
        who = person(served)
        somebody.page.clock.install()
        page = enrolled_with_passkey(somebody, who)
        press(page, "Sign in with a passkey")
        heading(page, "Now")
        page.clock.run_for(50_000)
        page.keyboard.press("Tab")
        page.clock.run_for(50_000)
        heading(page, "Now")
        page.clock.run_for(15_000)
        heading(page, "Hidden")
        assert who.handle not in page.content()
        press(page, "Show again")
        heading(page, "Now")
        page.clock.run_for(65_000)
        served.clock.forward(minutes=20)
        # On a slow machine the line of changes has told the page before she presses.
        again = page.get_by_role("button", name="Show again", exact=True)
        again.or_(page.get_by_role("heading", name="Sign in")).first.click()
        heading(page, "Sign in")


def test_v7_4_2_ended_elsewhere_she_is_out_at_the_next_request(
    served: Served, browser: Browser, address: str
) -> None:
    with visiting(browser, address) as somebody:
        who = person(served)
        page = enrolled_with_passkey(somebody, who)
        press(page, "Sign in with a passkey")
        heading(page, "Now")
        served.signed_in(Role.ADMIN).ok("POST", f"/accounts/{who.account}/end-sessions")
        # Her press is the next request, unless the page's own, which looks what is new, was before it.
        tab = page.get_by_role("button", name="My account", exact=True)
        tab.or_(page.get_by_role("heading", name="Sign in")).first.click()
        heading(page, "Sign in")
        assert who.handle not in page.content()
