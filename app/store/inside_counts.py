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
    """Each table of the cases received from one day to another, and of stays that were over in theirs.

    Whoever came before is no further person of a table where that case stands in it too, and whoever asks
    may see what ties the two: a number that is hidden tells her of no case that she does not know.
    """
    r, out, open_ = ReferralRecord, in_no_count(tx), _open(account, role)
    begin, end, first, last = (datetime.combine(d, time(0), OSLO) for d in (since, to, *stays))
    which = and_(r.received_at >= begin, r.received_at < end, _contact(account, role))
    came = [one for one in count_facts.of(tx, which) if one.referral not in out]
    left = count_facts.left_between(tx, first, last, open_)
    over = [one for one in left if one.referral not in out]
    found: dict[CountOf, Mapping[str, Count]] = {}
    for facts, subjects in ((came, words.OF_CASES), (over, words.OF_STAYS)):
        again = same_person.again_among(tx, [one.referral for one in facts], open_)
        found |= {subject: count_facts.table(facts, subject, again) for subject in subjects}
    return found


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
