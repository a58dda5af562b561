"""Which night a start of the night run is for (domain 13, security F16).

The schedule is in UTC and the night is a date in Oslo. A start is for the last time that has come,
however late it is, so each night has one run whatever starts how often and when.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.store.nights import local_date, planned_after


def last_due(now: datetime) -> datetime:
    """The last instant at which a night run was due: 01:00 UTC today, or yesterday before it."""
    return planned_after(now) - timedelta(days=1)


def night_due(now: datetime) -> date:
    """The coming night that was to be planned then."""
    return local_date(last_due(now))
