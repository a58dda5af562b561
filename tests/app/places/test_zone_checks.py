"""Every fault of a zone file is found, on the line, and nothing of the file is repeated."""

from __future__ import annotations

from csv import DictReader
from pathlib import Path

import pytest

from app.places.gazetteer import PlaceKind, load_gazetteer
from app.places.zone_checks import Fault, ZoneFault, run_validate, validate_zones
from app.places.zones import COLUMNS, cell_entries, load_zones, shipped_text, towns_inside
from matching.vocabulary import ZoneId

Row = dict[str | None, object]
CANARY = "tante Olga, Storgata 1"


def shipped_rows() -> list[Row]:
    return [dict(row) for row in DictReader(shipped_text().splitlines())]


def one_row(**changed: object) -> list[Row]:
    """The third shipped zone, with changes: several municipalities, several towns."""
    return [shipped_rows()[2] | changed]


def faults_of(rows: list[Row], shelters: dict[str, int] | None = None) -> list[Fault]:
    return [found.fault for found in validate_zones(rows, shelters)]


def test_the_shipped_zones_have_no_fault() -> None:
    assert validate_zones(shipped_rows()) == []
    assert faults_of(one_row()) == []


def test_no_zones_at_all_is_a_fault() -> None:
    assert validate_zones([]) == [ZoneFault(0, None, Fault.NO_ZONES)]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"code": "no-z-003"}, Fault.CODE),
        ({"code": "NO-Z-3"}, Fault.CODE),
        ({"code": "NO-Z-003\n"}, Fault.CODE),
        ({"code": ""}, Fault.CODE),
        ({"lat": "90.1"}, Fault.OFF_EARTH),
        ({"lat": "-91"}, Fault.OFF_EARTH),
        ({"lon": "180.1"}, Fault.OFF_EARTH),
        ({"lat": "nan"}, Fault.OFF_EARTH),
        ({"lon": "inf"}, Fault.OFF_EARTH),
        ({"lon": "5,9"}, Fault.OFF_EARTH),
        ({"lat": "5_8"}, Fault.OFF_EARTH),
        ({"lat": "٥٨"}, Fault.OFF_EARTH),
        ({"lat": ""}, Fault.OFF_EARTH),
        ({"radius_km": "nan"}, Fault.RADIUS),
        ({"radius_km": "-26.4"}, Fault.RADIUS),
        ({"radius_km": "2000"}, Fault.RADIUS),
        ({"radius_km": "1e2"}, Fault.RADIUS),
        ({"radius_km": ""}, Fault.RADIUS),
        ({"region_word": "west"}, Fault.REGION),
        ({"region_word": "UNKNOWN"}, Fault.REGION),
        ({"region_word": ""}, Fault.REGION),
        ({"addresses": "5e6"}, Fault.COUNTS),
        ({"addresses": "-1"}, Fault.COUNTS),
        ({"addresses": ""}, Fault.COUNTS),
        ({"towns_inside": "5.0"}, Fault.COUNTS),
        ({"cell": ""}, Fault.EMPTY_CELL),
        ({"cell": "  "}, Fault.EMPTY_CELL),
        ({"cell": "NO-K-9999"}, Fault.UNKNOWN_PLACE),
        ({"towns_inside": "4"}, Fault.TOWNS_DIFFER),
        ({"addresses": "4999"}, Fault.TOO_FEW),
        ({"code": None}, Fault.COLUMNS),
        ({"cell": None}, Fault.COLUMNS),
        ({"cell": ["NO-K-1103"]}, Fault.COLUMNS),
        ({None: ["more"]}, Fault.COLUMNS),
        ({"shelters": "3"}, Fault.COLUMNS),
    ],
)
def test_one_wrong_field_is_one_fault(changed: dict[str | None, object], fault: Fault) -> None:
    assert faults_of([shipped_rows()[2] | changed]) == [fault]


def test_a_missing_column_is_a_fault() -> None:
    row = shipped_rows()[2]
    del row["towns_inside"]
    assert faults_of([row]) == [Fault.COLUMNS]


def test_12_5_km_is_wide_enough_and_less_is_not() -> None:
    assert faults_of(one_row(radius_km="12.5")) == [Fault.NOT_HELD]
    assert faults_of(one_row(radius_km="12.499")) == [Fault.TOO_NARROW, Fault.NOT_HELD]


def test_the_pole_and_the_date_line_are_on_earth() -> None:
    for changed in ({"lat": "90"}, {"lat": "-90.0"}, {"lon": "180"}, {"lon": "-180"}):
        assert faults_of(one_row(**changed)) == [Fault.NOT_HELD]


@pytest.mark.parametrize(
    ("addresses", "shelters", "enough"),
    [
        (5_000, None, True),
        (5_000, 0, True),
        (4_999, None, False),
        (4_999, 2, False),
        (4_999, 3, True),
        (0, 3, True),
    ],
)
def test_three_shelters_or_5000_addresses_are_enough(
    addresses: int, shelters: int | None, enough: bool
) -> None:
    counts = None if shelters is None else {"NO-Z-003": shelters}
    expected = [] if enough else [Fault.TOO_FEW]
    assert faults_of(one_row(addresses=str(addresses)), counts) == expected


def test_shelters_of_another_zone_do_not_count() -> None:
    assert faults_of(one_row(addresses="10"), {"NO-Z-004": 99}) == [Fault.TOO_FEW]


def test_a_disc_a_little_too_small_for_a_town_of_its_cell_is_found() -> None:
    """The drawn radius is rounded up to 0.1 km, so 0.2 km less leaves some place outside."""
    for row in shipped_rows():
        smaller = f"{float(str(row['radius_km'])) - 0.2:.1f}"
        assert Fault.NOT_HELD in faults_of([row | {"radius_km": smaller}])


def test_a_wide_disc_round_a_small_cell_is_found() -> None:
    narrow = {"cell": "NO-K-3029", "radius_km": "60.0", "lat": "59.93", "lon": "10.95"}  # Lørenskog
    towns = towns_inside(cell_entries(load_gazetteer(), ["NO-K-3029"]))
    found = faults_of(one_row(**narrow, towns_inside=str(towns)))
    assert Fault.CELL_TOO_NARROW in found
    assert Fault.NOT_HELD not in found


def test_a_zone_with_one_town_is_the_town() -> None:
    gazetteer = load_gazetteer()
    single = next(
        m
        for m in gazetteer.entries
        if m.kind is PlaceKind.MUNICIPALITY
        and len(gazetteer.towns_of(m.code)) == 1
        and towns_inside(gazetteer.towns_of(m.code)) == 1
        and great(m.code)
    )
    row = one_row(
        cell=single.code,
        lat=f"{single.place.lat:.4f}",
        lon=f"{single.place.lon:.4f}",
        radius_km="60.0",
        towns_inside="1",
    )
    assert Fault.ONE_TOWN in faults_of(row)
    assert Fault.TOWNS_DIFFER not in faults_of(row)


def great(code: str) -> bool:
    zone = load_zones().cell_of(code)
    return zone is not None and len(zone.cell) > 1


def test_a_town_may_be_named_in_a_cell_by_itself() -> None:
    row = shipped_rows()[2]
    towns = [t.code for code in str(row["cell"]).split() for t in load_gazetteer().towns_of(code)]
    assert faults_of(one_row(cell=" ".join(towns))) == []


def test_a_place_in_two_zones_is_found_in_the_later_row() -> None:
    first, second = shipped_rows()[2], shipped_rows()[3]
    stolen = second | {"cell": f"{second['cell']} {str(first['cell']).split()[0]}"}
    found = validate_zones([first, stolen])
    assert {f.row for f in found} == {2}
    assert Fault.PLACE_TWICE in {f.fault for f in found}
    twice = str(first["cell"]) + " " + str(first["cell"]).split()[0]
    assert faults_of([first | {"cell": twice}]) == [Fault.PLACE_TWICE]


def test_a_code_that_comes_twice_is_found_in_the_later_row_even_after_a_wrong_one() -> None:
    rows = [shipped_rows()[2] | {"lat": "99"}, shipped_rows()[3] | {"code": "NO-Z-003"}]
    assert validate_zones(rows) == [
        ZoneFault(1, ZoneId("NO-Z-003"), Fault.OFF_EARTH),
        ZoneFault(2, ZoneId("NO-Z-003"), Fault.CODE_TWICE),
    ]


def test_all_faults_of_a_hostile_file_are_found_at_once() -> None:
    hostile: Row = {
        "code": CANARY,
        "lat": "91",
        "lon": CANARY,
        "radius_km": "NaN",
        "region_word": CANARY,
        "addresses": "99999999999999999999",
        "towns_inside": CANARY,
        "cell": CANARY,
    }
    rows: list[Row] = [dict(hostile), *shipped_rows(), {"code": "NO-Z-001"}]
    found = validate_zones(rows)
    assert [(f.row, f.fault) for f in found] == [
        (1, Fault.CODE),
        (1, Fault.OFF_EARTH),
        (1, Fault.RADIUS),
        (1, Fault.REGION),
        (1, Fault.COUNTS),
        (len(rows), Fault.COLUMNS),
    ]
    assert CANARY not in repr(found)


def saved(folder: Path, content: str | bytes) -> Path:
    file = folder / "zones.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_the_command_says_that_a_good_file_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_validate(saved(tmp_path, shipped_text())) == 0
    assert capsys.readouterr() == ("88 zones, no fault\n", "")


def test_the_command_prints_one_line_per_fault_and_nothing_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shipped_text().splitlines()
    lines[3] = ",".join([*lines[3].split(",")[:3], "11.0", *lines[3].split(",")[4:]])
    lines[5] = f"{CANARY.replace(',', ';')},1,1,20,EAST,9000,3,NO-K-0301"
    assert run_validate(saved(tmp_path, "\n".join(lines))) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "row 3 NO-Z-003: the disc is less than 25 km wide",
        "row 3 NO-Z-003: the disc does not hold every place of its cell",
        "row 5: the zone code is not like NO-Z-017",
    ]
    assert "Olga" not in err


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe\x00", Fault.NOT_A_FILE),
        (b"", Fault.COLUMNS),
        (b"code,lat\nNO-Z-001,60\n", Fault.COLUMNS),
        ((",".join(COLUMNS) + "\n").encode(), Fault.NO_ZONES),
        ((",".join(COLUMNS) + '\n"NO-Z-001').encode(), Fault.NOT_A_FILE),
        (b"x" * 5_000_001, Fault.NOT_A_FILE),
        ((",".join(COLUMNS) + "\n" + "1" * 200_000 + "\n").encode(), Fault.NOT_A_FILE),
    ],
)
def test_a_file_that_is_no_zone_file_is_one_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, fault: Fault
) -> None:
    assert run_validate(saved(tmp_path, content)) == 2
    assert capsys.readouterr().err == f"file: {fault.value}\n"


def test_a_file_that_is_not_there_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_validate(tmp_path / "none.csv") == 2
    assert run_validate(tmp_path) == 2
    assert capsys.readouterr().err == f"file: {Fault.NOT_A_FILE.value}\n" * 2


def test_a_file_from_a_spreadsheet_with_a_mark_and_windows_lines_is_read(tmp_path: Path) -> None:
    text = "\ufeff" + shipped_text().replace("\n", "\r\n")
    assert run_validate(saved(tmp_path, text)) == 0
