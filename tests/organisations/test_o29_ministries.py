"""O29 Ministries: the annual report is made from the data, each figure with its definition."""

from __future__ import annotations

from datetime import date

from app.reports.suppression import rounded
from models.words import Role
from tests.support.counted_year import YEAR, by_hand


def test_the_annual_report_comes_from_the_data_with_its_definitions(a_year):
    reader = a_year.caller(Role.STATISTICS)
    told = reader.ok("GET", f"/reports/annual/figures?year={YEAR}")
    assert all(len(table["definition"]) > 40 and table["source"] for table in told["tables"])
    assert "to the nearest five" in told["note"]
    steps, referrers = told["tables"]
    rows = {row["word"]: row["numbers"] for row in steps["rows"]}
    ledger = by_hand(a_year)
    found = ledger.steps(date(YEAR, 1, 1), date(YEAR + 1, 1, 1))
    assert rows["CONTACTS"] == [rounded(found.total())]
    assert rows["OFFERED"] == [rounded(found["OFFERED"] + found["ACCEPTED"])]
    assert rows["ACCEPTED"] == [rounded(found["ACCEPTED"])]
    by_referrer = ledger.referrers(date(YEAR, 1, 1), date(YEAR + 1, 1, 1))
    shown = {row["word"]: row["numbers"][0] for row in referrers["rows"]}
    assert [word for word, number in shown.items() if number]
    for word, number in shown.items():
        assert number is None or number == rounded(by_referrer[word])
    page = reader.ok("GET", f"/reports/annual/files/page?year={YEAR}")
    assert page["name"] == f"annual-{YEAR}.html" and page["media_type"] == "text/html"


def test_nobody_but_those_who_read_counts_finds_it(a_year):
    path = f"/reports/annual/figures?year={YEAR}"
    for role in Role:
        if role not in (Role.BATCH, Role.SHELTER):
            status = a_year.caller(role)("GET", path).status_code
            allowed = role in (Role.STATISTICS, Role.COORDINATOR)
            assert status == (200 if allowed else 404), role
