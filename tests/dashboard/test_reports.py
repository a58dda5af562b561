"""Reports on the page: figures that may leave and their files, and what stays among coordinators."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

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
from tests.support.counted_year import YEAR, serving_a_year
from tests.support.database import Database
from tests.support.served import Caller, Served

THEMES = [("light", SCREEN), ("dark", PHONE)]
FILES = {"csv": "Save as CSV", "xlsx": "Save as a workbook", "page": "Save as a page to be printed"}


@pytest.fixture(scope="module")
def a_year(module_database: Database) -> Iterator[Served]:
    with serving_a_year(module_database, with_page=True) as running:
        yield running


def asked(page: Page, report: str, year: int = YEAR) -> None:
    """The year is typed before the report is chosen, and stays."""
    page.get_by_label("Year", exact=True).fill(str(year))
    page.get_by_label("Report", exact=True).select_option(report)
    press(page, "Show")
    expect(page.get_by_label("Year", exact=True)).to_have_value(str(year))


def shown(page: Page, title: str) -> list[list[str]]:
    """The numbers of that table, row by row."""
    rows = page.get_by_role("table", name=title, exact=True).locator("tbody tr")
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def on_paper(numbers: list[int | None]) -> list[str]:
    return ["hidden" if one is None else f"{one:,}" for one in numbers]


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_a_statistics_reader_begins_there_and_saves_what_the_service_tells(
    a_year: Served, browser: Browser, theme: str, size: dict[str, int], tmp_path: Path
) -> None:
    reader: Caller = a_year.signed_in(Role.STATISTICS)
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, a_year.origin, **how) as somebody:
        page = signed_in_as(somebody, reader)
        heading(page, "Reports")
        expect(page.get_by_text("The report that stays inside")).to_have_count(0)
        for report, title in [("annual", "Annual report"), ("equity", "Equity")]:
            asked(page, report)
            told = reader.ok("GET", f"/reports/{report}/figures?year={YEAR}")
            figures = part(page, f"{title} {YEAR}")
            expect(figures.get_by_role("table")).to_have_count(len(told["tables"]))
            for table in told["tables"]:
                assert shown(page, table["title"]) == [
                    on_paper(r["numbers"]) for r in table["rows"]
                ]
                expect(figures.get_by_text(table["definition"]).first).to_be_visible()
        assert barriers(page) == []
        no_wider_than_the_window(page)
        for form, label in FILES.items():
            with page.expect_download() as coming:
                press(page, label)
            got, kept = coming.value, tmp_path / form
            got.save_as(kept)
            file = reader.ok("GET", f"/reports/equity/files/{form}?year={YEAR}")
            assert got.suggested_filename == file["name"]
            assert kept.read_bytes() == b64decode(file["content"])
        somebody.unharmed()


def test_what_was_not_told_is_said_and_is_no_empty_table(a_year: Served, browser: Browser) -> None:
    with visiting(browser, a_year.origin) as somebody:
        page = signed_in_as(somebody, a_year.signed_in(Role.STATISTICS))
        heading(page, "Reports")
        asked(page, "annual", 2019)
        expect(page.get_by_text("Not told yet.")).to_be_visible()
        expect(page.get_by_role("table")).to_have_count(0)
        expect(page.get_by_role("button", name="Save as CSV")).to_have_count(0)
        page.get_by_label("Year", exact=True).fill(str(YEAR))
        page.get_by_label("Report", exact=True).select_option("gap")
        page.get_by_label("Quarter", exact=True).fill("2")
        page.get_by_label("Report", exact=True).select_option("quarterly")
        expect(page.get_by_label("Quarter", exact=True)).to_have_value("2")
        press(page, "Show")
        expect(
            part(page, f"Quarter for the coordination unit {YEAR} Q2").get_by_role("table").first
        ).to_be_visible()
        somebody.unharmed()


@pytest.mark.parametrize(("theme", "size"), THEMES)
def test_a_coordinator_reads_what_stays_inside_and_the_cases_behind_it(
    a_year: Served, browser: Browser, theme: str, size: dict[str, int]
) -> None:
    boss = a_year.signed_in(Role.COORDINATOR)
    told, cases = boss.ok("GET", "/inside-report"), boss.every("/inside-report/cases", "cases")
    how = {"color_scheme": theme, "viewport": size, "bypass_csp": True}
    with visiting(browser, a_year.origin, **how) as somebody:
        page = signed_in_as(somebody, boss)
        press(page, "Reports")
        heading(page, "Reports")
        unfold(page.locator("main"), "The report that stays inside")
        expect(part(page, told["time"]).get_by_role("table")).to_have_count(len(told["tables"]))
        for table in told["tables"]:
            assert shown(page, table["title"]) == [on_paper(r["numbers"]) for r in table["rows"]]
        press(page, "The cases behind it")
        rows = page.get_by_role("table", name="Cases as they are counted").locator("tbody tr")
        expect(rows).to_have_count(len(cases), timeout=30_000)
        assert set(rows.locator("th").all_inner_texts()) == {one["code_name"] for one in cases}
        assert barriers(page) == []
        no_wider_than_the_window(page)
        somebody.unharmed()
