"""What is counted of cases: by quarter, one thing at a time, and of how many persons each number is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from app.reports import words
from app.reports.counting import Count
from app.store import case_counts, count_facts, same_person
from app.store.nights import OSLO
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import OrganisationRecord
from models.expense import ExpenseRecord
from models.household import HouseholdRecord
from models.referral import ReferralRecord
from models.words import CountOf

Counts = dict[CountOf, defaultdict[str, Count]]


@beyond(StepOut.COUNTS)
def of_quarter(tx: Tx, first: date, to: date) -> Counts:
    """Every number of one quarter, by its first day and that of the next.

    An erased case is counted by what was put aside of it: erasing one changes no number.
    """
    begin, end = _instant(first), _instant(to)
    again = same_person.again(tx)
    found = _of_cases(tx, first, begin, end, again)
    return found | _of_stays(tx, first, begin, end, again)


@beyond(StepOut.COUNTS)
def expenses_of_year(tx: Tx, year: int) -> Counts:
    """By who pays: of how many cases something was paid in a year, and how much in whole money.

    Unknown: where no organisation was named it stands under a word of its own; nothing is dropped.

    A case is counted once in a year, so a year has no quarters here.
    """
    first = date(year, 1, 1)
    found = _expenses(tx, _instant(first), _instant(date(year + 1, 1, 1)))
    for subject, counts in found.items():
        _add(counts, case_counts.put_aside(tx, first, subject))
    return found


@beyond(StepOut.COUNTS)
def counted(tx: Tx, households: Collection[UUID]) -> dict[UUID, UUID]:
    """The case of each of these households of which a count may know."""
    r, h = ReferralRecord, HouseholdRecord
    known = select(r.id).where(r.erased_at.is_(None), ~case_counts.left_out())
    allowed = set(tx.execute(known).scalars())
    rows = tx.execute(select(h.id, h.referral_id).where(h.id.in_(households)))
    return {row.id: row.referral_id for row in rows if row.referral_id in allowed}


def _of_cases(
    tx: Tx, first: date, begin: datetime, end: datetime, again: Collection[UUID]
) -> Counts:
    facts = count_facts.of(tx, _received(begin, end))
    found = {subject: count_facts.table(facts, subject, again) for subject in words.OF_CASES}
    erased = case_counts.put_aside(tx, first, CountOf.CASES)[words.ALL]
    for subject, counts in found.items():
        aside = case_counts.put_aside(tx, first, subject)
        aside[words.UNKNOWN] += aside.pop(case_counts.NOT_ASKED, Count())
        if subject is CountOf.STEP:
            # A release before this one put the outcome aside, and no step.
            came = case_counts.put_aside(tx, first, CountOf.OUTCOME)["PLACED"]
            aside["ACCEPTED"] = max(aside["ACCEPTED"], came, key=lambda one: one.number)
        aside[words.NOT_KEPT] += erased - _all(aside)
        _add(counts, aside)
    decoys = _decoys(tx, first, found)
    for subject, word in count_facts.OF_A_DECOY.items():
        found[subject][word] -= decoys
    found[CountOf.CASES] = defaultdict(Count, {words.ALL: _all(found[CountOf.STEP])})
    return found


def _decoys(tx: Tx, first: date, found: Counts) -> Count:
    """Cases of that quarter that were invented; an earlier release erased some as those of nobody."""
    planted = _all(case_counts.put_aside(tx, first, CountOf.DECOY))
    there = [found[subject][word].persons for subject, word in count_facts.OF_A_DECOY.items()]
    return Count(planted.number, min(planted.persons, *there))


def _of_stays(
    tx: Tx, first: date, begin: datetime, end: datetime, again: Collection[UUID]
) -> Counts:
    open_ = and_(ReferralRecord.erased_at.is_(None), ~case_counts.left_out())
    facts = count_facts.left_between(tx, begin, end, open_)
    found = {subject: count_facts.table(facts, subject, again) for subject in words.OF_STAYS}
    for subject, counts in found.items():
        _add(counts, case_counts.put_aside(tx, first, subject))
    return found


def _add(counts: defaultdict[str, Count], more: Mapping[str, Count]) -> None:
    for word, count in more.items():
        counts[word] += count


def _all(counts: Mapping[str, Count]) -> Count:
    return sum(counts.values(), Count())


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
            e.referral_id,
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
        .group_by("name", e.referral_id)
    )
    cases, ore = defaultdict[str, Count](Count), defaultdict[str, Count](Count)
    again = same_person.again(tx)
    for row in tx.execute(query).all():
        person = int(row.referral_id not in again)
        cases[row.name] += Count(1, person)
        ore[row.name] += Count(int(row.ore), person)
    paid = {name: Count(of.number // case_counts.MONEY, of.persons) for name, of in ore.items()}
    return {
        CountOf.EXPENSE_CASES: cases,
        CountOf.EXPENSE_PAID: defaultdict(Count, paid),
    }


def of_words(counts: Counts, subject: CountOf) -> dict[str, Count]:
    """The table of that subject, a word that nobody had included; NOT_KEPT where there is one."""
    found = counts[subject]
    named = words.WORDS.get(subject, tuple(sorted(found)))
    more = (words.NOT_KEPT,) if found[words.NOT_KEPT].number else ()
    return {word: found[word] for word in (*named, *more)}


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(0), OSLO)
