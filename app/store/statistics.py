"""What is counted of cases: by quarter, one thing at a time, never a person."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, cast, func, select

from app.store import case_counts
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.referral import ReferralRecord
from models.words import CountOf

UNKNOWN = "UNKNOWN"


@beyond(StepOut.COUNTS)
def counted(tx: Tx, first: datetime, to: datetime) -> dict[str, Counter[str]]:
    """Cases of the quarter from one instant to another, by referrer and by outcome.

    An erased case is counted by what was put aside of it: erasing one changes no number.
    """
    asked = {
        "referrer": (
            CountOf.REFERRER,
            func.coalesce(cast(ReferralRecord.referrer_kind, Text), UNKNOWN),
        ),
        "outcome": (CountOf.OUTCOME, case_counts.outcome()),
    }
    return {
        name: _live(tx, what, first, to) + _erased(tx, subject, first)
        for name, (subject, what) in asked.items()
    }


def _live(tx: Tx, what: Any, first: datetime, to: datetime) -> Counter[str]:  # noqa: ANN401
    r = ReferralRecord
    word = what.label("word")
    query: Select[Any] = (
        select(word, func.count().label("n"))
        .where(
            r.received_at >= first,
            r.received_at < to,
            r.erased_at.is_(None),
            ~case_counts.left_out(),
        )
        .group_by(word)
    )
    return Counter({str(row.word): int(row.n) for row in tx.execute(query)})


def _erased(tx: Tx, subject: CountOf, first: datetime) -> Counter[str]:
    found = case_counts.put_aside(tx, first.date(), subject)
    found[UNKNOWN] += found.pop(case_counts.NOT_ASKED, 0)
    return found
