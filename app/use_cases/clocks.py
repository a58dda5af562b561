"""The clocks of her legal track, derived each time they are read (domain 5, 8.2)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from app.contract import cases as told
from app.countries.profile import TrackClock, this_country

REMIND_DAYS = (60, 30, 14, 7)


def current(periods: Sequence[told.Period], today: date) -> told.Period | None:
    """The period that counts today, the one that began last; an unknown start has begun."""
    live = [
        p
        for p in periods
        if (p.first is None or p.first <= today) and (p.to is None or today < p.to)
    ]
    return max(live, key=lambda p: p.first or date.min, default=None)


def clocks(period: told.Period) -> list[told.Clock]:
    """Her permit's end and the day a decision is due; the earlier end when two are known.

    Unknown: an end that nobody can know is a clock with ``due`` None, never no clock.
    """
    found = []
    limit = this_country().clocks.get(period.track)
    if limit is not None or period.to is not None:
        ends = [] if period.to is None else [period.to]
        if limit is not None and period.first is not None:
            ends.append(_end_of(period.first, limit))
        found.append(_clock(period, period.track.value, limit, min(ends, default=None)))
    if period.decision_due is not None:
        found.append(_clock(period, "DECISION", None, period.decision_due))
    return found


def _clock(
    period: told.Period, name: str, limit: TrackClock | None, due: date | None
) -> told.Clock:
    return told.Clock(
        name=name,
        start=period.first,
        months=None if limit is None else limit.months,
        days=None if limit is None else limit.days,
        due=due,
        remind=[] if due is None else [due - timedelta(days=days) for days in REMIND_DAYS],
        renewable=limit is not None and limit.renewable,
    )


def _end_of(first: date, limit: TrackClock) -> date:
    if limit.days is not None:
        return first + timedelta(days=limit.days)
    assert limit.months is not None, "a clock lasts for months or for days"
    return _later(first, limit.months)


def _later(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
