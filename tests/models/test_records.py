"""What every record promises: a class for each column, words that are checked, a silent repr."""

from __future__ import annotations

import enum
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import CheckConstraint, create_engine, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

import models
from matching.vocabulary import Answer, NightSpan, Phase, Region
from models.base import Base, Kept, Writes
from models.dictionary import data_dictionary
from models.sealed import ShelterSealedRecord
from models.shelter import ShelterRecord
from models.types import Sealed, SealedValue, Word, Words
from tests.support import records
from tests.support.database import Database

RECORDS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers), key=lambda each: each.__name__
)
TABLES = models.metadata.sorted_tables


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_each_record_says_how_long_it_is_kept_and_who_may_write(record: type[Base]) -> None:
    assert isinstance(record.kept, Kept)
    assert isinstance(record.writes, Writes)
    assert repr(record()) == f"<{record.__name__}>"


def test_each_column_has_its_class() -> None:
    classes = {(t.name, c.name): c.info.get("class") for t in TABLES for c in t.columns}
    assert {key for key, value in classes.items() if value not in ("P", "I", "C", "X")} == set()


def test_what_is_sealed_is_x_and_what_is_x_is_sealed_or_wrapped() -> None:
    for table in TABLES:
        for column in table.columns:
            wrapped = table.name in ("data_keys", "service_keys") and column.name == "wrapped"
            sealed = isinstance(column.type, Sealed) or wrapped
            assert sealed == (column.info["class"] == "X"), f"{table.name}.{column.name}"


def test_each_closed_word_is_checked_by_the_database() -> None:
    for table in TABLES:
        named = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        for column in table.columns:
            if isinstance(column.type, Word | Words):
                assert f"ck_{table.name}_{column.name}_words" in named
            assert not isinstance(column.type, enum.EnumType)


def test_each_constraint_has_a_name_that_postgresql_keeps_whole() -> None:
    for table in TABLES:
        for constraint in table.constraints:
            assert constraint.name, table.name
            assert len(str(constraint.name)) <= 63, constraint.name
        for index in table.indexes:
            assert len(str(index.name)) <= 63


def test_no_column_could_hold_a_name_an_address_or_a_point() -> None:
    forbidden = {"name", "address", "street", "lat", "lon", "point", "phone", "email", "note"}
    allowed = {
        ("zones", "lat"),
        ("zones", "lon"),
        ("rule_sets", "name"),
    }
    for table in TABLES:
        for column in table.columns:
            if column.info["class"] != "X" and (table.name, column.name) not in allowed:
                assert column.name not in forbidden, f"{table.name}.{column.name}"


def test_the_data_dictionary_in_the_readme_is_that_of_the_records() -> None:
    readme = (Path(models.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert data_dictionary() in readme


def test_values_come_back_as_they_were_and_null_stays_not_asked(database: Database) -> None:
    engine = create_engine(database.owner_url)
    rows = records.load(engine)
    with Session(engine) as session, session.begin():
        house = session.get_one(ShelterRecord, rows.shelters[0])
        house.phases = frozenset({Phase.LONG_STAY, Phase.ACUTE})
        house.women_only_staff = Answer.UNKNOWN
    with Session(engine) as session:
        house = session.get_one(ShelterRecord, rows.shelters[0])
        assert house.phases == {Phase.ACUTE, Phase.LONG_STAY}
        assert house.region is Region.EAST
        assert house.women_only_staff is Answer.UNKNOWN
        assert house.urban is None
        assert house.version == 2
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE shelters SET status = 'AJAR'", "ck_shelters_status_words"),
        ("UPDATE shelters SET phases = '{ACUTE,LATER}'", "ck_shelters_phases_words"),
        ("UPDATE zones SET radius_km = 12.4", "ck_zones_wide_enough"),
        ("UPDATE units SET cots = -1", "ck_units_beds_counted"),
        ("UPDATE accounts SET role = 'SHELTER'", "ck_accounts_shelter_role_has_its_shelter"),
        ("UPDATE households SET languages = '{}'", "ck_households_languages_not_empty"),
        ("UPDATE referrals SET state = 'CLOSED'", "ck_referrals_closed_has_its_time"),
        *(
            (
                (
                    "INSERT INTO out_of_service (id, unit_id, nights, reason, created_at)"
                    f" SELECT gen_random_uuid(), id, '{nights}', 'REPAIR', now() FROM units"
                ),
                "ck_out_of_service_nights_bounded",
            )
            for nights in ("empty", "[2026-03-02,)", "(,2026-03-02)", "[2026-03-02,infinity)")
        ),
    ],
)
def test_the_database_refuses_what_the_guide_does_not_know(
    database: Database, statement: str, constraint: str
) -> None:
    engine = create_engine(database.owner_url)
    records.load(engine)
    with pytest.raises(DBAPIError, match=constraint), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_only_sealed_values_and_words_of_the_list_can_be_written(database: Database) -> None:
    engine = create_engine(database.owner_url, hide_parameters=True)
    rows = records.load(engine)
    for record in (
        ShelterSealedRecord(shelter_id=rows.shelters[0], street_address="Storgata 1"),
        ShelterSealedRecord(shelter_id=rows.shelters[0], street_address=b"Storgata 1"),
    ):
        with pytest.raises(StatementError) as refused, Session(engine) as session:
            session.add(record)
            session.flush()
        assert "Storgata" not in str(refused.value)
    with Session(engine) as session, session.begin():
        session.add(
            ShelterSealedRecord(shelter_id=rows.shelters[0], street_address=SealedValue(b"\x01x"))
        )
    with Session(engine) as session:
        kept = session.get_one(ShelterSealedRecord, rows.shelters[0])
        assert kept.street_address == SealedValue(b"\x01x")
        assert repr(kept) == "<ShelterSealedRecord>"
    engine.dispose()


def test_ids_are_random_and_not_in_order_of_time() -> None:
    ids = [uuid4() for _ in range(64)]
    assert all(one.version == 4 for one in ids)
    assert ids != sorted(ids)
    for record in RECORDS:
        column = record.__table__.columns.get("id")
        if column is not None and column.default is not None:
            assert column.default.arg.__name__ == "uuid4"


def test_nights_are_dates_across_the_clock_change() -> None:
    assert NightSpan(date(2026, 3, 28), date(2026, 3, 30)).nights == 2
