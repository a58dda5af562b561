"""The invented country: published numbers, the same from the same seed, no level typed."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from app.demo.country import demo_country
from app.demo.tables import tables
from app.importing.columns import Kind
from app.importing.rows import read_rows
from app.places.gazetteer import PlaceKind, load_gazetteer
from tests.app.importing.tables import parsed

ROOT = Path(__file__).resolve().parents[3]
NIGHT = date(2026, 11, 24)
DIGEST = """
import hashlib
from datetime import date
from app.demo.country import demo_country
from app.demo.tables import tables
told = tables(demo_country({seed}, date(2026, 11, 24)))
print(hashlib.sha256("".join(told.values()).encode()).hexdigest())
"""


def rows(kind, seed=1):
    return list(csv.DictReader(StringIO(tables(demo_country(seed, NIGHT))[kind])))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("seed", [1, 2])
def test_every_row_is_one_that_the_importer_takes(kind, seed):
    text = tables(demo_country(seed, NIGHT))[kind]
    _, faults = read_rows(kind, parsed(kind, text), NIGHT)
    assert faults == []


def test_the_numbers_are_those_of_norway():
    shelters, units = rows(Kind.SHELTERS), rows(Kind.UNITS)
    genders = Counter(row["residents_gender"] for row in shelters)
    assert (len(shelters), len(units)) == (43, 357 + 98)
    assert sum(int(row["beds"]) for row in units) == 918 + 212
    assert genders["MEN"] + genders["SEPARATED"] + genders["MIXED"] == 42


def test_houses_stand_in_real_towns_under_names_that_tell_no_place():
    gazetteer = load_gazetteer()
    names = {e.name.upper() for e in gazetteer.entries if len(e.name) > 2}
    for row in rows(Kind.SHELTERS):
        town = gazetteer.entry(row["place"])
        assert (town.kind, town.country) == (PlaceKind.TOWN, "NO")
        assert row["code_name"].rpartition("-")[0] != town.name.upper()
        assert row["street_address"].startswith("Oppdiktet vei ")
    assert len(names) > 500


def test_the_same_seed_gives_the_same_bytes_in_every_process():
    def digest(seed, hash_seed):
        return subprocess.run(
            [sys.executable, "-c", DIGEST.format(seed=seed)],
            cwd=ROOT,
            env={"PYTHONHASHSEED": hash_seed, "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert digest(1, "1") == digest(1, "2") != digest(2, "1")


def test_the_same_seed_gives_the_same_houses_on_another_night():
    later = tables(demo_country(1, date(2027, 3, 1)))[Kind.SHELTERS]
    there = {row["code_name"]: row["place"] for row in csv.DictReader(StringIO(later))}
    assert there == {row["code_name"]: row["place"] for row in rows(Kind.SHELTERS)}
