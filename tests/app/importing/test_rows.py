"""Every row is read and each wrong one told once: where, what is allowed, never what stood there."""

from datetime import date

import pytest

from app.importing.cells import Look
from app.importing.columns import Kind
from app.importing.intake_hours import Hours, Window, intake_hours, written
from app.importing.rows import read_rows
from matching.vocabulary import Answer
from tests.app.importing.tables import parsed, table

TODAY = date(2026, 11, 24)


def faults(kind, *rows):
    return [str(fault) for fault in read_rows(kind, table(kind, *rows), TODAY)[1]]


def said(kind, **cells):
    rows, wrong = read_rows(kind, table(kind, cells), TODAY)
    assert wrong == []
    return rows[0].said


WRONG = [
    (Kind.SHELTERS, "code_name", "fjord 7", "at most 24 capital letters"),
    (Kind.SHELTERS, "code_name", "", "at most 24 capital letters"),
    (Kind.SHELTERS, "code_name", "F" * 25, "at most 24 capital letters"),
    (Kind.SHELTERS, "kind", "HOSTEL", "one of CRISIS_CENTRE"),
    (Kind.SHELTERS, "phases", "ACUTE|NEVER", "one or more of ACUTE"),
    (Kind.SHELTERS, "place", "Trondheim", "the code of a Norwegian town"),
    (Kind.SHELTERS, "place", "SE-T-2711537", "the code of a Norwegian town"),
    (Kind.SHELTERS, "residents_gender", "LADIES", "one of WOMEN"),
    (Kind.SHELTERS, "status", "COMPROMISED", "one of OPEN, PAUSED, CLOSED"),
    (Kind.SHELTERS, "police_response_min", "-5", "may not begin with"),
    (Kind.SHELTERS, "police_response_min", "601", "a whole number from 0 to 600, or UNKNOWN"),
    (Kind.SHELTERS, "street_address", "x" * 201, "at most 200 characters"),
    (Kind.SHELTERS, "turnover_per_year", "12.5", "a whole number"),
    (Kind.SHELTERS, "turnover_per_year", "²", "a whole number"),
    (Kind.SHELTERS, "wheelchair", "MAYBE", "one of YES, NO, UNKNOWN"),
    (Kind.SHELTERS, "last_profile_check", "24.11.2026", "a date like"),
    (Kind.SHELTERS, "last_profile_check", "2026-11-25", "no day in the future"),
    (Kind.SHELTERS, "intake_hours", "08-22", "hours like"),
    (Kind.SHELTERS, "intake_hours", "MON 08:00-12:00 | MON 11:00-14:00", "hours like"),
    (Kind.SHELTERS, "stay_limit_nights", "0", "a whole number from 1"),
    (Kind.SHELTERS, "fixed_fte", "7.555", "at most two decimals"),
    (Kind.SHELTERS, "languages", "norsk", "codes of three letters"),
    (Kind.SHELTERS, "intercom", "YES", "the day it was looked at"),
    (Kind.SHELTERS, "intercom", "YES 2026-11-25", "no day in the future"),
    (Kind.SHELTERS, "intercom", "SEEN 2026-11-20", "the day it was looked at"),
    (Kind.UNITS, "beds", "0", "a whole number from 1 to 50"),
    (Kind.UNITS, "code", "A 1", "at most 24 letters"),
    (Kind.SERVICES, "type", "COOKING", "one of GP"),
    (Kind.SERVICES, "verified_on", "2026-11-25", "no day in the future"),
    (Kind.OUT_OF_SERVICE, "to", "2026-12-01", "a later day than first"),
    (Kind.OUT_OF_SERVICE, "first", "2026-02-30", "a date like"),
    (Kind.OUT_OF_SERVICE, "reason", "PARTY", "one of REPAIR"),
]


@pytest.mark.parametrize(("kind", "column", "cell", "allowed"), WRONG)
def test_a_wrong_cell_is_told_by_row_column_and_what_is_allowed(kind, column, cell, allowed):
    told = faults(kind, {column: cell})
    assert len(told) == 1
    assert told[0].startswith(f"row 2, {column}: ")
    assert allowed in told[0]
    assert len(cell) < 4 or cell not in told[0]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "＝", "＠"])
@pytest.mark.parametrize("column", ["house_duties", "street_address", "status_rule"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(lead, column):
    told = faults(Kind.SHELTERS, {column: f"{lead}cmd|' /C calc'!A0"})
    assert told == [f"row 2, {column}: a cell may not begin with = + - @"]


@pytest.mark.parametrize("sign", ["\x07", "\x1b[2J", "\n", "\x7f"])
def test_signs_that_no_text_holds_are_refused(sign):
    assert "plain text" in faults(Kind.SHELTERS, {"house_duties": f"Lager{sign}mat"})[0]


def test_all_rows_are_looked_at_and_each_wrong_one_is_told_once():
    rows = [{"code": f"A{n}", "beds": "3" if n % 2 else "none", "cots": "x"} for n in range(4)]
    assert [fault[:11] for fault in faults(Kind.UNITS, *rows)] == [
        "row 2, beds", "row 3, cots", "row 4, beds", "row 5, cots",
    ]  # fmt: skip


def test_the_same_thing_in_two_rows_is_a_fault_of_the_second():
    told = faults(Kind.UNITS, {}, {"code": "A2"}, {})
    assert told == ["row 4, code: each shelter and code in one row only"]


def test_a_row_with_too_many_cells_is_a_fault():
    wrong = parsed(Kind.UNITS, "shelter,code,kind,beds\nFJORD-07,A1,ROOM,3,9\n")
    assert [str(f) for f in read_rows(Kind.UNITS, wrong, TODAY)[1]] == [
        "row 2, the whole row: as many cells as the heading has"
    ]


def test_empty_is_not_asked_and_unknown_is_a_word_of_its_own():
    assert said(Kind.SHELTERS, wheelchair="")["wheelchair"] is None
    assert said(Kind.SHELTERS, wheelchair="unknown")["wheelchair"] is Answer.UNKNOWN
    assert "wheelchair" not in said(Kind.SHELTERS)


def test_an_unknown_feature_needs_no_day():
    assert said(Kind.SHELTERS, intercom="UNKNOWN")["intercom"] == Look(Answer.UNKNOWN, None)


@pytest.mark.parametrize(
    ("cell", "windows"),
    [
        ("ALWAYS", tuple(Window(d, 0, 1440) for d in range(7))),
        ("MON 08:00-22:00", (Window(0, 480, 1320),)),
        ("sat-sun 10:00-24:00", (Window(5, 600, 1440), Window(6, 600, 1440))),
        ("FRI 22:00-02:00", (Window(4, 1320, 1440), Window(5, 0, 120))),
        ("SUN 22:00-00:30", (Window(0, 0, 30), Window(6, 1320, 1440))),
        ("SAT-MON 09:00-10:00", tuple(Window(d, 540, 600) for d in (0, 5, 6))),
    ],
)
def test_intake_hours_are_read_as_windows_of_single_days(cell, windows):
    hours = intake_hours()(cell)
    assert hours == Hours(True, windows)
    assert intake_hours()(written(hours)) == hours


def test_unknown_hours_are_not_no_hours():
    assert intake_hours()("UNKNOWN") == Hours(False, ())
