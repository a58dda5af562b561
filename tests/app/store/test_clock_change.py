"""When Oslo's clock is next changed, as far as a journey of tonight may meet it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.store.nights import clock_change, offset_minutes
from matching.situation import ClockChange

SPRING = ClockChange(datetime(2026, 3, 29, 1, tzinfo=UTC), 120)
AUTUMN = ClockChange(datetime(2026, 10, 25, 1, tzinfo=UTC), 60)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
@pytest.mark.parametrize("before", [MOMENT, timedelta(minutes=45), timedelta(days=6, hours=23)])
def test_it_is_told_from_a_week_before_until_it_comes(
    change: ClockChange, before: timedelta
) -> None:
    assert clock_change(change.at - before) == change
    assert offset_minutes(change.at - MOMENT) != offset_minutes(change.at) == change.offset_minutes


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_once_it_is_over_or_far_away_there_is_none(change: ClockChange) -> None:
    assert clock_change(change.at) is None
    assert clock_change(change.at - timedelta(days=8)) is None
