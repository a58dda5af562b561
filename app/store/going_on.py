"""In which case a referral goes on once it was merged: the one walk of that tie, however many mergings it is.

That she was known already is not for those outside to learn (AT03, AT17): what became of a referral that
was merged is what becomes of the last of these, which was merged into none.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CTE, ColumnElement, and_, select
from sqlalchemy.orm import aliased

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.referral import ReferralRecord


def walk(which: ColumnElement[bool]) -> CTE:
    """Rows ``referral, case``: each referral of which that holds beside itself and every case in which it went on."""
    r = ReferralRecord
    itself = select(r.id.label("referral"), r.id.label("case")).where(which)
    found = itself.cte("going_on", recursive=True)
    onwards = select(found.c.referral, r.merged_into_id).join(r, r.id == found.c.case)
    return found.union(onwards.where(r.merged_into_id.is_not(None)))


def back(which: ColumnElement[bool]) -> CTE:
    """Rows ``case, referral``: each case of which that holds beside itself and every one that went on in it."""
    r = ReferralRecord
    itself = select(r.id.label("case"), r.id.label("referral")).where(which)
    found = itself.cte("came_here", recursive=True)
    return found.union(select(found.c.case, r.id).join(r, r.merged_into_id == found.c.referral))


def ends(found: CTE, last: type[ReferralRecord]) -> ColumnElement[bool]:
    """Whether this is the last case in which a referral of the walk goes on."""
    return and_(last.id == found.c.case, last.merged_into_id.is_(None))


@beyond(StepOut.STANDING)
def way(tx: Tx, referral: UUID) -> list[UUID]:
    """This case and every one in which it went on, in that order; the last was merged into none."""
    case = aliased(ReferralRecord)
    found = walk(ReferralRecord.id == referral)
    query = select(case.id, case.merged_into_id).join(found, found.c.case == case.id)
    into = {row.id: row.merged_into_id for row in tx.execute(query)}
    passed = [referral]
    while (onwards := into[passed[-1]]) is not None:
        passed.append(onwards)
    return passed
