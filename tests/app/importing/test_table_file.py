"""Files as spreadsheets write them are read; what cannot be one is refused without a quote."""

import pytest

from app.importing.columns import TEMPLATES, Kind, template
from app.importing.faults import FileRefused
from app.importing.table_file import MAX_FILE_BYTES, MAX_ROWS, read_table
from tests.app.importing.tables import SHELTER, UNIT, content, parsed

SECRET = "Hemmelig gate 9"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_common_way_to_write_a_table_reads_the_same(mark, delimiter, end):
    text = content(SHELTER | {"house_duties": "Lager mat, vasker"}, delimiter=delimiter, end=end)
    table = parsed(Kind.SHELTERS, mark + text.encode())
    assert table.rows == ((2, SHELTER | {"house_duties": "Lager mat, vasker"}),)


def test_empty_lines_count_as_rows_of_the_spreadsheet_and_say_nothing():
    table = parsed(Kind.UNITS, content(UNIT) + ",,,\n\n" + '"FJORD-07","A2","ROOM","1"\n')
    assert [number for number, _ in table.rows] == [2, 5]


def test_cells_that_are_left_out_at_the_end_are_empty():
    table = parsed(Kind.UNITS, "shelter,code,kind,beds,cots,wing\nFJORD-07,A1,ROOM,3\n")
    assert table.rows[0][1] == UNIT | {"cots": "", "wing": ""}


def test_a_row_with_too_many_cells_is_told_as_a_wrong_row():
    table = parsed(Kind.UNITS, "shelter,code,kind,beds\nFJORD-07,A1,ROOM,3,9\n")
    assert table.rows == ((2, None),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "empty"),
        (b"\xff\xfes\x00h\x00", "UTF-8"),
        ("shelter,code,kind,beds\nFJORD-07,A1,ROOM,3 ø\n".encode("latin-1"), "UTF-8"),
        (b"shelter,code,kind,beds\nFJORD-07,A\x001,ROOM,3\n", "zero bytes"),
        (b"shelter,code,kind,beds\n", "no rows"),
        (b"shelter,code,kind\nFJORD-07,A1,ROOM\n", "column beds is missing"),
        (b"shelter,code,code,kind,beds\nA,B,C,D,1\n", "column code stands there twice"),
        (f"shelter,code,kind,beds,{SECRET}\nA,B,C,1,\n".encode(), "heading of column 5"),
        (b'shelter,code,kind,beds\n"FJORD-07,A1,ROOM,3\n', "quotes"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_its_kind_is_refused(text, why):
    with pytest.raises(FileRefused, match=why) as refused:
        parsed(Kind.UNITS, text)
    assert SECRET not in str(refused.value)


def test_a_level_of_security_cannot_be_typed():
    with pytest.raises(FileRefused, match="heading of column 6"):
        parsed(Kind.SHELTERS, content(SHELTER | {"security_level": "S4"}))


def test_a_file_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    with pytest.raises(FileRefused, match="larger than 20 MB"):
        read_table(path, ["code"], ["code"])


def test_too_many_rows_are_refused():
    text = "shelter,code,kind,beds\n" + "A,B,ROOM,1\n" * (MAX_ROWS + 1)
    with pytest.raises(FileRefused, match="more than 100000 rows"):
        parsed(Kind.UNITS, text)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="cannot be read"):
        read_table(tmp_path / "none.csv", ["code"], ["code"])


@pytest.mark.parametrize("kind", list(Kind))
def test_each_template_is_a_file_of_its_kind(kind):
    assert len(parsed(kind, template(kind)).rows) == 1
    names = [column.name for column in TEMPLATES[kind]]
    assert len(set(names)) == len(names)
