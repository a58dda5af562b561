"""Each row of the organisations in docs/domain.md has its file here, or is left for later."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
DOMAIN = Path(__file__).resolve().parents[2] / "docs" / "domain.md"
REPORTS = {"O30"}
"""A questionnaire that is mapped later (its row says so)."""


def test_each_row_that_is_no_report_has_one_file() -> None:
    rows = set(re.findall(r"^\| (O\d\d) \|", DOMAIN.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(rows) == 34
    files = [path.name[5:8].upper() for path in HERE.glob("test_o[0-9][0-9]_*.py")]
    assert len(files) == len(set(files)), "one file per row"
    assert set(files) == rows - REPORTS
