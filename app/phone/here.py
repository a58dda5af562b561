"""The time zone of this device, by which an hour that was said is a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class Here(tzinfo):
    """As the system knows it: the offset of a moment is that of its own day, not that of now."""

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """How far the clocks here are ahead at that moment."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Not told apart."""
        del dt
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        """Its name then."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, dt: datetime) -> datetime:
        """What the clocks here show at that moment, and in an hour that comes twice for which time."""
        there = dt.replace(tzinfo=UTC).astimezone()
        shown = there.replace(tzinfo=self)
        return shown if shown.utcoffset() == there.utcoffset() else shown.replace(fold=1)


def now() -> datetime:
    """This moment, by the clocks here."""
    return datetime.now(Here())
