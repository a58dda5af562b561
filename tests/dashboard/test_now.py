"""Now: who waits and what is missing, what is free, what is new; live, in both themes and sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from app.store import alarms
from models.words import AlarmKind, Role
from tests.dashboard.test_sign_in import heading, press
from tests.support.browser import (
    PHONE,
    SCREEN,
    barriers,
    no_wider_than_the_window,
    signed_in_as,
    visiting,
)
from tests.support.houses import TROMSO, call, house
from tests.support.served import Served


def test_a_coordinator_sees_who_waits_and_hears_of_the_next_one_without_a_touch(
    served: Served, browser: Browser, address: str
) -> None:
    her, worker = served.signed_in(Role.COORDINATOR), served.caller(Role.ON_CALL)
    house(served, her, "FRESH-1", TROMSO, units=3)
    first = call(served, worker)["code_name"]
    with served.service.store.transaction() as tx:
        alarms.raise_(tx, AlarmKind.BACKUP_FAILED, now=served.clock())
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, her)
        heading(page, "Now")
        waits = page.get_by_role("region", name="Who waits")
        expect(waits.get_by_role("row").filter(has_text=first)).to_have_count(1)
        expect(page.get_by_text("Updates by itself")).to_be_visible()
        expect(page.get_by_role("region", name="Alarms")).to_contain_text("The backup failed")
        north = page.get_by_role("region", name="Free tonight").locator("summary", has_text="North")
        expect(north).to_contain_text("of")
        expect(page.get_by_role("region", name="How fresh the numbers are")).to_contain_text(
            "FRESH-1"
        )
        second = call(served, worker)["code_name"]
        expect(waits.get_by_role("row").filter(has_text=second)).to_have_count(1)
        waits.get_by_role("button", name=second).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Now")
        expect(page.get_by_text(second).first).to_be_visible()
        somebody.unharmed()


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_now_keeps_nobody_out(
    served: Served, browser: Browser, address: str, theme: str, size: dict[str, int]
) -> None:
    her = served.signed_in(Role.COORDINATOR if theme == "light" else Role.ON_CALL)
    call(served, her)
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, address, **how) as somebody:
        page = signed_in_as(somebody, her)
        heading(page, "Now")
        page.wait_for_load_state("load")
        expect(page.get_by_text("Loading")).to_have_count(0)
        for summary in page.locator("summary").all():
            summary.click()
        assert barriers(page) == []
        no_wider_than_the_window(page)


def test_a_telephone_yes_is_looked_at_again_and_a_new_placement_is_shown(
    served: Served, browser: Browser, address: str
) -> None:
    her, worker = served.signed_in(Role.COORDINATOR), served.caller(Role.ON_CALL)
    shelter = house(served, her, "PHONE-1", TROMSO, confirmed=False)
    call(served, worker)
    option = worker.ok("POST", f"/referrals/{call(served, worker)['id']}/options")
    assert option["result"] in ("OPTIONS", "NO_SAFE_BED")
    said = worker("POST", f"/shelters/{shelter['id']}/vacancy", {"how": "TELEPHONE"})
    if said.status_code != 201:
        pytest.skip("this house was not offered")
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, her)
        press(page, "Yes, it was so: PHONE-1")
        expect(page.get_by_role("status").first).to_have_text("Noted.")
        expect(page.get_by_role("button", name="Yes, it was so: PHONE-1")).to_have_count(0)
        somebody.unharmed()
