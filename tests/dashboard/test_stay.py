"""One stay: its days on one line, and what each role does in it, each seeing its part alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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
from tests.support.houses import BERGEN, TROMSO, call, house
from tests.support.served import Caller, Served


def lives(
    served: Served, home: dict[str, Any], worker: Caller | None = None
) -> tuple[Caller, dict[str, Any]]:
    """Somebody lives in that house; who took her call, and her case."""
    worker = worker or served.signed_in(Role.ON_CALL)
    case = call(served, worker)
    found = worker.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"]
    (option,) = [one for one in found if one["shelter"] == home["id"]]
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    offer = f"/offers/{held['id']}"
    steps: list[tuple[Caller, str, Any]] = [
        (home["staff"], "answer", {"yes": True}),
        (worker, "show", {"language": "nob", "way": "SPOKEN"}),
        (worker, "accept", None),
    ]
    for who, act, body in steps:
        done = who.ok("POST", f"{offer}/{act}", body, version=who.ok("GET", offer)["version"])
    path = f"/placements/{done['placement']}"
    home["staff"].ok("POST", f"{path}/arrive", version=home["staff"].ok("GET", path)["version"])
    return worker, case


@pytest.fixture(scope="module")
def home(served: Served) -> dict[str, Any]:
    """A house with a limit from which exemptions are granted."""
    boss = served.caller(Role.COORDINATOR)
    home = house(served, boss, "STAY-1", TROMSO, units=6)
    limit = {
        "limit_known": True,
        "max_nights": 90,
        "exemption": "POSSIBLE",
        "exempt_max_nights": 200,
    }
    boss.ok("PUT", f"/shelters/{home['id']}/stay-policy", limit, version=home["version"])
    house(served, boss, "STAY-2", BERGEN, region="WEST")
    return home


def part(page: Page, title: str) -> Locator:
    """That part of the stay, unfolded."""
    found = page.locator("details").filter(
        has=page.get_by_role("heading", level=2, name=title, exact=True)
    )
    if found.get_attribute("open") is None:
        found.get_by_role("heading", level=2).click()
    return found


def told(page: Page, words: str) -> None:
    """The page says so."""
    expect(page.get_by_role("status")).to_have_text(words)


def opened(page: Page, code_name: str) -> None:
    """Her stay is shown, reached from the list of stays."""
    press(page, "Stays")
    page.get_by_role("button", name=f"Open: {code_name}").click()
    heading(page, code_name)


def test_a_coordinator_opens_a_case_and_does_all_of_a_stay(
    served: Served, browser: Browser, address: str, home: dict[str, Any]
) -> None:
    _, case = lives(served, home)
    boss = served.signed_in(Role.COORDINATOR)
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, boss)
        opened(page, case["code_name"])
        expect(page.get_by_text("You do not stand on this case.")).to_be_visible()
        press(page, "Open the case")
        page.get_by_label("Why").select_option(label="It is acute")
        press(page, "Open the case")
        told(page, "You stand on the case now.")
        expect(page.get_by_role("cell", name="Review, day 90")).to_be_visible()

        limit = part(page, "How long she may stay")
        limit.get_by_role("button", name="Grant an exemption").click()
        limit.get_by_label("Months").fill("2")
        limit.get_by_label("Who decided").select_option(label="The owner")
        limit.get_by_label("Why").select_option(label="The children")
        limit.get_by_role("button", name="Grant an exemption").click()
        told(page, "The exemption is recorded.")
        expect(page.get_by_role("cell", name="The limit with the exemption")).to_be_visible()
        expect(limit).to_contain_text("practical matters take time")

        cards = part(page, "Next step, as she gets it")
        cards.get_by_role("button", name="She was told").first.click()
        cards.get_by_label("With an interpreter").select_option(label="Yes")
        cards.get_by_role("button", name="She was told").first.click()
        told(page, "That she was told is recorded.")

        money = part(page, "Expenses")
        money.get_by_role("button", name="Ask for money").click()
        money.get_by_label("What").select_option(label="Clothes")
        money.get_by_label("Sum").fill("450,50")
        money.get_by_label("Who pays").select_option(label="We")
        money.get_by_role("button", name="Ask for money").click()
        expect(money.get_by_text("Clothes: 450.50")).to_be_visible()
        money.get_by_role("button", name="Approve").click()
        money.get_by_role("button", name="Paid").click()
        expect(money.get_by_text("paid", exact=False)).to_be_visible()

        around = part(page, "Follow-up")
        around.get_by_role("button", name="Agree something").click()
        around.get_by_label("What").select_option(label="Meeting with the lawyer")
        around.get_by_label("Who does it").fill(served.handle(boss))
        around.get_by_label("By", exact=True).fill(_soon(served))
        around.get_by_label("Where they meet").select_option(label="A neutral room")
        around.get_by_role("button", name="Agree something").click()
        told(page, "It is agreed.")
        around.get_by_role("button", name="Done").click()
        told(page, "It is recorded.")

        leaving = part(page, "When she leaves")
        leaving.get_by_role("button", name="Plan the departure").click()
        leaving.get_by_label("Where she means to go").select_option(label="A municipal home")
        leaving.get_by_role("button", name="Plan the departure").click()
        told(page, "The plan is recorded. Both tracks are prepared.")
        expect(leaving.get_by_role("heading", name="Track: returning")).to_be_visible()
        leaving.get_by_role("button", name="Done: Housing").click()
        told(page, "Recorded as done.")

        hidden = part(page, "Address block and kode 6")
        hidden.get_by_role("button", name="Ask for an address block").click()
        hidden.get_by_label("Block").select_option(label="Kode 6")
        hidden.get_by_label("Who alone may open the case").fill(served.handle(boss))
        hidden.get_by_label("Purpose").select_option(label="Advice of the police")
        hidden.get_by_label("Reason").fill("He looks for her.")
        hidden.get_by_role("button", name="Ask for an address block").click()
        told(page, "It waits for a second person.")
        expect(part(page, "How it came to this")).to_contain_text("Arrived", ignore_case=True)
        somebody.unharmed()


def test_on_call_moves_her_and_sees_no_more_than_her_part(
    served: Served, browser: Browser, address: str, home: dict[str, Any]
) -> None:
    worker, case = lives(served, home)
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, worker)
        opened(page, case["code_name"])
        for hers in ("How long she may stay", "When she leaves", "Address block and kode 6"):
            expect(page.get_by_role("heading", name=hers)).to_have_count(0)
        move = part(page, "Move")
        move.get_by_role("button", name="Propose that she moves").click()
        move.get_by_label("Why").select_option(label="Her own wish")
        move.get_by_role("button", name="Propose that she moves").click()
        told(page, "The move is proposed. She decides.")
        move.get_by_role("button", name="She says yes").click()
        told(page, "She said yes to moving.")
        new_house = _house_says_yes(served, worker, case, home)
        press(page, "Stays")
        opened(page, case["code_name"])
        move = part(page, "Move")
        move.get_by_role("button", name="Make the move firm").click()
        move.get_by_label("There by").fill(_soon(served))
        move.get_by_role("button", name="Make the move firm").click()
        told(page, "The move is firm.")
        somebody.unharmed()
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, served.signed_in(Role.SHELTER, new_house))
        coming = page.get_by_role("region", name="Arrive within 24 hours").get_by_role("listitem")
        expect(coming).to_contain_text("Adults: 1")
        coming.get_by_role("button", name="She is here").click()
        expect(page.get_by_role("region", name="Live here")).to_contain_text("Planned until")
        somebody.unharmed()


def test_a_visit_is_planned_and_a_house_that_may_be_known_is_reported_at_once(
    served: Served, browser: Browser, address: str
) -> None:
    boss = served.signed_in(Role.COORDINATOR)
    known = house(served, boss, "STAY-3", TROMSO)
    _, case = lives(served, known, boss)
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, boss)
        opened(page, case["code_name"])
        visits = part(page, "Visits and mediation")
        visits.get_by_role("button", name="Plan a visit").click()
        visits.get_by_label("What", exact=True).select_option(label="Mediation")
        visits.get_by_label("Who comes").select_option(label="A mediator")
        visits.get_by_label("When", exact=True).fill(_soon(served))
        visits.get_by_role("button", name="Plan a visit").click()
        told(page, "The visit is planned.")
        visits.get_by_role("button", name="The visit is over").click()
        visits.get_by_label("What came of it").select_option(label="She said no")
        visits.get_by_role("button", name="The visit is over").click()
        told(page, "It is recorded.")
        expect(visits).to_contain_text("She said no")
        danger = part(page, "Somebody may know the house")
        danger.get_by_role("button", name="Report it").click()
        danger.get_by_label("How sure").select_option(label="Suspected")
        danger.get_by_role("button", name="Report it").click()
        told(page, "It is reported and counts at once.")
        somebody.unharmed()
    another = call(served, boss)
    found = boss.ok("POST", f"/referrals/{another['id']}/options", key=None)
    assert known["id"] not in {one["shelter"] for one in (*found["options"], *found["call_first"])}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_stay_keeps_nobody_out(
    served: Served, browser: Browser, address: str, home: dict[str, Any], theme: Any
) -> None:
    lives(served, home)
    with visiting(browser, address, color_scheme=theme, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, served.signed_in(Role.SHELTER, home["id"]))
        press(page, "Stays")
        page.get_by_role("button", name="Open: ").first.click()
        expect(page.get_by_role("cell", name="The house's limit")).to_be_visible()
        for title in ("When she goes out", "Reviews", "When she leaves"):
            part(page, title)
        outdoors = part(page, "When she goes out")
        outdoors.get_by_role("button", name="Agree the plan").click()
        outdoors.get_by_label("Daylight only").check()
        outdoors.get_by_label("Goes alone").select_option(label="No")
        outdoors.get_by_role("button", name="Agree the plan").click()
        told(page, "The plan is recorded.")
        outdoors.get_by_role("button", name="Agree the plan").click()
        for size in (SCREEN, PHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            assert barriers(page) == []
            no_wider_than_the_window(page)


def _soon(served: Served) -> str:
    return (served.clock() + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")


def _house_says_yes(
    served: Served, worker: Caller, case: dict[str, Any], home: dict[str, Any]
) -> str:
    """Another house keeps a place for her; which one."""
    found = worker.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"]
    option = next(one for one in found if one["shelter"] != home["id"])
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    staff = served.caller(Role.SHELTER, option["shelter"])
    path = f"/offers/{held['id']}"
    version = staff.ok("GET", path)["version"]
    staff.ok("POST", f"{path}/answer", {"yes": True}, version=version)
    return str(option["shelter"])
