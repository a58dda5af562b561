"""docs/asvs.md says what is true: each test it names exists, and each test that carries an id is in it."""

from __future__ import annotations

import re

from tests.support.asvs import PAGE, ROOT, TEST, carried, page, requirements

LEVELS = {1: 57, 2: 144}
"""Requirements that apply (docs/security.md 8)."""


def test_every_requirement_that_applies_is_listed_once() -> None:
    levels = [one.level for one in requirements().values()]
    assert {level: levels.count(level) for level in (1, 2)} == LEVELS


def test_the_page_is_that_of_these_tests() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == page(), "run: python -m tests.support.asvs"


def test_every_test_that_is_named_exists() -> None:
    told = PAGE.read_text(encoding="utf-8")
    for path, name in TEST.findall(told):
        text = (ROOT / f"{path}.py").read_text(encoding="utf-8")
        assert re.search(rf"def {name}\(", text), f"{path}.py::{name}"
    for path in re.findall(r"`(tests/[\w/]+\.py)`", told):
        assert (ROOT / path).is_file(), path


def test_every_page_that_is_said_to_have_it_written_down_is_there() -> None:
    for one in requirements().values():
        if one.written:
            pages = re.findall(r"(?:docs|app)/[\w/.-]+\.(?:md|py)", one.written)
            assert pages and all((ROOT / page).is_file() for page in pages), one.id


def test_every_test_that_carries_an_id_is_listed() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert [t for tests in carried().values() for t in tests if f"`{t}`" not in told] == []
