"""Steps: whatever changes the state of a case does it here, by the table, and leaves a row (domain 13)."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, select, update

from app.store import alarms, cards, tasks
from app.store.refusals import WrongState
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.base import table_of
from models.household import HouseholdRecord
from models.lifecycle import NoSuchStep, Reason, State, Why, last_states, why
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.step import StepRecord
from models.transfer import TransferRecord
from models.words import AlarmKind, Machine, OfferState, ReferralState, TaskKind

_RECORDS: MappingProxyType[Machine, Any] = MappingProxyType(
    {
        Machine.REFERRAL: ReferralRecord,
        Machine.OFFER: OfferRecord,
        Machine.PLACEMENT: PlacementRecord,
        Machine.TRANSFER: TransferRecord,
    }
)
_STEPS = table_of(StepRecord)
_LAST = MappingProxyType({machine: last_states(machine) for machine in Machine})
_ANSWERED = MappingProxyType(
    {
        (Machine.REFERRAL, ReferralState.NO_SAFE_BED): AlarmKind.NO_SAFE_BED,
        (Machine.OFFER, OfferState.SHELTER_YES): AlarmKind.HOLD_ENDING,
        (Machine.OFFER, OfferState.SHOWN): AlarmKind.HOLD_ENDING,
    }
)
"""Leaving such a state is what the alarm wanted."""
LADDER = tuple(kind for kind in TaskKind if kind.name.startswith("LADDER_"))
"""Tasks for who has no safe bed (domain 9.5)."""


def take(
    tx: Tx,
    machine: Machine,
    which: ColumnElement[bool],
    after: State,
    *,
    household: UUID,
    by: UUID | None,
    at: datetime,
    reason: Reason | None = None,
    **values: Any,  # noqa: ANN401 - columns of the record
) -> list[int]:
    """All of these are in the state ``after``, with these values; their new versions.

    The household is locked. One that was in that state already takes the values and no step.
    ``by``: the account, None is havn itself. ``reason``: where a step has several to choose from.

    Raises
    ------
    WrongState
        When the table has no such step from the state that one of them is in.
    """
    record = _RECORDS[machine]
    found = tx.execute(select(record.id, record.state).where(which).order_by(record.id)).all()
    if not found:
        return []
    taken = {
        row.id: (row.state, _why(machine, row.state, after, reason))
        for row in found
        if row.state is not after
    }
    versions = tx.execute(
        update(record)
        .where(record.id.in_([row.id for row in found]))
        .values(state=after, version=record.version + 1, **values)
        .returning(record.version)
        .execution_options(synchronize_session=False)
    ).scalars()
    _drop_tasks(tx, machine, after, taken, by, at)
    _write(tx, machine, household, after, taken, by, at)
    return list(versions)


def _why(machine: Machine, before: State, after: State, reason: Reason | None) -> Why:
    try:
        return why(machine, before, after, reason)
    except NoSuchStep:
        raise WrongState from None


def _drop_tasks(
    tx: Tx,
    machine: Machine,
    after: State,
    taken: dict[UUID, tuple[State, Why]],
    by: UUID | None,
    at: datetime,
) -> None:
    """What is over has nothing more to be done about it, and a bed ends the ladder of no safe bed.

    Whoever brought it about has answered the alarm of it.
    """
    for subject, (before, _) in taken.items():
        answered = _ANSWERED.get((machine, before))
        if by is not None and answered is not None:
            alarms.settle(tx, answered, subject, by=by, now=at)
        if by is not None and after is ReferralState.ARRIVED:
            alarms.settle(tx, AlarmKind.MISSED_ARRIVAL, subject, by=by, now=at)
        if after is ReferralState.ARRIVED:
            tasks.drop(tx, referral=subject, kinds=(TaskKind.MISSED_ARRIVAL,), now=at)
        if after.value not in _LAST[machine] and before is ReferralState.NO_SAFE_BED:
            tasks.drop(tx, referral=subject, kinds=LADDER, now=at)
    if not taken or after.value not in _LAST[machine]:
        return
    tasks.drop(tx, subjects=[*taken], now=at)
    if machine is Machine.REFERRAL:
        for subject in sorted(taken):
            tasks.drop(tx, referral=subject, now=at)


@beyond(StepOut.BOOKING)
def _write(
    tx: Tx,
    machine: Machine,
    household: UUID,
    after: State,
    taken: dict[UUID, tuple[State, Why]],
    by: UUID | None,
    at: datetime,
) -> None:
    if not taken:
        return
    h = HouseholdRecord
    referral = tx.execute(select(h.referral_id).where(h.id == household)).scalar_one()
    rows = [
        {
            "id": uuid4(),
            "referral_id": referral,
            "machine": machine,
            "subject_id": subject,
            "before": before.value,
            "after": after.value,
            "reason": told.reason.value,
            "party": told.party,
            "consequence": told.consequence,
            "taken_by": by,
            "taken_at": at,
        }
        for subject, (before, told) in taken.items()
    ]
    tx.quick(insert(_STEPS), rows)
    if machine is Machine.REFERRAL:
        cards.follow(tx, referral, ReferralState(after.value), at)


def of_case(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """The steps of a case, the latest last; those of one moment by what changed, as they were taken."""
    s = StepRecord
    query = (
        select(
            s.id,
            s.machine,
            s.subject_id.label("subject"),
            s.before,
            s.after,
            s.reason,
            s.party,
            s.consequence,
            s.taken_at.label("at"),
        )
        .where(s.referral_id == referral)
        .order_by(s.taken_at, s.machine, s.id)
    )
    return _as_taken([dict(row._mapping) for row in tx.execute(query)])


def _as_taken(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps of one subject at one moment follow each other: each begins where the last one ended."""
    found: list[dict[str, Any]] = []
    left = list(rows)
    while left:
        first = left[0]
        same = [one for one in left if _moment(one) == _moment(first)]
        ends = {one["after"] for one in same}
        begins = (one for one in same if one["before"] not in ends)
        chosen: dict[str, Any] | None = next(begins, first)
        while chosen is not None:
            found.append(chosen)
            left.remove(chosen)
            same.remove(chosen)
            chosen = next((one for one in same if one["before"] == found[-1]["after"]), None)
    return found


def _moment(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["at"], row["machine"], row["subject"]
