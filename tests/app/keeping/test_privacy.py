"""What the data-protection officer is told: who did what, and what is kept of whom."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from typer.testing import CliRunner

from app.cli import app
from app.keeping.processing import record_of_processing
from app.store import audit
from models.base import Base
from models.words import AuditAct, Role
from tests.support.records import NOON

PAGE = Path(__file__).resolve().parents[3] / "docs" / "processing.md"


def test_the_record_of_processing_is_as_the_records_and_the_matrix_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == record_of_processing(), (
        "run: havn privacy processing > docs/processing.md"
    )


def test_every_table_stands_in_it() -> None:
    page = record_of_processing()
    assert all(f"| {table.name} |" in page for table in Base.metadata.sorted_tables)


def told(*words: str) -> str:
    got = CliRunner().invoke(app, ["privacy", *words])
    assert got.exit_code == 0, got.output
    return got.output


def test_a_breach_report_says_who_what_when_and_why_and_is_an_act(store, rows, master):
    with store.transaction() as tx:
        for hour in range(3):
            audit.add(
                tx,
                AuditAct.ADDRESS_DISCLOSED,
                at=NOON + timedelta(hours=hour),
                actor=rows.account,
                role=Role.COORDINATOR,
                subject_kind="disclosure",
                subject=rows.households[hour],
                purpose="ARRIVAL",
            )
        audit.add(tx, AuditAct.KEY_ERASED, at=NOON, actor=None, role=None)
    span = ("--since", "2026-03-02T12:00", "--until", "2026-03-02T14:00")
    text = told("breach", *span)
    assert "3 acts, 2 different subjects read" in text
    assert text.count("coordinator-1  ADDRESS_DISCLOSED disclosure") == 2
    assert text.count("for ARRIVAL") == 2
    only = json.loads(told("breach", *span, "--account", "coordinator-1", "--json"))
    assert [act["who"] for act in only["acts"]] == ["coordinator-1"] * 2
    later = told("breach", "--since", "2026-03-02", "--until", "2099-01-01")
    assert later.count("BREACH_REPORTED") >= 2
    for wrong in (["--since", "x", "--until", "y"], [*span, "--account", "nobody"]):
        got = CliRunner().invoke(app, ["privacy", "breach", *wrong])
        assert (got.exit_code, got.output.count("\n")) == (2, 1)
