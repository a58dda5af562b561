"""An open page hears what changed elsewhere, asks by itself for nobody, and ends with its session."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Browser, expect

from app.store import tasks
from models.words import Role, TaskKind
from tests.dashboard.test_sign_in import heading, press
from tests.support.browser import signed_in_as, visiting
from tests.support.houses import call
from tests.support.served import Served


def test_a_task_that_comes_is_shown_without_a_touch_and_an_ended_session_ends_the_page(
    served: Served, browser: Browser, address: str
) -> None:
    who, now = served.signed_in(Role.COORDINATOR), served.clock()
    case = UUID(call(served, served.caller(Role.ON_CALL))["id"])
    with visiting(browser, address) as somebody:
        page = signed_in_as(somebody, who)
        with page.expect_request("**/changes"):
            press(page, "Tasks")
        heading(page, "Tasks")
        lines = page.get_by_role("listitem")
        expect(lines.filter(has_text="Call child welfare")).to_have_count(0)
        with page.expect_request("**/tasks") as asked, served.service.store.transaction() as tx:
            due = now + timedelta(days=1)
            tasks.set_(tx, TaskKind.CHILD_WELFARE, now=now, due_at=due, referral=case)
        expect(lines.filter(has_text="Call child welfare")).to_have_count(1)
        assert "id" not in asked.value.url
        somebody.unharmed()
        served.signed_in(Role.ADMIN).ok("POST", f"/accounts/{who.account}/end-sessions")
        heading(page, "Sign in")
        assert "Call child welfare" not in page.content()
