"""Counts that stay inside: of cases that whoever asks may see, as they are now (decision 0235)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from app.reports import words
from app.reports.counting import Count
from app.store import case_counts, count_facts, members, same_person
from app.store.count_facts import Facts
from app.store.nights import OSLO
from app.store.pages import Page, page
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.referral import ReferralRecord
from models.words import CountOf, Role


@beyond(StepOut.COUNTS)
def in_no_count(tx: Tx) -> frozenset[UUID]:
    """Cases that are in no count."""
    query = select(ReferralRecord.id).where(case_counts.left_out())
    return frozenset(tx.execute(query).scalars())


def counted(
    tx: Tx, since: date, to: date, stays: tuple[date, date], *, account: UUID, role: Role
) -> dict[CountOf, Mapping[str, Count]]:
    """Each table of the cases received from one day to another, and of stays that were over in theirs."""
    r, out, again = ReferralRecord, in_no_count(tx), same_person.again(tx)
    begin, end, first, last = (datetime.combine(d, time(0), OSLO) for d in (since, to, *stays))
    which = and_(r.received_at >= begin, r.received_at < end, _contact(account, role))
    came = [one for one in count_facts.of(tx, which) if one.referral not in out]
    left = count_facts.left_between(tx, first, last, _open(account, role))
    over = [one for one in left if one.referral not in out]
    return {
        **{subject: count_facts.table(came, subject, again) for subject in words.OF_CASES},
        **{subject: count_facts.table(over, subject, again) for subject in words.OF_STAYS},
    }


def cases(
    tx: Tx, since: date, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[tuple[str, bool, Facts]], UUID | None]:
    """A page of the cases behind them: code name, whether it is an own case, and what is counted of each."""
    r, out = ReferralRecord, in_no_count(tx)
    own = members.own(r.id, account, role).label("own")
    query = select(r.id, r.code_name, own).where(
        r.received_at >= datetime.combine(since, time(0), OSLO),
        r.id.not_in(out),
        _contact(account, role),
    )
    rows, last = page(tx, query, r.id, wanted)
    facts = {one.referral: one for one in count_facts.of(tx, r.id.in_([row.id for row in rows]))}
    return [(row.code_name, row.own, facts[row.id]) for row in rows], last


def _contact(account: UUID, role: Role) -> ColumnElement[bool]:
    return and_(ReferralRecord.merged_into_id.is_(None), _open(account, role))


def _open(account: UUID, role: Role) -> ColumnElement[bool]:
    r = ReferralRecord
    return and_(r.erased_at.is_(None), members.seen_by(r.id, account, role))
