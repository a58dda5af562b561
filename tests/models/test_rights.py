"""The matrix of roles and fields: whole, and any hole in it is found."""

from __future__ import annotations

import pytest

import models
from models.rights import (
    FIELDS,
    FILE,
    TABLE_OF_THE_GUIDE,
    Code,
    RightsIncomplete,
    check_columns,
    codes,
    read,
)
from models.words import Role

TEXT = FILE.read_text(encoding="utf-8")
COLUMNS = [
    (f"{table.name}.{column.name}", column.info["class"])
    for table in models.metadata.sorted_tables
    for column in table.columns
]


def test_v8_1_2_every_column_belongs_to_one_field() -> None:
    told = [column for field in FIELDS.values() for column in field.columns]
    assert sorted(told) == sorted(column for column, _ in COLUMNS)
    check_columns(COLUMNS)


@pytest.mark.parametrize("column", [("shelters.seventh_sense", "I"), ("alarms.text", "C")])
def test_a_column_of_no_field_stops_the_build(column: tuple[str, str]) -> None:
    with pytest.raises(RightsIncomplete, match=column[0]):
        check_columns([*COLUMNS, column])


def test_a_field_of_a_column_that_is_gone_stops_the_build() -> None:
    with pytest.raises(RightsIncomplete, match=r"shelters\.region"):
        check_columns([each for each in COLUMNS if each[0] != "shelters.region"])


def test_a_field_less_secret_than_its_column_stops_the_build() -> None:
    with pytest.raises(RightsIncomplete, match="less secret"):
        check_columns(
            [*(c for c in COLUMNS if c[0] != "shelters.region"), ("shelters.region", "X")]
        )


@pytest.mark.parametrize("role", list(Role))
def test_a_field_without_an_entry_for_a_role_stops_the_build(role: Role) -> None:
    lines = TEXT.splitlines()
    lines.remove(next(line for line in lines if line.startswith(f"{role} = ")))
    with pytest.raises(RightsIncomplete, match=f"no entry for {role}"):
        read("\n".join(lines))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('AUDITOR = "P"', 'AUDITOR = "Q"', "unknown code"),
        ('AUDITOR = "P"', 'AUDITOR = "P P"', "doubled"),
        ('AUDITOR = "P"', 'AUDITOR = ""', "empty"),
        ('AUDITOR = "P"', 'AUDITOR = "P"\nNEIGHBOUR = "R"', "no role"),
        ('columns = ["shelters.region"]', 'columns = ["zones.lat"]', "belongs to"),
        (
            '["shelters.region"]',
            '["shelters.region", "shelters.region"]',
            "shelters.region belongs to",
        ),
        ('AUDITOR = "P"', 'AUDITOR = "P"\nZOO = "R"\nAPE = "R"', "speaks of APE"),
        ('class = "P"', 'class = "Z"', "no class"),
        ("[fields.case_state.why]\nPOLICE", "[fields.case_state.why]\n#", "does not say why"),
        ('BATCH = "P"', 'BATCH = "P"\nwhy = { LAWYER = "because" }', "says it for nothing"),
    ],
)
def test_a_matrix_that_contradicts_itself_stops_the_build(old: str, new: str, said: str) -> None:
    with pytest.raises(Exception, match=said) as found:
        read(_in_region(TEXT, old, new) if "why =" in new else TEXT.replace(old, new, 1))
    assert isinstance(found.value, RightsIncomplete)


def _in_region(text: str, old: str, new: str) -> str:
    """The same with the change made in a field that has no reasons yet."""
    head, mark, tail = text.partition("[fields.zone_disc]")
    return head + mark + tail.replace('BATCH = "R"', new, 1)


def test_each_grant_of_a_role_beyond_the_guides_table_says_why() -> None:
    for field in FIELDS.values():
        for role in set(Role) - TABLE_OF_THE_GUIDE:
            assert bool(field.codes[role]) == bool(field.why.get(role)), (field.name, role)


def test_an_administrator_and_the_batch_open_no_sealed_field() -> None:
    sealed = [name for name, field in FIELDS.items() if field.secrecy == "X"]
    assert len(sealed) >= 4
    for name in sealed:
        assert codes(Role.ADMIN, name) <= {Code.CIPHERTEXT}
        for role in (Role.BATCH, Role.AUDITOR, Role.REFERRER, Role.STATISTICS, Role.POLICE):
            assert codes(role, name) <= {Code.WRITE}


def test_a_lawyer_and_a_municipality_have_nothing_of_a_shelter() -> None:
    of_a_house = ("shelter_name", "zone", "address", "shelter_profile", "who_is_where", "region")
    for role in (Role.LAWYER, Role.MUNICIPALITY, Role.RETURN_COUNSELLOR, Role.FOLLOW_UP):
        for name in of_a_house:
            assert not codes(role, name), (role, name)


def test_a_field_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(RightsIncomplete):
        codes(Role.ADMIN, "weather")
