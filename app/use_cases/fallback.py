"""The printed list: levels by region, made once an evening at an hour that tells nothing.

Source: security AT12: none, few or several per large region, once a day with a delay that nobody can
foresee. What a placement changes shows on the next evening at the earliest. What anybody may know of the
same evening is made with it: there a house that pauses, or was found by somebody, changes nothing (0282).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from app.contract import calls as told
from app.exports.shared_by import LEAST_HOUSES
from app.store import fallback
from app.store.fallback import Levels, Seen
from app.store.nights import OSLO, local_date
from app.use_cases.acting import Acting
from matching.vocabulary import Region
from models.words import FreeLevel

FROM = time(18)
KEPT = timedelta(days=30)


def the_list(a: Acting, switchboards: tuple[str, ...], delay: timedelta) -> told.FallbackList:
    """The list to be printed; ``delay`` as for ``newest``."""
    rows = newest(a, delay)
    return told.FallbackList(
        made_at=rows[0]["made_at"],
        switchboards=list(switchboards),
        levels=[told.LevelOfRegion(region=r["region"], level=r["level"]) for r in rows],
    )


def newest(a: Acting, delay: timedelta) -> list[dict[str, Any]]:
    """The newest levels by region; the first who asks after the hour of an evening makes them.

    ``delay``: how long after the hour this evening's are made.
    """
    evening = _evening(a.now, delay)
    rows = fallback.newest(a.tx)
    if not _is_of(evening, rows):
        fallback.alone(a.tx)
        rows = fallback.newest(a.tx)
    if not _is_of(evening, rows):
        seen = fallback.seen(a.tx, evening, a.now)
        levels = {region: _levels(seen.get(region)) for region in Region}
        fallback.put(a.tx, evening, levels, a.now)
        fallback.forget(a.tx, evening - KEPT)
        rows = fallback.newest(a.tx)
    return rows


def _levels(seen: Seen | None) -> Levels:
    """Unknown: a region in which no house stands; and for anybody one in which too few do."""
    if seen is None:
        return Levels(FreeLevel.UNKNOWN, FreeLevel.UNKNOWN)
    shared = _level(seen.free) if seen.houses >= LEAST_HOUSES else FreeLevel.UNKNOWN
    return Levels(_level(seen.open), shared)


def _level(free: int) -> FreeLevel:
    """The word for so many units: up to two are few."""
    if free == 0:
        return FreeLevel.NONE
    return FreeLevel.FEW if free <= 2 else FreeLevel.SEVERAL


def _is_of(evening: date, rows: list[dict[str, Any]]) -> bool:
    return bool(rows) and rows[0]["evening"] == evening


def _evening(now: datetime, delay: timedelta) -> date:
    """The evening whose list is the newest by now."""
    today = local_date(now)
    begins = datetime.combine(today, FROM, OSLO) + delay
    return today if now >= begins else today - timedelta(days=1)
