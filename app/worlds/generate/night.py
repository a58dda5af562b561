"""The moment a world stands at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

TONIGHT = date(2027, 1, 15)
"""The coming night, which the batch of 01:00 UTC plans (domain 13)."""
NOW = datetime(2027, 1, 15, 1, 0, tzinfo=UTC)
OFFSET_MINUTES = 60
"""Oslo in winter."""


def in_nights(nights: int) -> date:
    """The date so many nights after tonight; before it when below 0."""
    return TONIGHT + timedelta(days=nights)


def hours_ago(hours: float) -> datetime:
    """The instant so long before now, on a whole minute."""
    return NOW - timedelta(minutes=round(60 * hours))
