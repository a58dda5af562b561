"""Which night a start of the night run is for (domain 13, security F16).

The schedule is in UTC and the night is a date in Oslo: at 01:00 UTC Oslo's clock may jump, and the
date is the same before and after. A start is for the last time that has come, however late it is, so
each night has one run whatever starts how often and when.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from app.store.nights import local_date

DUE_AT = time(1, tzinfo=UTC)


def last_due(now: datetime) -> datetime:
    """The last instant at which a night run was due: 01:00 UTC today, or yesterday before it."""
    today = datetime.combine(now.astimezone(UTC).date(), DUE_AT)
    return today if now >= today else today - timedelta(days=1)


def night_due(now: datetime) -> date:
    """The coming night that was to be planned then."""
    return local_date(last_due(now))
