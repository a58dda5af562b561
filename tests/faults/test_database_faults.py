"""The database killed, gone, late, cut, silent and full while calls are taken (F4, F10-F12).

``./dev bench faults`` does the same at the numbers of the promises.
"""

from __future__ import annotations

import pytest

from app.postgres_cluster import Cluster
from tests.support.database import Database, durable_server, fresh, make_template
from tests.support.database_faults import (
    ANSWERED_WITHIN_S,
    BACK_WITHIN_S,
    REFUSED_WITHIN_S,
    Told,
    bend_line,
    fill_disk,
    kill_server,
    stop_server,
)
from tests.support.small_disk import NoDisk

# A connection that is cut in the middle is left to the collector, whenever that comes.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def nothing_is_lost(told: Told) -> None:
    """What was acknowledged stands, what was not was refused, and it came back by itself."""
    assert told.heard.whole, (told.heard.wrong, str(told))
    assert told.met > 0, "the fault met nobody"
    assert max(told.back_s) < BACK_WITHIN_S


def test_a_database_server_killed_or_away_loses_nothing_and_is_found_again() -> None:
    with durable_server() as cluster:
        template = make_template(cluster)
        with fresh(cluster, template=template) as database:
            nothing_is_lost(kill_server(cluster, database, 1))
        with fresh(cluster, template=template) as database:
            told = stop_server(cluster, database, 1, longest_s=1)
    nothing_is_lost(told)
    assert told.heard.refused_s < REFUSED_WITHIN_S


def test_a_line_that_is_late_cut_silent_or_slow_holds_nobody_for_long(database: Database) -> None:
    told = bend_line(database, 4)
    nothing_is_lost(told)
    assert told.heard.p99_s < ANSWERED_WITHIN_S, str(told)


def test_a_full_disk_refuses_what_is_written_and_tells_what_is_read(
    postgres: Cluster, template: str
) -> None:
    try:
        told = fill_disk(postgres, template, 1)
    except NoDisk as why:
        pytest.skip(str(why))
    nothing_is_lost(told.heard_of)
    assert told.reads_refused == 0
    assert told.told_unrecorded == 0
