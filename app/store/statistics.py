"""What is counted of cases: by quarter, one thing at a time, never a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, and_, distinct, func, select

from app.reports import words
from app.store import case_counts, count_facts
from app.store.nights import OSLO
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import OrganisationRecord
from models.expense import ExpenseRecord
from models.household import HouseholdRecord
from models.referral import ReferralRecord
from models.words import CountOf

Counts = dict[CountOf, Counter[str]]


@beyond(StepOut.COUNTS)
def of_quarter(tx: Tx, first: date, to: date) -> Counts:
    """Every number of one quarter, by its first day and that of the next.

    An erased case is counted by what was put aside of it: erasing one changes no number.
    """
    begin, end = _instant(first), _instant(to)
    found = _of_cases(tx, first, begin, end)
    return found | _of_stays(tx, first, begin, end)


@beyond(StepOut.COUNTS)
def expenses_of_year(tx: Tx, year: int) -> Counts:
    """By who pays: of how many cases something was paid in a year, and how much in whole money.

    Unknown: where no organisation was named it stands under a word of its own; nothing is dropped.

    A case is counted once in a year, so a year has no quarters here.
    """
    first = date(year, 1, 1)
    found = _expenses(tx, _instant(first), _instant(date(year + 1, 1, 1)))
    for subject in found:
        found[subject] += case_counts.put_aside(tx, first, subject)
    return found


@beyond(StepOut.COUNTS)
def counted(tx: Tx, households: Collection[UUID]) -> dict[UUID, UUID]:
    """The case of each of these households of which a count may know."""
    r, h = ReferralRecord, HouseholdRecord
    known = select(r.id).where(r.erased_at.is_(None), ~case_counts.left_out())
    allowed = set(tx.execute(known).scalars())
    rows = tx.execute(select(h.id, h.referral_id).where(h.id.in_(households)))
    return {row.id: row.referral_id for row in rows if row.referral_id in allowed}


def _of_cases(tx: Tx, first: date, begin: datetime, end: datetime) -> Counts:
    facts = count_facts.of(tx, _received(begin, end))
    found = _tables(facts, words.OF_CASES)
    erased = case_counts.put_aside(tx, first, CountOf.CASES)[words.ALL]
    for subject in words.OF_CASES:
        aside = case_counts.put_aside(tx, first, subject)
        aside[words.UNKNOWN] += aside.pop(case_counts.NOT_ASKED, 0)
        if subject is CountOf.STEP:
            # A release before this one put the outcome aside, and no step.
            came = case_counts.put_aside(tx, first, CountOf.OUTCOME)["PLACED"]
            aside["ACCEPTED"] = max(aside["ACCEPTED"], came)
        aside[words.NOT_KEPT] += erased - aside.total()
        found[subject] += aside
    decoys = case_counts.put_aside(tx, first, CountOf.DECOY).total()
    for subject, word in count_facts.OF_A_DECOY.items():
        found[subject][word] -= decoys
    found[CountOf.CASES] = Counter({words.ALL: len(facts) + erased - decoys})
    return found


def _of_stays(tx: Tx, first: date, begin: datetime, end: datetime) -> Counts:
    open_ = and_(ReferralRecord.erased_at.is_(None), ~case_counts.left_out())
    found = _tables(count_facts.left_between(tx, begin, end, open_), words.OF_STAYS)
    for subject in words.OF_STAYS:
        found[subject] += case_counts.put_aside(tx, first, subject)
    return found


def _tables(facts: list[count_facts.Facts], subjects: tuple[CountOf, ...]) -> Counts:
    of = [{**one.of_case, **one.of_stay} for one in facts]
    return {subject: Counter(one[subject] for one in of) for subject in subjects}


def _received(begin: datetime, end: datetime) -> ColumnElement[bool]:
    r = ReferralRecord
    return and_(
        r.received_at >= begin,
        r.received_at < end,
        r.erased_at.is_(None),
        r.merged_into_id.is_(None),
        ~case_counts.left_out(),
    )


def _expenses(tx: Tx, begin: datetime, end: datetime) -> Counts:
    """By who pays: of how many cases something was paid, and how much in whole money."""
    e, o, r = ExpenseRecord, OrganisationRecord, ReferralRecord
    query = (
        select(
            case_counts.paid_by().label("name"),
            func.count(distinct(e.referral_id)).label("cases"),
            func.sum(e.amount_ore).label("ore"),
        )
        .outerjoin(o, o.id == e.organisation_id)
        .join(r, r.id == e.referral_id)
        .where(
            case_counts.paid_at() >= begin,
            case_counts.paid_at() < end,
            e.state.in_(case_counts.PAID),
            ~case_counts.left_out(),
        )
        .group_by("name")
    )
    rows = tx.execute(query).all()
    return {
        CountOf.EXPENSE_CASES: Counter({row.name: int(row.cases) for row in rows}),
        CountOf.EXPENSE_PAID: Counter(
            {row.name: int(row.ore) // case_counts.MONEY for row in rows}
        ),
    }


def of_words(counts: Mapping[CountOf, Counter[str]], subject: CountOf) -> dict[str, int]:
    """The table of that subject, a word that nobody had included; NOT_KEPT where there is one."""
    found = counts[subject]
    named = words.WORDS.get(subject, tuple(sorted(found)))
    more = (words.NOT_KEPT,) if found[words.NOT_KEPT] else ()
    return {word: found[word] for word in (*named, *more)}


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(0), OSLO)
