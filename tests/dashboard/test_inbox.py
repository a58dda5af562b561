"""The inbox on a telephone: what waits for a second person, and alarms somebody must answer for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from app.store import alarms, tasks
from models.words import AlarmKind, Role, TaskKind
from tests.dashboard.test_sign_in import enrolled_with_passkey, heading, press
from tests.support.browser import (
    PHONE,
    SCREEN,
    Visitor,
    barriers,
    no_wider_than_the_window,
    visiting,
)
from tests.support.houses import call, house
from tests.support.people import Person, person
from tests.support.replays import replayed
from tests.support.served import Served

REASON = "Police have arrested him.\nShe was told."


def signed_in(somebody: Visitor, who: Person) -> Page:
    """She is at her inbox."""
    page = enrolled_with_passkey(somebody, who)
    press(page, "Sign in with a passkey")
    press(page, "Approvals")
    heading(page, "Approvals")
    return page


def asked(served: Served) -> str:
    """A lower threat level that another coordinator asks for; the id of the referral."""
    author = served.signed_in(Role.COORDINATOR)
    case = call(served, author)
    lowering = {"purpose": "NEW_FACTS", "reason": REASON}
    area = author.ok("GET", f"/referrals/{case['id']}/areas")["areas"][0]["id"]
    author.ok(
        "POST",
        f"/referrals/{case['id']}/areas/{area}/clear",
        lowering,
        version=author.ok("GET", f"/referrals/{case['id']}")["version"],
    )
    return str(case["id"])


@pytest.mark.parametrize(
    ("button", "told"),
    [
        ("Yes, I agree", "You said yes. It is done."),
        ("No", "You said no. Nothing has changed."),
    ],
)
def test_v2_3_5_a_second_person_answers_from_her_telephone(
    served: Served, browser: Browser, address: str, button: str, told: str
) -> None:
    asked(served)
    with visiting(browser, address, viewport=PHONE) as somebody:
        page = signed_in(somebody, person(served, Role.COORDINATOR))
        card = page.get_by_role("listitem").filter(has_text="Clear a danger place")
        expect(card).to_have_count(1)
        expect(card.get_by_text("arrested")).to_have_count(0)
        card.get_by_role("button", name="Look").click()
        expect(card.get_by_text("Police have arrested him.")).to_be_visible()
        expect(card.get_by_text("New facts")).to_be_visible()
        card.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("status")).to_have_text(told)
        expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
        somebody.unharmed()


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_inbox_keeps_nobody_out(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    asked(served)
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in(somebody, person(served, Role.COORDINATOR))
        page.get_by_role("button", name="Look").first.click()
        expect(page.get_by_text("Police have arrested him.")).to_be_visible()
        assert barriers(page) == []
        no_wider_than_the_window(page)


def test_all_that_is_asked_for_is_shown_also_a_list_and_a_house(
    served: Served, browser: Browser, address: str
) -> None:
    author, why = served.caller(Role.COORDINATOR), {"purpose": "POLICY", "reason": "Decided."}
    order = {"name": "NO-PAGE", "numbers": {"options": 2, "base_km": [20, 40, 80, 160]}}
    version = author.ok("POST", "/rule-sets", order)["id"]
    replayed(author, version)
    author.ok("POST", f"/rule-sets/{version}/activate", why)
    shelter = house(served, author, "INBOX-1", "Tromsø")["id"]
    whom = served.caller(Role.ON_CALL).account
    author.ok("POST", f"/accounts/{whom}/role", {**why, "role": "SHELTER", "shelter": shelter})
    shown = {
        "Activate a rule set": ("options: 3 -> 2", "-> [20.0, 40.0, 80.0, 160.0]"),
        "Grant a role": ("SHELTER", shelter),
    }
    with visiting(browser, address, viewport=PHONE) as somebody:
        page = signed_in(somebody, person(served, Role.COORDINATOR))
        for kind, words in shown.items():
            card = page.get_by_role("listitem").filter(has_text=kind)
            card.get_by_role("button", name="Look").click()
            for word in words:
                expect(card).to_contain_text(word)
        somebody.unharmed()


def test_an_alarm_is_answered_once_and_never_by_whom_it_is_about(
    served: Served, browser: Browser, address: str
) -> None:
    who = person(served, Role.COORDINATOR)
    with served.service.store.transaction() as tx:
        for kind, about in (
            (AlarmKind.BACKUP_FAILED, None),
            (AlarmKind.HONEY_TOUCHED, who.account),
        ):
            alarms.raise_(tx, kind, now=served.clock(), about=about, subject=uuid4())
    with visiting(browser, address, viewport=PHONE, bypass_csp=True) as somebody:
        page = signed_in(somebody, who)
        press(page, "Alarms")
        mine = page.get_by_role("listitem").filter(has_text="The backup failed")
        expect(mine).to_have_count(1)
        expect(page.get_by_text("A decoy record was touched")).to_have_count(0)
        assert barriers(page) == []
        mine.get_by_role("button", name="I answer for it").click()
        expect(page.get_by_role("status")).to_have_text("The alarm is answered.")
        expect(mine).to_have_count(0)


def test_a_task_is_taken_and_done(served: Served, browser: Browser, address: str) -> None:
    who, now = person(served, Role.COORDINATOR), served.clock()
    case = UUID(call(served, served.caller(Role.ON_CALL))["id"])
    with served.service.store.transaction() as tx:
        tasks.set_(
            tx, TaskKind.THREAT_REVIEW, now=now, due_at=now + timedelta(days=3), referral=case
        )
    with visiting(browser, address, viewport=PHONE, bypass_csp=True) as somebody:
        page = signed_in(somebody, who)
        press(page, "Tasks")
        mine = page.get_by_role("listitem").filter(has_text="Review the threat")
        expect(mine).to_have_count(1)
        assert barriers(page) == []
        mine.get_by_role("button", name="I take it").click()
        expect(page.get_by_role("status")).to_have_text("The task is yours.")
        expect(mine).to_contain_text("With: ")
        mine.get_by_role("button", name="Done").click()
        expect(mine).to_have_count(0)
