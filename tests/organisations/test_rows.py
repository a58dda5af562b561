"""Each row of the organisations in docs/domain.md has its file here, or a word on where else it is."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
DOMAIN = Path(__file__).resolve().parents[2] / "docs" / "domain.md"
REPORTS = {"O04", "O26", "O29", "O30"}
"""Exports and reports: not part of the life of a stay."""
NOT_YET = {
    "O19": "a court date is a running thing with a cost, and neither a task nor a freeze of moves",
}


def test_each_row_has_one_file_or_says_what_is_missing() -> None:
    rows = set(re.findall(r"^\| (O\d\d) \|", DOMAIN.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(rows) == 34
    files = [path.name[5:8].upper() for path in HERE.glob("test_o[0-9][0-9]_*.py")]
    assert len(files) == len(set(files)), "one file per row"
    assert set(files) == rows - REPORTS - NOT_YET.keys()
