"""What cases of one person are counted as stays when one of them is erased, with its ties and its no (0301)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select, update

from app.store import merging, same_person
from app.store.case_counts import left_out
from app.store.transactions import Tx
from models.referral import ReferralRecord
from models.words import CountedAs


def of_others(tx: Tx, referral: UUID, again: Collection[UUID]) -> dict[UUID, CountedAs]:
    """What other cases of the same person are counted as, where that is not as anybody's own.

    Ask before one is erased, and ``keep`` it afterwards: the ties and the no of that one are gone then.
    ``again``: all cases that stand for nobody now (``same_person.again``).
    """
    hers = set(merging.of_her(tx, referral)) - {referral}
    return {
        **dict.fromkeys(hers.intersection(again), CountedAs.AGAIN),
        **dict.fromkeys(_left_out_of(tx, hers), CountedAs.IN_NO_COUNT),
    }


def keep(tx: Tx, others: Mapping[UUID, CountedAs]) -> None:
    """These cases are counted as before, by a word of their own where nothing else says it any more."""
    r = ReferralRecord
    stands = {
        CountedAs.AGAIN: same_person.again(tx),
        CountedAs.IN_NO_COUNT: _left_out_of(tx, others),
    }
    for one, word in others.items():
        if one not in stands[word]:
            there = update(r).where(r.id == one, r.erased_at.is_(None))
            tx.execute(there.values(counted_as=word).execution_options(synchronize_session=False))


def _left_out_of(tx: Tx, cases: Collection[UUID]) -> frozenset[UUID]:
    query = select(ReferralRecord.id).where(ReferralRecord.id.in_(cases), left_out())
    return frozenset(tx.execute(query).scalars())
