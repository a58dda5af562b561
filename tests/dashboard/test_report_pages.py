"""A report as a page: whoever does not see the bars reads the same numbers, and nothing is loaded from elsewhere."""

from __future__ import annotations

from app.reports import example
from app.reports.page import page_of
from tests.support.browser import PHONE, barriers, no_wider_than_the_window, visiting


def test_the_page_of_each_report_has_no_barrier_and_loads_nothing(browser) -> None:
    with visiting(browser, "about:") as reader:
        for report in example.reports(2025):
            reader.page.set_content(page_of(report).decode())
            assert barriers(reader.page) == [], report.name
            drawn = reader.page.get_by_role("img")
            assert drawn.count() <= len(report.tables)
            for table in report.tables:
                assert reader.page.get_by_role("table", name=table.title).count() == 1
        reader.unharmed()


def test_a_page_is_read_on_a_telephone(browser) -> None:
    with visiting(browser, "about:", viewport=PHONE) as reader:
        for report in example.reports(2025):
            reader.page.set_content(page_of(report).decode())
            no_wider_than_the_window(reader.page)
