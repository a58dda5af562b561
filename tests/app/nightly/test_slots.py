"""Which night a start is for: once each, whatever Oslo's clock does at 01:00 UTC."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from app.nightly.slots import last_due, night_due
from app.store.nights import OSLO, starts_at, tonight
from matching.vocabulary import NightSpan


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1)])
def test_the_second_before_one_utc_is_still_for_the_night_before(day):
    at_one = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    assert night_due(at_one) == day
    assert night_due(at_one - timedelta(seconds=1)) == day - timedelta(days=1)
    assert night_due(at_one + timedelta(hours=23, minutes=59)) == day


def test_every_night_of_twenty_years_is_due_once_and_in_order():
    due = [night_due(datetime(2020, 1, 1, 1, tzinfo=UTC) + timedelta(days=n)) for n in range(7_671)]
    assert due == [date(2020, 1, 1) + timedelta(days=n) for n in range(7_671)]


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_starts_at_any_local_hour_of_a_clock_change_are_for_a_run_that_was_due(day, hour):
    for fold in (0, 1):
        local = datetime(day.year, day.month, day.day, hour, 30, tzinfo=OSLO, fold=fold)
        due = last_due(local.astimezone(UTC))
        assert timedelta(0) <= local.astimezone(UTC) - due < timedelta(days=1)
        assert night_due(local) == due.astimezone(OSLO).date()


def test_every_hour_from_2020_to_2040_belongs_to_one_night_and_each_night_is_counted_once():
    """Noon to noon in Oslo: 23 hours where the clock goes forward, 25 where it goes back."""
    first, end = date(2020, 1, 1), date(2041, 1, 1)
    start = starts_at(first).astimezone(UTC)
    whole = (starts_at(end) - start) // timedelta(hours=1)
    hours = Counter(tonight(start + timedelta(hours=n)) for n in range(whole))
    nights = [first + timedelta(days=n) for n in range((end - first).days)]
    assert list(hours) == nights
    assert len(nights) == 7_671
    assert Counter(hours.values()) == {24: 7_671 - 42, 23: 21, 25: 21}


def test_a_stay_over_a_clock_change_counts_its_nights_as_dates():
    for first in (date(2026, 3, 27), date(2026, 10, 23)):
        assert NightSpan(first, first + timedelta(days=4)).nights == 4
