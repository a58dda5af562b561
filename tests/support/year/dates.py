"""The calendar of a year, and facts moved along it: what was fresh on the first night stays fresh.

Houses check their features and services again in time, and people review how threatened a
household is; so these dates keep their distance to the night being looked at. What was told of
danger places keeps its own date and ages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.worlds.generate.night import TONIGHT
from matching.situation import Household, Shelter

FIRST = TONIGHT
"""The first night of a year is the night of the worlds."""
DAY = 24 * 60
OSLO = ZoneInfo("Europe/Oslo")
NOON = time(12)
QUARTER = 6 * 60
"""Minutes after which every house confirms its vacancies again; rule H14 asks for six hours."""


def night_of(number: int) -> date:
    """The date of a night; 0 is the first."""
    return FIRST + timedelta(days=number)


def number_of(night: date) -> int:
    """The number of a night."""
    return (night - FIRST).days


def instant(minute: int) -> tuple[datetime, int]:
    """UTC and the local offset so many minutes after noon of the first night, by the wall clock."""
    local = datetime.combine(FIRST, NOON) + timedelta(minutes=minute)
    there = local.replace(tzinfo=OSLO)
    offset = there.utcoffset() or timedelta()
    return there.astimezone(UTC), int(offset.total_seconds()) // 60


def called(household: Household, night: int, minute: int) -> Household:
    """A household of the first night as if she called then, in need of a bed tonight."""
    by = timedelta(days=night)
    now, _ = instant(minute)
    return replace(
        reviewed(household, night),
        waiting_since=now,
        danger=tuple(
            replace(a, last_confirmed=_later(a.last_confirmed, by)) for a in household.danger
        ),
        routes=tuple(
            replace(r, last_confirmed=_later(r.last_confirmed, by)) for r in household.routes
        ),
        continuity=tuple(replace(c, until=_later(c.until, by)) for c in household.continuity),
    )


def reviewed(household: Household, nights: int) -> Household:
    """The same household so many nights later, with her threat assessed as long ago as before."""
    by, threat = timedelta(days=nights), household.threat
    if not nights:
        return household
    return replace(
        household,
        threat=replace(
            threat,
            assessed_on=_later(threat.assessed_on, by),
            q04_last_on=_later(threat.q04_last_on, by),
        ),
    )


def kept_up(shelter: Shelter, night: int) -> Shelter:
    """A house of the first night on another one: everything verified as long ago as then."""
    by = timedelta(days=night)
    staffing = shelter.staffing
    return replace(
        shelter,
        features=tuple(replace(f, expires_on=_later(f.expires_on, by)) for f in shelter.features),
        services=tuple(replace(s, verified_on=_later(s.verified_on, by)) for s in shelter.services),
        staffing=replace(
            staffing, trafficking_trained_on=_later(staffing.trafficking_trained_on, by)
        ),
    )


def _later(day: date | None, by: timedelta) -> date | None:
    return None if day is None else day + by


class Houses:
    """The houses of the first night as they are on any other, made once for each quarter of a day."""

    def __init__(self, shelters: Sequence[Shelter]) -> None:
        self._shelters = tuple(shelters)
        self._nights: dict[int, tuple[Shelter, ...]] = {}
        self._quarter: tuple[tuple[int, int], tuple[Shelter, ...]] = ((-1, -1), ())

    def at(self, night: int, quarter: int) -> tuple[Shelter, ...]:
        """As they are on a night, their vacancies confirmed when that quarter of a day began."""
        if self._quarter[0] != (night, quarter):
            if night not in self._nights:
                # The batch asks for the coming night while tonight goes on.
                self._nights = {n: h for n, h in self._nights.items() if n == night - 1}
                self._nights[night] = tuple(kept_up(one, night) for one in self._shelters)
            confirmed, _ = instant(quarter * QUARTER)
            now = tuple(replace(one, vacancy_confirmed_at=confirmed) for one in self._nights[night])
            self._quarter = ((night, quarter), now)
        return self._quarter[1]
