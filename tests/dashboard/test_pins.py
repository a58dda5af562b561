"""A shared device: made one by who runs the house, and from then on a name and a PIN, no more."""

from __future__ import annotations

from uuid import UUID

from playwright.sync_api import Browser, expect

from models.words import Role
from tests.dashboard.test_sign_in import heading, press
from tests.support.browser import PHONE, SCREEN, barriers, signed_in_as, visiting
from tests.support.houses import TROMSO, house
from tests.support.people import person
from tests.support.served import Served


def test_a_volunteer_signs_in_by_pin_and_confirms_the_free_rooms_in_two_presses(
    served: Served, browser: Browser, address: str
) -> None:
    home = house(served, served.caller(Role.COORDINATOR), "DESK-1", TROMSO)
    her = person(served, Role.SHELTER, UUID(home["id"]))
    with visiting(browser, address, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, served.signed_in(Role.SHELTER, home["id"]))
        press(page, "PINs and shared devices")
        press(page, "Make this one a shared device")
        page.get_by_label("Name of the device").fill("VAKT-1")
        press(page, "Make this one a shared device")
        expect(page.get_by_role("status")).to_have_text("This device is shared now.")
        page.get_by_role("button", name=f"Set up a PIN: {her.handle}").click()
        page.get_by_label("PIN", exact=True).fill("123456")
        press(page, "Keep the PIN")
        expect(page.get_by_text("Something is not filled in right.")).to_be_visible()
        page.get_by_label("PIN", exact=True).fill("480295")
        for size in (SCREEN, PHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            assert barriers(page) == []
        press(page, "Keep the PIN")
        expect(page.get_by_role("status")).to_have_text("The PIN is good from now on.")
        press(page, "Sign out")

        expect(page.get_by_text("This is a shared device of the house.")).to_be_visible()
        page.get_by_label("Work name").first.fill(her.handle)
        page.get_by_role("button", name="Continue").first.click()
        assert barriers(page) == []
        page.get_by_label("PIN").fill("480295")
        press(page, "Sign in")
        heading(page, "DESK-1")
        press(page, "Nothing has changed")
        expect(page.get_by_role("status")).to_have_text("Thank you. The free rooms are confirmed.")
        expect(page.get_by_text(her.handle)).to_be_visible()
        press(page, "Sign out")
        expect(page.get_by_text("This is a shared device of the house.")).to_be_visible()
        somebody.unharmed()
