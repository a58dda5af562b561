"""The page of those beside ROSA: an agency refers, the police act on own cases, a municipality answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models.words import ReferrerKind, Role
from tests.app.http.test_follow_up import add
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import agreed, lives, proposed
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
from tests.support.served import Caller, Served

THEMES = [("light", SCREEN), ("dark", PHONE)]


def part(page: Page, name: str) -> Locator:
    """The part of the page under this heading."""
    return page.get_by_role("region", name=name, exact=True)


def unfold(within: Locator, name: str) -> Locator:
    """That part, which is open from now on."""
    within.locator("summary", has_text=name).click()
    return within.locator("details", has=within.page.locator("summary", has_text=name)).last


def chosen(within: Locator, question: str, answer: str) -> None:
    within.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


@pytest.fixture(scope="module")
def houses(served: Served, boss: Caller) -> dict[str, dict[str, Any]]:
    made = house(served, boss, "PAGE-1", "Tromsø", units=6)
    return {made["id"]: made}


@pytest.fixture(scope="module")
def boss(served: Served) -> Caller:
    return served.caller(Role.COORDINATOR)


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_the_police_do_all_that_is_theirs_on_an_own_case(
    served: Served,
    browser: Browser,
    address: str,
    boss: Caller,
    houses: dict[str, dict[str, Any]],
    theme: str,
    size: dict[str, int],
) -> None:
    on_call, police = served.caller(Role.ON_CALL), served.signed_in(Role.POLICE)
    her = lives(served, on_call, houses)
    other = call(served, on_call)
    for case in (boss.ok("GET", f"/referrals/{her['case']}"), other):
        put_on(served, boss, case, police, Role.POLICE)
    agreed(on_call, proposed(on_call, her, "THREAT_UP"))
    name = boss.ok("GET", f"/referrals/{her['case']}")["code_name"]
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, police)
        heading(page, "Own cases")
        expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text(
            "Consult the police"
        )
        assert barriers(page) == []
        no_wider_than_the_window(page)
        press(page, f"Open {name}")
        heading(page, name)
        expect(part(page, "Whom she fears").get_by_role("heading", name="A:")).to_be_visible()
        press(page, "Looked at, at both places")
        expect(page.get_by_role("status")).to_have_text("Said: the police have looked at the move.")
        expect(part(page, "A move waits for the police")).to_have_count(0)

        mine = part(page, "Threat assessment")
        unfold(mine, "Judge the threat")
        mine.get_by_label("T3", exact=False).first.check()
        mine.get_by_label("Searches or searched for her").check()
        mine.get_by_label("Threatened to kill or seriously harm").check()
        assert barriers(page) == []
        no_wider_than_the_window(page)
        press(page, "Save the assessment")
        expect(mine.get_by_text("T4 extreme")).to_be_visible()

        feared = part(page, "Whom she fears")
        unfold(feared, "Say where he is")
        chosen(feared, "Where is he", "In custody")
        feared.get_by_label("In custody until").fill("2030-01-01")
        chosen(feared, "Others at large", "No")
        feared.get_by_role("button", name="Save").click()
        expect(feared.get_by_role("heading", name="A: In custody")).to_be_visible()

        areas = part(page, "Danger places")
        unfold(areas, "Add a danger place")
        areas.get_by_label("Town or municipality").fill("Bergen")
        areas.get_by_role("button", name="Bergen").first.click()
        areas.get_by_role("button", name="Add it").click()
        expect(areas.get_by_role("listitem").filter(has_text="Bergen").first).to_be_visible()

        found = part(page, "Has she been found?")
        unfold(found, "Report that somebody may know where she is")
        found.get_by_role("button", name="Report now").click()
        expect(found.get_by_text("where she lives")).to_be_visible()
        assert houses[her["house"]]["name"] not in page.content()

        links = part(page, "Links to own cases")
        unfold(links, "Link another own case")
        links.get_by_label("The other case").select_option(label=other["code_name"])
        links.get_by_role("button", name="Link them").click()
        expect(links.get_by_role("listitem")).to_contain_text("Must be kept apart")
        assert barriers(page) == []
        no_wider_than_the_window(page)
        somebody.unharmed()
    alarms = boss.every("/alarms", "alarms")
    assert her["case"] in {one["subject"] for one in alarms if one["kind"] == "SAFETY_GAP"}


def test_a_municipality_answers_whether_it_takes_a_case_over_and_sees_its_refunds(
    served: Served, browser: Browser, address: str, boss: Caller
) -> None:
    code = f"TOWN-{uuid4().hex[:6].upper()}"
    town = served.organisation(code, ReferrerKind.OTHER)
    clerk = served.signed_in(Role.MUNICIPALITY, organisation=town)
    case = call(served, served.caller(Role.ON_CALL))
    path = f"/referrals/{case['id']}"
    put_on(served, boss, case, clerk, Role.MUNICIPALITY)
    boss.ok("POST", f"{path}/municipality-hand-over")
    assert add(served, boss, case, clerk, kind="HOUSING").status_code == 201
    cost = {"kind": "CLOTHES", "amount_ore": 30_000, "payer": "MUNICIPALITY", "organisation": code}
    (claim,) = boss.ok("POST", f"{path}/expenses", cost)["expenses"]
    for step in ("APPROVED", "PAID"):
        served.caller(Role.COORDINATOR).ok(
            "POST", f"{path}/expenses/{claim['id']}/step", {"to": step}
        )
    applied = (served.clock() - timedelta(days=9)).date().isoformat()
    sent = {"kind": "SOCIAL_ASSISTANCE", "organisation": code, "applied_on": applied}
    boss.ok("POST", f"{path}/benefits", sent)
    with visiting(browser, address, viewport=PHONE, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, clerk)
        heading(page, "Own cases")
        expect(part(page, "Own refunds").get_by_role("row").nth(1)).to_contain_text("300.00")
        expect(part(page, "How long benefits take").get_by_role("row").nth(1)).to_contain_text(code)
        assert barriers(page) == []
        no_wider_than_the_window(page)
        press(page, f"Open {case['code_name']}")
        heading(page, case["code_name"])
        expect(page.get_by_text("In progress").or_(page.get_by_text("Received"))).to_be_visible()
        actions = part(page, "Follow-up")
        actions.get_by_role("button", name="Done").click()
        expect(actions.get_by_role("button", name="Done")).to_have_count(0)
        press(page, "Yes, we take over")
        expect(part(page, "Taking the case over")).to_contain_text("The municipality takes over")
        assert barriers(page) == []
        no_wider_than_the_window(page)
        somebody.unharmed()
    (said,) = boss.ok("GET", f"{path}/municipality-hand-over")["hand_overs"]
    assert said["state"] == "ACCEPTED"


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_an_agency_refers_with_nearly_all_unknown_and_hears_three_words(
    served: Served, browser: Browser, address: str, boss: Caller, theme: str, size: dict[str, int]
) -> None:
    agency = served.organisation(f"NOAS-{uuid4().hex[:6].upper()}", ReferrerKind.NOAS)
    worker = served.signed_in(Role.REFERRER, organisation=agency)
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, worker)
        heading(page, "Own referrals")
        expect(page.get_by_text("None yet.")).to_be_visible()
        press(page, "Refer somebody")
        page.get_by_label("The one who calls is").select_option("NOAS")
        assert barriers(page) == []
        no_wider_than_the_window(page)
        press(page, "Send the referral")
        expect(page.get_by_text("Sent.")).to_be_visible()
        row = page.get_by_role("row").nth(1)
        expect(row).to_contain_text("Received")
        assert barriers(page) == []
        somebody.unharmed()
    (made,) = worker.ok("GET", "/own-referrals")["referrals"]
    assert made["status"] == "RECEIVED"


def test_a_lawyer_reads_her_clocks_and_a_case_is_gone_with_her_consent(
    served: Served, browser: Browser, address: str, boss: Caller
) -> None:
    lawyer, case = served.signed_in(Role.LAWYER), call(served, served.caller(Role.ON_CALL))
    consent = put_on(served, boss, case, lawyer, Role.LAWYER)
    path = f"/referrals/{case['id']}"
    track = {"track": "REFLECTION", "first": "2026-10-01", "to": "2027-04-01"}
    version = boss.ok("GET", path)["version"]
    boss.ok("PUT", f"{path}/legal", {"periods": [track]}, version=version)
    with visiting(browser, address, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, lawyer)
        press(page, f"Open {case['code_name']}")
        clocks = part(page, "Her legal clocks")
        expect(clocks.get_by_role("row").nth(1)).to_contain_text("Reflection period")
        expect(page.get_by_text("Threat", exact=True)).to_have_count(0)
        assert barriers(page) == []
        no_wider_than_the_window(page)
        version = boss.ok("GET", path)["version"]
        boss.ok("POST", f"{path}/consents/{consent}/withdraw", version=version)
        press(page, "All own cases")
        expect(page.get_by_text("No cases.")).to_be_visible()
        somebody.unharmed()


@pytest.mark.parametrize("role", [Role.FOLLOW_UP, Role.RETURN_COUNSELLOR])
def test_who_follows_her_up_does_the_own_actions_and_reads_no_more_than_a_routine(
    served: Served, browser: Browser, address: str, boss: Caller, role: Role
) -> None:
    member, case = served.signed_in(role), call(served, served.caller(Role.ON_CALL))
    put_on(served, boss, case, member, role)
    assert add(served, boss, case, member, kind="ACTIVITY").status_code == 201
    with visiting(browser, address, viewport=PHONE, bypass_csp=True) as somebody:
        page = signed_in_as(somebody, member)
        expect(page.get_by_role("listitem").filter(has_text=case["code_name"])).to_contain_text(
            "A follow-up action"
        )
        press(page, f"Open {case['code_name']}")
        actions = part(page, "Follow-up")
        actions.get_by_role("button", name="Done").click()
        expect(page.get_by_text("It is done.")).to_be_visible()
        routine = page.get_by_text("Safety routine")
        expect(routine).to_have_count(1 if role is Role.FOLLOW_UP else 0)
        for hers in ("Whom she fears", "Danger places", "Her legal clocks", "Threat assessment"):
            expect(part(page, hers)).to_have_count(0)
        assert barriers(page) == []
        no_wider_than_the_window(page)
        somebody.unharmed()
