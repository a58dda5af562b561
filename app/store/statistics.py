"""What is counted of cases: by quarter, one thing at a time, never a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.consent import ConsentRecord
from models.household import HouseholdRecord
from models.member import CaseReaderRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import ConsentAnswer, PlacementState, Purpose, ReaderListing


@beyond(StepOut.COUNTS)
def counted(tx: Tx, first: datetime, to: datetime) -> dict[str, dict[str, int]]:
    """Cases received from one instant to another, by referrer and by outcome.

    Cases under kode 6 are in none of it, nor are those of whoever said no to it (security 5.3).
    """
    r, h, p = ReferralRecord, HouseholdRecord, PlacementRecord
    came = exists(
        select(p.id).where(
            p.household_id == h.id, p.state.in_((PlacementState.ARRIVED, PlacementState.ENDED))
        )
    )
    outcome = case((came, "PLACED"), else_="NOT_PLACED")
    return {
        "referrer": _by(tx, func.coalesce(r.referrer_kind, "UNKNOWN"), first, to),
        "outcome": _by(tx, outcome, first, to),
    }


def _by(tx: Tx, what: Any, first: datetime, to: datetime) -> dict[str, int]:  # noqa: ANN401
    r, h = ReferralRecord, HouseholdRecord
    word = what.label("word")
    query: Select[Any] = (
        select(word, func.count().label("n"))
        .select_from(r)
        .join(h, h.referral_id == r.id)
        .where(r.received_at >= first, r.received_at < to, ~_left_out())
        .group_by(word)
    )
    return {str(row.word): int(row.n) for row in tx.execute(query)}


def _left_out() -> ColumnElement[bool]:
    r, h, n, c = ReferralRecord, HouseholdRecord, CaseReaderRecord, ConsentRecord
    named = exists(select(n.id).where(n.referral_id == r.id, n.listing == ReaderListing.ALLOWED))
    refused = exists(
        select(c.id).where(
            c.household_id == h.id,
            c.purpose == Purpose.STATISTICS,
            c.answer == ConsentAnswer.REFUSED,
        )
    )
    return named | refused
