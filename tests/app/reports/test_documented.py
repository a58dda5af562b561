"""What docs/reports.md and its examples say is what the reports say."""

from __future__ import annotations

from pathlib import Path

from app.reports.commands import run_example
from app.reports.definitions import LEAVES, STAYS, as_markdown

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_each_figure_stands_in_the_page_with_its_definition() -> None:
    page = (DOCS / "reports.md").read_text(encoding="utf-8")
    for said in (as_markdown(), LEAVES, STAYS):
        assert said in page


def test_the_examples_are_those_that_the_command_makes(tmp_path: Path) -> None:
    assert run_example(tmp_path) == 0
    kept = DOCS / "examples" / "reports"
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in kept.iterdir()}, (
        "run: ./dev report example --out docs/examples/reports"
    )
