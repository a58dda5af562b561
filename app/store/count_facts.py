"""What is counted of a case, as words: how far it came, how long it waited, how it ended.

Made alike for a report and for a case that is about to be erased, so that erasing changes no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, select

from app.reports import words
from app.store.transactions import Tx
from models.household import HouseholdRecord
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import CountOf, OfferState, PlacementState, RefusalReason

CAME = (PlacementState.ARRIVED, PlacementState.ENDED)
TO_COME = (PlacementState.ACCEPTED, PlacementState.ARRIVED)
SEEN_BY_HER = (OfferState.SHOWN, OfferState.TAKEN, OfferState.DECLINED)


@dataclass(frozen=True, slots=True)
class Facts:
    """One case, in words by subject; those of its stay once it has left its last place."""

    referral: UUID
    received_at: datetime
    of_case: Mapping[CountOf, str]
    of_stay: Mapping[CountOf, str]
    left_on: date | None
    """When; null while somebody of it has a place, or never had one."""


def of_one(tx: Tx, referral: UUID) -> Facts | None:
    """The facts of one case."""
    found = of(tx, ReferralRecord.id == referral)
    return found[0] if found else None


def of(tx: Tx, which: ColumnElement[bool]) -> list[Facts]:
    """Of every case of which that holds, the earliest first."""
    r, h = ReferralRecord, HouseholdRecord
    cases = tx.execute(
        select(r.id, r.received_at, r.referrer_kind, r.priority)
        .where(which)
        .order_by(r.received_at, r.id)
    ).all()
    known = [row.id for row in cases]
    o, p = OfferRecord, PlacementRecord
    offers, placements = (
        _by_case(
            tx.execute(
                select(h.referral_id, *columns)
                .select_from(record)
                .join(h, h.id == record.household_id)
                .where(h.referral_id.in_(known))
                .order_by(record.created_at, record.id)
            ).all()
        )
        for record, columns in (
            (
                o,
                (
                    o.id,
                    o.state,
                    o.explanation,
                    o.created_at,
                    o.asked_at,
                    o.shown_at,
                    o.closed_at,
                    o.refusal_reason,
                    o.decline_reason,
                ),
            ),
            (p, (p.state, p.created_at, p.shelter_id, p.nights, p.actual_to, p.departure)),
        )
    )
    return [_facts(row, offers.get(row.id, []), placements.get(row.id, [])) for row in cases]


def left_between(tx: Tx, first: date, to: date, which: ColumnElement[bool]) -> list[Facts]:
    """Of every case of which that holds and that left its last place from one day to another."""
    r, h, p = ReferralRecord, HouseholdRecord, PlacementRecord
    ended = exists(
        select(p.id).where(
            p.household_id == h.id, h.referral_id == r.id, p.actual_to >= first, p.actual_to < to
        )
    )
    return [
        one
        for one in of(tx, and_(ended, which))
        if one.left_on is not None and first <= one.left_on < to
    ]


def _by_case(rows: Any) -> dict[UUID, list[Row[Any]]]:  # noqa: ANN401 - rows of any columns
    found: dict[UUID, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.referral_id, []).append(row)
    return found


def _facts(case: Row[Any], offers: list[Row[Any]], placements: list[Row[Any]]) -> Facts:
    offers = [one for one in offers if _passed_at(one) is not None]
    lived = [one for one in placements if one.state in CAME]
    offered = [one for one in offers if one.shown_at or one.state in SEEN_BY_HER]
    priority = words.CLASSES[-1] if case.priority is None else case.priority.name
    bed = placements[0].created_at - case.received_at if placements else None
    # A place that was taken without an offer of its own was the first option as well.
    passed = [*map(_passed_at, offers), *(one.created_at for one in placements)]
    option = min((at - case.received_at for at in passed if at is not None), default=None)
    if lived:
        step = "ACCEPTED"
    elif offered or placements:
        step = "OFFERED"
    else:
        step = "NOT_OFFERED"
    no = _first(offers, OfferState.DECLINED)
    refused = _first(offers, OfferState.SHELTER_NO)
    last = max(lived, key=lambda one: (one.nights.start, one.nights.end), default=None)
    left = (
        last is not None
        and last.state is PlacementState.ENDED
        and not any(one.state in TO_COME for one in placements)
    )
    return Facts(
        referral=case.id,
        received_at=case.received_at,
        of_case={
            CountOf.REFERRER: _said(case.referrer_kind, words.UNKNOWN),
            CountOf.STEP: step,
            CountOf.FIRST_OPTION: words.of_class(priority, words.wait(option)),
            CountOf.FIRST_BED: words.of_class(priority, words.wait(bed)),
            CountOf.DECLINE: words.NONE if no is None else _said(no.decline_reason, "NOT_SAID"),
            CountOf.REFUSAL: words.NONE if refused is None else _refusal(refused.refusal_reason),
        },
        of_stay={
            CountOf.NIGHTS: words.nights(sum(one.nights.nights for one in lived)),
            CountOf.MOVES: words.moves(len(lived) - 1),
            CountOf.LEFT: _said(last.departure, "UNKNOWN_LEFT"),
        }
        if left and last is not None
        else {},
        left_on=last.actual_to if left and last is not None else None,
    )


def _passed_at(offer: Row[Any]) -> datetime | None:
    """When it passed every rule: of a house that had to be called first (H14), when it was called and
    held. None never did: whatever she said to it, no place was offered to her."""
    found: datetime | None = offer.asked_at if offer.explanation else offer.created_at
    return found


def _first(offers: list[Row[Any]], ended: OfferState) -> Row[Any] | None:
    """The one that ended so before any other did; all of one search were proposed at one moment."""
    some = [one for one in offers if one.state is ended]
    return min(some, key=lambda one: (one.closed_at or one.created_at, one.id), default=None)


def _refusal(reason: RefusalReason | None) -> str:
    return _said(None if reason in words.NEVER_SHOWN else reason, "OTHER")


def _said(word: Any, otherwise: str) -> str:  # noqa: ANN401 - a word of some list
    return otherwise if word is None else str(word.value)
