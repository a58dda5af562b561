"""A tenth of F6: two devices with wrong clocks, killed while they queue and while they send."""

from __future__ import annotations

from pathlib import Path

from tests.support.killed_queue import empty
from tests.support.served import Served


def test_what_a_killed_device_said_that_it_queued_is_stored_once(served: Served, tmp_path: Path):
    told = empty(served, tmp_path, queued=50, kills=20)
    assert told.kills_putting >= 3, "hardly a kill met a device that queued"
    assert told.kills_sending >= 5, "hardly a kill met a device that sent"
    assert (told.queued, told.stored) == (50, 50)
    assert (told.twice, told.unasked, told.late_by_clock, told.readable) == (0, 0, 0, 0)
