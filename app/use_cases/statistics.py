"""Counts that may leave: eleven and more, hidden in company, rounded (domain 14, security AT12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.contract import statistics as told
from app.errors import Malformed
from app.store import statistics
from app.use_cases.acting import Acting
from models.words import AuditAct, ReferrerKind

LEAST = 11
ROUNDED_TO = 5
OSLO = ZoneInfo("Europe/Oslo")
OUTCOMES = ("NOT_PLACED", "PLACED")


def quarter(a: Acting, year: int, number: int) -> told.Quarter:
    """One quarter that is over.

    Raises
    ------
    Malformed
        When it is not over: two looks at a running one would tell who came in between.
    """
    first = datetime(year, 3 * number - 2, 1, tzinfo=OSLO)
    to = datetime(year + number // 4, (3 * number) % 12 + 1, 1, tzinfo=OSLO)
    if to > a.now:
        raise Malformed("/quarter", "not_over")
    found = statistics.counted(a.tx, first, to)
    a.record(AuditAct.STATISTICS_READ, "statistics", None, year=year, quarter=number)
    referrers = [*(kind.value for kind in ReferrerKind), "UNKNOWN"]
    return told.Quarter(
        year=year,
        quarter=number,
        total=_told(sum(found["outcome"].values())),
        by_referrer=_cells({word: found["referrer"].get(word, 0) for word in referrers}),
        by_outcome=_cells({word: found["outcome"].get(word, 0) for word in OUTCOMES}),
    )


def hidden(counts: Mapping[str, int]) -> set[str]:
    """Words whose count is not told: the small ones, and company so that no difference finds one.

    What is hidden is never one cell alone and never fewer than eleven persons together.
    """
    out = {word for word, count in counts.items() if count < LEAST}
    rest = sorted((count, word) for word, count in counts.items() if word not in out)
    persons = sum(counts[word] for word in out)
    while out and (len(out) < 2 or persons < LEAST) and rest:
        count, word = rest.pop(0)
        out.add(word)
        persons += count
    return out


def _cells(counts: Mapping[str, int]) -> list[told.Cell]:
    out = hidden(counts)
    return [
        told.Cell(word=word, count=None if word in out else _told(count))
        for word, count in counts.items()
    ]


def _told(count: int) -> int | None:
    if count < LEAST:
        return None
    return ROUNDED_TO * round(count / ROUNDED_TO)
