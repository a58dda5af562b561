"""What goes when the time of a case is over, worked out from the records: no table is forgotten.

Every row that belongs to a case by its foreign keys goes, whatever table a later step adds. Two rows
stay: the referral and its household, without a word of her and under new names, since the bare nights
of the history hang on them. Source: domain 13, security 7.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from app.store import going_on
from app.store.plan_runs import forget_all_breaking
from app.store.referrals import code_name
from app.store.transactions import Tx
from matching.vocabulary import AddressBlock, Answer, Together, Trigger
from models.account import IdempotencyKeyRecord
from models.base import Base, Kept, table_of
from models.household import HouseholdRecord, PersonRecord
from models.plan_run import PlanProposalRecord, PlanRunRecord
from models.referral import ReferralRecord
from models.stay import StayRecord
from models.words import ReferralState, ReferrerKind, StayState

DAYS, KODE6_DAYS = timedelta(days=90), timedelta(days=30)
"""After the case was closed (domain 13)."""
COUNTED = frozenset({("placements", "departure"), ("placements", "actual_to")})
"""Words of the history that are counted and say nothing of one person."""

_R, _H, _P = (table_of(record) for record in (ReferralRecord, HouseholdRecord, PersonRecord))
SHELLS = (_R, _H)
_KEPT = {mapper.class_.__tablename__: mapper.class_.kept for mapper in Base.registry.mappers}


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose time is over, and since when."""

    case: UUID
    households: tuple[UUID, ...]
    since: datetime
    decided: bool
    """Whether people decided it, rather than the clock."""


def due(tx: Tx, now: datetime, *, at_most: int, but: Collection[UUID] = ()) -> list[Due]:
    """Cases that are to be erased by now but these, the longest due first."""
    until = case((strictly_confidential(), KODE6_DAYS), else_=DAYS)
    over = _ended_at() + until
    since = func.least(over, _R.c.erase_decided_at)
    query = (
        select(_R.c.id, since.label("since"), _R.c.erase_decided_at.is_not(None).label("decided"))
        .where(_R.c.erased_at.is_(None), or_(over <= now, _R.c.erase_decided_at <= now))
        .where(~_has_bed(), _R.c.id.not_in(but))
        .order_by(since, _R.c.closed_at, _R.c.id)
        .limit(at_most)
    )
    rows = tx.execute(query).all()
    return [Due(row.id, households(tx, row.id), row.since, row.decided) for row in rows]


def _ended_at() -> ColumnElement[datetime | None]:
    """Since when the case is closed; one that was merged ends with the last one in which it goes on.

    It is of one person, and its agency would see that she was known by its going before its end.
    """
    found, last = going_on.walk(ReferralRecord.merged_into_id.is_not(None)), aliased(ReferralRecord)
    of_the_last = (
        select(last.closed_at)
        .join(found, going_on.ends(found, last))
        .where(found.c.referral == _R.c.id)
        .correlate(_R)
        .scalar_subquery()
    )
    return case((_R.c.merged_into_id.is_(None), _R.c.closed_at), else_=of_the_last)


def households(tx: Tx, referral: UUID) -> tuple[UUID, ...]:
    """Every household that the case ever had."""
    query = select(_H.c.id).where(_H.c.referral_id == referral).order_by(_H.c.id)
    return tuple(tx.execute(query).scalars())


def find(tx: Tx, name: str) -> UUID | None:
    """The case of that code name, unless it was erased."""
    query = select(_R.c.id).where(_R.c.code_name == name, _R.c.erased_at.is_(None))
    return tx.execute(query).scalar_one_or_none()


def is_there(tx: Tx, referral: UUID) -> bool:
    """Whether there is such a case that was not erased."""
    query = select(_R.c.id).where(_R.c.id == referral, _R.c.erased_at.is_(None))
    return tx.execute(query).first() is not None


def decide(tx: Tx, referral: UUID, now: datetime) -> bool:
    """It is to be erased now; False when she has a bed, which comes first."""
    done = tx.execute(
        update(_R)
        .where(_R.c.id == referral, _R.c.erased_at.is_(None), ~_has_bed())
        .values(erase_decided_at=now)
        .returning(_R.c.id)
    )
    return done.first() is not None


def ended(tx: Tx, referral: UUID) -> datetime | None:
    """Since when all of hers is closed; None when it is not, has a bed, or was decided or erased."""
    undecided = and_(_R.c.erased_at.is_(None), _R.c.erase_decided_at.is_(None))
    query = select(_ended_at()).where(_R.c.id == referral, undecided, ~_has_bed())
    return tx.execute(query).scalar_one_or_none()


def erase(tx: Tx, referral: UUID, now: datetime) -> int:
    """Nothing of her is left in the records; how many rows went. Her keys are another's to erase."""
    gone = 0
    runs = select(PlanProposalRecord.run_id).where(
        PlanProposalRecord.household_id.in_(select(_H.c.id).where(_H.c.referral_id == referral))
    )
    tx.execute(
        update(PlanRunRecord)
        .where(
            # A what if has no lines, so which cases it names stands in its result alone.
            or_(PlanRunRecord.id.in_(runs), PlanRunRecord.trigger == Trigger.WHAT_IF)
        )
        .values(result=null())
        .execution_options(synchronize_session=False)
    )
    forget_all_breaking(tx)
    for table in _tables(Kept.HISTORY):
        bare = _bare(table)
        if bare:
            tx.execute(update(table).where(of_case(table, referral)).values(bare))
    for table in reversed(DELETED):
        found = tx.execute(delete(table).where(of_case(table, referral)))
        gone += found.rowcount  # type: ignore[attr-defined] # of a delete it is known
    _forget_answers(tx, referral)
    _empty(tx, referral, now)
    return gone


def _empty(tx: Tx, referral: UUID, now: datetime) -> None:
    """The rows that stay hold no word of her and have other names."""
    for household in households(tx, referral):
        tx.execute(
            update(_H)
            .where(_H.c.id == household)
            .values(
                {
                    **_no_words(_H),
                    "together": Together.MUST,
                    "code_name": code_name("E"),
                    "closed_at": func.coalesce(_H.c.closed_at, now),
                    "version": _H.c.version + 1,
                }
            )
        )
    tx.execute(
        update(_R)
        .where(_R.c.id == referral)
        .values(
            {
                **_no_words(_R),
                "received_at": func.date_trunc("quarter", _R.c.received_at),
                "code_name": code_name("E"),
                "referrer_reference": uuid4(),
                "closed_at": func.coalesce(_R.c.closed_at, now),
                "erased_at": now,
                "version": _R.c.version + 1,
            }
        )
    )
    going_on = _R.c.state.not_in((ReferralState.WITHDRAWN, ReferralState.HANDED_OVER))
    tx.execute(update(_R).where(_R.c.id == referral, going_on).values(state=ReferralState.CLOSED))


def _no_words(table: Table) -> dict[str, None]:
    """Every column of class C that can be empty, empty."""
    return {c.name: None for c in table.columns if c.nullable and c.info["class"] == "C"}


def _forget_answers(tx: Tx, referral: UUID) -> None:
    """Answers kept for a retry that speak of the case."""
    kept = table_of(IdempotencyKeyRecord)
    said = func.convert_from(kept.c.response, "UTF8")
    tx.execute(delete(kept).where(func.strpos(said, str(referral)) > 0))


def _bare(table: Table) -> dict[str, None]:
    """Of a row of the history: what is not counted, and what leads to a row that goes."""
    leads = {fk.parent.name for fk in table.foreign_keys if fk.column.table in DELETED}
    return {
        c.name: None
        for c in table.columns
        if c.nullable
        and (c.name in leads or c.info["class"] == "C")
        and (table.name, c.name) not in COUNTED
    }


@cache
def _owners(table: Table) -> tuple[ForeignKey, ...]:
    """The keys by which a row of this table belongs to a case: to its root, else by way of others."""
    if table in SHELLS:
        return ()
    keys = sorted(table.foreign_keys, key=lambda fk: fk.parent.name)
    direct = tuple(fk for fk in keys if fk.column.table in SHELLS)
    by_way = (fk for fk in keys if fk.column.table is not table and _belongs(fk.column.table))
    return direct or tuple(by_way)


@cache
def _belongs(table: Table) -> bool:
    return table in SHELLS or bool(_owners(table))


def of_case(table: Table, referral: UUID) -> ColumnElement[bool]:
    """Rows of this table that belong to the case."""
    if table is _R:
        return _R.c.id == referral
    if table is _H:
        return _H.c.referral_id == referral
    return or_(
        *(
            fk.parent.in_(select(fk.column).where(of_case(fk.column.table, referral)))
            for fk in _owners(table)
        )
    )


def _tables(*kept: Kept) -> list[Table]:
    """Tables with rows of cases that are kept so, those they lead to first."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table not in SHELLS and _belongs(table) and _KEPT[table.name] in kept
    ]


DELETED = tuple(t for t in _tables(*Kept) if _KEPT[t.name] not in (Kept.HISTORY, Kept.AUDIT))
"""Tables of which every row that belongs to an erased case goes."""


def strictly_confidential(*, unasked: bool = False) -> ColumnElement[bool]:
    """KODE6, or nobody knows and the police are in it (security 5.3), as matching has it (H21).

    ``unasked``: whether a block that nobody asked about counts as one that nobody knows, also where
    nobody was told of.
    """
    block = _P.c.address_block
    police = or_(_H.c.police_involved == Answer.YES, _R.c.referrer_kind == ReferrerKind.POLICE)
    not_known = block == AddressBlock.UNKNOWN
    if unasked:
        not_known = or_(not_known, block.is_(None))
    found = exists().where(
        _H.c.referral_id == _R.c.id,
        _P.c.household_id == _H.c.id,
        or_(block == AddressBlock.KODE6, and_(not_known, police)),
    )
    if not unasked:
        return found
    nobody = ~exists().where(_P.c.household_id == _H.c.id)
    return or_(found, exists().where(_H.c.referral_id == _R.c.id, police, nobody))


def _has_bed() -> ColumnElement[bool]:
    s = StayRecord
    booked = (StayState.HELD, StayState.ACCEPTED, StayState.ARRIVED)
    return exists().where(
        s.household_id == _H.c.id, _H.c.referral_id == _R.c.id, s.state.in_(booked)
    )
