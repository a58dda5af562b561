"""Rule set, people and rights, roster and audit: each through its main task, alone or by two."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models.words import Role
from tests.dashboard.test_partner import part, unfold
from tests.dashboard.test_sign_in import heading, press
from tests.support.browser import (
    PHONE,
    SCREEN,
    barriers,
    no_wider_than_the_window,
    signed_in_as,
    visiting,
)
from tests.support.houses import call
from tests.support.served import Served

THEMES = [("light", SCREEN), ("dark", PHONE)]
DISTANCES = {"light": "20, 40, 80, 160", "dark": "15, 35, 70, 140"}
BANDS = {"light": "30 -> 9; 80 -> 3; 160 -> 1", "dark": "28 -> 9; 78 -> 3; 155 -> 1"}
"""Each other than what came with the demonstration, whichever test was first."""


def why(within: Locator) -> None:
    """A second person is asked, with a word and a reason."""
    within.get_by_label("Purpose").select_option("POLICY")
    within.get_by_label("Reason").fill("Decided at the last meeting.")
    within.get_by_role("button", name="Ask a second person").click()


def whole(page: Page) -> None:
    """Nobody is kept out, and nothing is scrolled sideways."""
    assert barriers(page) == []
    no_wider_than_the_window(page)


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_a_version_of_the_rules_is_proposed_read_and_asked_of_a_second_person(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    boss, second = served.signed_in(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    name = f"NO-{uuid4().hex[:6].upper()}"
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, boss)
        press(page, "Rule set")
        heading(page, "Rule set")
        page.locator("summary", has_text="Propose a new version").click()
        for number in ("base_km", "margin_bands"):
            page.get_by_label("A number to change").select_option(number)
        page.get_by_label("Distance to a danger place").fill(DISTANCES[theme])
        page.get_by_label("Bands of the margin").fill(BANDS[theme])
        page.get_by_label("Name of the version").fill(name)
        press(page, "Propose it")
        mine = part(page, name)
        expect(
            mine.get_by_role("table", name="What would change").get_by_role("row")
        ).to_have_count(3)
        expect(mine).to_contain_text(DISTANCES[theme])
        expect(mine).to_contain_text("30 → 9" if theme == "light" else "28 → 9")
        mine.get_by_role("button", name="Try it on the last nights").click()
        expect(mine.get_by_text("Nights that became worse")).to_be_visible(timeout=60_000)
        unfold(mine, "Ask that it be activated")
        whole(page)
        why(mine)
        heading(page, "Approvals")
        expect(page.get_by_text("Asked. Nothing has changed yet.")).to_be_visible()
        expect(
            page.get_by_role("listitem").filter(has_text="Activate a rule set").first
        ).to_be_visible()
        somebody.unharmed()
    asked = [one for one in second.every("/approvals", "approvals") if not one["mine"]]
    shown = [second.ok("GET", f"/approvals/{one['id']}") for one in asked]
    (ours,) = [one for one in shown if one["words"].get("name") == name]
    second.ok("POST", f"/approvals/{ours['id']}/agree")
    assert second.ok("GET", "/rule-sets/in-force")["name"] == name


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_an_administrator_makes_an_account_and_does_alone_only_what_closes(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    admin, second = served.signed_in(Role.ADMIN), served.signed_in(Role.ADMIN)
    agency, name = f"NOAS-{uuid4().hex[:6].upper()}", f"worker-{uuid4().hex[:6]}"
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, admin)
        press(page, "People and rights")
        heading(page, "People and rights")
        outside = part(page, "Organisations")
        unfold(outside, "New organisation")
        outside.get_by_label("Code name").fill(agency)
        outside.get_by_label("Kind").select_option("NOAS")
        outside.get_by_role("button", name="Add it").click()
        press(page, f"I have called back: {agency}")
        expect(page.get_by_text("Verified.", exact=True)).to_be_visible()

        page.locator("summary", has_text="New account").click()
        form = page.locator("details", has=page.get_by_text("New account", exact=True))
        form.get_by_label("Work name").fill(name)
        form.get_by_label("Role").select_option("REFERRER")
        form.get_by_label("Organisation").select_option(label=agency)
        press(page, "Make the account")
        expect(page.get_by_text("Made. A second person is asked about its role.")).to_be_visible()
        (ours,) = [
            one["id"]
            for one in second.every("/approvals", "approvals")
            if second.ok("GET", f"/approvals/{one['id']}")["words"].get("account") == name
        ]
        second.ok("POST", f"/approvals/{ours}/agree")

        page.get_by_label("Find a work name").fill(name)
        press(page, f"Look: {name}")
        one = part(page, name)
        one.get_by_role("button", name="Make a one-time link").click()
        expect(one.locator("code.secret")).to_have_text(re.compile(r"^[\w-]{43}$"))
        one.get_by_role("button", name="Hide it").click()
        expect(one.locator("code.secret")).to_have_count(0)
        one.get_by_label("Name of the device").fill("AGENCY-1")
        one.get_by_role("button", name="Make a code").click()
        expect(one.locator("code.secret")).to_have_text(re.compile(r"^[A-Z0-9-]{12,16}$"))
        one.get_by_role("button", name="End all that this account is signed in with").click()
        expect(page.get_by_text("All of it has ended.")).to_be_visible()
        both = unfold(one, "What takes two persons")
        both.get_by_label("Role").select_option("POLICE")
        whole(page)
        why(both)
        heading(page, "Approvals")
        somebody.unharmed()


def test_who_is_on_duty_is_seen_added_and_taken_off(
    served: Served, browser: Browser, address: str
) -> None:
    boss, other = served.signed_in(Role.COORDINATOR), served.caller(Role.COORDINATOR)
    name = served.handle(other)
    start = served.clock() - timedelta(hours=1)
    with visiting(browser, address, viewport=PHONE, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, boss)
        press(page, "Roster")
        heading(page, "Roster")
        expect(part(page, "On duty now")).to_be_visible()
        page.locator("summary", has_text="Put somebody on duty").click()
        page.get_by_label("Work name").fill(name)
        page.get_by_label("From").fill(oslo(start))
        page.get_by_label("To").fill(oslo(start + timedelta(hours=8)))
        press(page, "Put on duty")
        expect(part(page, "On duty now").get_by_text(name)).to_be_visible()
        whole(page)
        (span,) = [one for one in boss.every("/duty-spans", "spans") if one["handle"] == name]
        assert span["starts_at"][:16] == start.isoformat()[:16]
        press(page, f"Take off: {name}")
        expect(page.get_by_text(name)).to_have_count(0)
        somebody.unharmed()


def oslo(at: datetime) -> str:

    return at.astimezone(ZoneInfo("Europe/Oslo")).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_an_auditor_reads_the_chain_and_judges_what_was_done_alone(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    auditor, boss = served.signed_in(Role.AUDITOR), served.signed_in(Role.COORDINATOR)
    case = call(served, served.caller(Role.ON_CALL))
    path = f"/referrals/{case['id']}"
    broken = {"group": "CONTACT", "reason_code": "LIFE_IN_DANGER", "reason": "She is in the water."}
    boss.ok("POST", f"{path}/glass-breaks", broken)
    objects = {"about": "LEFT_WAITING", "reason": "Nobody called her back."}
    boss.ok("POST", f"{path}/complaints", objects)
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, auditor)
        press(page, "Audit")
        heading(page, "Audit")
        opened = part(page, "Broken glass")
        card = opened.get_by_role("listitem").filter(has_text=case["code_name"])
        unfold(card, "Review it")
        card.get_by_label("Justified", exact=True).check()
        card.get_by_label("Why you find so").fill("She was found in time.")
        card.get_by_role("button", name="Save the review").click()
        expect(opened.get_by_text(case["code_name"])).to_have_count(0)
        waiting = part(page, "Complaints and exclusions")
        card = waiting.get_by_role("listitem").filter(has_text=case["code_name"])
        unfold(card, "Review it")
        card.get_by_label("Right", exact=True).check()
        card.get_by_label("Why you find so").fill("The call back was forgotten.")
        card.get_by_role("button", name="Save the review").click()
        expect(waiting.get_by_text(case["code_name"])).to_have_count(0)
        chain = part(page, "The chain of acts")
        chain.get_by_role("button", name="Show the newest").click()
        expect(chain.get_by_text("GLASS_REVIEWED").first).to_be_visible()
        whole(page)
        chain.get_by_label("Subject").fill(case["id"])
        chain.get_by_role("button", name="Look up").click()
        expect(chain.get_by_text("GLASS_BROKEN").first).to_be_visible()
        somebody.unharmed()


def test_a_coordinator_says_who_read_a_case_and_looks_at_what_others_read(
    served: Served, browser: Browser, address: str
) -> None:
    boss = served.signed_in(Role.COORDINATOR)
    case = call(served, served.caller(Role.ON_CALL))
    boss.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "SHIFT"})
    boss.ok("GET", f"/referrals/{case['id']}")
    with visiting(browser, address, viewport=PHONE, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, boss)
        press(page, "Audit")
        her = part(page, "Who has read one case")
        her.get_by_label("Case").select_option(label=case["code_name"])
        expect(her.get_by_role("row").filter(has_text="CASE_READ").first).to_contain_text(
            "Coordinator"
        )
        expect(part(page, "The chain of acts")).to_have_count(0)
        whole(page)
        somebody.unharmed()


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_a_program_is_granted_by_two_given_a_token_sent_events_and_ended(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    admin, second = served.signed_in(Role.ADMIN), served.signed_in(Role.ADMIN)
    made = served.caller(Role.COORDINATOR)
    second.ok("DELETE", f"/tokens/{made.token_id}")
    name = served.handle(made)
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}

    def looks(page: Page) -> Locator:
        press(page, "People and rights")
        heading(page, "People and rights")
        page.get_by_label("Find a work name").fill(name)
        press(page, f"Look: {name}")
        return part(page, name)

    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, admin)
        one = looks(page)
        asking = unfold(one, "Make the account a program's")
        asking.get_by_label("hear of events").check()
        asking.get_by_label("Purpose").select_option("POLICY")
        asking.get_by_label("Reason").fill("The house has a system of its own.")
        whole(page)
        asking.get_by_role("button", name="Ask for it").click()
        heading(page, "Approvals")
        (ours,) = [
            one["id"]
            for one in second.every("/approvals", "approvals")
            if second.ok("GET", f"/approvals/{one['id']}")["words"].get("account") == name
        ]
        second.ok("POST", f"/approvals/{ours}/agree")

        one = looks(page)
        expect(part(page, "Programs").get_by_role("row", name=name)).to_contain_text(
            "hear of events"
        )
        token = unfold(one, "New token")
        token.get_by_label("Name of the installation").fill("fjord-1")
        token.get_by_role("button", name="Make a token").click()
        shown = token.locator("code.secret").inner_text()
        events = unfold(one, "Where events are sent")
        events.get_by_label("Receiver").fill("fjord")
        events.get_by_role("button", name="Save").click()
        expect(part(page, "Programs").get_by_role("row", name=name)).to_contain_text("fjord")
        whole(page)
        program = served.client.get(
            "/api/v1/own-events", headers={"Authorization": f"Bearer {shown}"}
        )
        assert program.status_code == 200
        one.get_by_role("button", name="End all that the program may").click()
        expect(page.get_by_text("Ended. Its next request is refused.")).to_be_visible()
        expect(part(page, "Programs").get_by_role("row", name=name)).to_have_count(0)
        refused = served.client.get(
            "/api/v1/own-events", headers={"Authorization": f"Bearer {shown}"}
        )
        assert refused.status_code == 401
        somebody.unharmed()
