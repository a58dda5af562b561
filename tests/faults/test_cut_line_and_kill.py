"""A part of what ``./dev bench lifecycle`` does: retries over a cut line, and a service that is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cut_line import retry
from tests.support.database import Database
from tests.support.killed import book_and_kill

# A connection that is cut in the middle is left to the collector, whenever that comes.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_500_retries_over_a_line_that_is_cut_give_one_referral_and_one_hold_per_key(
    database: Database,
) -> None:
    told = retry(database, 500)
    assert told.retries >= 500
    assert told.cuts > 50, "the line was hardly cut"
    assert 0 < told.answers < told.retries, "some answers came, and some were cut"
    assert told.at_once > 20 and told.changed > 5
    assert (told.duplicates, told.missing, told.changed_taken) == (0, 0, 0)


def test_a_service_killed_while_it_books_loses_nothing_and_leaves_nothing_half_done(
    database: Database, tmp_path: Path
) -> None:
    told = book_and_kill(database, tmp_path, bookings=20, kills=1)
    assert told.kills == 1
    assert told.bookings >= 20
    assert told.cut > 0, "the kill met nothing that was under way"
    assert told.fallen == []
    assert (told.lost, told.half_done, told.duplicates, told.chain_broken_at) == (0, 0, 0, 0)
