"""Signing in by way of an identity provider, in the browser from one end to the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from app.vault.one_time_codes import code_at, step_of
from tests.support.browser import barriers, visiting
from tests.support.database import Database
from tests.support.people import PASSWORD, person
from tests.support.provider import CLIENT, SECRET, TinyProvider, vouching
from tests.support.served import Served, serving


@pytest.fixture(scope="module")
def provider() -> Iterator[TinyProvider]:
    with vouching() as running:
        yield running


@pytest.fixture(scope="module")
def served(
    module_database: Database, provider: TinyProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    secret: Path = tmp_path_factory.mktemp("oidc") / "secret"
    secret.write_text(SECRET)
    told: dict[str, Any] = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_secret_file": secret,
    }
    with serving(module_database, with_page=True, **told) as running:
        provider.now = lambda: running.clock().timestamp()
        yield running


def test_she_links_herself_and_signs_in_by_the_provider_and_a_code(
    served: Served, browser: Browser, address: str
) -> None:
    who = person(served).enrol_password()

    def fresh_code() -> str:
        served.clock.forward(seconds=31)
        return code_at(who.secret, step_of(served.clock()))

    with visiting(browser, address, bypass_csp=True) as somebody:
        page = somebody.open()
        press = lambda name: page.get_by_role("button", name=name, exact=True).click()  # noqa: E731
        heading = page.get_by_role("heading", level=1)
        page.get_by_label("Work name").fill(who.handle)
        press("Continue")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("One-time code").fill(fresh_code())
        press("Sign in")
        press("My account")
        press("Link it")
        page.get_by_label("One-time code").fill(fresh_code())
        press("Use a code")
        expect(page.get_by_role("status")).to_have_text("Linked. Sign in again.")
        expect(heading).to_have_text("Sign in")
        assert page.url == f"{address}/"
        press("Sign in by way of your employer")
        expect(heading).to_have_text("Now the code")
        assert page.url == f"{address}/"
        assert barriers(page) == []
        page.get_by_label("One-time code").fill(fresh_code())
        press("Sign in")
        expect(heading).to_have_text("Now")
        press("My account")
        expect(page.get_by_text("Your employer and a one-time code")).to_be_visible()
        press("End the link")
        page.get_by_label("One-time code").fill(fresh_code())
        press("Use a code")
        expect(page.get_by_role("button", name="Link it")).to_be_visible()
        assert somebody.errors == []


def test_a_stranger_of_the_provider_is_told_no_more_than_that(
    served: Served, provider: TinyProvider, browser: Browser, address: str
) -> None:
    provider.subject = "a-stranger"
    with visiting(browser, address) as somebody:
        page = somebody.open()
        page.get_by_role("button", name="Sign in by way of your employer").click()
        expect(page.get_by_role("alert")).to_have_text("That does not let you in.")
        assert page.url == f"{address}/"
        assert (somebody.violations, somebody.errors) == ([], [])
