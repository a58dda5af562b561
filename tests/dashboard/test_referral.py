"""From a call to a bed in the browser alone: nine questions, a judgement, options, a hold, her yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models.words import Role
from tests.dashboard.test_sign_in import heading, press
from tests.support.browser import (
    PHONE,
    SCREEN,
    barriers,
    no_wider_than_the_window,
    signed_in_as,
    visiting,
)
from tests.support.houses import call, house
from tests.support.served import Served


def at_menu(page: Page, view: str) -> None:
    """Go to a view by the menu; the first view may lead there too."""
    page.get_by_role("navigation").get_by_role("button", name=view, exact=True).click()


def answer(page: Page, question: str, said: str) -> None:
    """Choose an answer of a question."""
    page.get_by_role("group", name=question, exact=True).get_by_text(said, exact=True).click()


def choose_place(page: Page, field: str, begins: str, name: str) -> None:
    """Type how a place begins and choose it."""
    page.get_by_label(field, exact=True).first.fill(begins)
    page.get_by_role("list", name="Places found").get_by_role("button", name=name).first.click()


def nine_answers(page: Page) -> None:
    """A woman alone in Oslo, very afraid of somebody there."""
    at_menu(page, "New referral")
    heading(page, "New referral")
    answer(page, "In danger this minute", "No")
    page.get_by_label("Adults (empty: not known)").fill("1")
    answer(page, "The adults are", "Woman")
    answer(page, "A place with only women", "Yes")
    choose_place(page, "Town or municipality", "Osl", "Oslo")
    choose_place(page, "Where those she fears are, live or work", "Osl", "Oslo")
    answer(page, "How afraid she is", "Very")
    answer(page, "They may know where she is now", "No")
    answer(page, "Several people or a network", "No")
    answer(page, "Something that must be there tonight", "No")
    page.get_by_label("Languages", exact=True).select_option("eng")
    answer(page, "We may look", "Yes")
    answer(page, "We may tell a house how many and what they need", "Yes")


def option(page: Page, code_name: str) -> Locator:
    """The card of an option or of what is held, by the name of its house."""
    return page.get_by_role("article").filter(has_text=code_name)


def test_a_call_becomes_a_bed(served: Served, browser: Browser, address: str) -> None:
    author = served.caller(Role.COORDINATOR)
    for name in ("WAY-1", "WAY-2"):
        house(served, author, name, "Tromsø")
    who = served.signed_in(Role.COORDINATOR)
    with visiting(browser, address, viewport=SCREEN) as somebody:
        page = signed_in_as(somebody, who)
        nine_answers(page)
        press(page, "Find safe places")
        expect(page.get_by_text("Safe options found.")).to_be_visible()
        card = option(page, "WAY-1")
        card.get_by_role("button", name="Hold it and ask the house").click()
        expect(card.get_by_role("alert").filter(has_text="Choose one word")).to_be_visible()
        card.get_by_label("Why this one").select_option("SAFER")
        card.get_by_role("button", name="Hold it and ask the house").click()
        expect(page.get_by_role("status").first).to_have_text("Held. The house is asked.")
        held = option(page, "WAY-1").first
        held.get_by_role("button", name="The house says yes").click()
        held.get_by_role("button", name="She was told").click()
        held.get_by_role("button", name="She says yes").click()
        expect(held.get_by_role("button", name="To the stay")).to_be_visible()
        choose_place(page, "Met in", "Trom", "Tromsø")
        held.get_by_label("Is met").select_option("STATION")
        held.get_by_label("Travels by").select_option("TRAIN")
        later = served.clock() + timedelta(hours=9)
        held.get_by_label("There by").fill(later.strftime("%Y-%m-%dT%H:%M"))
        held.get_by_role("button", name="Save the journey").click()
        held.get_by_role("button", name="She has set out").click()
        expect(held.get_by_text("Set out", exact=False)).to_be_visible()
        somebody.unharmed()


def test_the_floor_is_shown_after_she_judged_and_her_no_leads_to_other_options(
    served: Served, browser: Browser, address: str
) -> None:
    who = served.signed_in(Role.COORDINATOR)
    house(served, who, "FLOOR-1", "Tromsø")
    case = call(served, who)
    with visiting(browser, address, viewport=PHONE) as somebody:
        page = signed_in_as(somebody, who)
        at_menu(page, "Referrals")
        press(page, case["code_name"])
        heading(page, f"Referral {case['code_name']}")
        expect(page.get_by_text("At least, by the answers")).to_have_count(0)
        page.get_by_text("T2 moderate").click()
        press(page, "Set the level")
        expect(page.get_by_text("At least, by the answers")).to_be_visible()
        press(page, "Show the threat picture")
        expect(page.get_by_role("heading", name="As she tells it")).to_be_visible()
        expect(page.get_by_text("Places of danger")).to_be_visible()
        press(page, "Find safe places")
        first = page.get_by_role("article").first
        name = first.get_by_role("heading", level=3).inner_text().split()[1]
        first.get_by_role("button", name="She says no").click()
        expect(page.get_by_text("Her no is recorded. Looking for other options.")).to_be_visible()
        expect(page.get_by_role("article").filter(has_text=name)).to_have_count(0)
        somebody.unharmed()


def test_the_full_form_is_read_back_and_saved_part_by_part(
    served: Served, browser: Browser, address: str
) -> None:
    who = served.signed_in(Role.COORDINATOR)
    case = call(served, who)
    with visiting(browser, address, viewport=PHONE) as somebody:
        page = signed_in_as(somebody, who)
        at_menu(page, "Referrals")
        press(page, case["code_name"])
        press(page, "The full form")
        heading(page, f"The full form: {case['code_name']}")
        answer(page, "Police are involved", "Yes")
        page.get_by_role("button", name="Save this part").first.click()
        expect(page.get_by_role("status").first).to_have_text("Saved.")
        page.get_by_role("heading", name="What she must reach").click()
        part = page.locator("details").filter(has_text="What she must reach")
        part.get_by_role("button", name="Add").click()
        part.get_by_label("Service").select_option("GP")
        part.get_by_label("How important").select_option("IMPORTANT")
        part.get_by_label("Minutes", exact=True).fill("30")
        with page.expect_response(
            lambda got: got.url.endswith("/parts")
        ):  # read back, so it is kept
            part.get_by_role("button", name="Save this part").click()
        path = f"/referrals/{case['id']}"
        no_wider_than_the_window(page)
        press(page, "Back to the referral")
        press(page, "The full form")
        page.get_by_role("heading", name="What she must reach").click()
        expect(part.get_by_label("Minutes", exact=True)).to_have_value("30")
        assert who.ok("GET", path)["police_involved"] == "YES"
        somebody.unharmed()


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_referral_keeps_nobody_out(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    who = served.signed_in(Role.COORDINATOR)
    house(served, who, f"OUT-{theme}-{size['width']}".upper(), "Tromsø")
    case = call(served, who)
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, who)
        at_menu(page, "New referral")
        answer(page, "Something that must be there tonight", "Yes")
        page.get_by_label("One line for the next one").fill("ask for Kari Nordmann")
        expect(page.get_by_text("This may be a name or a number.")).to_be_visible()
        assert barriers(page) == []
        no_wider_than_the_window(page)
        at_menu(page, "Referrals")
        press(page, case["code_name"])
        heading(page, f"Referral {case['code_name']}")
        press(page, "Find safe places")
        expect(page.get_by_role("heading", name="Options")).to_be_visible()
        for unfolded in ("Words to say to her", "Houses barred for her"):
            page.get_by_text(unfolded).first.click()
        assert barriers(page) == []
        no_wider_than_the_window(page)
        press(page, "The full form")
        heading(page, f"The full form: {case['code_name']}")
        for folded in page.locator("details > summary").all()[1:]:
            folded.click()
        expect(page.get_by_role("button", name="Add somebody she fears")).to_be_visible()
        assert barriers(page) == []
        no_wider_than_the_window(page)


def test_without_a_safe_bed_somebody_has_the_next_step_and_she_is_told_words(
    served: Served, browser: Browser, address: str
) -> None:
    """On-call reads no costs and no barred house, and a house that only has to be called ends it."""
    author, who = served.caller(Role.COORDINATOR), served.signed_in(Role.ON_CALL)
    case = call(served, who, town="Tromsø")
    with visiting(browser, address, viewport=PHONE) as somebody:
        page = signed_in_as(somebody, who)
        at_menu(page, "Referrals")
        press(page, case["code_name"])
        press(page, "Find safe places")
        expect(page.get_by_text("No safe bed yet.")).to_be_visible()
        ladder = page.get_by_role("group", name="No safe bed: who does what")
        expect(ladder.get_by_text("We have no safe place yet.")).to_be_visible()
        expect(ladder.get_by_role("timer")).to_be_visible()
        expect(ladder.get_by_text("With: ")).to_be_visible()
        assert barriers(page) == []
        no_wider_than_the_window(page)
        house(served, author, "RING-1", "Oslo", region="EAST", confirmed=False)
        press(page, "Search again")
        card = option(page, "RING-1")
        expect(card.get_by_text("What it costs her")).to_have_count(0)
        press(page, "What would one answer change?")
        expect(page.get_by_role("columnheader", name="If the answer reassures")).to_be_visible()
        card.get_by_label("Why this one").select_option("ONLY_ONE")
        card.get_by_role("button", name="The house said yes by telephone").click()
        held = option(page, "RING-1").first
        expect(held.get_by_role("button", name="She was told")).to_be_visible()
        held.get_by_role("button", name="Release the hold").click()
        expect(page.get_by_role("status").first).to_have_text("The hold is released.")
        somebody.unharmed()
