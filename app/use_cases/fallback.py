"""The printed list: levels by region, made once an evening at an hour that tells nothing.

Source: security AT12: none, few or several per large region, once a day with a delay that nobody can
foresee. What a placement changes shows on the next evening at the earliest.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from app.contract import calls as told
from app.store import fallback, phone_calls
from app.store.nights import OSLO, local_date
from app.use_cases.acting import Acting
from matching.vocabulary import Region

FROM = time(18)
KEPT = timedelta(days=30)


def the_list(a: Acting, switchboards: tuple[str, ...], delay: timedelta) -> told.FallbackList:
    """The newest list; the first who asks after the hour of an evening makes it.

    ``delay``: how long after the hour this evening's is made.
    """
    evening = _evening(a.now, delay)
    rows = fallback.newest(a.tx)
    if not _is_of(evening, rows):
        fallback.alone(a.tx)
        rows = fallback.newest(a.tx)
    if not _is_of(evening, rows):
        free = phone_calls.free_by_region(a.tx, evening)
        levels = {region: phone_calls.level_of(free.get(region)) for region in Region}
        fallback.put(a.tx, evening, levels, a.now)
        fallback.forget(a.tx, evening - KEPT)
        rows = fallback.newest(a.tx)
    return told.FallbackList(
        made_at=rows[0]["made_at"],
        switchboards=list(switchboards),
        levels=[told.LevelOfRegion(region=r["region"], level=r["level"]) for r in rows],
    )


def _is_of(evening: date, rows: list[dict[str, Any]]) -> bool:
    return bool(rows) and rows[0]["evening"] == evening


def _evening(now: datetime, delay: timedelta) -> date:
    """The evening whose list is the newest by now."""
    today = local_date(now)
    begins = datetime.combine(today, FROM, OSLO) + delay
    return today if now >= begins else today - timedelta(days=1)
