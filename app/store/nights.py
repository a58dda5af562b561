"""Which night it is: Oslo's dates for nights, UTC for instants (domain 8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from matching.situation import ClockChange

OSLO = ZoneInfo("Europe/Oslo")
NOON_TO_NOON = timedelta(hours=12)
OVER_NOON = timedelta(hours=4)
"""So long after noon what was proposed for the night that has just ended may still be asked for, and a
house that was asked before noon for the night that begins then may think."""
PLANNED_AT = time(1, tzinfo=UTC)
"""When the night run is due each day; Oslo's clock may jump then, and the date is the same before and after."""
JOURNEY = timedelta(days=7)
"""Longer than anybody is on her way, and shorter than from one change of the clock to the next."""
HOUR = timedelta(hours=1)


def tonight(now: datetime) -> date:
    """The night that is being placed: from noon to noon, so 02:00 belongs to the day before."""
    return (now.astimezone(OSLO).replace(tzinfo=None) - NOON_TO_NOON).date()


def offered_as_tonight(now: datetime) -> frozenset[date]:
    """The first nights of offers that are for tonight: of this night, and for a while after noon of
    the one before, since whoever needs a bed needs it on the nights that are left (domain 13)."""
    return frozenset({tonight(now), tonight(now - OVER_NOON)})


def starts_at(night: date) -> datetime:
    """The instant at which the night begins: noon in Oslo."""
    return datetime.combine(night, time(12), OSLO)


def planned_after(instant: datetime) -> datetime:
    """The first instant after this one at which a night run is due."""
    today = datetime.combine(instant.astimezone(UTC).date(), PLANNED_AT)
    return today if instant < today else today + timedelta(days=1)


def offset_minutes(now: datetime) -> int:
    """Local time minus UTC at this instant; minutes."""
    offset = now.astimezone(OSLO).utcoffset()
    assert offset is not None, "Oslo has a clock"
    return int(offset.total_seconds() // 60)


def clock_change(now: datetime) -> ClockChange | None:
    """When Oslo's clock is next changed; None where that is later than any journey ends.

    Clocks are changed on a full hour of UTC.
    """
    then = offset_minutes(now + JOURNEY)
    if then == offset_minutes(now):
        return None
    at = now.replace(minute=0, second=0, microsecond=0)
    while offset_minutes(at) != then:
        at += HOUR
    return ClockChange(at, then)


def local_date(instant: datetime) -> date:
    """The day in Oslo on which something happened."""
    return instant.astimezone(OSLO).date()
