"""A computer that many use: after she has signed out, its browser's folder holds nothing of hers."""

from __future__ import annotations

from base64 import b32decode
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import BrowserContext, Page, expect

from app.vault.one_time_codes import code_at, step_of
from models.words import Role
from tests.support.browser import NO_ROOM, Visitor, back, files_holding, playing, program
from tests.support.houses import TROMSO, call, house
from tests.support.people import person
from tests.support.served import Served

CANARY = "kvitserk"
PASSWORD = f"{CANARY}-over-the-cold-fjord"


def used(folder: Path, running: Any) -> BrowserContext:
    """The browser of that folder, which keeps what it keeps of every user."""
    started: BrowserContext = running.chromium.launch_persistent_context(
        str(folder), executable_path=program(), args=NO_ROOM, locale="en-GB"
    )
    return started


def _reads_the_case(page: Page, case: str) -> None:
    """She goes through the views that show her a case, a house, who waits and what is free."""
    waits = page.get_by_role("region", name="Who waits")
    expect(waits).to_contain_text(case)
    expect(page.get_by_role("region", name="How fresh the numbers are")).to_contain_text(
        "KVITSERK-7"
    )
    waits.get_by_role("button", name=case).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case)
    for view in ("Referrals", "Occupancy", "Tasks"):
        page.get_by_role("navigation").get_by_role("button", name=view, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(view)
        expect(page.get_by_text("Loading")).to_have_count(0)


def test_v14_3_1_the_profile_holds_nothing_of_hers_after_signing_out(
    served: Served, address: str, tmp_path: Path
) -> None:
    who = person(served, Role.COORDINATOR).enrol_password(PASSWORD)
    there = house(served, served.signed_in(Role.COORDINATOR), "KVITSERK-7", TROMSO)
    case = call(served, served.caller(Role.ON_CALL))
    folder = tmp_path / "profile"
    with playing() as running:
        context = used(folder, running)
        visitor = Visitor.of(context, address)
        page = visitor.open()
        served.clock.forward(seconds=31)
        page.get_by_label("Work name").fill(who.handle)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Password").fill(PASSWORD)
        code = code_at(who.secret, step_of(served.clock()))
        page.get_by_label("One-time code").fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Now")
        cookie = context.cookies()[0].get("value", "")
        for view in ("My account", "Alarms", "Approvals", "Now"):
            page.get_by_role("button", name=view).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(view)
        _reads_the_case(page, case["code_name"])
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        for _ in range(10):
            back(page)
            assert case["code_name"] not in page.content()
        visitor.unharmed()
        context.close()
    words = [CANARY.encode(), who.handle.encode(), cookie.encode(), str(who.account).encode()]
    words += [case["code_name"].encode(), case["id"].encode(), there["name"].encode()]
    assert len(cookie) > 30

    assert files_holding(folder, words) == {}


def test_the_sweep_finds_what_a_worse_page_would_leave(address: str, tmp_path: Path) -> None:
    """An address with a word in it stays in the history: the sweep sees that."""
    folder = tmp_path / "profile"
    with playing() as running:
        context = used(folder, running)
        page = context.new_page()
        page.goto(f"{address}/?found={CANARY}")
        page.evaluate(f"() => localStorage.setItem('kept', 'in-storage-{CANARY}')")
        page.wait_for_timeout(1_000)
        context.close()
    met = files_holding(folder, [CANARY.encode()])
    assert any("History" in name for name in met)
    assert any("Local Storage" in name for name in met)


def test_the_key_of_the_codes_is_in_no_address(served: Served) -> None:
    """What a picture or a text tells once is never asked for by an address of ours (14.2.1)."""
    who = person(served)
    told = who.send("POST", "/enrolment/password", {"link": who.link(), "password": PASSWORD})
    uri = urlparse(told.json()["totp_uri"])
    assert uri.scheme == "otpauth"
    (secret,) = parse_qs(uri.query)["secret"]
    assert b32decode(secret)
    assert secret not in str(told.request.url) + str(told.headers) + told.json()["qr_svg"]
