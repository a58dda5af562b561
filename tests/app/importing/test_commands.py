"""The commands as they are typed: exit codes, what is printed, and what never is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from app.cli import app
from app.importing.columns import Kind, template
from app.importing.describe import described
from app.importing.zone_set import OtherZones
from app.vault.keys import FileMasterKey
from matching.vocabulary import ShelterKind
from tests.app.importing.tables import SHELTER, content

ROOT = Path(__file__).resolve().parents[3]
SECRET = "Hemmelig gate 9"


@pytest.fixture
def typed(database, tmp_path, monkeypatch):
    """The command line on a database of its own."""
    FileMasterKey.make(tmp_path / "master.key")
    monkeypatch.setenv("DATABASE_URL", database.service_url)
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(tmp_path / "master.key"))
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


def written(folder, kind, text):
    path = folder / f"{kind.value}.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_templates_come_in_one_after_the_other_and_change_nothing_twice(typed, tmp_path):
    for said in ("1 new, 0 changed, 0 as they were", "0 new, 0 changed, 1 as they were"):
        for kind in Kind:
            done = typed("import", kind.value, written(tmp_path, kind, template(kind)))
            assert (done.exit_code, done.stdout) == (0, f"{kind}: {said}\n")


def test_a_dry_run_says_so_and_keeps_nothing(typed, tmp_path):
    path = written(tmp_path, Kind.SHELTERS, template(Kind.SHELTERS))
    for _ in range(2):
        done = typed("import", "shelters", path, "--dry-run")
        assert done.exit_code == 0
        assert done.stdout == (
            "shelters: 1 new, 0 changed, 0 as they were (a dry run: nothing was kept)\n"
        )


def test_a_workbook_comes_in_like_text_whatever_its_name_says(typed, tmp_path):
    path = tmp_path / "shelters.csv"
    lines = template(Kind.SHELTERS).splitlines()
    book = Workbook()
    for line in csv.reader(lines):
        book.active.append([cell or None for cell in line])
    with path.open("wb") as out:
        book.save(out)
    for said in ("1 new, 0 changed, 0 as they were", "0 new, 0 changed, 1 as they were"):
        assert typed("import", "shelters", path).stdout == f"shelters: {said}\n"
    done = typed("import", "shelters", written(tmp_path, Kind.SHELTERS, template(Kind.SHELTERS)))
    assert done.stdout == "shelters: 0 new, 0 changed, 1 as they were\n"


def test_wrong_rows_are_exit_1_and_nothing_of_them_is_repeated(typed, tmp_path):
    rows = [
        SHELTER | {"street_address": SECRET, "kind": "HOSTEL"},
        SHELTER | {"code_name": "ELV-1", "street_address": f"={SECRET}"},
    ]
    done = typed("import", "shelters", written(tmp_path, Kind.SHELTERS, content(*rows)))
    assert done.exit_code == 1
    assert done.stdout == ""
    kinds = ", ".join(ShelterKind)
    assert done.stderr.splitlines() == [
        f"row 2, kind: one of {kinds}",
        "row 3, street_address: a cell may not begin with = + - @",
        "2 of 2 rows are wrong; nothing was changed.",
    ]


def test_a_file_that_is_no_table_is_exit_2(typed, tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes("code_name\nFJØRD\n".encode("latin-1"))
    done = typed("import", "shelters", path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "the file is not UTF-8: save it as 'CSV UTF-8'\n"


def test_without_a_key_nothing_is_read_into_the_records(typed, tmp_path, monkeypatch):
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(tmp_path / "none.key"))
    done = typed("import", "shelters", written(tmp_path, Kind.SHELTERS, template(Kind.SHELTERS)))
    assert done.exit_code == 2
    assert "master key" in done.stderr


def test_a_database_that_is_away_is_one_line(typed, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://havn@/havn?host=/nonexistent")
    done = typed("import", "shelters", written(tmp_path, Kind.SHELTERS, template(Kind.SHELTERS)))
    assert done.exit_code == 2
    assert done.stderr == "The records cannot be reached; try again.\n"


def test_zones_are_loaded_once(typed):
    first, again = typed("zones", "load"), typed("zones", "load")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "0 new, 0 changed" in again.stdout


def test_zones_of_another_drawing_are_exit_2(typed, tmp_path, monkeypatch):
    def refuse(*_args, **_more):
        raise OtherZones

    monkeypatch.setattr("app.importing.shelters.bring_in_zones", refuse)
    done = typed("import", "shelters", written(tmp_path, Kind.SHELTERS, template(Kind.SHELTERS)))
    assert (done.exit_code, done.stderr) == (
        2,
        "shelters stand in zones of another drawing; nothing was changed\n",
    )


def test_the_shipped_zones_are_well_and_drawing_gives_them_again(typed, tmp_path):
    shipped = ROOT / "app/places/data/zones_no.csv"
    assert typed("zones", "validate", shipped).exit_code == 0
    broken = tmp_path / "broken.csv"
    broken.write_text(shipped.read_text("utf-8").replace(",23.9,", ",9.9,", 1), "utf-8")
    assert typed("zones", "validate", broken).exit_code == 2


def test_places_are_found_by_the_beginning_of_their_name(typed):
    done = typed("zones", "find", "trondheim")
    assert "NO-T-3133880  Trondheim" in done.stdout
    assert "NO-K-5001  Trondheim (municipality, Trøndelag): wider than its zone" in done.stdout
    assert typed("zones", "find", "zzzz").exit_code == 1


@pytest.mark.parametrize("kind", list(Kind))
def test_the_document_lists_every_column_as_it_is(typed, kind):
    told = (ROOT / "docs/import.md").read_text(encoding="utf-8")
    assert described(kind) in told
    assert typed("import", "columns", kind.value).exit_code == 0
    assert typed("import", "template", kind.value).stdout == template(kind)
