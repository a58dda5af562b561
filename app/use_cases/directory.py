"""What anybody may know of the shelters: by large region, and only what several houses share."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TypeVar

from app.contract import directory as told
from app.countries.profile import this_country
from app.exports import hsds
from app.exports.shared_by import LEAST_HOUSES
from app.store import directory
from app.store.nights import local_date
from app.use_cases.acting import Acting
from app.use_cases.fallback import newest
from models.words import AuditAct

W = TypeVar("W", bound=str)
ORGANISATION = "havn"


def the_directory(a: Acting, delay: timedelta) -> told.Directory:
    """The directory of this evening; what seemed free is as old as the printed list.

    ``delay``: how late this evening's list is made.
    """
    levels = newest(a, delay)
    shared = directory.shared(a.tx)
    parts = [
        hsds.Part(
            region=one["region"],
            kinds=_several(shared[one["region"]].kinds),
            languages=_several(shared[one["region"]].languages),
            level=one["shared_level"],
        )
        for one in levels
    ]
    a.record(AuditAct.STATISTICS_READ, "directory", None)
    services = hsds.directory(
        parts,
        country=this_country().code,
        organisation=ORGANISATION,
        as_of=local_date(levels[0]["made_at"]),
    )
    return told.Directory(services=[told.DirectoryService(**one) for one in services])


def _several(counted: Counter[W]) -> list[W]:
    return [word for word, houses in sorted(counted.items()) if houses >= LEAST_HOUSES]
