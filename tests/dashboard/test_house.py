"""A house's own page: one press for its free rooms, answers, arrivals, rooms; of itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

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
from tests.support.houses import TROMSO, call, house, place
from tests.support.served import Caller, Served


def asked_of(served: Served, shelter: str, **more: Any) -> tuple[Caller, dict[str, Any]]:
    """A call whose offer that house is asked about; who took the call, and the offer."""
    worker = served.caller(Role.ON_CALL)
    case = call(served, worker, **more)
    found = worker.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"]
    (option,) = [one for one in found if one["shelter"] == shelter]
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    return worker, held


def expected_at(served: Served, home: dict[str, Any]) -> None:
    """Somebody said yes to that house, and is met at a station within the day."""
    worker, held = asked_of(served, home["id"])
    offer = f"/offers/{held['id']}"
    steps: list[tuple[Caller, str, Any]] = [
        (home["staff"], "answer", {"yes": True}),
        (worker, "show", {"language": "nob", "way": "SPOKEN"}),
        (worker, "accept", None),
    ]
    for who, act, body in steps:
        who.ok("POST", f"{offer}/{act}", body, version=who.ok("GET", offer)["version"])
    way = {
        "met_at": "STATION",
        "met_in": place(served, "Trondheim"),
        "means": "TRAIN",
        "escort": "STAFF",
        "handset": "LEFT_BEHIND",
        "arrive_by": (served.clock() + timedelta(hours=6)).isoformat(),
    }
    worker.ok("PUT", f"{offer}/way", way)


@pytest.fixture(scope="module")
def home(served: Served) -> dict[str, Any]:
    """The only house there is, with rooms enough."""
    return house(served, served.caller(Role.COORDINATOR), "HOUSE-1", TROMSO, units=4)


@pytest.fixture
def page(served: Served, browser: Browser, address: str, home: dict[str, Any]) -> Iterator[Page]:
    """Somebody of the house at her page, which nothing harms."""
    with visiting(browser, address) as somebody:
        yield signed_in_as(somebody, served.signed_in(Role.SHELTER, home["id"]))
        somebody.unharmed()


def card(page: Page, section: str) -> Any:
    """The cards of that section."""
    return page.get_by_role("region", name=section).get_by_role("listitem")


def test_nothing_has_changed_is_one_press(page: Page, served: Served, home: dict[str, Any]) -> None:
    heading(page, "HOUSE-1")
    before = home["staff"].ok("GET", f"/shelters/{home['id']}")["vacancy_confirmed_at"]
    served.clock.forward(minutes=1)
    press(page, "Nothing has changed")
    expect(page.get_by_role("status")).to_have_text("Thank you. The free rooms are confirmed.")
    assert home["staff"].ok("GET", f"/shelters/{home['id']}")["vacancy_confirmed_at"] > before


def test_a_house_answers_expects_her_and_takes_a_room_out_of_use(
    page: Page, served: Served, home: dict[str, Any]
) -> None:
    expected_at(served, home)
    asked_of(served, home["id"])
    asked_of(served, home["id"])
    press(page, "Load again")
    asked = card(page, "We are asked")
    expect(asked).to_have_count(2)
    expect(asked.first).to_contain_text("Adults: 1")
    expect(asked.first).to_contain_text("Norwegian Bokmål")
    asked.first.get_by_role("button", name="Yes, she may come").click()
    expect(page.get_by_role("status")).to_contain_text("The answer is yes.")
    waiting = asked.filter(has=page.get_by_role("button", name="No, not here"))
    expect(waiting).to_have_count(1)
    waiting.get_by_role("button", name="No, not here").click()
    page.get_by_label("Why not").select_option(label="Too few on duty")
    press(page, "Say no")
    expect(page.get_by_role("status")).to_contain_text("The answer is no.")
    expect(asked).to_have_count(1)

    coming = card(page, "Arrive within 24 hours")
    expect(coming).to_contain_text("Railway station, Trondheim, train")
    expect(coming).to_contain_text("A bed made up")
    coming.get_by_role("button", name="She is here").click()
    lives = card(page, "Live here").filter(has_text="Planned until")
    lives.get_by_role("button", name="Done: Food").click()
    expect(page.get_by_role("status")).to_have_text("Recorded as done.")
    expect(lives.get_by_role("button", name="Done: Food")).to_have_count(0)

    rooms = card(page, "Our rooms")
    free = rooms.filter(has_text="Free")
    expect(free).to_have_count(2)
    free.first.get_by_role("button", name="Take out of use").click()
    page.get_by_label("Can be used again from").fill(
        (served.clock() + timedelta(days=3)).date().isoformat()
    )
    page.get_by_label("Why", exact=True).select_option(label="Repair")
    press(page, "Take out of use")
    shut = rooms.filter(has=page.get_by_text("Out of use", exact=True))
    expect(shut).to_have_count(1)
    shut.get_by_role("button", name="Back in use").click()
    expect(shut).to_have_count(0)
    expect(free).to_have_count(2)

    lives.get_by_role("button", name="She has left").click()
    page.get_by_label("Where did she go").select_option(label="A home of her own")
    press(page, "Record the departure")
    expect(page.get_by_text("Nobody lives here now.")).to_be_visible()


def test_the_house_and_the_coordinators_ask_each_other(page: Page, home: dict[str, Any]) -> None:
    press(page, "Ask the coordinators")
    page.get_by_label("Question or answer").fill("May we ask Kari Nordmann to come?")
    press(page, "Ask the coordinators")
    expect(page.get_by_text("Something in the text looks like a name")).to_be_visible()
    page.get_by_label("Question or answer").fill("Is the lift mended?")
    press(page, "Ask the coordinators")
    expect(page.get_by_role("status")).to_have_text("Sent.")
    asked = home["staff"].ok("GET", f"/shelters/{home['id']}/questions")["messages"]
    assert [one["said"] for one in asked] == ["Is the lift mended?"]


def test_one_shift_tells_the_next_of_the_house_and_of_nobody(page: Page) -> None:
    press(page, "Tell")
    note = page.get_by_label("Tell the next shift")
    for said in ("Ask Kari Nordmann.", "R-ABCD12 sleeps badly."):
        note.fill(said)
        press(page, "Tell")
        expect(page.get_by_text("Something in the text looks like a name")).to_be_visible()
    note.fill("The back door sticks.")
    press(page, "Tell")
    expect(page.get_by_role("status")).to_have_text("The next shift will see it.")
    page.get_by_role("button", name="Settled: The back door sticks.").click()
    expect(page.get_by_text("The back door sticks.")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_of_a_house_keeps_nobody_out(
    served: Served, browser: Browser, address: str, home: dict[str, Any], theme: Any
) -> None:
    with visiting(browser, address, color_scheme=theme, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, served.signed_in(Role.SHELTER, home["id"]))
        expect(page.get_by_text("Our rooms")).to_be_visible()
        page.get_by_text("All that was looked at").click()
        page.get_by_role("button", name="Take out of use").first.click()
        for size in (SCREEN, PHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            assert barriers(page) == []
            no_wider_than_the_window(page)


def test_the_way_of_who_set_out_on_a_later_day_is_told_as_well(
    browser: Browser, address: str, served: Served
) -> None:
    late = house(served, served.caller(Role.COORDINATOR), "HOUSE-2", TROMSO, units=1)
    expected_at(served, late)
    with (
        served.service.store.transaction() as tx
    ):  # as a move leaves them on which she set out later
        for table in ("placements", "stays"):
            tx.execute(
                text(
                    f"UPDATE {table} SET nights = daterange(lower(nights) + 1, upper(nights))"
                    " WHERE offer_id IN (SELECT id FROM offers WHERE shelter_id = :house)"
                ),
                {"house": late["id"]},
            )
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, served.signed_in(Role.SHELTER, late["id"]))
        coming = card(page, "Arrive within 24 hours")
        expect(coming).to_contain_text("Railway station, Trondheim, train", timeout=20_000)
        somebody.unharmed()
