"""A workbook reads as the same table in text; what computes, hides or grows is refused."""

from __future__ import annotations

import random
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from app.importing import workbook
from app.importing.columns import Kind
from app.importing.faults import FileRefused
from app.importing.rows import read_rows
from app.importing.table_file import MAX_ROWS
from tests.app.importing.tables import SERVICE, SHELTER, SPAN, UNIT, content, parsed

TODAY = date(2026, 11, 24)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SHEET = "xl/worksheets/sheet1.xml"


def book(*rows, title="Sheet", more_sheets=()):
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for name in more_sheets:
        made.create_sheet(name)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(content_, change=None, add=(), part_named=SHEET):
    """The same archive, with one part changed and others added."""
    out = BytesIO()
    with ZipFile(BytesIO(content_)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(
                entry.filename, change(part) if change and entry.filename == part_named else part
            )
        for name, part in add:
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (Kind.SHELTERS, SHELTER | {"house_duties": "Lager mat, vasker"}),
        (Kind.UNITS, UNIT),
        (Kind.SERVICES, SERVICE),
        (Kind.OUT_OF_SERVICE, SPAN),
    ],
)
def test_a_workbook_and_the_text_of_the_same_table_are_one_table(kind, row):
    assert parsed(kind, book(list(row), list(row.values()))) == parsed(kind, content(row))


def test_numbers_dates_and_answers_are_what_text_would_say():
    heading = ["shelter", "type", "minutes", "hours_per_week", "capacity_now", "verified_on"]
    cells = ["FJORD-07", "GP", 12, 37.5, "YES", date(2026, 10, 2)]
    later = ["FJORD-08", "GP", 12.0, 37.50, None, datetime(2026, 10, 2)]  # noqa: DTZ001 - as a sheet has it
    rows, faults = read_rows(
        Kind.SERVICES, parsed(Kind.SERVICES, book(heading, cells, later)), TODAY
    )
    assert faults == []
    assert [row.said["minutes"] for row in rows] == [12, 12]
    assert [row.said["verified_on"] for row in rows] == [date(2026, 10, 2)] * 2
    assert [row.said["capacity_now"] for row in rows] == ["YES", None]


@pytest.mark.parametrize(
    ("beds", "told"),
    [
        ("=1+2", "a cell may not begin with = + - @"),
        ("#REF!", "a cell may not begin with = + - @"),
        (-3, "a cell may not begin with = + - @"),
        ("@SUM(A1)", "a cell may not begin with = + - @"),
        (3.5, "a whole number from 1 to 50"),
        (True, "a whole number from 1 to 50"),
        (datetime(2026, 10, 2, 8), "a whole number from 1 to 50"),  # noqa: DTZ001
        (51, "a whole number from 1 to 50"),
    ],
)
def test_a_cell_is_refused_as_in_text_and_told_by_its_row(beds, told):
    rows = [["shelter", "code", "kind", "beds"], [], ["FJORD-07", "A1", "ROOM", beds]]
    _, faults = read_rows(Kind.UNITS, parsed(Kind.UNITS, book(*rows)), TODAY)
    assert [str(fault) for fault in faults] == [f"row 3, beds: {told}"]


AS_TEXT = "a text: format the column as text in the spreadsheet, then type its cells anew"


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        (Kind.SHELTERS, SHELTER, "code_name"),
        (Kind.UNITS, UNIT | {"wing": "1"}, "shelter"),
        (Kind.UNITS, UNIT | {"wing": "1"}, "code"),
        (Kind.UNITS, UNIT | {"wing": "1"}, "wing"),
        (Kind.SERVICES, SERVICE, "shelter"),
        (Kind.OUT_OF_SERVICE, SPAN, "unit"),
    ],
)
@pytest.mark.parametrize("cell", [1, date(2026, 2, 1), 1.5, True])
def test_a_code_is_a_text_as_somebody_typed_it(kind, row, column, cell):
    made = book(list(row), list(row.values()), list((row | {column: cell}).values()))
    _, faults = read_rows(kind, parsed(kind, made), TODAY)
    assert [str(fault) for fault in faults if fault.row == 3] == [f"row 3, {column}: {AS_TEXT}"]


def test_merged_cells_are_refused_since_the_first_alone_has_a_value():
    made = Workbook()
    for cells in (UNIT, UNIT.values(), (UNIT | {"code": "A2"}).values()):
        made.active.append(list(cells))
    made.active.merge_cells("C2:C3")
    out = BytesIO()
    made.save(out)
    with pytest.raises(FileRefused, match="merged cells: part them"):
        parsed(Kind.UNITS, out.getvalue())


def test_a_formula_in_free_text_is_refused_whatever_value_was_kept_beside_it():
    row = SHELTER | {"house_duties": "duties"}
    cell = b"<f>1+1</f><v>2</v></c>"
    made = repacked(
        book(list(row), [*list(row.values())[:-1], 7]),
        lambda part: part.replace(b"<v>7</v></c>", cell).replace(b"<v>7</v>\n</c>", cell),
    )
    _, faults = read_rows(Kind.SHELTERS, parsed(Kind.SHELTERS, made), TODAY)
    assert [str(f) for f in faults] == ["row 2, house_duties: a cell may not begin with = + - @"]


def test_a_code_that_lost_its_zero_is_no_code():
    row = SHELTER | {"place": "0301"}
    cells = [*list(row.values())[:3], 301, *list(row.values())[4:]]
    _, faults = read_rows(Kind.SHELTERS, parsed(Kind.SHELTERS, book(list(row), cells)), TODAY)
    assert [(fault.row, fault.column) for fault in faults] == [(2, "place")]


def test_coloured_cells_beyond_the_table_say_nothing():
    made = book([*UNIT, " ", ""], [*UNIT.values(), None, " "])
    assert parsed(Kind.UNITS, made) == parsed(Kind.UNITS, content(UNIT))


def test_strings_that_cells_share_are_read():
    shared = f'<sst xmlns="{MAIN}"><si><t>shelter</t></si></sst>'.encode()
    kind = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>' % SHARED.encode()
    )
    made = repacked(GOOD, lambda part: part.replace(INLINE, b't="s"><v>0</v>'))
    made = repacked(
        made,
        lambda part: part.replace(b"</Types>", kind),
        add=[("xl/sharedStrings.xml", shared)],
        part_named="[Content_Types].xml",
    )
    assert INLINE not in ZipFile(BytesIO(made)).read(SHEET)
    assert parsed(Kind.UNITS, made) == parsed(Kind.UNITS, content(UNIT))


GOOD = book(list(UNIT), list(UNIT.values()))
INLINE = b't="inlineStr"><is><t>shelter</t></is>'


def bomb(part: bytes, times: int):
    return repacked(GOOD, add=[("xl/media/more.xml", part * times)])


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (book(), "empty|no rows|heading"),
        (book(list(UNIT)), "no rows"),
        (book(list(UNIT), list(UNIT.values()), more_sheets=["Hidden"]), "more than one sheet"),
        (repacked(GOOD, add=[("xl/vbaProject.bin", b"x")]), "macros"),
        (bomb(b" " * 1_000_000, 51), "unpacks to more than 50 MB"),
        (bomb(b"<c/>" * 1000, 4_001), "more cells"),
        (repacked(GOOD, add=[(f"xl/{n}.bin", b"") for n in range(200)]), "unpacks to more"),
        (repacked(GOOD, lambda p: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + p), "not written by"),
        (repacked(GOOD, lambda p: p.decode().encode("utf-16")), "not written by"),
        (repacked(GOOD, lambda p: b"<?xml version='1.0' encoding='cp037'?>" + p), "not written by"),
        (repacked(GOOD, lambda p: p.replace(b'r="D2"', b'r="XFD2"')), "more than 200 cells"),
        (repacked(GOOD, lambda p: p.replace(b'r="2"', b'r="1048576"')), f"more than {MAX_ROWS} rows"),
        (repacked(GOOD, lambda p: p.replace(b"</sheetData>", b"")), "cannot be read"),
        (repacked(GOOD, lambda p: p.replace(b'r="A2"', b'r="A"')), "cannot be read"),
        (repacked(GOOD, lambda p: p.replace(INLINE, b't="s"><v>99</v>')), "cannot be read"),
        (GOOD[:-40], "cannot be read"),
        (workbook.BEGINS, "cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_no_spreadsheet_wrote_or_what_is_too_much_is_refused(made, why):
    with pytest.raises(FileRefused, match=why):
        parsed(Kind.UNITS, made)


def test_an_entry_that_is_longer_than_it_says_is_refused():
    big = bytearray(bomb(b" " * 1_000_000, 3))
    size, small = (3_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    assert big.count(size) == 2
    with pytest.raises(FileRefused, match="cannot be read"):
        parsed(Kind.UNITS, bytes(big.replace(size, small)))


def test_a_file_with_any_byte_wrong_is_a_table_or_is_refused():
    chance, refused = random.Random(8), 0
    for _ in range(300):
        harmed = bytearray(GOOD)
        for _ in range(chance.randint(1, 4)):
            harmed[chance.randrange(4, len(harmed))] ^= 1 << chance.randrange(8)
        try:
            assert parsed(Kind.UNITS, bytes(harmed)).columns
        except FileRefused:
            refused += 1
    assert refused > 100
