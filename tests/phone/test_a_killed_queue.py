"""A tenth of F6: two devices with wrong clocks, killed while they queue and while they send."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from tests.support.bad_line import bad_line
from tests.support.killed_queue import empty
from tests.support.phone import enrolled
from tests.support.served import Served


def test_what_a_killed_device_said_that_it_queued_is_stored_once(served: Served, tmp_path: Path):
    at = urlsplit(str(served.client.base_url))
    assert at.hostname is not None and at.port is not None
    homes = tmp_path / "one", tmp_path / "other"
    with bad_line(at.hostname, at.port, round_trip_s=0.01, bytes_s=200_000.0) as line:
        for home in homes:
            enrolled(served, home, service=line.url)
        told = empty(served, homes, line, queued=50, kills=20, seed=1)
    assert told.kills_putting >= 3, "hardly a kill met a device that queued"
    assert told.kills_sending >= 5, "hardly a kill met a device that sent"
    assert (told.queued, told.stored) == (50, 50)
    assert (told.twice, told.unasked, told.late_by_clock, told.readable) == (0, 0, 0, 0)
