"""A plan is never approved on what has changed (F13); ``./dev bench faults`` tries ten thousand lines."""

from __future__ import annotations

from tests.support import approvals
from tests.support.database import Database


def test_no_line_is_approved_on_what_has_changed(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(approvals, "OVER_EVERY", 4)
    told = approvals.interleave(database, 30)
    assert told.interleavings >= 30
    assert (told.on_changed, told.twice, told.in_part) == (0, 0, 0)
    assert told.accepted > 3
    assert told.refused["409 plan-stale"] > 3
    assert told.needlessly == 0
