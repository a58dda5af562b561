"""Whoever left before her place is hers is looked for at once, also on the night on which the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.store.journeys import has_no_bed_yet
from app.store.nights import OSLO, starts_at


@pytest.mark.parametrize("day", [date(2026, 11, 29), date(2026, 10, 25), date(2027, 3, 28)])
@pytest.mark.parametrize(
    ("hours_before", "yet"), [(12.5, True), (13.5, True), (11.5, False), (0.5, False)]
)
def test_it_is_asked_in_hours_and_not_in_dates(
    day: date, hours_before: float, *, yet: bool
) -> None:
    begins = starts_at(day).astimezone(UTC)
    assert has_no_bed_yet(begins - timedelta(hours=hours_before), starts_at(day)) is yet


def test_half_past_midnight_of_a_day_of_25_hours_is_too_soon() -> None:
    day = date(2026, 10, 25)
    left = datetime(2026, 10, 25, 0, 30, tzinfo=OSLO).astimezone(UTC)
    assert has_no_bed_yet(left, starts_at(day))
    assert not has_no_bed_yet(left - timedelta(days=1), starts_at(day - timedelta(days=1)))
