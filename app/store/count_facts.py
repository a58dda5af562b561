"""What is counted of a case, as words: how far it came, how long it waited, how it ended.

Made alike for a report and for a case that is about to be erased, so that erasing changes no number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, select

from app.reports import words
from app.reports.counting import Count
from app.store.nights import local_date, tonight
from app.store.transactions import Tx
from matching.vocabulary import NightSpan
from models.household import HouseholdRecord
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import CountOf, OfferState, PlacementState, ReferrerKind, RefusalReason

CAME = (PlacementState.ARRIVED, PlacementState.ENDED)
SEEN_BY_HER = (OfferState.SHOWN, OfferState.TAKEN, OfferState.DECLINED)


OF_A_DECOY = {
    CountOf.REFERRER: ReferrerKind.SELF.value,
    CountOf.STEP: "NOT_OFFERED",
    CountOf.FIRST_OPTION: words.of_class(words.CLASSES[-1], words.NEVER),
    CountOf.FIRST_BED: words.of_class(words.CLASSES[-1], words.NEVER),
    CountOf.DECLINE: words.NONE,
    CountOf.REFUSAL: words.NONE,
}
"""She called herself, and then nothing happened (``app.honey``)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One case, in words by subject; those of its stay once it is over."""

    referral: UUID
    received_at: datetime
    of_case: Mapping[CountOf, str]
    of_stay: Mapping[CountOf, str]
    left_on: date | None
    """The day on which it was written down that the case is over, so that it is one day for good;
    null while she is looked for or has a place, and where nobody of it lived anywhere."""


def of_one(tx: Tx, referral: UUID, *, over_on: date) -> Facts | None:
    """The facts of one case, which counts as over on that day if it was not before."""
    found = of(tx, ReferralRecord.id == referral, over_on=over_on)
    return found[0] if found else None


def of(tx: Tx, which: ColumnElement[bool], *, over_on: date | None = None) -> list[Facts]:
    """Of every case of which that holds, the earliest first."""
    r, h = ReferralRecord, HouseholdRecord
    cases = tx.execute(
        select(r.id, r.received_at, r.referrer_kind, r.priority, r.closed_at)
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
            (p, (p.state, p.created_at, p.nights, p.arrived_at, p.departure)),
        )
    )
    return [
        _facts(row, offers.get(row.id, []), placements.get(row.id, []), over_on) for row in cases
    ]


def left_between(tx: Tx, begin: datetime, end: datetime, which: ColumnElement[bool]) -> list[Facts]:
    """Of every case of which that holds, in which somebody lived, and that was over between two instants.

    No case is opened again, so each is in one span of time and in no other.
    """
    r = ReferralRecord
    over = and_(r.closed_at >= begin, r.closed_at < end)
    return [one for one in of(tx, and_(over, which)) if one.left_on is not None]


def table(
    facts: Iterable[Facts], subject: CountOf, again: Collection[UUID]
) -> defaultdict[str, Count]:
    """How many of these cases have each word of one subject; ``again`` are those that stand for nobody."""
    found = defaultdict[str, Count](Count)
    for one in facts:
        words_of = one.of_stay if subject in words.OF_STAYS else one.of_case
        found[words_of[subject]] += Count(1, int(one.referral not in again))
    return found


def _by_case(rows: Any) -> dict[UUID, list[Row[Any]]]:  # noqa: ANN401 - rows of any columns
    found: dict[UUID, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.referral_id, []).append(row)
    return found


def _facts(
    case: Row[Any], offers: list[Row[Any]], placements: list[Row[Any]], over_on: date | None
) -> Facts:
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
    over_on = over_on if case.closed_at is None else local_date(case.closed_at)
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
            CountOf.NIGHTS: words.nights(sum(map(_slept, lived))),
            CountOf.MOVES: words.moves(len(lived) - 1),
            CountOf.LEFT: _said(last.departure, "UNKNOWN_LEFT"),
        }
        if last is not None and over_on is not None
        else {},
        left_on=None if last is None else over_on,
    )


def _passed_at(offer: Row[Any]) -> datetime | None:
    """When it passed every rule: of a house that had to be called first (H14), when it was called and
    held. None never did: whatever she said to it, no place was offered to her."""
    found: datetime | None = offer.asked_at if offer.explanation else offer.created_at
    return found


def _slept(placement: Row[Any]) -> int:
    """Nights from that of her arrival, one at least; where nobody wrote that down, from the first."""
    nights: NightSpan = placement.nights
    first = nights.start
    if placement.arrived_at is not None:
        first = max(first, tonight(placement.arrived_at))
    return max(1, (nights.end - first).days)


def _first(offers: list[Row[Any]], ended: OfferState) -> Row[Any] | None:
    """The one that ended so before any other did; all of one search were proposed at one moment."""
    some = [one for one in offers if one.state is ended]
    return min(some, key=lambda one: (one.closed_at or one.created_at, one.id), default=None)


def _refusal(reason: RefusalReason | None) -> str:
    return _said(None if reason in words.NEVER_SHOWN else reason, "OTHER")


def _said(word: Any, otherwise: str) -> str:  # noqa: ANN401 - a word of some list
    return otherwise if word is None else str(word.value)
