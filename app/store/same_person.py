"""Which cases are of one person: those that went into one another or follow one another."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.referral import ReferralRecord


@beyond(StepOut.COUNTS)
def persons(tx: Tx, cases: Collection[UUID]) -> int:
    """Of how many persons these cases are.

    Unknown: a case that nobody has tied to another is of a person of its own.
    """
    r = ReferralRecord
    ties = select(r.id, r.follows_id, r.merged_into_id).where(
        or_(r.follows_id.is_not(None), r.merged_into_id.is_not(None))
    )
    of: dict[UUID, UUID] = {}
    for row in tx.execute(ties).all():
        for other in (row.follows_id, row.merged_into_id):
            if other is not None:
                of[_first(of, row.id)] = _first(of, other)
    return len({_first(of, case) for case in cases})


def _first(of: dict[UUID, UUID], case: UUID) -> UUID:
    """The one case by which all of a person are known."""
    while case in of and of[case] != case:
        case = of[case]
    return case
