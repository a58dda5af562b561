"""What is counted of a case before it is erased: one number per quarter and word, never two together.

A number of one quarter and one word tells nothing of who was counted with whom; whoever shows them
shows none of fewer than eleven persons (domain 14). Cases that are left out of counts are in none of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from app.reports import words
from app.reports.counting import Count
from app.reports.periods import Quarter
from app.store import count_facts, erasure, told_counts
from app.store.count_facts import Facts
from app.store.nights import OSLO, local_date
from app.store.transactions import Tx
from models.account import OrganisationRecord
from models.base import table_of
from models.complaint import ComplaintRecord
from models.consent import ConsentRecord
from models.count import CaseCountRecord
from models.expense import ExpenseRecord
from models.household import HouseholdRecord, PersonRecord
from models.member import CaseReaderRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.threat import ThreatAssessmentRecord
from models.types import word_of
from models.words import (
    ConsentAnswer,
    CountedAs,
    CountOf,
    ExpenseState,
    PlacementState,
    Purpose,
    ReaderListing,
)

_COUNTS = table_of(CaseCountRecord)
PAID = (ExpenseState.PAID, ExpenseState.REFUNDED)
MONEY = 100
"""Hundredths of the country's money in one whole."""
NOT_ASKED = "NOT_ASKED"


def left_out() -> ColumnElement[bool]:
    """Whether a case is in no count: kode 6, or what counts as it, or whoever said no (security 5.3).

    Of the cases of one person that were merged each speaks for all, also after it was erased.
    """
    r = ReferralRecord
    merged = r.merged_into_id.is_not(None)
    ties = union_all(
        select(r.id.label("one"), r.merged_into_id.label("other")).where(merged),
        select(r.merged_into_id, r.id).where(merged),
    ).subquery()
    apart = select(r.id).where(_left_out_itself()).cte(recursive=True)
    apart = apart.union(select(ties.c.other).join(apart, apart.c.id == ties.c.one))
    return r.id.in_(select(apart.c.id))


def _left_out_itself() -> ColumnElement[bool]:
    r, h, n, c = ReferralRecord, HouseholdRecord, CaseReaderRecord, ConsentRecord
    named = exists(select(n.id).where(n.referral_id == r.id, n.listing == ReaderListing.ALLOWED))
    refused = exists(
        select(c.id).where(
            c.household_id == h.id,
            h.referral_id == r.id,
            c.purpose == Purpose.STATISTICS,
            c.answer == ConsentAnswer.REFUSED,
        )
    )
    told = r.counted_as.is_not_distinct_from(CountedAs.IN_NO_COUNT)
    return told | named | refused | erasure.strictly_confidential(unasked=True)


def outcome() -> ColumnElement[str]:
    """Whether somebody of a case came to a place."""
    r, h, p = ReferralRecord, HouseholdRecord, PlacementRecord
    there = (PlacementState.ARRIVED, PlacementState.ENDED)
    came = exists(
        select(p.id).where(p.household_id == h.id, h.referral_id == r.id, p.state.in_(there))
    )
    return case((came, "PLACED"), else_="NOT_PLACED")


def paid_by() -> ColumnElement[str]:
    """Who pays, of an expense joined to its organisation from outside (decision 0260).

    The organisation under its code name: a municipality, or another. Unknown: where none was named, a
    word of its own with the kind of payer, so that no expense is dropped.
    """
    nobody = literal(words.NOT_NAMED + " ") + cast(ExpenseRecord.payer, Text)
    return func.coalesce(cast(OrganisationRecord.code_name, Text), nobody)


def paid_at() -> ColumnElement[datetime]:
    """When an expense was paid; of what was paid before that was written down, when it was asked for."""
    return func.coalesce(ExpenseRecord.paid_at, ExpenseRecord.requested_at)


def put_aside(tx: Tx, quarter: date, subject: CountOf) -> defaultdict[str, Count]:
    """How many erased cases of that quarter, by its first day, had each word."""
    query = select(_COUNTS.c.word, _COUNTS.c.number, _COUNTS.c.persons).where(
        _COUNTS.c.quarter == quarter, _COUNTS.c.subject == subject
    )
    rows = tx.execute(query).all()
    return defaultdict(Count, {row.word: Count(row.number, row.persons) for row in rows})


def put_aside_at_all(tx: Tx, subject: CountOf) -> Counter[str]:
    """How many erased cases, of whatever quarter, had each word."""
    query = select(_COUNTS.c.word, func.sum(_COUNTS.c.number).label("number")).where(
        _COUNTS.c.subject == subject
    )
    rows = tx.execute(query.group_by(_COUNTS.c.word))
    return Counter({row.word: int(row.number) for row in rows})


def invented(tx: Tx, now: datetime) -> None:
    """One case of this quarter is of nobody: no number that leaves counts it, and nothing says which it is."""
    quarter = Quarter.of(local_date(now)).first
    drawn = {"quarter": quarter, "subject": CountOf.DECOY, "word": uuid4().hex}
    tx.execute(insert(_COUNTS).values(**drawn, number=1, persons=1))  # it may raise no row


def add(tx: Tx, referral: UUID, again: Collection[UUID], *, today: date) -> None:
    """The case is counted in the quarter in which it was received, unless it is left out; its stay in
    that in which it was over, which is now at the latest. Each number is of one person, or of none
    where an earlier case stands for her (``again``: which those are, of all)."""
    r, h, p, k = ReferralRecord, HouseholdRecord, PlacementRecord, ComplaintRecord
    row = tx.execute(
        select(
            r.received_at,
            r.state,
            r.channel,
            r.referrer_kind,
            r.merged_into_id,
            outcome().label("outcome"),
        ).where(r.id == referral, ~left_out())
    ).one_or_none()
    if row is None:
        return
    told_counts.alone(tx)
    facts = count_facts.of_one(tx, referral, over_on=today)
    assert facts is not None, "it was found above"
    person = int(referral not in again)
    hers = select(h.id).where(h.referral_id == referral)
    found = Counter[tuple[CountOf, str]]()
    if row.merged_into_id is None:
        found += _of_contact(tx, row, hers, facts)
    for departure in tx.execute(select(p.departure).where(p.household_id.in_(hers))).scalars():
        found[CountOf.DEPARTURE, _said(departure)] += 1
    for said in tx.execute(select(k.kind, k.verdict).where(k.referral_id == referral)):
        found[CountOf(said.kind.value), _said(said.verdict)] += 1
    for (subject, word), number in sorted(found.items()):
        quarter = Quarter.of(local_date(row.received_at)).first
        _raise(tx, quarter, subject, word, Count(number, person))
    if facts.left_on is not None:
        for subject, word in facts.of_stay.items():
            _raise(tx, Quarter.of(facts.left_on).first, subject, word, Count(1, person))
    for year, name, ore in _paid(tx, referral):
        paid = max(1, ore // MONEY)
        _raise(tx, date(year, 1, 1), CountOf.EXPENSE_CASES, name, Count(1, person))
        _raise(tx, date(year, 1, 1), CountOf.EXPENSE_PAID, name, Count(paid, person))


def _of_contact(
    tx: Tx, row: Row[Any], hers: Select[UUID], facts: Facts
) -> Counter[tuple[CountOf, str]]:
    """What is counted of who called; of a case that went into another one the other says it."""
    p, t = PersonRecord, ThreatAssessmentRecord
    found = Counter({one: 1 for one in facts.of_case.items() if one[0] is not CountOf.REFERRER})
    found[CountOf.CASES, words.ALL] += 1
    found[CountOf.STATE, word_of(row.state)] += 1
    found[CountOf.CHANNEL, word_of(row.channel)] += 1
    found[CountOf.REFERRER, _said(row.referrer_kind)] += 1
    found[CountOf.OUTCOME, row.outcome] += 1
    for person in tx.execute(select(p.age_band, p.gender).where(p.household_id.in_(hers))):
        found[CountOf.AGE, word_of(person.age_band)] += 1
        found[CountOf.GENDER, word_of(person.gender)] += 1
    levels = select(t.t_eff).where(t.household_id.in_(hers)).order_by(t.assessed_at.desc()).limit(1)
    for level in tx.execute(levels).scalars():
        found[CountOf.THREAT, _said(level)] += 1
    return found


def _paid(tx: Tx, referral: UUID) -> list[tuple[int, str, int]]:
    """Year, the word of who pays, and how much was paid for the case."""
    e, o = ExpenseRecord, OrganisationRecord
    year = func.extract("year", func.timezone(OSLO.key, paid_at()))
    query = (
        select(year.label("year"), paid_by().label("name"), func.sum(e.amount_ore).label("ore"))
        .outerjoin(o, o.id == e.organisation_id)
        .where(e.referral_id == referral, e.state.in_(PAID))
        .group_by("year", "name")
        .order_by("year", "name")
    )
    return [(int(row.year), row.name, int(row.ore)) for row in tx.execute(query)]


def _raise(tx: Tx, quarter: date, subject: CountOf, word: str, by: Count) -> None:
    key = {"quarter": quarter, "subject": subject, "word": word}
    new = insert(_COUNTS).values(**key, number=by.number, persons=by.persons)
    tx.execute(
        new.on_conflict_do_update(
            index_elements=[_COUNTS.c.quarter, _COUNTS.c.subject, _COUNTS.c.word],
            set_={
                "number": _COUNTS.c.number + by.number,
                "persons": _COUNTS.c.persons + by.persons,
            },
        )
    )


def _said(word: object) -> str:
    return word_of(word) if isinstance(word, Enum) else NOT_ASKED
